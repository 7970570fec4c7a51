package io.worldreel.bench;

import io.worldreel.zstdvfs.PackConfig;
import io.worldreel.zstdvfs.Packing;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.VfsConfig;
import io.worldreel.zstdvfs.ZstdVfs;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Locale;
import java.util.Random;

/**
 * Packed against plain databases on local files, in one JVM, alternating. Prints a Markdown table of the best of some rounds: wall and
 * CPU time of the calling thread, and their ratios to plain sqlite-jdbc.
 *
 * <p>Argument: a folder for the databases, some 500 MB.
 */
public final class VfsLocalBench {
    private static final int ROWS = 1_600_000;
    private static final int ROUNDS = 7;
    private static final int LOOKUPS = 20_000;
    private static final int MEBI = 1 << 20;

    private VfsLocalBench() {}

    private interface Opener {
        Connection open() throws Exception;
    }

    private interface Work {
        void run(Connection connection) throws Exception;
    }

    /** Wall and CPU nanoseconds. */
    private record Time(double wall, double cpu) {
        Time orBetter(Time other) {
            return new Time(Math.min(wall, other.wall), Math.min(cpu, other.cpu));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (int pageSize : new int[]{ 4096, 16384 }) {
            Path database = VfsDatabase.create(folder, ROWS, pageSize);
            System.out.printf("%n%d MB database, pages of %d%n%n", Files.size(database) / MEBI, pageSize);
            System.out.println("| case | zstd frame | MB | plain ms | packed ms | wall | CPU |");
            System.out.println("|---|---|---|---|---|---|---|");
            for (int frame : new int[]{ 16384, 32768, 65536 }) {
                compare(database, packed(database, frame), frame);
            }
        }
    }

    private static Path packed(Path database, int frame) throws Exception {
        Path packed = database.resolveSibling(database.getFileName() + "." + frame + ".zst");
        Packing.pack(database, packed, PackConfig.DEFAULT.withFrameSize(frame).withReplace(true), Progress.NONE);
        return packed;
    }

    private static void compare(Path database, Path packed, int frame) throws Exception {
        VfsConfig whole = VfsConfig.DEFAULT.withCacheBytes(1L << 30);
        VfsConfig small = VfsConfig.DEFAULT.withCacheBytes(32L * MEBI);
        Opener plain = () -> DriverManager.getConnection("jdbc:sqlite:" + database);
        String label = "%d KiB | %d".formatted(frame >> 10, Files.size(packed) / MEBI);
        // Keeps the reader, and so the cache, alive between the rounds.
        try (Connection keep = ZstdVfs.open(packed, whole)) {
            scan(keep);
            compare("full scan, warm", label, plain, () -> ZstdVfs.open(packed, whole), VfsLocalBench::scan, 1);
            compare("20,000 lookups, warm", label, plain, () -> ZstdVfs.open(packed, whole), VfsLocalBench::lookups,
                    LOOKUPS);
        }
        compare("full scan, cold", label, plain, () -> ZstdVfs.open(packed), VfsLocalBench::scan, 1);
        compare("full scan, cold, no read-ahead", label, plain,
                () -> ZstdVfs.open(packed, VfsConfig.DEFAULT.withReadAheadFrames(0)), VfsLocalBench::scan, 1);
        compare("20,000 lookups, 32 MB cache", label, plain, () -> ZstdVfs.open(packed, small), VfsLocalBench::lookups,
                LOOKUPS);
    }

    private static void scan(Connection connection) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select sum(x), sum(kind), sum(length(data)) from item")) {
            rows.next();
        }
    }

    private static void lookups(Connection connection) throws Exception {
        var random = new Random(7);
        try (PreparedStatement select = connection.prepareStatement("select name, x from item where id = ?")) {
            for (int i = 0; i < LOOKUPS; i++) {
                select.setInt(1, 1 + random.nextInt(ROWS));
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                    rows.getString(1);
                }
            }
        }
    }

    /** Rounds of both in turn, so that what else the machine does hits both; the best of each counts. */
    private static void compare(String what, String label, Opener plain, Opener packed, Work work, int operations)
            throws Exception {
        var best = new Time[]{ new Time(Double.MAX_VALUE, Double.MAX_VALUE),
                new Time(Double.MAX_VALUE, Double.MAX_VALUE) };
        for (int i = 0; i < ROUNDS; i++) {
            best[0] = best[0].orBetter(time(plain, work));
            best[1] = best[1].orBetter(time(packed, work));
        }
        report(what, label, best[0], best[1], operations);
    }

    private static Time time(Opener opener, Work work) throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        try (Connection connection = opener.open()) {
            long startCpu = threads.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            work.run(connection);
            return new Time(System.nanoTime() - start, threads.getCurrentThreadCpuTime() - startCpu);
        }
    }

    private static void report(String what, String label, Time plain, Time packed, int operations) {
        String each = operations == 1
                ? ""
                : " (%.1f us CPU each)".formatted(packed.cpu / operations / 1000);
        System.out.printf(Locale.ROOT, "| %s | %s | %.0f | %.0f%s | %.2fx | %.2fx |%n", what, label, plain.wall / 1e6,
                packed.wall / 1e6, each, packed.wall / plain.wall, packed.cpu / plain.cpu);
    }
}
