package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The first 100 bytes of a SQLite database (https://sqlite.org/fileformat2.html, section 1.3), big-endian. */
final class SqliteHeader {
    static final int BYTES = 100;
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private SqliteHeader() {}

    /** Reads the header and checks that it is one. */
    static ByteBuffer read(String name, RandomAccess raw) throws IOException {
        if (raw.size() == 0) {
            throw new NotADatabaseException(name, "not a SQLite database: the file is empty");
        }
        if (raw.size() < 512) {
            throw new NotADatabaseException(name, "not a SQLite database: it has only " + raw.size() + " bytes");
        }
        ByteBuffer header = ByteBuffer.allocate(BYTES);
        raw.read(0, header);
        header.flip();
        if (!header.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new NotADatabaseException(name, "not a SQLite database: it does not begin with 'SQLite format 3'");
        }
        int size = pageSize(header);
        if (Integer.bitCount(size) != 1 || size < 512) {
            throw new NotADatabaseException(name, "not a SQLite database: pages of " + size + " bytes");
        }
        if (size - (header.get(20) & 0xff) < 480) {
            throw new NotADatabaseException(name, "not a SQLite database: pages with too little usable space");
        }
        return header;
    }

    static int pageSize(ByteBuffer header) {
        int stored = Short.toUnsignedInt(header.getShort(16));
        return stored == 1 ? 65536 : stored;
    }

    /** Whether the database was last written in write-ahead-log mode. */
    static boolean usesWal(ByteBuffer header) {
        return header.get(18) == 2 || header.get(19) == 2;
    }
}
