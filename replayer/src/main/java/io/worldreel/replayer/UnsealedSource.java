package io.worldreel.replayer;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.journal.JournalHead;
import io.worldreel.format.segment.Lifetime;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.SegmentTotals;
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
import java.util.function.LongSupplier;
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
    private final LongSupplier numbers;
    private final JournalFollower journal;
    private final JournalTail tail = new JournalTail();
    private String segmentPrint = "";
    private Optional<Piece> segment = Optional.empty();
    private Optional<Piece> end = Optional.empty();
    private Optional<JournalTail.Before> before = Optional.empty();

    /**
     * A part of a timeline that is no chunk yet.
     *
     * @param info as a catalog would have it, but for bytes and digest
     */
    record Piece(ChunkInfo info, OpenChunk chunk) {}

    /**
     * @param folder of the source, in which its recorder keeps what is not sealed
     * @param numbers tell each piece from all others
     */
    UnsealedSource(ArchiveLayout archive, Path folder, LongSupplier numbers) {
        this.archive = archive;
        this.folder = folder;
        this.numbers = numbers;
        journal = new JournalFollower(folder.resolve("journal"));
    }

    /**
     * Looks at what is there now, given the chunks of the catalog; whether it is more or less than before. Pieces that are not among
     * {@link #pieces()} any more are the caller's to close.
     */
    boolean refresh(List<ChunkInfo> sealed) throws IOException {
        Optional<ChunkInfo> newest = sealed.stream().filter(chunk -> archive.recording(chunk.source()).equals(folder))
                .reduce((first, second) -> first.lastTick() > second.lastTick() ? first : second);
        long sealedTick = newest.map(ChunkInfo::lastTick).orElse(Long.MIN_VALUE);
        boolean changed = false;
        for (int look = 0; look < LOOKS; look++) {
            changed |= refreshSegment(sealedTick);
            tail.storedUpTo(segment.map(piece -> piece.info().lastTick()).orElse(sealedTick));
            segment.ifPresent(stored -> journal.skipTo(JournalHead.partOf(stored.chunk().segment().cursor())));
            journal.poll(tail, tail::hasRoom);
            if (!tail.isChanged()) {
                return changed;
            }
            changed = true;
            if (refreshEnd(newest)) {
                tail.takeChanged();
                return true;
            }
        }
        return changed; // the next look finds the recorder less busy
    }

    /** The pieces of now, in the order of their ticks. */
    List<Piece> pieces() {
        return Stream.concat(segment.stream(), end.stream()).toList();
    }

    private boolean refreshSegment(long sealedTick) throws IOException {
        Path file = folder.resolve("open.sqlite");
        String print = print(file) + print(file.resolveSibling("open.sqlite-wal"));
        boolean isSealed = segment.isPresent() && segment.get().info().lastTick() <= sealedTick;
        if (print.equals(segmentPrint) && !isSealed) {
            return false;
        }
        segmentPrint = print;
        boolean was = segment.isPresent();
        segment = openSegment().flatMap(this::piece);
        if (segment.isPresent() && segment.get().info().lastTick() <= sealedTick) {
            segment.get().chunk().close();
            segment = Optional.empty();
        }
        return was || segment.isPresent();
    }

    private static String print(Path file) throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.fileKey() + " " + now.size() + " " + now.lastModifiedTime() + "; ";
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    /** Makes a piece of the tail; false if the recorder has stored or sealed more since the tail's beginning was told. */
    private boolean refreshEnd(Optional<ChunkInfo> newest) {
        end = Optional.empty();
        if (tail.isEmpty()) {
            return true;
        }
        if (!tail.continues()) {
            before = Optional.empty();
        } else if (before.isEmpty() || before.get().state().tick() != tail.after()) {
            before = readBefore(newest);
            if (before.isEmpty() || before.get().state().tick() != tail.after()) {
                segmentPrint = "";
                return false;
            }
        }
        end = tail.segment("journal of " + folder, before).flatMap(this::piece);
        return true;
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

    /** The open segment; empty if there is none, or none any more. */
    private Optional<Segment> openSegment() {
        Path file = folder.resolve("open.sqlite");
        try {
            return Files.exists(file) ? Optional.of(Segment.open(file)) : Optional.empty();
        } catch (UncheckedIOException failure) {
            if (Files.exists(file)) {
                throw failure;
            }
            return Optional.empty(); // sealed between the two
        }
    }

    /** Takes the segment over; empty if it holds no window yet. */
    private Optional<Piece> piece(Segment opened) {
        if (opened.windows().isEmpty()) {
            opened.close();
            return Optional.empty();
        }
        String name = "unsealed-" + numbers.getAsLong() + ".sqlite.zst";
        OpenChunk chunk = new OpenChunk(name, opened);
        SegmentTotals totals = opened.totals();
        return Optional.of(new Piece(new ChunkInfo(name, opened.identity().world(), opened.identity().source(),
                totals.firstTick(), totals.lastTick(), totals.fromNanos(), totals.toNanos(), 0, totals.rawBytes(),
                totals.samples(), totals.frames(), totals.dropped(), totals.missing(), ""), chunk));
    }

    @Override
    public void close() {
        journal.close();
    }
}
