package io.worldreel.zstdvfs;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Copies the pages that every remote lookup passes through to behind the data, so that they come along with the trailer:
 * the schema, the upper levels of all B-trees and small tables whole in one block, the last, and the lower interior pages in
 * blocks of some pages each. With its interior pages, a block tells where the zstd frames of their children lie.
 *
 * <p>Payload of the frame tagged ZHOT, little-endian: the blocks, each a zstd frame with checksum; the directory, a zstd
 * frame; its compressed length u32, its raw length u32, tag ZHOT u32. A block, raw: its pages; number of runs u32, for
 * each {first zstd frame u32, count u32, offset u64, for each zstd frame {compressed size u32, checksum u32}}. The
 * directory, raw: version u32 (1), page size u32, number of blocks u32, for each {pages u32, compressed length u32, raw
 * length u32, stride u32}, then for each block its page numbers, u32, rising. With a stride other than 0, each byte of the
 * block's pages from that one on is stored as the difference from the byte so far before it: cells of one length, whose
 * numbers rise, then look all alike.
 */
final class HotPagesWriter {
    static final int VERSION = 1;
    static final int LOCATOR = 12;
    /** Raw bytes of the last block: with the seek table of a 100 MB file they are some 100 KB of trailer. */
    static final int TOP_BYTES = 192 << 10;
    static final int BLOCK_BYTES = 32 << 10;
    private static final int BLOCK_LEVEL = 9;
    /** Everybody fetches it; the highest levels would take longer for it than for a tenth of the chunk of a recording. */
    private static final int TOP_LEVEL = 12;
    /** A table or index of no more leaves is small: it is as well had at once. */
    private static final int SMALL_BYTES = 96 << 10;
    /** Small tables may take this part of the database's pages: in a small database they are most of it. */
    private static final int SMALL_SHARE = 16;
    /** Usual lengths of a cell of a table's interior page: a page number, and a rowid of two to four bytes. */
    private static final int[] STRIDES = { 6, 7, 8 };
    /** A block never describes more zstd frames: where children are strewn about, the seek table has to do. */
    private static final int MAX_LOCATED = 8192;
    /** With a shorter table a reader has all of it anyhow. */
    private static final int MIN_LOCATED_ENTRIES = 4096;

    private final BtreePages pages;
    private final RandomAccess raw;
    private final SeekableWriter writer;
    private final int frameSize;
    private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    private final List<int[]> members = new ArrayList<>();
    private final List<int[]> lengths = new ArrayList<>();
    private final BitSet lowest = new BitSet();

    private HotPagesWriter(BtreePages pages, RandomAccess raw, SeekableWriter writer, int frameSize) {
        this.pages = pages;
        this.raw = raw;
        this.writer = writer;
        this.frameSize = frameSize;
    }

    /**
     * The frame's payload.
     *
     * @param writer to which the whole database has been written
     */
    static byte[] payload(String name, RandomAccess database, SeekableWriter writer, PackConfig config)
            throws IOException {
        BtreePages pages = BtreePages.open(name, database);
        return new HotPagesWriter(pages, database, writer, config.frameSize()).build(config.hotBytes());
    }

    private byte[] build(long hotBytes) throws IOException {
        int[] ranked = rankedPages((int) Math.min(pages.pageCount(), hotBytes / pages.pageSize()));
        int[] top = topPages(ranked);
        int[] lower = Arrays.stream(ranked).filter(page -> Arrays.binarySearch(top, page) < 0).toArray();
        Arrays.sort(lower);
        try (var compressor = new ZstdCompressCtx()) {
            compressor.setLevel(BLOCK_LEVEL).setChecksum(true).setContentSize(true);
            int each = Math.max(1, BLOCK_BYTES / pages.pageSize());
            for (int i = 0; i < lower.length; i += each) {
                addBlock(compressor, Arrays.copyOfRange(lower, i, Math.min(lower.length, i + each)));
            }
            compressor.setLevel(TOP_LEVEL);
            addBlock(compressor, top);
            byte[] directory = directory();
            byte[] compressed = compressor.compress(directory);
            blocks.writeBytes(compressed);
            blocks.writeBytes(ByteBuffer.allocate(LOCATOR).order(ByteOrder.LITTLE_ENDIAN).putInt(compressed.length)
                    .putInt(directory.length).putInt(SkippableFrame.tagBits(SkippableFrame.HOT_TAG)).array());
        }
        return blocks.toByteArray();
    }

    /**
     * Pages of the block that everybody fetches, rising. In a file of many zstd frames the lowest interior pages are not
     * among them: with the places of their children they are too much for those who need but one.
     */
    private int[] topPages(int[] ranked) throws IOException {
        IntStream candidates = Arrays.stream(ranked);
        if (writer.frames() >= MIN_LOCATED_ENTRIES) {
            candidates = candidates.filter(page -> !lowest.get(page));
        }
        return IntStream.concat(candidates, smallTrees().stream().flatMapToInt(Arrays::stream)).distinct()
                .limit(Math.max(1, TOP_BYTES / pages.pageSize())).sorted().toArray();
    }

    /** The leaves of each small tree, the smallest first, tables before indexes. */
    private List<int[]> smallTrees() throws IOException {
        List<int[]> small = new ArrayList<>();
        for (String type : List.of("table", "index")) {
            List<int[]> found = new ArrayList<>();
            for (BtreePages.Tree tree : pages.trees()) {
                if (tree.type().equals(type)) {
                    found.add(pages.leavesIfFew(tree.rootPage(), SMALL_BYTES / pages.pageSize()));
                }
            }
            found.sort(Comparator.comparingInt(leaves -> leaves.length));
            small.addAll(found);
        }
        int left = pages.pageCount() / SMALL_SHARE;
        List<int[]> fitting = new ArrayList<>();
        for (int[] leaves : small) {
            left -= leaves.length;
            if (left >= 0) {
                fitting.add(leaves);
            }
        }
        return fitting;
    }

    /**
     * The schema's pages, then the interior pages of all B-trees, those nearest to a root first, and at one depth those of
     * tables first: every row is reached through a table, and their pages compress better.
     */
    private int[] rankedPages(int most) throws IOException {
        List<List<int[]>> trees = new ArrayList<>();
        trees.add(pages.interiorLevels(1));
        List<BtreePages.Tree> named = new ArrayList<>(pages.trees());
        named.sort(Comparator.comparingInt(tree -> tree.type().equals("table") ? 0 : 1));
        for (BtreePages.Tree tree : named) {
            trees.add(pages.interiorLevels(tree.rootPage()));
        }
        IntStream ranked = Arrays.stream(pages.schemaPages());
        int depth = trees.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < depth; i++) {
            for (List<int[]> levels : trees) {
                if (i < levels.size()) {
                    ranked = IntStream.concat(ranked, Arrays.stream(levels.get(i)));
                }
                if (i == levels.size() - 1) {
                    Arrays.stream(levels.get(i)).forEach(lowest::set);
                }
            }
        }
        return ranked.distinct().limit(most).toArray();
    }

    private void addBlock(ZstdCompressCtx compressor, int[] numbers) throws IOException {
        int[] frames = writer.frames() < MIN_LOCATED_ENTRIES ? new int[0] : childFrames(numbers);
        ByteBuffer block = ByteBuffer.allocate(numbers.length * pages.pageSize() + 4 + frames.length * 24)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            long at = (number - 1L) * pages.pageSize();
            raw.read(at, block.slice(block.position(), pages.pageSize()));
            block.position(block.position() + pages.pageSize());
        }
        putRuns(block, frames);
        byte[] bytes = Arrays.copyOf(block.array(), block.position());
        int best = 0;
        byte[] compressed = compressor.compress(bytes);
        for (int stride : STRIDES) {
            byte[] other = compressor.compress(differences(bytes, numbers.length * pages.pageSize(), stride));
            if (other.length < compressed.length) {
                compressed = other;
                best = stride;
            }
        }
        blocks.writeBytes(compressed);
        members.add(numbers);
        lengths.add(new int[]{ numbers.length, compressed.length, bytes.length, best });
    }

    private static byte[] differences(byte[] bytes, int length, int stride) {
        byte[] out = bytes.clone();
        for (int i = length - 1; i >= stride; i--) {
            out[i] -= out[i - stride];
        }
        return out;
    }

    /** Undoes {@link #differences} in place. */
    static void addUp(byte[] bytes, int length, int stride) {
        for (int i = stride; i < length; i++) {
            bytes[i] += bytes[i - stride];
        }
    }

    /** Zstd frames that hold the pages below those of the lowest interior level, rising. */
    private int[] childFrames(int[] numbers) throws IOException {
        IntStream.Builder frames = IntStream.builder();
        for (int number : numbers) {
            if (lowest.get(number)) {
                for (int child : pages.children(number)) {
                    long at = (child - 1L) * pages.pageSize();
                    frames.add((int) (at / frameSize));
                    frames.add((int) ((at + pages.pageSize() - 1) / frameSize));
                }
            }
        }
        return frames.build().distinct().sorted().limit(MAX_LOCATED).toArray();
    }

    private void putRuns(ByteBuffer block, int[] frames) {
        int countAt = block.position();
        block.putInt(0);
        int runs = 0;
        for (int i = 0; i < frames.length;) {
            int end = i + 1;
            while (end < frames.length && frames[end] == frames[end - 1] + 1) {
                end++;
            }
            block.putInt(frames[i]).putInt(end - i).putLong(writer.frameOffset(frames[i]));
            for (; i < end; i++) {
                block.putInt(writer.compressedSize(frames[i])).putInt(writer.checksum(frames[i]));
            }
            runs++;
        }
        block.putInt(countAt, runs);
    }

    private byte[] directory() {
        int all = members.stream().mapToInt(m -> m.length).sum();
        ByteBuffer out = ByteBuffer.allocate(12 + 16 * members.size() + 4 * all).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(VERSION).putInt(pages.pageSize()).putInt(members.size());
        for (int[] length : lengths) {
            Arrays.stream(length).forEach(out::putInt);
        }
        for (int[] numbers : members) {
            for (int number : numbers) {
                out.putInt(number);
            }
        }
        return out.array();
    }
}
