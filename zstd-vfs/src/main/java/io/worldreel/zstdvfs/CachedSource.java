package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A source read through a {@link DiskCache}, in whole blocks; missing neighbours are read together. */
final class CachedSource extends LayeredSource {
    private final DiskCache cache;

    CachedSource(ByteSource source, DiskCache cache) {
        super(source);
        this.cache = cache;
    }

    @Override
    public void read(long offset, MemorySegment dst) throws IOException {
        if (offset < 0 || offset > size() - dst.byteSize()) {
            throw new CorruptFileException(name(), size(), -1,
                    "bytes %d to %d wanted but the file ends".formatted(offset, offset + dst.byteSize()));
        }
        if (dst.byteSize() == 0) {
            return;
        }
        long first = offset / DiskCache.BLOCK;
        int count = (int) ((offset + dst.byteSize() - 1) / DiskCache.BLOCK - first) + 1;
        byte[][] blocks = new byte[count][];
        for (int i = 0; i < count; i++) {
            Optional<byte[]> kept = cache.tryGet(cache.key(identity(), first + i));
            if (kept.isPresent() && kept.get().length == blockLength(first + i)) {
                blocks[i] = kept.get();
            }
        }
        for (int i = 0; i < count; i++) {
            int end = i;
            while (end < count && blocks[end] == null) {
                end++;
            }
            if (end > i) {
                fetch(first + i, Arrays.asList(blocks).subList(i, end));
                i = end - 1;
            }
        }
        copy(blocks, offset - first * DiskCache.BLOCK, dst);
    }

    private int blockLength(long block) {
        return (int) Math.min(DiskCache.BLOCK, size() - block * DiskCache.BLOCK);
    }

    /** Reads adjoining blocks in one piece, with what comes along, and keeps all of it. */
    private void fetch(long first, List<byte[]> blocks) throws IOException {
        int grain = Math.max(DiskCache.BLOCK, source.grain() / DiskCache.BLOCK * DiskCache.BLOCK);
        long begin = first * DiskCache.BLOCK / grain * grain;
        long end = (first + blocks.size()) * DiskCache.BLOCK;
        long to = Math.min(size(), (end + grain - 1) / grain * grain);
        byte[] bytes = new byte[Math.toIntExact(to - begin)];
        source.read(begin, MemorySegment.ofArray(bytes));
        for (int at = 0; at < bytes.length; at += DiskCache.BLOCK) {
            long number = (begin + at) / DiskCache.BLOCK;
            byte[] block = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + DiskCache.BLOCK));
            cache.tryPut(cache.key(identity(), number), block);
            if (number >= first && number < first + blocks.size()) {
                blocks.set((int) (number - first), block);
            }
        }
    }

    private static void copy(byte[][] blocks, long from, MemorySegment dst) {
        long done = 0;
        long skip = from;
        for (byte[] block : blocks) {
            long n = Math.min(block.length - skip, dst.byteSize() - done);
            MemorySegment.copy(MemorySegment.ofArray(block), skip, dst, done, n);
            done += n;
            skip = 0;
        }
    }
}
