package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The pages of a SQLite database, numbered from 1: page {@code p} occupies the raw bytes from {@code (p - 1) * pageSize()}. */
final class DatabasePages {
    private final String name;
    private final RandomAccess raw;
    private final ByteBuffer header;
    private final int pageSize;
    private final int usable;
    private final int count;

    private DatabasePages(String name, RandomAccess raw, ByteBuffer header) {
        this.name = name;
        this.raw = raw;
        this.header = header;
        pageSize = SqliteHeader.pageSize(header);
        usable = pageSize - (header.get(20) & 0xff);
        count = (int) Math.min(Integer.MAX_VALUE, raw.size() / pageSize);
    }

    /**
     * Reads the database's header.
     *
     * @param name of the file, for messages
     * @throws NotADatabaseException if the bytes do not begin with a SQLite header
     */
    static DatabasePages open(String name, RandomAccess raw) throws IOException {
        return new DatabasePages(name, raw, SqliteHeader.read(name, raw));
    }

    /** Of the file, for messages. */
    String name() {
        return name;
    }

    ByteBuffer header() {
        return header;
    }

    Charset textEncoding() {
        return switch (header.getInt(56)) {
            case 2 -> StandardCharsets.UTF_16LE;
            case 3 -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
    }

    int pageSize() {
        return pageSize;
    }

    /** Bytes of a page that SQLite uses. */
    int usable() {
        return usable;
    }

    int count() {
        return count;
    }

    ByteBuffer read(int page) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(pageSize);
        raw.read((checked(page, page) - 1L) * pageSize, bytes);
        return bytes.flip();
    }

    /** Reads bytes of a page. */
    void read(int page, int offset, ByteBuffer dst) throws IOException {
        raw.read((page - 1L) * pageSize + offset, dst);
    }

    /** @return the page, which another one names */
    int checked(int parent, int page) throws CorruptFileException {
        if (page < 1 || page > count) {
            throw corrupt(parent, "names page " + Integer.toUnsignedString(page));
        }
        return page;
    }

    CorruptFileException corrupt(int page, String problem) {
        return new CorruptFileException(name, (page - 1L) * pageSize, -1,
                "damaged database: page " + page + ": " + problem);
    }
}
