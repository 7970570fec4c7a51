package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pack}, {@code unpack} and {@code query} on a database that has nothing to do with recordings. */
class PackVerbsTest {
    @TempDir
    private Path folder;

    private Path database;

    @BeforeEach
    void createDatabase() throws SQLException {
        database = folder.resolve("a shop.sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, price REAL, note TEXT, image BLOB)");
            statement.execute("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
                    + "INSERT INTO orders SELECT i, i / 10.0, 'note ' || i, NULL FROM n");
            statement.execute("UPDATE orders SET price = 9e999, note = 'two' || char(10) || 'lines, \"quoted\"', "
                    + "image = x'00ff' WHERE id = 2");
        }
    }

    private Path pack() {
        Command.run("pack", database).succeeds();
        return folder.resolve("a shop.sqlite.zst");
    }

    @Test
    void unpackGivesBackTheExactFile() {
        Path packed = pack();

        Command.run("unpack", packed, folder.resolve("again.sqlite")).succeeds();

        assertThat(folder.resolve("again.sqlite")).hasSameBinaryContentAs(database);
    }

    @Test
    void neitherReplacesAFileUnasked() {
        Path packed = pack();

        Command.run("pack", database).failsSaying(ExitCode.FAILED, packed.toString(), "exists already");
        Command.run("unpack", packed).failsSaying(ExitCode.FAILED, database.toString(), "exists already");
        Command.run("pack", database, "--force").succeeds();
    }

    @Test
    void sizesComeAsJsonOnStdout() throws IOException {
        Command packing = Command.run("pack", database, "--json").succeeds();

        assertThat(packing.lines()).singleElement().asString()
                .contains("\"raw_bytes\":" + Files.size(database),
                        "\"packed_bytes\":" + Files.size(folder.resolve("a shop.sqlite.zst")));
        assertThat(packing.err()).isEmpty();
    }

    @Test
    void queryAnswersTheSameFromPackedAndPlain() {
        Path packed = pack();
        String sql = "SELECT *, id FROM orders WHERE id BETWEEN 1 AND 2 ORDER BY id";

        for (Path file : new Path[]{ packed, database }) {
            assertThat(Command.run("query", file, sql, "--json").succeeds().out()).isEqualTo("""
                    {"id":1,"price":0.1,"note":"note 1","image":null,"id_2":1}
                    {"id":2,"price":"Infinity","note":"two\\nlines, \\"quoted\\"","image":"AP8=","id_2":2}
                    """);
            assertThat(Command.run("query", file, sql, "--csv").succeeds().out()).isEqualTo("""
                    id,price,note,image,id_2
                    1,0.1,note 1,,1
                    2,Infinity,"two
                    lines, ""quoted""\",AP8=,2
                    """);
            assertThat(Command.run("query", file, sql).succeeds().lines()).hasSize(3);
        }
    }

    @Test
    void queryOnlyReads() {
        Path packed = pack();

        Command.run("query", packed, "DELETE FROM orders").failsSaying(ExitCode.FAILED, "readonly");
        Command.run("query", database, "DELETE FROM orders").failsSaying(ExitCode.FAILED, "readonly");
        assertThat(Command.run("query", database, "SELECT count(*) AS n FROM orders", "--json").succeeds().out())
                .isEqualTo("{\"n\":20000}\n");
    }

    @Test
    void wrongSqlIsOneLine() {
        Command.run("query", pack(), "SELEKT 1").failsSaying(ExitCode.FAILED, "a shop.sqlite.zst", "SELEKT");
    }

    @Test
    void damageIsNamedAndLeavesNoOutput() throws IOException {
        Path packed = pack();
        byte[] bytes = Files.readAllBytes(packed);
        bytes[bytes.length / 3] ^= 1;
        Files.write(packed, bytes);

        Command.run("unpack", packed, folder.resolve("again.sqlite")).failsSaying(ExitCode.FAILED,
                packed.toString());
        assertThat(folder.resolve("again.sqlite")).doesNotExist();
        Command.run("query", packed, "SELECT sum(price) FROM orders").failsSaying(ExitCode.FAILED, packed.toString());
    }

    @Test
    void whatIsNoDatabaseIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no database at all\n".repeat(100));

        Command.run("pack", text).failsSaying(ExitCode.FAILED, "notes.txt");
        Command.run("unpack", text, folder.resolve("x")).failsSaying(ExitCode.FAILED, "notes.txt");
        Command.run("query", text, "SELECT 1").failsSaying(ExitCode.FAILED, "notes.txt");
        Command.run("query", folder, "SELECT 1").failsSaying(ExitCode.FAILED, "folder");
        Command.run("query", folder.resolve("nothing"), "SELECT 1").failsSaying(ExitCode.FAILED, "nothing",
                "no such file");
        assertThat(folder.resolve("notes.txt.zst")).doesNotExist();
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoFailure() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        var err = new java.io.ByteArrayOutputStream();

        int code = Worldreel.run(new String[]{ "query", database.toString(), "SELECT * FROM orders", "--json" },
                System.in, closed, new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(code).isEqualTo(ExitCode.DONE);
        assertThat(err.size()).isZero();
    }

    @Test
    void aFullDiskBehindStdoutIsAFailure() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        var err = new java.io.ByteArrayOutputStream();

        int code = Worldreel.run(new String[]{ "query", database.toString(), "SELECT 1", "--json" }, System.in, full,
                new PrintStream(err, true, StandardCharsets.UTF_8));

        assertThat(code).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("standard output", "No space left on device");
    }

    @Test
    void progressAsJsonIsOneEventALine() {
        Command packing = Command.run("pack", database, "--progress", "json").succeeds();

        assertThat(packing.err().lines()).isNotEmpty().allMatch(JsonValues::isJson)
                .anyMatch(line -> line.contains("\"event\":\"progress\"") && line.contains("\"step\":\"packing\""));
        assertThat(packing.out()).isEmpty();
    }
}
