package io.worldreel.zstdvfs;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;

/**
 * SQLite databases packed as seekable zstd, opened in place and read-only through sqlite-jdbc.
 *
 * <p>A connection is to be used by one thread at a time, as ever with SQLite; any number of connections share the cache
 * of the file. When a statement fails because the file is damaged or gone, {@link #lastFailure} tells why.
 */
public final class ZstdVfs {
    /** How much of the file SQLite may see in place; more than any file, since it only switches the borrowing of pages on. */
    private static final long MMAP_SIZE = 1L << 40;

    private ZstdVfs() {}

    /** Opens a packed database with {@link VfsConfig#DEFAULT}. */
    public static Connection open(Path file) throws IOException, SQLException {
        return open(file, VfsConfig.DEFAULT);
    }

    /**
     * Opens a packed database.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws CorruptFileException if it is no seekable zstd file, or its trailer is damaged
     * @throws RefusedFileException if it is beyond the limits of {@code config}
     * @throws SQLException if its content is no database
     * @throws UnsupportedOperationException if this platform or version of sqlite-jdbc is not one that is understood
     */
    public static Connection open(Path file, VfsConfig config) throws IOException, SQLException {
        return open(FileSource.open(file), config);
    }

    /** Opens a packed database that lies wherever the source says. The source is closed with the last connection. */
    public static Connection open(ByteSource source, VfsConfig config) throws IOException, SQLException {
        try (SharedReaders.Lease lease = SharedReaders.open(source, config)) {
            return connect(lease);
        }
    }

    static Connection connect(SharedReaders.Lease lease) throws SQLException {
        SqliteApi.get(); // tells what is wrong where SqliteVfs could not be initialised
        String vfs = SqliteVfs.name();
        long number = SqliteVfs.offer(lease);
        try {
            return connect("jdbc:sqlite:file:%s?vfs=%s&immutable=1&%s=%d".formatted(encoded(lease.reader().name()), vfs,
                    SqliteVfs.READER_PARAMETER, number));
        } finally {
            SqliteVfs.withdraw(number);
        }
    }

    private static Connection connect(String url) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, Long.toString(MMAP_SIZE));
        Connection connection = config.createConnection(url);
        boolean ok = false;
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1 from sqlite_schema limit 1"); // reads page 1: no database is told here, not later
            ok = true;
        } catch (SQLException failure) {
            lastFailure(connection).ifPresent(failure::initCause);
            throw failure;
        } finally {
            if (!ok) {
                connection.close();
            }
        }
        return connection;
    }

    /** A source of connections to one packed file; nothing is opened before the first is asked for. */
    public static DataSource dataSource(Path file, VfsConfig config) {
        return new ZstdDataSource(() -> open(file, config));
    }

    /** A source of connections with {@link VfsConfig#DEFAULT}. */
    public static DataSource dataSource(Path file) {
        return dataSource(file, VfsConfig.DEFAULT);
    }

    /**
     * The JDBC address of a packed file, for {@link java.sql.DriverManager}; behind {@code jdbc:sqlite:} it can be
     * attached to another connection of this JVM. The configuration is {@link VfsConfig#DEFAULT}.
     */
    public static String url(Path file) {
        SqliteApi.get();
        return "jdbc:sqlite:file:%s?vfs=%s&immutable=1&mmap_size=%d".formatted(
                encoded(file.toAbsolutePath().toString()), SqliteVfs.name(), MMAP_SIZE);
    }

    /**
     * Why the last read that failed on the connection's main database did so, where SQLite tells only "disk I/O error":
     * {@link CorruptFileException}, {@link ChangedFileException}, or whatever the source met. Empty if none has failed, or
     * the connection is not of this VFS.
     */
    public static Optional<IOException> lastFailure(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("pragma " + SqliteVfs.HANDLE_PRAGMA)) {
            return answer.next() ? Optional.ofNullable(SqliteVfs.failure(answer.getLong(1))) : Optional.empty();
        }
    }

    /** Why opening a JDBC address of this VFS failed last on the calling thread. */
    public static Optional<IOException> lastOpenFailure() {
        return Optional.ofNullable(SqliteVfs.openFailure());
    }

    private static String encoded(String name) {
        String slashes = name.replace('\\', '/');
        String absolute = slashes.matches("[A-Za-z]:/.*") ? "/" + slashes : slashes; // as SQLite wants a drive letter
        return URLEncoder.encode(absolute, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/")
                .replace("%3A", ":");
    }
}
