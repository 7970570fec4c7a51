package io.worldreel.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Random;

/** The database that the VFS benchmarks read: rows of plain values with an index, and blobs; seeded. */
final class VfsDatabase {
    private VfsDatabase() {}

    /**
     * Makes the database unless it is there already.
     *
     * @param rows of table {@code item(id, name, x, y, kind)}; 100 bytes each, about
     */
    static Path create(Path folder, int rows, int pageSize) throws Exception {
        Path file = folder.resolve("vfs-%d-%d.sqlite".formatted(rows, pageSize));
        if (Files.exists(file)) {
            return file;
        }
        Path temporary = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        var random = new Random(1);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + temporary);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma page_size = " + pageSize);
            statement.execute("pragma journal_mode = off");
            statement.execute(
                    "create table item(id integer primary key, name text, x real, y real, kind int, data blob)");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("insert into item values (?,?,?,?,?,?)")) {
                double x = 0;
                for (int i = 1; i <= rows; i++) {
                    x += random.nextGaussian();
                    byte[] data = new byte[40];
                    for (int k = 0; k < data.length; k++) {
                        data[k] = (byte) (k % 3 == 0 ? random.nextInt(16) : k);
                    }
                    insert.setInt(1, i);
                    insert.setString(2, "item-" + random.nextInt(1_000_000));
                    insert.setDouble(3, Math.round(x * 1000) / 1000.0);
                    insert.setDouble(4, random.nextInt(10_000) / 8.0);
                    insert.setInt(5, random.nextInt(20));
                    insert.setBytes(6, data);
                    insert.addBatch();
                    if (i % 10_000 == 0) {
                        insert.executeBatch();
                    }
                }
                insert.executeBatch();
            }
            statement.execute("create index item_name on item(name)");
            connection.commit();
        }
        return Files.move(temporary, file);
    }

    /**
     * Makes a database that is large and packs small: rows of {@code wide(id, data)} that differ in little but their ids.
     */
    static Path createLarge(Path folder, long bytes, int pageSize) throws Exception {
        Path file = folder.resolve("vfs-large-%d-%d.sqlite".formatted(bytes >> 30, pageSize));
        if (Files.exists(file)) {
            return file;
        }
        Path temporary = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + temporary);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma page_size = " + pageSize);
            statement.execute("pragma journal_mode = off");
            statement.execute("pragma synchronous = off");
            statement.execute("create table wide(id integer primary key, data text)");
            statement.execute("with recursive n(i) as (select 1 union all select i + 1 from n where i < %d)"
                    .formatted(bytes / 3950)
                    + " insert into wide select i, printf('%d %.*c', i % 1000, 3900, 'x') from n");
        }
        return Files.move(temporary, file);
    }
}
