package io.worldreel.cli;

import io.worldreel.zstdvfs.HttpConfig;
import io.worldreel.zstdvfs.HttpCredentials;
import io.worldreel.zstdvfs.HttpSource;
import io.worldreel.zstdvfs.VfsConfig;
import io.worldreel.zstdvfs.ZstdVfs;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sqlite.SQLiteConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code query FILE SQL}. */
@Command(name = "query")
final class QueryVerb implements Callable<Integer> {
    private static final byte[] PLAIN_MAGIC = "SQLite format 3\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final Invocation run;

    @Parameters(index = "0", paramLabel = "FILE")
    private String file;

    @Parameters(index = "1", paramLabel = "SQL")
    private String sql;

    @Option(names = "--csv")
    private boolean csv;

    QueryVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException, SQLException {
        boolean plain = !isRemote() && isPlain(local());
        try (Connection connection = plain ? openPlain() : openPacked();
                Statement statement = connection.createStatement()) {
            run.stop().onRaise(() -> cancel(statement));
            try {
                print(statement);
            } catch (SQLException failed) {
                run.stop().check();
                throw explained(failed, plain ? Optional.empty() : ZstdVfs.lastFailure(connection));
            }
        }
        return ExitCode.DONE;
    }

    private boolean isRemote() {
        return file.matches("https?://.*");
    }

    private Path local() {
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw new FailedException(file + ": is a folder; name one file");
        }
        return path;
    }

    private Connection openPacked() throws IOException, SQLException {
        if (!isRemote()) {
            return ZstdVfs.open(local());
        }
        HttpCredentials credentials = WebCredentials.of(Optional.empty(), Optional.empty(), Optional.empty(),
                System.getenv());
        try {
            return ZstdVfs.open(
                    HttpSource.open(URI.create(file), HttpConfig.DEFAULT.withCredentials(credentials)),
                    VfsConfig.DEFAULT);
        } catch (IllegalArgumentException noAddress) {
            throw new FailedException(file + ": is no address of a file: " + noAddress.getMessage(), noAddress);
        }
    }

    private static boolean isPlain(Path path) throws IOException {
        try (InputStream start = Files.newInputStream(path)) {
            return Arrays.equals(start.readNBytes(PLAIN_MAGIC.length), PLAIN_MAGIC);
        }
    }

    private Connection openPlain() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    private void print(Statement statement) throws SQLException {
        if (!statement.execute(sql)) {
            return;
        }
        try (ResultSet rows = statement.getResultSet(); RowPrinter printer = RowPrinter.of(run, rows, csv)) {
            while (rows.next()) {
                run.stop().check();
                printer.print(rows);
            }
        }
    }

    /** SQLite says no more than "disk I/O error" where the VFS knows what is damaged. */
    private FailedException explained(SQLException failed, Optional<IOException> damage) {
        return new FailedException(file + ": " + damage.map(IOException::getMessage).orElseGet(failed::getMessage),
                failed);
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException tooLate) {
            // The statement ended by itself, which is what was wanted.
        }
    }
}
