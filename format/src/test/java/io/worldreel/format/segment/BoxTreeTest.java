package io.worldreel.format.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQLite itself must take the tree for its own, and find in it what is there. */
class BoxTreeTest {
    private static final String SEARCH = "SELECT box FROM boxes WHERE max_x >= ? AND min_x <= ? AND max_y >= ? AND min_y <= ?"
            + " AND max_z >= ? AND min_z <= ? AND last_window >= ? AND first_window <= ?";

    private static double[] box(Random random) {
        double[] box = new double[8];
        for (int d = 0; d < 4; d++) {
            double middle = d == 3 ? random.nextInt(64) : random.nextGaussian() * (d == 2 ? 1 : 1e4);
            double size = d == 3 ? random.nextInt(3) : random.nextDouble() * 100;
            box[2 * d] = middle - size;
            box[2 * d + 1] = middle + size;
        }
        return box;
    }

    private static boolean touch(double[] a, double[] b) {
        for (int i = 0; i < 8; i += 2) {
            // As SQLite keeps them: floats around the box.
            if (Math.nextUp((float) a[i + 1]) < b[i] || Math.nextDown((float) a[i]) > b[i + 1]) {
                return false;
            }
        }
        return true;
    }

    private static boolean surelyTouch(double[] a, double[] b) {
        for (int i = 0; i < 8; i += 2) {
            if (a[i + 1] < b[i] || a[i] > b[i + 1]) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest(name = "{0} boxes")
    @ValueSource(ints = { 0, 1, 51, 52, 53, 2_601, 2_602, 20_000, 140_000 })
    void holdsWhatWasAdded(int count) throws SQLException {
        Random random = new Random(count);
        double[][] boxes = new double[count][];
        try (Connection db = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = db.createStatement()) {
            statement.execute("CREATE VIRTUAL TABLE boxes USING rtree(box, min_x, max_x, min_y, max_y, min_z, max_z, "
                    + "first_window, last_window)");
            db.setAutoCommit(false);
            BoxTree tree = new BoxTree(db, "boxes");
            for (int i = 0; i < count; i++) {
                boxes[i] = box(random);
                tree.add((long) random.nextInt(64) << 32 | i, boxes[i]);
            }
            tree.finish();
            db.commit();

            try (ResultSet check = statement.executeQuery("SELECT rtreecheck('boxes'), (SELECT count(*) FROM boxes)")) {
                assertThat(check.getString(1)).isEqualTo("ok");
                assertThat(check.getInt(2)).isEqualTo(count);
            }
            for (int i = 0; i < 20; i++) {
                assertFound(db, boxes, box(random));
            }
        }
    }

    private static void assertFound(Connection db, double[][] boxes, double[] range) throws SQLException {
        Set<Integer> found = new TreeSet<>();
        try (PreparedStatement search = db.prepareStatement(SEARCH)) {
            for (int i = 0; i < 8; i++) {
                search.setDouble(i + 1, range[i]);
            }
            try (ResultSet rows = search.executeQuery()) {
                while (rows.next()) {
                    found.add((int) rows.getLong(1));
                }
            }
        }
        for (int i = 0; i < boxes.length; i++) {
            if (surelyTouch(boxes[i], range)) {
                assertThat(found).contains(i);
            }
            if (!touch(boxes[i], range)) {
                assertThat(found).doesNotContain(i);
            }
        }
    }
}
