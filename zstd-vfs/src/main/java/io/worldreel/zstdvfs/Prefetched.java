package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A source of which some pieces, few and small, have been read before they are asked for. Safe for many threads. */
final class Prefetched extends LayeredSource {
    /** Pieces that do not overlap, by their offsets. */
    private final ConcurrentSkipListMap<Long, byte[]> pieces = new ConcurrentSkipListMap<>();

    Prefetched(ByteSource source) {
        super(source);
    }

    /** Reads what of this range is not there yet, in one request. */
    void prefetch(long from, long to) throws IOException {
        long start = Math.max(0, from);
        long end = Math.min(to, size());
        Map.Entry<Long, byte[]> before = pieces.floorEntry(start);
        if (before != null) {
            start = Math.max(start, before.getKey() + before.getValue().length);
        }
        Map.Entry<Long, byte[]> after = pieces.lowerEntry(end);
        if (after != null && after.getKey() + after.getValue().length >= end) {
            end = after.getKey();
        }
        if (start >= end) {
            return;
        }
        byte[] piece = new byte[Math.toIntExact(end - start)];
        source.read(start, MemorySegment.ofArray(piece));
        Map.Entry<Long, byte[]> next = pieces.ceilingEntry(end);
        if (next != null && next.getKey() == end) { // a piece that adjoins is joined, so that reads may span both
            byte[] both = java.util.Arrays.copyOf(piece, piece.length + next.getValue().length);
            System.arraycopy(next.getValue(), 0, both, piece.length, next.getValue().length);
            pieces.put(start, both);
            pieces.remove(next.getKey());
        } else {
            pieces.put(start, piece);
        }
    }

    byte[] bytes(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(offset, MemorySegment.ofArray(bytes));
        return bytes;
    }

    @Override
    public void read(long offset, MemorySegment dst) throws IOException {
        Map.Entry<Long, byte[]> piece = pieces.floorEntry(offset);
        if (piece != null && offset + dst.byteSize() <= piece.getKey() + piece.getValue().length) {
            MemorySegment.copy(MemorySegment.ofArray(piece.getValue()), offset - piece.getKey(), dst, 0,
                    dst.byteSize());
        } else {
            source.read(offset, dst);
        }
    }
}
