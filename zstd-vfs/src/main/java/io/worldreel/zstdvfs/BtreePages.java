package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which pages of a SQLite database hold what (https://sqlite.org/fileformat2.html, sections 1.3, 1.6 and 2): the pages of
 * each row, and the interior pages of the B-trees. Reads raw bytes, not SQL; the database must not be written meanwhile.
 *
 * <p>Page numbers begin with 1: page {@code p} occupies the raw bytes from {@code (p - 1) * pageSize()}. One thread at a
 * time. Impossible pages end in {@link CorruptFileException}, cycles included.
 */
public final class BtreePages {
    private static final int INTERIOR_INDEX = 2;
    private static final int INTERIOR_TABLE = 5;
    private static final int LEAF_INDEX = 10;
    private static final int LEAF_TABLE = 13;
    private static final int MAX_DEPTH = 40;
    private static final int DATABASE_HEADER = 100;

    private final String name;
    private final RandomAccess raw;
    private final int pageSize;
    private final int usable;
    private final int pageCount;

    /** An entry of {@code sqlite_schema} that has a B-tree. */
    public record Tree(String type, String name, int rootPage) {}

    /** Hears of the rows of a table, in the order of their rowids. */
    @FunctionalInterface
    public interface RowVisitor {
        /**
         * Hears of one row.
         *
         * @param leaf the page that holds the row, or its beginning
         * @param overflow the pages that hold the rest, in order; empty for most rows. Belongs to the visitor
         */
        void row(long rowid, int leaf, int[] overflow) throws IOException;
    }

    private BtreePages(String name, RandomAccess raw, ByteBuffer header) {
        this.name = name;
        this.raw = raw;
        this.pageSize = SqliteHeader.pageSize(header);
        this.usable = pageSize - (header.get(20) & 0xff);
        this.pageCount = (int) Math.min(Integer.MAX_VALUE, raw.size() / pageSize);
    }

    /**
     * Reads the database's header.
     *
     * @param name of the file, for messages
     * @throws NotADatabaseException if the bytes do not begin with a SQLite header
     */
    public static BtreePages open(String name, RandomAccess raw) throws IOException {
        return new BtreePages(name, raw, SqliteHeader.read(name, raw));
    }

    /** Bytes in a page. */
    public int pageSize() {
        return pageSize;
    }

    public int pageCount() {
        return pageCount;
    }

    /** All tables and indexes with their root pages, {@code sqlite_schema} itself not among them. */
    public List<Tree> trees() throws IOException {
        List<Tree> trees = new ArrayList<>();
        walk(1, (rowid, leaf, cell, overflow) -> schemaRow(leaf, cell, overflow, trees));
        return trees;
    }

    /** The pages of {@code sqlite_schema}, which every connection reads first; page 1 is among them. */
    int[] schemaPages() throws IOException {
        var pages = new TreeSet<Integer>();
        pages.add(1);
        walk(1, (rowid, leaf, cell, overflow) -> {
            pages.add(leaf);
            Arrays.stream(overflow).forEach(pages::add);
        });
        return pages.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Root page of a table. */
    public int rootOfTable(String table) throws IOException {
        for (Tree tree : trees()) {
            if (tree.type.equals("table") && tree.name.equalsIgnoreCase(table)) {
                return tree.rootPage;
            }
        }
        throw new IllegalArgumentException(name + ": no table " + table);
    }

    /** Walks the rows of the rowid table whose root page is given. Of long rows, only the chain of pages is read. */
    public void rows(int rootPage, RowVisitor visitor) throws IOException {
        walk(rootPage, (rowid, leaf, cell, overflow) -> visitor.row(rowid, leaf, overflow));
    }

    /** The interior pages of the B-tree, table or index, breadth first: the root first, unless it is a leaf. */
    public int[] interiorPages(int rootPage) throws IOException {
        return interiorLevels(rootPage).stream().flatMapToInt(Arrays::stream).toArray();
    }

    /** The interior pages by level, the root's first. Leaves are not looked at, but for the first. */
    List<int[]> interiorLevels(int rootPage) throws IOException {
        List<int[]> levels = new ArrayList<>();
        var seen = new BitSet();
        int[] level = { rootPage };
        // The leaves of a B-tree all lie at one depth: where one page is a leaf, its whole level is.
        while (isInterior(level[0])) {
            for (int page : level) {
                checkNew(page, levels.size(), seen);
            }
            levels.add(level);
            int[] first = children(level[0]);
            if (!isInterior(first[0])) {
                break;
            }
            IntStream.Builder below = IntStream.builder();
            for (int page : level) {
                for (int child : children(page)) {
                    below.add(child);
                }
            }
            level = below.build().toArray();
        }
        return levels;
    }

    /** The leaves of a B-tree of at most two levels; none if it is higher, or has more than {@code most}. */
    int[] leavesIfFew(int rootPage, int most) throws IOException {
        if (!isInterior(rootPage)) {
            return new int[]{ rootPage };
        }
        int[] children = children(rootPage);
        return children.length > most || isInterior(children[0]) ? new int[0] : children;
    }

    private interface CellVisitor {
        void cell(long rowid, int leafPage, PageCell cell, int[] overflow) throws IOException;
    }

    /** A row's record as far as it lies in the leaf: {@code length} bytes of {@code page} from {@code at}. */
    private record PageCell(ByteBuffer page, int at, long length) {}

    private void walk(int rootPage, CellVisitor visitor) throws IOException {
        walk(rootPage, 0, new BitSet(), visitor);
    }

    private void walk(int page, int depth, BitSet seen, CellVisitor visitor) throws IOException {
        checkNew(page, depth, seen);
        ByteBuffer bytes = page(page);
        int header = header(page);
        int kind = bytes.get(header);
        if (kind == INTERIOR_TABLE) {
            for (int child : children(page)) {
                walk(child, depth + 1, seen, visitor);
            }
        } else if (kind == LEAF_TABLE) {
            int cells = cellCount(page, bytes, header);
            for (int i = 0; i < cells; i++) {
                leafCell(page, bytes, cellAt(page, bytes, header + 8, i), visitor);
            }
        } else {
            throw corrupt(page, "no page of a table B-tree (kind " + kind + ")");
        }
    }

    private void leafCell(int page, ByteBuffer bytes, int cell, CellVisitor visitor) throws IOException {
        Varint length = varint(page, bytes, cell);
        Varint rowid = varint(page, bytes, length.end);
        if (length.value < 0 || length.value > Integer.MAX_VALUE) {
            throw corrupt(page, "row of " + length.value + " bytes");
        }
        int local = localBytes(length.value);
        if (rowid.end + local > usable) {
            throw corrupt(page, "row beyond the end of its page");
        }
        int[] overflow = {};
        if (local < length.value) {
            overflow = overflow(page, bytes, rowid.end + local, length.value - local);
        }
        visitor.cell(rowid.value, page, new PageCell(bytes, rowid.end, local), overflow);
    }

    /** Section 1.6: how much of a row's record stays in a table leaf. */
    private int localBytes(long length) {
        int most = usable - 35;
        if (length <= most) {
            return (int) length;
        }
        int least = (usable - 12) * 32 / 255 - 23;
        long fitting = least + (length - least) % (usable - 4);
        return (int) (fitting <= most ? fitting : least);
    }

    private int[] overflow(int page, ByteBuffer bytes, int pointer, long length) throws IOException {
        if (pointer + 4 > usable) {
            throw corrupt(page, "overflow pointer beyond the end of the page");
        }
        long count = (length + usable - 5) / (usable - 4);
        if (count > pageCount) {
            throw corrupt(page, "row with more overflow pages than the file has pages");
        }
        int[] chain = new int[(int) count];
        int next = bytes.getInt(pointer);
        ByteBuffer link = ByteBuffer.allocate(4);
        for (int i = 0; i < chain.length; i++) {
            if (next < 1 || next > pageCount) {
                throw corrupt(page, "overflow page " + Integer.toUnsignedString(next));
            }
            chain[i] = next;
            if (i + 1 < chain.length) {
                raw.read((next - 1L) * pageSize, link.clear());
                next = link.getInt(0);
            }
        }
        return chain;
    }

    private boolean isInterior(int page) throws IOException {
        byte kind = page(page).get(header(page));
        if (kind != INTERIOR_TABLE && kind != INTERIOR_INDEX && kind != LEAF_TABLE && kind != LEAF_INDEX) {
            throw corrupt(page, "no page of a B-tree (kind " + kind + ")");
        }
        return kind == INTERIOR_TABLE || kind == INTERIOR_INDEX;
    }

    /** The pages below an interior page, in key order. */
    int[] children(int page) throws IOException {
        ByteBuffer bytes = page(page);
        int header = header(page);
        int cells = cellCount(page, bytes, header);
        int[] children = new int[cells + 1];
        for (int i = 0; i < cells; i++) {
            children[i] = checkedPage(page, bytes.getInt(cellAt(page, bytes, header + 12, i)));
        }
        children[cells] = checkedPage(page, bytes.getInt(header + 8));
        return children;
    }

    private int checkedPage(int parent, int page) throws CorruptFileException {
        if (page < 1 || page > pageCount) {
            throw corrupt(parent, "child page " + Integer.toUnsignedString(page));
        }
        return page;
    }

    private int cellCount(int page, ByteBuffer bytes, int header) throws CorruptFileException {
        int cells = Short.toUnsignedInt(bytes.getShort(header + 3));
        if (header + 12 + 2L * cells > pageSize) {
            throw corrupt(page, cells + " cells in a page");
        }
        return cells;
    }

    private int cellAt(int page, ByteBuffer bytes, int pointers, int cell) throws CorruptFileException {
        int at = Short.toUnsignedInt(bytes.getShort(pointers + 2 * cell));
        if (at < pointers || at + 4 > usable) {
            throw corrupt(page, "cell at " + at);
        }
        return at;
    }

    private void checkNew(int page, int depth, BitSet seen) throws CorruptFileException {
        checkedPage(page, page);
        if (depth > MAX_DEPTH || seen.get(page)) {
            throw corrupt(page, "page in two places of a B-tree");
        }
        seen.set(page);
    }

    private static int header(int page) {
        return page == 1 ? DATABASE_HEADER : 0;
    }

    private ByteBuffer page(int page) throws IOException {
        checkedPage(page, page);
        ByteBuffer bytes = ByteBuffer.allocate(pageSize);
        raw.read((page - 1L) * pageSize, bytes);
        return bytes.flip();
    }

    private CorruptFileException corrupt(int page, String problem) {
        return new CorruptFileException(name, (page - 1L) * pageSize, -1,
                "damaged database: page " + page + ": " + problem);
    }

    private record Varint(long value, int end) {}

    private Varint varint(int page, ByteBuffer bytes, int at) throws CorruptFileException {
        long value = 0;
        for (int i = 0; i < 9; i++) {
            if (at + i >= bytes.limit()) {
                throw corrupt(page, "number beyond the end of the page");
            }
            byte b = bytes.get(at + i);
            if (i == 8) {
                return new Varint(value << 8 | (b & 0xff), at + 9);
            }
            value = value << 7 | (b & 0x7f);
            if (b >= 0) {
                return new Varint(value, at + i + 1);
            }
        }
        throw new AssertionError("unreachable");
    }

    /** Reads {type, name, tbl_name, rootpage} from a row of sqlite_schema; the long column, sql, comes last. */
    private void schemaRow(int leaf, PageCell cell, int[] overflow, List<Tree> trees) throws IOException {
        byte[] whole = wholeRecord(cell, overflow);
        ByteBuffer record = ByteBuffer.wrap(whole);
        Varint headerLength = varint(leaf, record, 0);
        int at = headerLength.end;
        long body = headerLength.value;
        String[] texts = { "", "", "" };
        for (int column = 0; column < 4; column++) {
            Varint serial = varint(leaf, record, at);
            at = serial.end;
            long length = serialLength(serial.value);
            if (length < 0 || body < 0 || body + length > record.limit()) {
                throw corrupt(leaf, "row of sqlite_schema beyond its end");
            }
            if (column < 3) {
                texts[column] = new String(whole, (int) body, (int) length, textEncoding());
            } else if (length > 0 && length <= 4) {
                int root = 0;
                for (int i = 0; i < length; i++) {
                    root = root << 8 | (record.get((int) body + i) & 0xff);
                }
                trees.add(new Tree(texts[0], texts[1], checkedPage(leaf, root)));
            } else if (serial.value == 9) {
                trees.add(new Tree(texts[0], texts[1], 1));
            }
            body += length;
        }
    }

    private Charset textEncoding() throws IOException {
        return switch (SqliteHeader.read(name, raw).getInt(56)) {
            case 2 -> StandardCharsets.UTF_16LE;
            case 3 -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
    }

    private byte[] wholeRecord(PageCell cell, int[] overflow) throws IOException {
        // Enough for everything but a monstrous name: the sql column, which may be long, is not needed.
        int most = (int) Math.min(1 << 20, cell.length + (long) overflow.length * (usable - 4));
        ByteBuffer record = ByteBuffer.wrap(new byte[most]);
        record.put(cell.page.slice(cell.at, (int) cell.length));
        for (int i = 0; i < overflow.length && record.hasRemaining(); i++) {
            ByteBuffer page = page(overflow[i]);
            record.put(page.slice(4, Math.min(record.remaining(), usable - 4)));
        }
        return record.array();
    }

    /** Section 2.1: bytes that a value of this serial type takes. */
    private static long serialLength(long serial) {
        if (serial >= 12) {
            return (serial - 12) / 2;
        }
        return switch ((int) serial) {
            case 1, 2, 3, 4 -> serial;
            case 5 -> 6;
            case 6, 7 -> 8;
            default -> 0;
        };
    }
}
