package io.worldreel.zstdvfs;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;

/** Seeded queries over what {@link Databases} makes. */
final class Workload {
    private final Random random;
    private final int rows;

    Workload(long seed, int rows) {
        this.random = new Random(seed);
        this.rows = rows;
    }

    /** A query whose answer has a defined order. */
    String next() {
        int id = 1 + random.nextInt(rows);
        return switch (random.nextInt(40)) {
            case 0 -> "select count(*), sum(length(data)), total(amount) from item where id % 7 = " + id % 7;
            case 1 -> "select id, amount from item order by amount limit 5 offset " + random.nextInt(rows);
            case 2 -> "select name, count(*) from item group by name having count(*) > 3 order by name limit 20";
            case 3, 4, 5 -> "select id, hex(data) from wide where id = " + 3 * random.nextInt(1 + rows / 500);
            case 6, 7, 8 -> "select id, name, amount, hex(data) from item where id between %d and %d order by id"
                    .formatted(id, id + random.nextInt(300));
            case 9, 10, 11 -> "select id, name from item where id <= %d order by id desc limit %d".formatted(id,
                    1 + random.nextInt(100));
            case 12, 13, 14 -> "select i.id, length(w.data) from item i join wide w on w.id = i.id where i.id > " + id
                    + " order by i.id limit 3";
            case 15, 16, 17, 18, 19, 20, 21, 22 -> "select id, amount from item where name = 'name-%d' order by id"
                    .formatted(random.nextInt(rows));
            default -> "select id, name, amount, hex(data) from item where id = " + id;
        };
    }

    /** Everything that the query answers, as one text. */
    static String answer(Connection connection, String sql) throws SQLException {
        var text = new StringBuilder();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            Object[] row = new Object[rows.getMetaData().getColumnCount()];
            while (rows.next()) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = rows.getObject(i + 1);
                }
                text.append(Arrays.toString(row)).append('\n');
            }
        }
        return text.toString();
    }
}
