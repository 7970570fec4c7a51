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
    private final ArchiveLayout archive;
    private final Path folder;
    private final LongSupplier numbers;
    private final JournalFollower journal;
    private final JournalTail tail = new JournalTail();
    private String segmentPrint = "";
    private Optional<Piece> segment = Optional.empty();
    private Optional<Piece> end = Optional.empty();
    private Optional<JournalTail.Before> before = Optional.empty();
    private long beforeTick = Long.MIN_VALUE;

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
        boolean changed = refreshSegment(sealedTick);
        long storedTick = segment.map(piece -> piece.info().lastTick()).orElse(sealedTick);
        tail.storedUpTo(storedTick);
        segment.ifPresent(stored -> journal.skipTo(JournalHead.partOf(stored.chunk().segment().cursor())));
        journal.poll(tail, tail::hasRoom);
        if (tail.takeChanged()) {
            end = readEnd(storedTick, newest);
            changed = true;
        }
        return changed;
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
        segment = Files.exists(file)
                ? piece(Segment.open(file)).filter(piece -> piece.info().lastTick() > sealedTick)
                : Optional.empty();
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

    private Optional<Piece> readEnd(long storedTick, Optional<ChunkInfo> newest) {
        if (tail.isEmpty()) {
            return Optional.empty();
        }
        if (!tail.continues()) {
            before = Optional.empty();
        } else if (before.isEmpty() || beforeTick != storedTick) {
            before = readBefore(newest);
        }
        beforeTick = storedTick;
        return tail.segment("journal of " + folder, before).flatMap(this::piece);
    }

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
            return Segment.open(folder.resolve("open.sqlite"));
        }
        return newest.map(chunk -> Chunk.open(archive.chunk(chunk.chunk()), VfsConfig.DEFAULT)).orElse(null);
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
