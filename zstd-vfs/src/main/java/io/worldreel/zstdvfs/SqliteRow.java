package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A row of a table as it is stored (https://sqlite.org/fileformat2.html, section 2.1); its columns are numbered from 0 in the order of
 * storage. An INTEGER PRIMARY KEY is NULL there: it is the rowid. Columns are read when they are asked for.
 */
public final class SqliteRow {
    private static final int MOST_COLUMNS = 2000;

    private final long rowid;
    private final Payload payload;
    private final long[] serials;
    /** Where columns begin; behind the last, where it ends. */
    private final int[] starts;

    private SqliteRow(long rowid, Payload payload, long[] serials, int[] starts) {
        this.rowid = rowid;
        this.payload = payload;
        this.serials = serials;
        this.starts = starts;
    }

    /** Reads which columns there are. */
    static SqliteRow read(long rowid, Payload payload) throws IOException {
        try {
            ByteBuffer local = payload.local();
            long header = Varint.value(local, 0);
            int first = Varint.end(local, 0);
            if (header < first || header > payload.length()) {
                throw corrupt(payload, "a row with a header of " + header + " bytes");
            }
            ByteBuffer types = header <= local.limit() ? local : ByteBuffer.wrap(payload.bytes(0, (int) header));
            return read(rowid, payload, types, first, (int) header);
        } catch (IndexOutOfBoundsException beyond) {
            throw corrupt(payload, "a row whose header is cut short");
        }
    }

    private static SqliteRow read(long rowid, Payload payload, ByteBuffer types, int first, int header)
            throws IOException {
        long[] serials = new long[Math.min(MOST_COLUMNS, header - first)];
        int[] starts = new int[serials.length + 1];
        int count = 0;
        long at = header;
        for (int type = first; type < header; count++) {
            long serial = Varint.value(types, type);
            type = Varint.end(types, type);
            if (type > header) {
                throw corrupt(payload, "a row whose header is cut short");
            }
            if (count == MOST_COLUMNS) {
                throw corrupt(payload, "a row of more than " + MOST_COLUMNS + " columns");
            }
            serials[count] = serial;
            starts[count] = (int) at;
            at += length(serial);
            if (serial < 0 || at > payload.length()) {
                throw corrupt(payload, "a row whose columns are longer than it");
            }
        }
        starts[count] = (int) at;
        return new SqliteRow(rowid, payload, count == serials.length ? serials : Arrays.copyOf(serials, count), starts);
    }

    private static long length(long serial) {
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

    private static CorruptFileException corrupt(Payload payload, String problem) {
        return payload.pages().corrupt(payload.page(), problem);
    }

    /** Of a table WITHOUT ROWID it means nothing. */
    public long rowid() {
        return rowid;
    }

    public int columns() {
        return serials.length;
    }

    /** Bytes that a text or blob takes. */
    public int length(int column) throws IOException {
        return serial(column) < 12 ? 0 : starts[column + 1] - starts[column];
    }

    public boolean isNull(int column) throws IOException {
        return serial(column) == 0;
    }

    public boolean isText(int column) throws IOException {
        return serial(column) >= 13 && serial(column) % 2 == 1;
    }

    /** @throws CorruptFileException if it is no whole number */
    public long whole(int column) throws IOException {
        long serial = serial(column);
        if (serial == 8 || serial == 9) {
            return serial - 8;
        }
        if (serial < 1 || serial > 6) {
            throw unexpected(column, "whole number");
        }
        int start = starts[column];
        int end = starts[column + 1];
        ByteBuffer local = payload.local();
        if (end > local.limit()) {
            local = ByteBuffer.wrap(content(column));
            end -= start;
            start = 0;
        }
        long value = local.get(start);
        for (int i = start + 1; i < end; i++) {
            value = value << 8 | (local.get(i) & 0xff);
        }
        return value;
    }

    /** A number, which SQLite stores as a whole one where it can. */
    public double real(int column) throws IOException {
        return serial(column) == 7 ? ByteBuffer.wrap(content(column)).getDouble() : whole(column);
    }

    /** @throws CorruptFileException if it is no text */
    public String text(int column) throws IOException {
        if (!isText(column)) {
            throw unexpected(column, "text");
        }
        return new String(content(column), payload.pages().textEncoding());
    }

    /** @throws CorruptFileException if it is no blob */
    public byte[] blob(int column) throws IOException {
        if (serial(column) < 12 || serial(column) % 2 == 1) {
            throw unexpected(column, "blob");
        }
        return content(column);
    }

    private long serial(int column) throws IOException {
        if (column >= serials.length) {
            throw corrupt(payload, "a row of " + serials.length + " columns");
        }
        return serials[column];
    }

    private byte[] content(int column) throws IOException {
        return payload.bytes(starts[column], starts[column + 1]);
    }

    private CorruptFileException unexpected(int column, String wanted) {
        return corrupt(payload, "no " + wanted + " in column " + column + " of a row");
    }
}
