package io.worldreel.replayer;

import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.journal.JournalFiles;
import io.worldreel.format.journal.JournalHead;
import io.worldreel.format.segment.Lifetime;
import io.worldreel.format.segment.Segment;
import io.worldreel.zstdvfs.VfsConfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a source has said and no chunk of the catalog holds: its open segment, and behind that the end of its journal. Read while a
 * recorder writes it, in this process or another, or after one has died; never written. Owned by the thread of its replay.
 */
final class UnsealedSource implements AutoCloseable {
    private static final int LOOKS = 10;

    private final ArchiveLayout archive;
    private final Path folder;
    private final UnsealedPieces shown;
    private Optional<UnsealedPieces.Piece> segment = Optional.empty();
    private String segmentPrint = "";
    private List<EndPiece> end = List.of();
    private @Nullable End reading;

    /** The end of the journal that is being read. */
    private static final class End {
        final JournalFollower journal;
        final JournalTail tail;
        /** What was sealed when reading began. */
        final long sealedTick;
        /** Whether nothing was sealed, and so nothing deleted, between that and the first reading. */
        boolean isWhole;

        End(JournalFollower journal, JournalTail tail, long sealedTick) {
            this.journal = journal;
            this.tail = tail;
            this.sealedTick = sealedTick;
        }
    }

    /** @param folder of the source, in which its recorder keeps what is not sealed */
    UnsealedSource(ArchiveLayout archive, Path folder, UnsealedPieces shown) {
        this.archive = archive;
        this.folder = folder;
        this.shown = shown;
    }

    /** A segment of the tail as it was when it was opened. */
    private record EndPiece(TailSegment segment, int windows, long after, UnsealedPieces.Piece piece) {}

    /** Looks at what is there now, given the chunks of the catalog; whether it is more or less than before. */
    boolean refresh(List<ChunkInfo> sealed) throws IOException {
        Optional<ChunkInfo> newest = sealed.stream().filter(chunk -> archive.recording(chunk.source()).equals(folder))
                .reduce((first, second) -> first.lastTick() > second.lastTick() ? first : second);
        List<UnsealedPieces.Piece> before = pieces();
        try {
            boolean done = false;
            for (int look = 0; look < LOOKS && !done; look++) {
                done = readJournal(newest);
                refreshSegment(newest);
                done = done && forgetStored(newest);
            }
        } catch (RuntimeException | IOException failure) {
            readAnew();
            throw failure;
        }
        showEnd(storedTick(newest)); // if it was not done, the next look finds the recorder less busy
        return !pieces().equals(before);
    }

    /** The pieces of now, in the order of their ticks. */
    List<UnsealedPieces.Piece> pieces() {
        return Stream.concat(segment.stream(), end.stream().map(EndPiece::piece)).toList();
    }

    private static long sealedTick(Optional<ChunkInfo> newest) {
        return newest.map(ChunkInfo::lastTick).orElse(Long.MIN_VALUE);
    }

    private long storedTick(Optional<ChunkInfo> newest) {
        return segment.map(piece -> piece.info().lastTick()).orElseGet(() -> sealedTick(newest));
    }

    private void refreshSegment(Optional<ChunkInfo> newest) throws IOException {
        long sealedTick = sealedTick(newest);
        Path file = folder.resolve("open.sqlite");
        String print = print(file) + print(file.resolveSibling("open.sqlite-wal"));
        boolean isSealed = segment.isPresent() && segment.get().info().lastTick() <= sealedTick;
        if (print.equals(segmentPrint) && !isSealed) {
            return;
        }
        segmentPrint = print;
        segment.ifPresent(shown::giveUp);
        segment = openSegment().flatMap(opened -> shown.show(opened, sealedTick));
    }

    private static String print(Path file) throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.fileKey() + " " + now.size() + " " + now.lastModifiedTime() + "; ";
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    /** Reads what has been written to the journal since; false if the recorder was faster. */
    private boolean readJournal(Optional<ChunkInfo> newest) throws IOException {
        long sealedTick = sealedTick(newest);
        if (reading != null && !reading.isWhole && reading.sealedTick != sealedTick) {
            readAnew();
        }
        End now = reading;
        if (now == null) {
            if (JournalFiles.parts(journal()).isEmpty()) {
                return true;
            }
            Optional<End> begun = begin(newest);
            if (begun.isEmpty()) {
                return false;
            }
            now = begun.get();
            reading = now;
        } else {
            now.isWhole = true;
        }
        if (!now.journal.poll(now.tail)) {
            readAnew();
            return false;
        }
        now.tail.settle();
        return true;
    }

    private Path journal() {
        return folder.resolve("journal");
    }

    private Optional<End> begin(Optional<ChunkInfo> newest) throws IOException {
        refreshSegment(newest);
        long stored = storedTick(newest);
        Optional<JournalTail.Before> before;
        try {
            before = readBefore(newest);
        } catch (FormatException damaged) {
            // What was true before the journal's end is not to be had: all that is stored and whole shows without it.
            return Optional.empty();
        }
        if (before.isPresent() ? before.get().state().tick() != stored : stored != Long.MIN_VALUE) {
            segmentPrint = ""; // more was stored, or sealed, just now
            return Optional.empty();
        }
        long part = segment.map(piece -> JournalHead.partOf(piece.chunk().segment().cursor())).orElse(0L);
        return Optional.of(new End(new JournalFollower(journal(), part), new JournalTail(stored, before),
                sealedTick(newest)));
    }

    /** Lives first: if the state is still the one that was awaited, no window came between. */
    private Optional<JournalTail.Before> readBefore(Optional<ChunkInfo> newest) {
        try (Segment stored = openStored(newest)) {
            if (stored == null) {
                return Optional.empty();
            }
            List<Lifetime> living = new ArrayList<>();
            stored.lifetimes(life -> {
                if (life.despawnTick().isEmpty()) {
                    living.add(life);
                }
            });
            return stored.lastState().map(state -> new JournalTail.Before(state, living));
        }
    }

    private @Nullable Segment openStored(Optional<ChunkInfo> newest) {
        if (segment.isPresent()) {
            return openSegment().orElse(null);
        }
        return newest.map(chunk -> Chunk.open(archive.chunk(chunk.chunk()), VfsConfig.DEFAULT)).orElse(null);
    }

    /** The open segment; empty if there is none, none any more, or one that a recorder has damaged by its death. */
    private Optional<Segment> openSegment() {
        Path file = folder.resolve("open.sqlite");
        try {
            return Files.exists(file) ? Optional.of(Segment.open(file)) : Optional.empty();
        } catch (FormatException damaged) {
            return Optional.empty(); // the journal has all of it
        } catch (UncheckedIOException failure) {
            if (Files.exists(file)) {
                throw failure;
            }
            return Optional.empty(); // sealed between the two
        }
    }

    /** Gives up what the recorder has stored; false if that leaves frames of which it is not known what was true before them. */
    private boolean forgetStored(Optional<ChunkInfo> newest) {
        if (reading != null && !reading.tail.storedUpTo(storedTick(newest))) {
            readAnew();
            return false;
        }
        return true;
    }

    private void readAnew() {
        End before = reading;
        reading = null;
        if (before != null) {
            before.journal.close();
            before.tail.close();
        }
    }

    private void showEnd(long stored) {
        List<EndPiece> now = new ArrayList<>();
        for (TailSegment part : reading == null ? List.<TailSegment>of() : reading.tail.segments()) {
            long after = stored < part.firstTick() ? Long.MIN_VALUE : stored;
            Optional<EndPiece> same = end.stream().filter(piece -> piece.segment() == part
                    && piece.windows() == part.windows() && piece.after() == after).findFirst();
            same.or(() -> shown.show(part.read(), after).map(piece -> new EndPiece(part, part.windows(), after, piece)))
                    .ifPresent(now::add);
        }
        end.stream().filter(piece -> !now.contains(piece)).forEach(piece -> shown.giveUp(piece.piece()));
        end = now;
    }

    @Override
    public void close() {
        pieces().forEach(shown::giveUp);
        segment = Optional.empty();
        end = List.of();
        readAnew();
    }
}
