package io.worldreel.zstdvfs;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The copies of B-tree interior pages that {@link HotPagesWriter} put near the trailer. Blocks are fetched when first
 * needed and kept; beyond a limit of memory the pages are read from the data as if there were no copies. Safe for many
 * threads.
 */
final class HotPages {
    /** A directory larger than this is not worth its reading. */
    private static final int MAX_DIRECTORY = 16 << 20;
    private static final long MAX_KEPT = 64L << 20;
    private static final int MAX_BLOCK = 16 << 20;
    private static final int PLACE_BITS = 10;
    private static final int MAX_PAGES = 1 << PLACE_BITS;

    private static final class Block {
        final long offset;
        final int pages;
        final int compressed;
        final int raw;
        final int stride;
        /** Raw bytes, once fetched. */
        volatile @Nullable MemorySegment content;

        Block(long offset, int pages, int compressed, int raw, int stride) {
            this.offset = offset;
            this.pages = pages;
            this.compressed = compressed;
            this.raw = raw;
            this.stride = stride;
        }
    }

    private final Prefetched source;
    private final SeekTable table;
    private final FrameMemory memory;
    private final int pageSize;
    private final Block[] blocks;
    /** Page numbers, rising. */
    private final int[] numbers;
    /** For each of {@link #numbers}, in the lower half: its block, and its place in the block in the last 10 bits. */
    private final long[] places;
    private final AtomicLong kept = new AtomicLong();
    final LongAdder served = new LongAdder();

    private HotPages(Prefetched source, SeekTable table, FrameMemory memory, int pageSize, Block[] blocks,
            int[] numbers,
            long[] places) {
        this.source = source;
        this.table = table;
        this.memory = memory;
        this.pageSize = pageSize;
        this.blocks = blocks;
        this.numbers = numbers;
        this.places = places;
    }

    /** Reads the directory and the block of the uppermost pages. */
    static HotPages open(Prefetched source, SeekTable table, FrameIndex.Place place, FrameMemory memory)
            throws IOException {
        long end = place.offset() + place.length();
        if (place.length() < SkippableFrame.HEADER + HotPagesWriter.LOCATOR) {
            throw corrupt(source, place.offset(), "is too short");
        }
        ByteBuffer locator = ByteBuffer
                .wrap(source.bytes(end - HotPagesWriter.LOCATOR, HotPagesWriter.LOCATOR))
                .order(ByteOrder.LITTLE_ENDIAN);
        int compressed = locator.getInt();
        int raw = locator.getInt();
        long at = end - HotPagesWriter.LOCATOR - compressed;
        if (locator.getInt() != SkippableFrame.tagBits(SkippableFrame.HOT_TAG) || compressed < 1 || raw < 12
                || raw > MAX_DIRECTORY || at < place.offset() + SkippableFrame.HEADER) {
            throw corrupt(source, place.offset(), "has an impossible directory");
        }
        byte[] directory = decompress(source, at, source.bytes(at, compressed), raw);
        HotPages hot = parse(source, table, place, at, ByteBuffer.wrap(directory).order(ByteOrder.LITTLE_ENDIAN),
                memory);
        Block top = hot.blocks[hot.blocks.length - 1];
        source.prefetch(top.offset, top.offset + top.compressed);
        hot.content(top);
        return hot;
    }

    private static HotPages parse(Prefetched source, SeekTable table, FrameIndex.Place place, long end,
            ByteBuffer directory, FrameMemory memory) throws IOException {
        try {
            int version = directory.getInt();
            int pageSize = directory.getInt();
            int count = directory.getInt();
            if (version != HotPagesWriter.VERSION || pageSize < 512 || pageSize > 65536
                    || Integer.bitCount(pageSize) != 1 || count < 1
                    || count > Math.min(1 << 21, directory.remaining() / 16)) {
                throw corrupt(source, place.offset(), "has an impossible directory");
            }
            Block[] blocks = new Block[count];
            long at = place.offset() + SkippableFrame.HEADER;
            for (int b = 0; b < count; b++) {
                Block block = new Block(at, directory.getInt(), directory.getInt(), directory.getInt(),
                        directory.getInt());
                blocks[b] = block;
                at += block.compressed;
                if (block.pages < 0 || block.pages > MAX_PAGES || block.compressed < 1 || at > end
                        || block.raw < (long) block.pages * pageSize + 4 || block.raw > MAX_BLOCK
                        || block.stride < 0) {
                    throw corrupt(source, place.offset(), "has an impossible block");
                }
            }
            long[] keyed = new long[directory.remaining() / 4];
            int n = 0;
            for (int b = 0; b < count; b++) {
                for (int i = 0; i < blocks[b].pages && n < keyed.length; i++) {
                    // page number, block, place in block: sorted by the first
                    keyed[n++] = ((long) directory.getInt() << 32) | ((long) b << PLACE_BITS) | i;
                }
            }
            if (directory.hasRemaining() || n != keyed.length) {
                throw corrupt(source, place.offset(), "has an impossible directory");
            }
            Arrays.sort(keyed);
            int[] numbers = Arrays.stream(keyed).mapToInt(k -> (int) (k >>> 32)).toArray();
            return new HotPages(source, table, memory, pageSize, blocks, numbers, keyed);
        } catch (BufferUnderflowException shorter) {
            throw corrupt(source, place.offset(), "has a directory that is cut short");
        }
    }

    /**
     * Address of the copy of the raw bytes {@code offset} to {@code offset + length}; 0 if there is none. Valid as long
     * as the reader.
     */
    long find(long offset, int length) throws IOException {
        long inPage = offset & (pageSize - 1);
        if (inPage + length > pageSize) {
            return 0;
        }
        int i = Arrays.binarySearch(numbers, (int) (offset / pageSize + 1));
        if (i < 0) {
            return 0;
        }
        MemorySegment content = content(block(i));
        if (content == null) {
            return 0;
        }
        served.increment();
        return content.address() + (places[i] & (MAX_PAGES - 1)) * pageSize + inPage;
    }

    /** Whether {@link #find} returned this address for this offset. */
    boolean owns(long offset, long address) {
        int i = Arrays.binarySearch(numbers, (int) (offset / pageSize + 1));
        MemorySegment content = i < 0 ? null : block(i).content;
        return content != null && address >= content.address() && address < content.address() + content.byteSize();
    }

    private Block block(int i) {
        return blocks[(int) places[i] >>> PLACE_BITS];
    }

    private @Nullable MemorySegment content(Block block) throws IOException {
        MemorySegment content = block.content;
        if (content != null) {
            return content;
        }
        if (kept.get() + block.raw > MAX_KEPT) {
            return null;
        }
        synchronized (block) {
            if (block.content == null) {
                byte[] raw = decompress(source, block.offset, source.bytes(block.offset, block.compressed), block.raw);
                if (block.stride > 0) {
                    HotPagesWriter.addUp(raw, block.pages * pageSize, block.stride);
                }
                locate(block, raw);
                kept.addAndGet(block.raw);
                content = memory.allocate(raw.length);
                MemorySegment.copy(raw, 0, content, ValueLayout.JAVA_BYTE, 0, raw.length);
                block.content = content;
            }
            return block.content;
        }
    }

    /** Tells the seek table what the block knows of the zstd frames below its pages. */
    private void locate(Block block, byte[] raw) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        try {
            bytes.position(block.pages * pageSize);
            for (int runs = bytes.getInt(); runs > 0; runs--) {
                table.addRun(bytes);
            }
        } catch (BufferUnderflowException | IllegalArgumentException shorter) {
            throw corrupt(source, block.offset, "has a block that is cut short");
        }
    }

    private static byte[] decompress(ByteSource source, long offset, byte[] compressed, int raw) throws IOException {
        try (var context = new ZstdDecompressCtx()) {
            if (Zstd.getFrameContentSize(compressed) == raw) {
                byte[] bytes = context.decompress(compressed, raw);
                if (bytes.length == raw) {
                    return bytes;
                }
            }
        } catch (ZstdException damaged) {
            source.checkUnchanged();
            throw corrupt(source, offset, "is damaged (" + damaged.getMessage() + ")");
        }
        source.checkUnchanged();
        throw corrupt(source, offset, "is damaged");
    }

    private static CorruptFileException corrupt(ByteSource source, long offset, String problem) {
        return new CorruptFileException(source.name(), offset, -1, "the copy of interior pages " + problem);
    }
}
