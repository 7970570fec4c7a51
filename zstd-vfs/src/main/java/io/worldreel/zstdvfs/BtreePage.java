package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A page of a B-tree of SQLite (https://sqlite.org/fileformat2.html, section 1.6). Nothing in it is believed: what points out of the
 * page or of the database ends in {@link CorruptFileException}. Immutable.
 */
final class BtreePage {
    private static final int INTERIOR_INDEX = 2;
    private static final int INTERIOR_TABLE = 5;
    private static final int LEAF_INDEX = 10;
    private static final int LEAF_TABLE = 13;

    private final DatabasePages pages;
    private final int number;
    private final ByteBuffer bytes;
    private final int header;
    private final int kind;
    private final int cells;

    /** Reads the page and checks its head. */
    BtreePage(DatabasePages pages, int number) throws IOException {
        this.pages = pages;
        this.number = number;
        bytes = pages.read(number);
        header = number == 1 ? SqliteHeader.BYTES : 0;
        kind = bytes.get(header);
        if (kind != INTERIOR_TABLE && kind != INTERIOR_INDEX && kind != LEAF_TABLE && kind != LEAF_INDEX) {
            throw corrupt("no page of a B-tree (kind " + kind + ")");
        }
        cells = Short.toUnsignedInt(bytes.getShort(header + 3));
        if (header + 12 + 2L * cells > pages.pageSize()) {
            throw corrupt(cells + " cells in a page");
        }
    }

    int number() {
        return number;
    }

    boolean isInterior() {
        return kind == INTERIOR_TABLE || kind == INTERIOR_INDEX;
    }

    /** Whether it is of a table with rowids; the others have rows in their interior pages, too. */
    boolean isTable() {
        return kind == INTERIOR_TABLE || kind == LEAF_TABLE;
    }

    int cells() {
        return cells;
    }

    /** The page below an interior page before a cell; that behind the last for {@code cells()}. */
    int child(int cell) throws IOException {
        return pages.checked(number, bytes.getInt(cell == cells ? header + 8 : at(cell)));
    }

    /** The pages below an interior page, in key order. */
    int[] children() throws IOException {
        int[] children = new int[cells + 1];
        for (int i = 0; i <= cells; i++) {
            children[i] = child(i);
        }
        return children;
    }

    /** The rowid of a cell of a table: of the row, or the greatest below. */
    long rowid(int cell) throws IOException {
        int at = at(cell);
        try {
            return Varint.value(bytes, isInterior() ? at + 4 : Varint.end(bytes, at));
        } catch (IndexOutOfBoundsException beyond) {
            throw cutNumber();
        }
    }

    /** The row of a cell of a leaf, or of any page that is not of a table with rowids. */
    Payload payload(int cell) throws IOException {
        int at = at(cell) + (isInterior() ? 4 : 0);
        long length;
        int from;
        try {
            length = Varint.value(bytes, at);
            from = Varint.end(bytes, at);
            from = isTable() ? Varint.end(bytes, from) : from;
        } catch (IndexOutOfBoundsException beyond) {
            throw cutNumber();
        }
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw corrupt("row of " + length + " bytes");
        }
        int local = localBytes(length);
        int end = from + local + (local < length ? 4 : 0);
        if (end > pages.usable()) {
            throw corrupt("row beyond the end of its page");
        }
        int overflow = local < length ? bytes.getInt(from + local) : 0;
        Payload payload = new Payload(pages, number, bytes.slice(from, local), (int) length, overflow);
        if (payload.chained() > pages.count()) {
            throw corrupt("row with more overflow pages than the file has pages");
        }
        return payload;
    }

    /** Section 1.6: how much of a row stays in its page. */
    private int localBytes(long length) {
        int usable = pages.usable();
        int most = isTable() ? usable - 35 : (usable - 12) * 64 / 255 - 23;
        if (length <= most) {
            return (int) length;
        }
        int least = (usable - 12) * 32 / 255 - 23;
        long fitting = least + (length - least) % (usable - 4);
        return (int) (fitting <= most ? fitting : least);
    }

    private int at(int cell) throws CorruptFileException {
        int pointers = header + (isInterior() ? 12 : 8);
        int at = Short.toUnsignedInt(bytes.getShort(pointers + 2 * cell));
        if (at < pointers || at + 4 > pages.usable()) {
            throw corrupt("cell at " + at);
        }
        return at;
    }

    private CorruptFileException cutNumber() {
        return corrupt("number beyond the end of the page");
    }

    CorruptFileException corrupt(String problem) {
        return pages.corrupt(number, problem);
    }
}
