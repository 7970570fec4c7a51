package io.worldreel.bench;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.replayer.sql.ArchiveConnection;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * SQL over an hour of 20 bodies at 60 Hz: rows a second of processor time and windows read, the best of several runs. Arguments: a
 * folder for the archive, which is kept and used again, and optionally the number of ticks instead of an hour's.
 */
public final class SqlBench {
    private static final int BODIES = 20;
    private static final int RATE = 60;
    private static final int HOUR = 3600 * RATE;
    private static final long SEED = 20260102;
    private static final int RUNS = 4;
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private final ArchiveConnection db;

    private SqlBench(ArchiveConnection db) {
        this.db = db;
    }

    public static void main(String[] args) throws SQLException {
        if (args.length < 1) {
            System.err.println("usage: SqlBench FOLDER [TICKS]");
            System.exit(2);
        }
        Path folder = Path.of(args[0]);
        int ticks = args.length > 1 ? Integer.parseInt(args[1]) : HOUR;
        if (!Files.exists(folder)) {
            Archives.write(folder, "bench", "physics", PhysicsWorld.of(SEED, BODIES, ticks, RATE),
                    IngestConfig.DEFAULT);
        }
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            new SqlBench(db).run((long) BODIES * ticks);
        }
    }

    private void run(long rows) throws SQLException {
        time("SELECT count(*) FROM position", rows);
        time("SELECT sum(x) FROM position", rows);
        time("SELECT sum(x), sum(y), sum(z) FROM position", rows);
        time("SELECT avg(x), avg(y), avg(z) FROM position WHERE y > 2", rows);
        time("SELECT entity, max(y) FROM position GROUP BY entity", rows);
        time("SELECT x, y, z FROM position", rows);
        time("SELECT * FROM position", rows);
        time("SELECT * FROM position LIMIT -1", rows); // which SQLite hands out row by row
        time("SELECT * FROM position WHERE entity = 7", rows / BODIES);
        time("SELECT * FROM position WHERE entity = 7 AND time >= moment('+1000s') AND time < moment('+1010s')",
                10 * RATE);
        time("SELECT * FROM state WHERE at = '+1234.5s'", 5 * BODIES);
    }

    private void time(String sql, long rows) throws SQLException {
        long best = Long.MAX_VALUE;
        long firstWindows = 0;
        double check = 0;
        for (int run = 0; run < RUNS; run++) {
            long windows = db.windowsRead();
            long start = CLOCK.getCurrentThreadCpuTime();
            check = read(sql);
            best = Math.min(best, CLOCK.getCurrentThreadCpuTime() - start);
            firstWindows = run == 0 ? db.windowsRead() - windows : firstWindows;
        }
        System.out.printf(Locale.ROOT, "%-100s %9d rows %9.2f ms %7.2f M rows/s %5d windows (check %.3g)%n", sql, rows,
                best / 1e6, rows * 1e3 / best, firstWindows, check);
    }

    private double read(String sql) throws SQLException {
        double sum = 0;
        try (Statement statement = db.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                for (int c = 1; c <= columns; c++) {
                    sum += rows.getDouble(c);
                }
            }
        }
        return sum;
    }
}
