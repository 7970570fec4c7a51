package io.worldreel.zstdvfs;

import java.io.IOException;
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
    private static final int MAX_DEPTH = 40;

    private final DatabasePages pages;

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

    private BtreePages(DatabasePages pages) {
        this.pages = pages;
    }

    /**
     * Reads the database's header.
     *
     * @param name of the file, for messages
     * @throws NotADatabaseException if the bytes do not begin with a SQLite header
     */
    public static BtreePages open(String name, RandomAccess raw) throws IOException {
        return new BtreePages(DatabasePages.open(name, raw));
    }

    static BtreePages of(DatabasePages pages) {
        return new BtreePages(pages);
    }

    /** Bytes in a page. */
    public int pageSize() {
        return pages.pageSize();
    }

    public int pageCount() {
        return pages.count();
    }

    /** All tables and indexes with their root pages, {@code sqlite_schema} itself not among them. */
    public List<Tree> trees() throws IOException {
        List<Tree> trees = new ArrayList<>();
        walk(1, (leaf, cell) -> schemaRow(leaf, leaf.payload(cell), trees));
        return trees;
    }

    /** The pages of {@code sqlite_schema}, which every connection reads first; page 1 is among them. */
    int[] schemaPages() throws IOException {
        var found = new TreeSet<Integer>();
        found.add(1);
        walk(1, (leaf, cell) -> {
            found.add(leaf.number());
            Arrays.stream(leaf.payload(cell).chain()).forEach(found::add);
        });
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Root page of a table. */
    public int rootOfTable(String table) throws IOException {
        for (Tree tree : trees()) {
            if (tree.type.equals("table") && tree.name.equalsIgnoreCase(table)) {
                return tree.rootPage;
            }
        }
        throw new IllegalArgumentException(pages.name() + ": no table " + table);
    }

    /** Walks the rows of the rowid table whose root page is given. Of long rows, only the chain of pages is read. */
    public void rows(int rootPage, RowVisitor visitor) throws IOException {
        walk(rootPage,
                (leaf, cell) -> visitor.row(leaf.rowid(cell), leaf.number(), leaf.payload(cell).chain()));
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
                Arrays.stream(children(page)).forEach(below::add);
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
        void cell(BtreePage leaf, int cell) throws IOException;
    }

    private void walk(int rootPage, CellVisitor visitor) throws IOException {
        walk(rootPage, 0, new BitSet(), visitor);
    }

    private void walk(int number, int depth, BitSet seen, CellVisitor visitor) throws IOException {
        checkNew(number, depth, seen);
        BtreePage page = new BtreePage(pages, number);
        if (!page.isTable()) {
            throw page.corrupt("no page of a table B-tree");
        }
        if (page.isInterior()) {
            for (int child : page.children()) {
                walk(child, depth + 1, seen, visitor);
            }
        } else {
            for (int i = 0; i < page.cells(); i++) {
                visitor.cell(page, i);
            }
        }
    }

    private boolean isInterior(int page) throws IOException {
        return new BtreePage(pages, page).isInterior();
    }

    /** The pages below an interior page, in key order. */
    int[] children(int page) throws IOException {
        return new BtreePage(pages, page).children();
    }

    private void checkNew(int page, int depth, BitSet seen) throws CorruptFileException {
        pages.checked(page, page);
        if (depth > MAX_DEPTH || seen.get(page)) {
            throw pages.corrupt(page, "page in two places of a B-tree");
        }
        seen.set(page);
    }

    /** Takes {type, name, tbl_name, rootpage} of a row of sqlite_schema. */
    private void schemaRow(BtreePage leaf, Payload payload, List<Tree> trees) throws IOException {
        SqliteRow row = SqliteRow.read(0, payload);
        long root = row.isNull(3) ? 0 : row.whole(3);
        if (root != 0) {
            trees.add(new Tree(row.text(0), row.text(1),
                    pages.checked(leaf.number(), Math.clamp(root, 0, Integer.MAX_VALUE))));
        }
    }
}
