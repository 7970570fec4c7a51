package io.worldreel.cli;

import io.worldreel.zstdvfs.ZstdVfs;
import java.io.IOException;
import java.io.InputStream;
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
    private Path file;

    @Parameters(index = "1", paramLabel = "SQL")
    private String sql;

    @Option(names = "--csv")
    private boolean csv;

    QueryVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException, SQLException {
        if (file.toString().matches("https?:/.*")) {
            throw new FailedException(file + ": this version reads local files only; download it first");
        }
        if (Files.isDirectory(file)) {
            throw new FailedException(file + ": is a folder; name one file");
        }
        boolean plain = isPlain();
        try (Connection connection = plain ? openPlain() : ZstdVfs.open(file);
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

    private boolean isPlain() throws IOException {
        try (InputStream start = Files.newInputStream(file)) {
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
