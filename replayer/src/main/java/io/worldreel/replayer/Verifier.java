package io.worldreel.replayer;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.SegmentTotals;
import io.worldreel.format.segment.SqlFailure;
import io.worldreel.zstdvfs.FileSource;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.SeekableReader;
import io.worldreel.zstdvfs.SourceException;
import io.worldreel.zstdvfs.VfsConfig;
import io.worldreel.zstdvfs.ZstdVfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks an archive from the bytes up: digest, zstd frames, database, account of its content, windows. */
final class Verifier {
    private final Archive archive;
    private final List<VerifyReport.Bad> bad = new ArrayList<>();
    private long recovered;

    Verifier(Archive archive) {
        this.archive = archive;
    }

    VerifyReport verify(Progress progress) {
        List<ChunkInfo> chunks = archive.chunks();
        long total = chunks.stream().mapToLong(ChunkInfo::bytes).sum();
        long done = 0;
        for (int i = 0; i < chunks.size(); i++) {
            ChunkInfo chunk = chunks.get(i);
            long before = done;
            Progress within = (part, whole) -> progress.at(
                    before + (whole == 0 ? 0 : (long) ((double) part / whole * chunk.bytes())),
                    total);
            Optional<ChunkInfo> previous = i == 0 ? Optional.empty() : Optional.of(chunks.get(i - 1));
            problem(chunk, previous, within)
                    .ifPresent(problem -> bad.add(new VerifyReport.Bad(chunk.chunk(), problem)));
            done += chunk.bytes();
            progress.at(done, total);
        }
        int listed = chunks.size();
        int badListed = bad.size();
        if (archive instanceof ArchiveFolder folder) {
            addUnlisted(folder.layout(), chunks);
        }
        return new VerifyReport(listed + bad.size() - badListed, listed - badListed, bad,
                chunks.stream().mapToLong(ChunkInfo::frames).sum(), chunks.stream().mapToLong(ChunkInfo::dropped).sum(),
                chunks.stream().mapToLong(ChunkInfo::missing).sum(), recovered);
    }

    private Optional<String> problem(ChunkInfo chunk, Optional<ChunkInfo> previous, Progress progress) {
        try {
            return switch (archive) {
                case ArchiveFolder folder -> problem(folder.layout().chunk(chunk.chunk()), chunk, previous, progress);
                case WebArchive elsewhere -> problemElsewhere(chunk, previous, progress);
                case PublishedArchive elsewhere -> problemElsewhere(chunk, previous, progress);
            };
        } catch (SourceException failure) {
            if (failure.isMissing()) {
                return Optional.of("the file is gone");
            }
            throw new ReplayException("verifying " + archive.name() + " failed: " + failure.getMessage(), failure);
        } catch (IOException failure) {
            return Optional.of("it could not be read: " + failure.getMessage());
        }
    }

    private Optional<String> problemElsewhere(ChunkInfo chunk, Optional<ChunkInfo> previous, Progress progress)
            throws IOException {
        try (ChunkCopy copy = ChunkCopy.of(archive, chunk)) {
            return problem(copy.file(), chunk, previous, progress);
        }
    }

    private Optional<String> problem(Path file, ChunkInfo chunk, Optional<ChunkInfo> previous,
            Progress progress) {
        try {
            if (!Files.exists(file)) {
                return Optional.of("the file is gone");
            }
            if (Files.size(file) != chunk.bytes()) {
                return Optional.of("the file has " + Files.size(file) + " bytes, the catalog says " + chunk.bytes());
            }
            return zstdProblem(file, progress)
                    .or(() -> digestProblem(file, chunk))
                    .or(() -> databaseProblem(file, chunk))
                    .or(() -> neighbourProblem(chunk, previous));
        } catch (FormatException damage) {
            return Optional.of(String.valueOf(damage.getMessage()));
        } catch (UncheckedIOException | IOException failure) {
            return Optional.of("it could not be read: " + failure.getMessage());
        }
    }

    private static Optional<String> zstdProblem(Path file, Progress progress) throws IOException {
        try (SeekableReader reader = SeekableReader.open(FileSource.open(file), VfsConfig.DEFAULT)) {
            var report = reader.verify(progress);
            return report.firstDamage().map(damage -> report.framesDamaged() + " of "
                    + (report.framesChecked() + report.framesDamaged()) + " zstd frames are damaged, first: "
                    + damage.getMessage());
        }
    }

    private static Optional<String> digestProblem(Path file, ChunkInfo chunk) {
        try {
            String sha256 = Chunk.sha256(file);
            return sha256.equals(chunk.sha256())
                    ? Optional.empty()
                    : Optional.of("its SHA-256 is " + sha256 + ", the catalog says " + chunk.sha256());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Optional<String> databaseProblem(Path file, ChunkInfo chunk) {
        try (Connection db = ZstdVfs.open(file)) {
            Optional<String> damage = integrityProblem(file, db);
            if (damage.isPresent()) {
                return damage;
            }
        } catch (SQLException failure) {
            throw SqlFailure.of("opening chunk " + file, failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        try (Segment segment = Chunk.open(file, VfsConfig.DEFAULT);
                OpenChunk open = OpenChunk.of(chunk, segment)) {
            recovered += segment.recovered();
            return accountProblem(segment, chunk).or(() -> windowProblem(open, chunk));
        }
    }

    private static Optional<String> integrityProblem(Path file, Connection db) {
        try (Statement statement = db.createStatement();
                ResultSet answer = statement.executeQuery("PRAGMA integrity_check(1)")) {
            String verdict = answer.next() ? answer.getString(1) : "no answer";
            return verdict.equals("ok") ? Optional.empty() : Optional.of("SQLite's integrity check says: " + verdict);
        } catch (SQLException failure) {
            throw SqlFailure.of("checking the database of " + file, failure, db);
        }
    }

    private static Optional<String> accountProblem(Segment segment, ChunkInfo chunk) {
        SegmentTotals totals = segment.totals();
        var found = new ChunkInfo(chunk.chunk(), segment.identity().world(), segment.identity().source(),
                totals.firstTick(), totals.lastTick(), totals.fromNanos(), totals.toNanos(), chunk.bytes(),
                totals.rawBytes(), totals.samples(), totals.frames(), totals.dropped(), totals.missing(),
                chunk.sha256());
        if (segment.recovered() < 0 || segment.recovered() > totals.frames()) {
            return Optional.of("it claims " + segment.recovered() + " recovered ticks of " + totals.frames());
        }
        return found.equals(chunk)
                ? Optional.empty()
                : Optional.of("it holds " + found + ", the catalog says " + chunk);
    }

    /** Decodes every window and reads every event. */
    private static Optional<String> windowProblem(OpenChunk open, ChunkInfo chunk) {
        for (var entry : open.windows()) {
            try {
                new LoadedWindow(chunk.chunk(), open.segment(), entry).readWhole();
            } catch (CorruptException damage) {
                return Optional
                        .of("ticks " + entry.firstTick() + " to " + entry.lastTick() + ": " + damage.getMessage());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> neighbourProblem(ChunkInfo chunk, Optional<ChunkInfo> previous) {
        return previous.flatMap(before -> {
            if (!before.world().equals(chunk.world())) {
                return Optional.of("it is of world '" + chunk.world() + "', others of '" + before.world() + "'");
            }
            return before.source().equals(chunk.source()) && before.lastTick() >= chunk.firstTick()
                    ? Optional
                            .of("it begins at tick " + chunk.firstTick() + ", but " + before.chunk() + " ends at tick "
                                    + before.lastTick())
                    : Optional.empty();
        });
    }

    private void addUnlisted(ArchiveLayout layout, List<ChunkInfo> chunks) {
        Set<String> listed = new HashSet<>();
        chunks.forEach(chunk -> listed.add(chunk.chunk()));
        try (Stream<Path> files = Files.list(layout.chunks())) {
            files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".sqlite.zst"))
                    .filter(name -> !listed.contains(name)).sorted()
                    .forEach(name -> bad.add(new VerifyReport.Bad(name,
                            "the catalog does not list it: `worldreel recover " + layout.root()
                                    + "` adds it")));
        } catch (IOException failure) {
            throw new ReplayException("listing the chunks of " + archive.name() + " failed: " + failure, failure);
        }
    }
}
