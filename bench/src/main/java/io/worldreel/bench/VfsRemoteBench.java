package io.worldreel.bench;

import io.worldreel.fixtures.Nginx;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.FileSource;
import io.worldreel.zstdvfs.HttpConfig;
import io.worldreel.zstdvfs.HttpSource;
import io.worldreel.zstdvfs.PackConfig;
import io.worldreel.zstdvfs.Packing;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.SeekableReader;
import io.worldreel.zstdvfs.VfsConfig;
import io.worldreel.zstdvfs.ZstdVfs;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Locale;

/**
 * Packed databases on Debian's nginx, through a proxy that adds 50 ms of latency and leaves 100 Mbit/s: round trips, bytes
 * and time of the first answer, and the rate of a full scan. Then the same on a database of 40 GB that packs small.
 *
 * <p>Arguments: a folder for the databases (1 GB, with {@code large} 41 GB); {@code large} to include the large one.
 * Needs {@code nginx} on the PATH; starts one of its own on the loopback.
 */
public final class VfsRemoteBench {
    private static final int LATENCY_MILLIS = 50;
    private static final int MEGABITS = 100;
    private static final int MEBI = 1 << 20;

    private VfsRemoteBench() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0])).toRealPath();
        try (var nginx = new Nginx(Files.createTempDirectory("nginx"), folder);
                var link = new VfsSlowLink(nginx.port(), LATENCY_MILLIS, MEGABITS)) {
            System.out.println("| database | page | MB | packed MB | case | requests | KB | ms |");
            System.out.println("|---|---|---|---|---|---|---|---|");
            for (int pageSize : new int[]{ 4096, 16384 }) {
                Path database = VfsDatabase.create(folder, 1_100_000, pageSize);
                Path packed = packed(database);
                firstAnswer(link, packed, pageSize, "select name from item where id = 654321");
                scan(link, packed);
            }
            if (arguments.length > 1 && arguments[1].equals("large")) {
                large(folder, link);
            }
        }
    }

    private static Path packed(Path database) throws Exception {
        Path packed = database.resolveSibling(database.getFileName() + ".zst");
        if (!Files.exists(packed)) {
            Packing.pack(database, packed, PackConfig.DEFAULT, Progress.NONE);
        }
        return packed;
    }

    private static void large(Path folder, VfsSlowLink link) throws Exception {
        Path packed = folder.resolve("vfs-large-40-16384.sqlite.zst");
        if (!Files.exists(packed)) {
            Path database = VfsDatabase.createLarge(folder, 40L << 30, 16384);
            long start = System.nanoTime();
            Packing.pack(database, packed, PackConfig.DEFAULT, Progress.NONE);
            System.out.printf(Locale.ROOT, "%npacked %d MB into %d MB in %.0f s, heap at most %d MB (limit %d)%n%n",
                    Files.size(database) / MEBI, Files.size(packed) / MEBI, (System.nanoTime() - start) / 1e9,
                    peakHeap() / MEBI, Runtime.getRuntime().maxMemory() / MEBI);
            Files.delete(database);
        }
        firstAnswer(link, packed, 16384, "select length(data) from wide where id = 123456");
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }

    private static URI address(VfsSlowLink link, Path packed) {
        return URI.create("http://localhost:" + link.port() + "/" + packed.getFileName());
    }

    private static void firstAnswer(VfsSlowLink link, Path packed, int pageSize, String query)
            throws Exception {
        for (boolean known : new boolean[]{ false, true }) {
            Thread.sleep(500); // what the last case had asked for ahead is still on its way
            long bytes = link.bytes();
            long start = System.nanoTime();
            HttpConfig config = known ? HttpConfig.DEFAULT.withSize(Files.size(packed)) : HttpConfig.DEFAULT;
            ByteSource source = HttpSource.open(address(link, packed), config);
            try (Connection connection = ZstdVfs.open(source, VfsConfig.DEFAULT)) {
                System.out.printf(Locale.ROOT, "| %s | | | | open, schema read | %d | %.1f | %.0f |%n",
                        packed.getFileName(), source.stats().requests(), (link.bytes() - bytes) / 1000.0,
                        (System.nanoTime() - start) / 1e6);
                answer(connection, query);
                double millis = (System.nanoTime() - start) / 1e6;
                System.out.printf(Locale.ROOT, "| %s | %d | %d | %d | first answer%s | %d | %.1f | %.0f |%n",
                        packed.getFileName(), pageSize, rawBytes(packed) / MEBI, Files.size(packed) / MEBI,
                        known ? ", size known" : "", source.stats().requests(), (link.bytes() - bytes) / 1000.0,
                        millis);
                long more = source.stats().requests();
                start = System.nanoTime();
                answer(connection, query.replaceAll("\\d+$", "345678"));
                System.out.printf(Locale.ROOT, "| | | | | second answer | %d | | %.0f |%n",
                        source.stats().requests() - more, (System.nanoTime() - start) / 1e6);
            }
        }
    }

    private static long rawBytes(Path packed) throws Exception {
        try (var reader = SeekableReader.open(FileSource.open(packed), VfsConfig.DEFAULT)) {
            return reader.size();
        }
    }

    private static void scan(VfsSlowLink link, Path packed) throws Exception {
        for (int round = 0; round < 2; round++) {
            ByteSource source = HttpSource.open(address(link, packed), HttpConfig.DEFAULT);
            try (Connection connection = ZstdVfs.open(source, VfsConfig.DEFAULT)) {
                long bytes = link.bytes();
                long start = System.nanoTime();
                answer(connection, "select sum(x), sum(length(data)) from item");
                double seconds = (System.nanoTime() - start) / 1e9;
                double rate = (link.bytes() - bytes) * 8 / 1e6 / seconds;
                System.out.printf(Locale.ROOT,
                        "| | | | | full scan | %d | %d | %.0f = %.1f Mbit/s, %.0f %% of the link |%n",
                        source.stats().requests(), (link.bytes() - bytes) / 1000, seconds * 1000, rate,
                        100 * rate / MEGABITS);
            }
        }
    }

    private static void answer(Connection connection, String query) throws Exception {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(query)) {
            if (!rows.next()) {
                throw new IllegalStateException("no answer to " + query);
            }
        }
    }
}
