package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQLite's own {@code dbstat} table says is the truth. */
class BtreePagesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = { 512, 4096, 16384, 65536 })
    void agreesWithDbstat(int pageSize) throws Exception {
        Path database = Databases.create(folder, pageSize, 6000, pageSize);
        try (var raw = FileAccess.open(database);
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            BtreePages pages = BtreePages.open(database.toString(), raw);
            assertThat(pages.pageSize()).isEqualTo(pageSize);
            assertThat(pages.trees()).extracting(BtreePages.Tree::name).containsExactlyInAnyOrder("item", "wide",
                    "item_name");
            for (BtreePages.Tree tree : pages.trees()) {
                assertThat(Arrays.stream(pages.interiorPages(tree.rootPage())).boxed())
                        .containsExactlyInAnyOrderElementsOf(
                                dbstat(statement, tree.name(), "internal"));
            }
            for (String table : List.of("item", "wide")) {
                var rowids = new ArrayList<Long>();
                var leaves = new TreeSet<Integer>();
                var overflows = new ArrayList<Integer>();
                pages.rows(pages.rootOfTable(table), (rowid, leaf, overflow) -> {
                    rowids.add(rowid);
                    leaves.add(leaf);
                    for (int page : overflow) {
                        overflows.add(page);
                    }
                });
                assertThat(rowids)
                        .containsExactlyElementsOf(longs(statement, "select id from " + table + " order by id"));
                assertThat(leaves).containsExactlyInAnyOrderElementsOf(dbstat(statement, table, "leaf"));
                assertThat(overflows).containsExactlyInAnyOrderElementsOf(dbstat(statement, table, "overflow"));
            }
        }
    }

    @Test
    void longAndNegativeRowidsAndWithoutRowidTablesAreWalked() throws Exception {
        Path database = folder.resolve("odd.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("create table t(id integer primary key, v)");
            statement.execute("create table k(a text primary key, b) without rowid");
            statement.execute("create view w as select * from t");
            statement.execute("insert into t values (-9223372036854775808, 1), (9223372036854775807, 2), (0, 3)");
            try (var raw = FileAccess.open(database)) {
                BtreePages pages = BtreePages.open("odd", raw);
                var rowids = new ArrayList<Long>();
                pages.rows(pages.rootOfTable("t"), (rowid, leaf, overflow) -> rowids.add(rowid));
                assertThat(rowids).containsExactly(Long.MIN_VALUE, 0L, Long.MAX_VALUE);
                assertThat(pages.trees()).extracting(BtreePages.Tree::name).contains("k").doesNotContain("w");
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4 })
    void damagedPagesEndInAnErrorAndNeverInALoop(long seed) throws Exception {
        byte[] whole = Files.readAllBytes(Databases.create(folder, seed, 2000, 512));
        var random = new Random(seed);
        int failed = 0;
        for (int run = 0; run < 200; run++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 20; i++) {
                damaged[100 + random.nextInt(damaged.length - 100)] = (byte) random.nextInt();
            }
            damaged[100 + random.nextInt(412)] ^= (byte) (1 << random.nextInt(8));
            try {
                BtreePages pages = BtreePages.open("damaged", access(damaged));
                for (BtreePages.Tree tree : pages.trees()) {
                    pages.interiorPages(tree.rootPage());
                    if (tree.type().equals("table")) {
                        pages.rows(tree.rootPage(), (rowid, leaf, overflow) -> {});
                    }
                }
            } catch (CorruptFileException damage) {
                failed++;
                assertThat(damage).hasMessageContaining("damaged database: page ");
            }
        }
        assertThat(failed).isPositive();
    }

    @Test
    void whatIsNoDatabaseIsRefused() {
        assertThatThrownBy(() -> BtreePages.open("text", access(new byte[5000])))
                .isInstanceOf(NotADatabaseException.class);
    }

    static RandomAccess access(byte[] bytes) {
        return new RandomAccess() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long offset, ByteBuffer dst) throws EOFException {
                if (offset + dst.remaining() > bytes.length) {
                    throw new EOFException("bytes from " + offset + " of " + bytes.length);
                }
                dst.put(bytes, Math.toIntExact(offset), dst.remaining());
            }
        };
    }

    private static List<Integer> dbstat(Statement statement, String tree, String kind) throws Exception {
        return longs(statement, "select pageno from dbstat where name = '%s' and pagetype = '%s'".formatted(tree, kind))
                .stream().map(Long::intValue).toList();
    }

    private static List<Long> longs(Statement statement, String sql) throws Exception {
        List<Long> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                all.add(rows.getLong(1));
            }
        }
        return all;
    }
}
