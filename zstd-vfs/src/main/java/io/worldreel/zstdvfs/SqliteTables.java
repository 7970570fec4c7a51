package io.worldreel.zstdvfs;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tables of a SQLite database, read without SQLite: for who wants a few rows and would wait longer for a connection. Knows no SQL:
 * whoever asks knows the columns. The database must not be written meanwhile.
 *
 * <p>Nothing is believed: what cannot be ends in {@link CorruptFileException}, cycles included. Safe for many threads if the bytes are.
 */
public final class SqliteTables {
    private static final int MAX_DEPTH = 40;
    private static final int VERSION_AT = 60;
    private static final int APPLICATION_AT = 68;

    /** Who looks for one row after another reads the same few pages. */
    private static final int RECENT = 8;

    private final DatabasePages pages;
    private final Map<String, Integer> roots = new HashMap<>();
    /** Pages read lately, each where its number tells. Whichever of several threads wrote last, what it wrote is whole. */
    private final @Nullable BtreePage[] recent = new @Nullable BtreePage[RECENT];

    /** Hears of rows. */
    @FunctionalInterface
    public interface Visitor {
        void row(SqliteRow row) throws IOException;
    }

    private SqliteTables(DatabasePages pages) throws IOException {
        this.pages = pages;
        for (BtreePages.Tree tree : BtreePages.of(pages).trees()) {
            if (tree.type().equals("table")) {
                roots.put(tree.name().toLowerCase(Locale.ROOT), tree.rootPage());
            }
        }
    }

    /**
     * Reads the database's header and schema.
     *
     * @param name of the file, for messages
     * @throws NotADatabaseException if the bytes do not begin with a SQLite header
     */
    public static SqliteTables open(String name, RandomAccess raw) throws IOException {
        return new SqliteTables(DatabasePages.open(name, raw));
    }

    /** Whether what was written last may stand in a write-ahead log beside the file, where this does not look. */
    public boolean usesLog() {
        return SqliteHeader.usesWal(pages.header());
    }

    /** {@code PRAGMA application_id}. */
    public int applicationId() {
        return pages.header().getInt(APPLICATION_AT);
    }

    /** {@code PRAGMA user_version}. */
    public int userVersion() {
        return pages.header().getInt(VERSION_AT);
    }

    /** The row of a rowid in a table that has rowids. */
    public Optional<SqliteRow> row(String table, long rowid) throws IOException {
        BtreePage page = page(root(table));
        for (int depth = 0; page.isInterior(); depth++) {
            checkTable(page, depth);
            page = page(page.child(atOrAfter(page, rowid)));
        }
        checkTable(page, 0);
        int cell = atOrAfter(page, rowid);
        return cell < page.cells() && page.rowid(cell) == rowid
                ? Optional.of(SqliteRow.read(rowid, page.payload(cell)))
                : Optional.empty();
    }

    private BtreePage page(int number) throws IOException {
        int at = number % RECENT;
        BtreePage page = recent[at];
        if (page == null || page.number() != number) {
            page = new BtreePage(pages, number);
            recent[at] = page;
        }
        return page;
    }

    private static void checkTable(BtreePage page, int depth) throws IOException {
        if (!page.isTable() || depth > MAX_DEPTH) {
            throw page.corrupt("no page of a table that has rowids");
        }
    }

    /** The first cell whose rowid is not less; the number of cells if there is none. */
    private static int atOrAfter(BtreePage page, long rowid) throws IOException {
        int low = 0;
        int high = page.cells();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (page.rowid(middle) < rowid) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** All rows of a table in the order of their keys. */
    public void rows(String table, Visitor visitor) throws IOException {
        rows(root(table), 0, new BitSet(), visitor);
    }

    private void rows(int number, int depth, BitSet seen, Visitor visitor) throws IOException {
        BtreePage page = page(number);
        if (depth > MAX_DEPTH || seen.get(number)) {
            throw page.corrupt("page in two places of a B-tree");
        }
        seen.set(number);
        for (int i = 0; i <= page.cells(); i++) {
            if (page.isInterior()) {
                rows(page.child(i), depth + 1, seen, visitor);
            }
            if (i < page.cells() && !(page.isInterior() && page.isTable())) {
                visitor.row(SqliteRow.read(page.isTable() ? page.rowid(i) : 0, page.payload(i)));
            }
        }
    }

    private int root(String table) throws IOException {
        Integer root = roots.get(table.toLowerCase(Locale.ROOT));
        if (root == null) {
            throw pages.corrupt(1, "there is no table " + table);
        }
        return root;
    }
}
