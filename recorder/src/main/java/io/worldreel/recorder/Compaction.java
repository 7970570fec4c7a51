package io.worldreel.recorder;

import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.archive.ChunkSealer;
import io.worldreel.format.segment.SegmentMerge;
import io.worldreel.zstdvfs.Packing;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.ZstdFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Puts the small chunks of a time into large ones: fewer files to publish, and fewer bytes. What the archive answers stays the
 * same. Recorders may go on meanwhile. A process that dies leaves the archive as it was, or with the large chunk in place of the
 * small ones, whose files the next compaction of the time deletes.
 */
public final class Compaction {
    private final ArchiveLayout archive;
    private final CompactionConfig config;
    private final Progress progress;
    private final ChunkKeeper keeper;
    private final Path plain;
    private final Path merging;
    private final List<CompactionReport.Merged> merged = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private int unchanged;

    private @Nullable SegmentMerge merge;
    private final List<ChunkInfo> members = new ArrayList<>();

    private Compaction(ArchiveLayout archive, CompactionConfig config, Progress progress) {
        this.archive = archive;
        this.config = config;
        this.progress = progress;
        keeper = new ChunkKeeper(archive);
        plain = archive.compacting().resolve("next.sqlite");
        merging = archive.compacting().resolve("merged.sqlite");
    }

    /**
     * Compacts the chunks that begin within a time. Those of a ring, and those without frames, stay as they are.
     *
     * @param from the first moment
     * @param to the first moment behind it
     * @param progress hears about the chunks
     * @throws RecorderException if the archive is not there, cannot be written, or is being compacted by somebody else
     */
    public static CompactionReport compact(Path archive, Instant from, Instant to, CompactionConfig config,
            Progress progress) {
        ArchiveLayout layout = new ArchiveLayout(archive);
        if (!Files.exists(layout.catalog())) {
            throw new RecorderException(
                    "cannot compact " + archive + ": it has no catalog; name an archive, or recover it");
        }
        try (SourceLock lock = SourceLock.take(layout.compacting(),
                "cannot compact " + archive + ": that is being done already; wait for it")) {
            CompactionReport report = new Compaction(layout, config, progress).run(nanos(from), nanos(to));
            lock.releaseForGood();
            return report;
        } catch (IOException | UncheckedIOException failure) {
            throw new RecorderException("cannot compact " + archive + ": " + SourceLock.reason(failure)
                    + "; the archive is whole, run it again", failure);
        }
    }

    private static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

    private CompactionReport run(long fromNanos, long toNanos) throws IOException {
        List<ChunkInfo> chunks;
        new SourceFiles(archive.compacting()).deleteTemporaries(archive);
        SourceFiles.deleteSegment(merging);
        try (Catalog catalog = Catalog.openReadOnly(archive)) {
            chunks = catalog.chunks();
        }
        int done = 0;
        for (ChunkInfo chunk : chunks) {
            boolean wanted = chunk.fromNanos() >= fromNanos && chunk.fromNanos() < toNanos && chunk.frames() > 0
                    && !keeper.isInRing(chunk);
            if (!wanted || (!members.isEmpty() && !members.getLast().source().equals(chunk.source()))) {
                finish();
            }
            if (wanted) {
                take(chunk);
            }
            progress.at(++done, chunks.size());
        }
        finish();
        SourceFiles.deleteSegment(plain);
        return new CompactionReport(merged, unchanged, problems);
    }

    private void take(ChunkInfo chunk) throws IOException {
        Optional<String> damage = unpack(chunk);
        if (damage.isPresent()) {
            problems.add("chunk " + chunk.chunk() + ": " + damage.get());
            finish();
            return;
        }
        keeper.deleteReplaced(Chunk.replaces(archive.chunk(chunk.chunk())));
        if (merge != null && (Files.size(merging) >= config.segmentBytes() || !merge.continuesWith(plain))) {
            finish();
        }
        if (merge == null) {
            merge = SegmentMerge.begin(merging, plain, chunk.chunk());
        } else {
            merge.append(plain, chunk.chunk());
        }
        members.add(chunk);
    }

    /** Says what is wrong with a chunk, if something is. */
    private Optional<String> unpack(ChunkInfo chunk) throws IOException {
        Path file = archive.chunk(chunk.chunk());
        SourceFiles.deleteSegment(plain);
        try {
            if (!Chunk.sha256(file).equals(chunk.sha256())) {
                return Optional.of("it is not the file that the catalog names");
            }
            Packing.unpack(file, plain, Progress.NONE);
            return Optional.empty();
        } catch (ZstdFileException | FormatException | NoSuchFileException damage) {
            return Optional.of(SourceLock.reason(damage));
        }
    }

    /** Seals what was put together, and puts it in the place of what it was made from. */
    private void finish() throws IOException {
        SegmentMerge whole = merge;
        List<ChunkInfo> replaced = List.copyOf(members);
        merge = null;
        members.clear();
        if (whole != null) {
            whole.close();
            if (replaced.size() > 1) {
                exchange(replaced,
                        new ChunkSealer(archive, config.pack(), config.indexes()).seal(merging, Progress.NONE));
            } else {
                unchanged++;
            }
        }
        SourceFiles.deleteSegment(merging);
    }

    private void exchange(List<ChunkInfo> replaced, ChunkInfo chunk) throws IOException {
        boolean exchanged = false;
        try (Catalog catalog = Catalog.open(archive)) {
            requireSame(replaced, chunk);
            exchanged = catalog.exchange(replaced.stream().map(ChunkInfo::chunk).toList(), chunk);
        } finally {
            if (!exchanged) {
                Files.deleteIfExists(archive.chunk(chunk.chunk()));
            }
        }
        if (exchanged) {
            keeper.deleteReplaced(Chunk.replaces(archive.chunk(chunk.chunk())));
            merged.add(new CompactionReport.Merged(chunk, replaced));
        } else {
            unchanged += replaced.size(); // a retention has deleted some of them meanwhile
        }
    }

    /** What was copied is checked before it takes the place of what it was copied from. */
    private static void requireSame(List<ChunkInfo> replaced, ChunkInfo chunk) {
        List<ToLongFunction<ChunkInfo>> counts = List.of(ChunkInfo::frames, ChunkInfo::samples, ChunkInfo::rawBytes,
                ChunkInfo::dropped, ChunkInfo::missing);
        for (ToLongFunction<ChunkInfo> count : counts) {
            if (replaced.stream().mapToLong(count).sum() != count.applyAsLong(chunk)) {
                throw new IllegalStateException("compacting " + replaced + " gave something else: " + chunk);
            }
        }
    }
}
