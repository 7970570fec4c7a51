package io.worldreel.replayer;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.WindowEntry;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens pieces of timelines that are no chunks yet, and closes those that are given up before anybody took them. Owned by the thread of
 * its replay.
 */
final class UnsealedPieces implements AutoCloseable {
    private final Set<Piece> untaken = Collections.newSetFromMap(new IdentityHashMap<>());
    private long numbers;

    /**
     * A part of a timeline that is no chunk yet.
     *
     * @param info as a catalog would have it, but for what takes time to find out: bytes, digest, and the ticks that are not in it
     */
    record Piece(ChunkInfo info, OpenChunk chunk) {}

    /**
     * Takes a segment over. Empty if it has no window to show.
     *
     * @param after windows up to this tick are not to be shown
     */
    Optional<Piece> show(Segment segment, long after) {
        boolean usable = false;
        try {
            List<WindowEntry> windows = segment.windows().stream().filter(window -> window.lastTick() > after).toList();
            if (windows.isEmpty()) {
                return Optional.empty();
            }
            String name = "unsealed-" + numbers++ + ".sqlite.zst";
            Piece piece = new Piece(info(name, segment, windows), new OpenChunk(name, segment, windows));
            untaken.add(piece);
            usable = true;
            return Optional.of(piece);
        } finally {
            if (!usable) {
                segment.close();
            }
        }
    }

    private static ChunkInfo info(String name, Segment segment, List<WindowEntry> windows) {
        return new ChunkInfo(name, segment.identity().world(), segment.identity().source(),
                windows.getFirst().firstTick(), windows.getLast().lastTick(),
                windows.stream().mapToLong(WindowEntry::minTimeNanos).min().orElseThrow(),
                windows.stream().mapToLong(WindowEntry::maxTimeNanos).max().orElseThrow(), 0, 0,
                windows.stream().mapToLong(WindowEntry::samples).sum(),
                windows.stream().mapToLong(WindowEntry::frames).sum(), 0, 0, "");
    }

    /** The piece is shown no more. Whoever has taken it closes it when he likes. */
    void giveUp(Piece piece) {
        if (untaken.remove(piece)) {
            piece.chunk().close();
        }
    }

    /** From now on somebody else closes these. */
    void taken(List<Piece> pieces) {
        untaken.removeAll(pieces);
    }

    @Override
    public void close() {
        List.copyOf(untaken).forEach(this::giveUp);
    }
}
