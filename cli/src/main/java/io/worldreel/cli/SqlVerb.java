package io.worldreel.cli;

import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.replayer.ReplayConfig;
import io.worldreel.replayer.sql.ArchiveConnection;
import io.worldreel.replayer.sql.SqlConfig;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code sql ARCHIVE QUERY}. */
@Command(name = "sql")
final class SqlVerb implements Callable<Integer> {
    private final Invocation run;

    @Mixin
    private final ArchiveArgument archive = new ArchiveArgument();

    @Parameters(index = "1", paramLabel = "QUERY")
    private String query;

    @Option(names = "--csv")
    private boolean csv;

    SqlVerb(Invocation run) {
        this.run = run;
    }

    /** Seconds, with a fraction if need be. */
    static final class ToSeconds implements picocli.CommandLine.ITypeConverter<Duration> {
        private static final double MOST = 1e9;

        @Override
        public Duration convert(String word) {
            double seconds;
            try {
                seconds = Double.parseDouble(word);
            } catch (NumberFormatException noNumber) {
                seconds = -1;
            }
            if (!(seconds >= 0.001 && seconds <= MOST)) {
                throw new TypeConversionException("'" + word + "' is no number of seconds from 0.001 to 1e9");
            }
            return Duration.ofNanos((long) (seconds * 1e9));
        }
    }

    @Override
    public Integer call() throws IOException, SQLException {
        ArchiveAddress address = archive.address();
        SqlConfig config = archive.timeout().map(SqlConfig.DEFAULT::withTimeout).orElse(SqlConfig.DEFAULT)
                .withMemory(ReplayConfig.of(address));
        try (ArchiveConnection connection = ArchiveConnection.open(address, config);
                Statement statement = connection.createStatement()) {
            run.stop().onRaise(() -> cancel(statement));
            try {
                print(statement);
            } catch (SQLException failed) {
                run.stop().check();
                throw failed;
            }
            return Losses.report(run, connection.skipped());
        }
    }

    private void print(Statement statement) throws SQLException {
        if (!statement.execute(query)) {
            return;
        }
        try (ResultSet rows = statement.getResultSet(); RowPrinter printer = RowPrinter.of(run, rows, csv)) {
            while (rows.next()) {
                run.stop().check();
                printer.print(rows);
            }
        }
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException tooLate) {
            // The statement ended by itself, which is what was wanted.
        }
    }
}
