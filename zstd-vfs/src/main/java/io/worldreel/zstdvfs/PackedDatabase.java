package io.worldreel.zstdvfs;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A packed database that stays open: connections to it, and the reader below them, whose cache they share. For who wants
 * to fetch ahead of a query, or to read the application's own frames, beside running SQL. Safe for many threads.
 */
public final class PackedDatabase implements AutoCloseable {
    private final SharedReaders.Lease lease;

    private PackedDatabase(SharedReaders.Lease lease) {
        this.lease = lease;
    }

    /** Reads and checks the trailer. Takes over the source, and closes it even if this fails. */
    public static PackedDatabase open(ByteSource source, VfsConfig config) throws IOException {
        return new PackedDatabase(SharedReaders.open(source, config));
    }

    /** A new connection, read-only; it stays usable when the database is closed. */
    public Connection connect() throws SQLException {
        return ZstdVfs.connect(lease);
    }

    /** The reader that all connections share, usable until the database is closed. Not to be closed by the caller. */
    public SeekableReader reader() {
        return lease.reader();
    }

    @Override
    public void close() throws IOException {
        lease.close();
    }
}
