package io.worldreel.format.segment;

import io.worldreel.format.CorruptException;

import io.worldreel.zstdvfs.ZstdVfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/** What a failure of SQLite means to the reader or writer of a file. */
public final class SqlFailure {
    private SqlFailure() {}

    /**
     * The exception to throw: {@link CorruptException} if the file's content is to blame, else {@link UncheckedIOException}.
     *
     * @param operation what failed and where, such as {@code reading window 3 of FILE}
     */
    public static RuntimeException of(String operation, SQLException failure) {
        return of(operation, failure, Optional.empty());
    }

    /**
     * As {@link #of(String, SQLException)}, and knows why a read through the VFS failed.
     *
     * @param db the connection on which it failed
     */
    public static RuntimeException of(String operation, SQLException failure, Connection db) {
        Optional<IOException> cause;
        try {
            cause = ZstdVfs.lastFailure(db);
        } catch (SQLException unreadable) {
            failure.addSuppressed(unreadable);
            cause = Optional.empty();
        }
        return of(operation, failure, cause);
    }

    private static RuntimeException of(String operation, SQLException failure, Optional<IOException> cause) {
        int primary = failure.getErrorCode() & 0xFF;
        boolean corrupt = primary == SQLiteErrorCode.SQLITE_CORRUPT.code
                || primary == SQLiteErrorCode.SQLITE_NOTADB.code
                || failure.getErrorCode() == SQLiteErrorCode.SQLITE_IOERR_DATA.code
                || failure.getErrorCode() == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ.code;
        String message = operation + " failed: " + cause.map(Throwable::getMessage).orElseGet(failure::getMessage);
        cause.ifPresent(failure::addSuppressed);
        return corrupt
                ? new CorruptException(message, failure)
                : new UncheckedIOException(new IOException(message, failure));
    }
}
