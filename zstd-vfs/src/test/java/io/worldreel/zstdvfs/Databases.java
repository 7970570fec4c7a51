package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** Seeded databases for tests. */
final class Databases {
    private Databases() {}

    /** Tables {@code item(id, name, amount, data)} with an index on name, and {@code wide} of long blobs. */
    static Path create(Path directory, long seed, int rows, int pageSize) throws SQLException {
        Path file = directory.resolve("db-%d-%d-%d.sqlite".formatted(seed, rows, pageSize));
        var random = new Random(seed);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma page_size = " + pageSize);
            statement.execute("create table item(id integer primary key, name text, amount real, data blob)");
            statement.execute("create table wide(id integer primary key, data blob)");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("insert into item values (?, ?, ?, ?)")) {
                for (int i = 1; i <= rows; i++) {
                    insert.setInt(1, i);
                    insert.setString(2, "name-" + random.nextInt(rows));
                    insert.setDouble(3, random.nextGaussian());
                    insert.setBytes(4, halfRandom(random, random.nextInt(120)));
                    insert.executeUpdate();
                }
            }
            try (PreparedStatement insert = connection.prepareStatement("insert into wide values (?, ?)")) {
                for (int i = 1; i <= 1 + rows / 500; i++) {
                    insert.setInt(1, 3 * i);
                    insert.setBytes(2, halfRandom(random, random.nextInt(60_000)));
                    insert.executeUpdate();
                }
            }
            statement.execute("create index item_name on item(name)");
            connection.commit();
        }
        return file;
    }

    static Path packed(Path database, int frameSize) throws IOException {
        Path out = database.resolveSibling(database.getFileName() + "." + frameSize + ".zst");
        Packing.pack(database, out, PackConfig.DEFAULT.withFrameSize(frameSize), Progress.NONE);
        return out;
    }

    private static byte[] halfRandom(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextBoolean() ? random.nextInt() : i >> 2);
        }
        return bytes;
    }
}
