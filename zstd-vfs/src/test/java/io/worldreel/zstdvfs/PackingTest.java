package io.worldreel.zstdvfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({ "1,4096,4096", "2,4096,32768", "3,16384,16384", "4,16384,65536", "5,512,1048576", "6,65536,32768" })
    void unpackRestoresTheExactFile(long seed, int pageSize, int frameSize) throws Exception {
        Path database = Databases.create(folder, seed, 3000, pageSize);
        Path packed = Databases.packed(database, frameSize);
        Path restored = folder.resolve("restored");

        PackSummary summary = Packing.unpack(packed, restored, Progress.NONE);

        assertThat(restored).hasSameBinaryContentAs(database);
        assertThat(summary.rawBytes()).isEqualTo(Files.size(database));
        assertThat(summary.compressedBytes()).isEqualTo(Files.size(packed)).isLessThan(summary.rawBytes());
        assertThat(summary.frames()).isEqualTo((int) Math.ceilDiv(summary.rawBytes(), frameSize));
    }

    @Test
    void stockZstdRestoresTheExactFileAndFindsNoFault() throws Exception {
        Path database = Databases.create(folder, 7, 5000, 4096);
        Path packed = folder.resolve("p.zst");
        Packing.pack(database, packed, PackConfig.DEFAULT, Progress.NONE,
                List.of(new Skippable("TEST", new byte[100_000])));
        Path restored = folder.resolve("restored");

        assertThat(Tools.run("zstd", "-t", packed.toString()).exit()).isZero();
        assertThat(Tools.run("zstd", "-d", packed.toString(), "-o", restored.toString()).exit()).isZero();

        assertThat(restored).hasSameBinaryContentAs(database);
        assertThat(Tools.run("sqlite3", restored.toString(), "pragma integrity_check").output()).isEqualTo("ok\n");
    }

    @Test
    void outputIsNeverOverwrittenUnlessAllowed() throws Exception {
        Path database = Databases.create(folder, 8, 10, 4096);
        Path out = Files.writeString(folder.resolve("precious"), "precious");

        assertThatThrownBy(() -> Packing.pack(database, out, PackConfig.DEFAULT, Progress.NONE))
                .isInstanceOf(FileAlreadyExistsException.class).hasMessageContaining("precious");
        Path packed = Databases.packed(database, 4096);
        assertThatThrownBy(() -> Packing.unpack(packed, out, Progress.NONE))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(out).hasContent("precious");

        Packing.pack(database, out, PackConfig.DEFAULT.withReplace(true), Progress.NONE);
        assertThat(Packing.unpack(out, folder.resolve("back"), Progress.NONE).rawBytes())
                .isEqualTo(Files.size(database));
    }

    @Test
    void whatIsNoDatabaseIsRefusedAndLeavesNothing() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "x".repeat(5000));
        Path empty = Files.createFile(folder.resolve("empty"));
        Path out = folder.resolve("out.zst");

        assertThatThrownBy(() -> Packing.pack(text, out, PackConfig.DEFAULT, Progress.NONE))
                .isInstanceOf(NotADatabaseException.class).hasMessageContaining("does not begin");
        assertThatThrownBy(() -> Packing.pack(empty, out, PackConfig.DEFAULT, Progress.NONE))
                .isInstanceOf(NotADatabaseException.class).hasMessageContaining("empty");
        assertThatThrownBy(() -> Packing.pack(folder.resolve("none"), out, PackConfig.DEFAULT, Progress.NONE))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(text, empty);
        }
    }

    @Test
    void liveWriteAheadLogIsRefusedUntilCheckpointed() throws Exception {
        Path database = folder.resolve("wal.sqlite");
        Path out = folder.resolve("wal.zst");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("create table t(x)");
            statement.execute("insert into t values (42)");

            assertThatThrownBy(() -> Packing.pack(database, out, PackConfig.DEFAULT, Progress.NONE))
                    .isInstanceOf(NotADatabaseException.class).hasMessageContaining("wal_checkpoint");

            statement.execute("pragma wal_checkpoint(truncate)");
            Packing.pack(database, out, PackConfig.DEFAULT, Progress.NONE);
        }
        try (Connection connection = ZstdVfs.open(out);
                Statement statement = connection.createStatement();
                var answer = statement.executeQuery("select x from t")) {
            assertThat(answer.next()).isTrue();
            assertThat(answer.getInt(1)).isEqualTo(42);
        }
    }

    @Test
    void hotJournalIsRefused() throws Exception {
        Path database = Databases.create(folder, 9, 10, 4096);
        byte[] journal = new byte[600];
        journal[0] = (byte) 0xd9;
        Files.write(Path.of(database + "-journal"), journal);

        assertThatThrownBy(() -> Packing.pack(database, folder.resolve("out"), PackConfig.DEFAULT, Progress.NONE))
                .isInstanceOf(NotADatabaseException.class).hasMessageContaining("journal");
    }

    @Test
    void applicationFramesAreFoundByTag() throws Exception {
        Path database = Databases.create(folder, 10, 100, 4096);
        Path packed = folder.resolve("p.zst");
        Packing.pack(database, packed, PackConfig.DEFAULT, Progress.NONE,
                List.of(new Skippable("ONE_", "first".getBytes(UTF_8)), new Skippable("TWO_", new byte[0])));

        try (var reader = SeekableReader.open(FileSource.open(packed), VfsConfig.DEFAULT)) {
            assertThat(reader.skippable("ONE_")).hasValueSatisfying(p -> assertThat(p).asString().isEqualTo("first"));
            assertThat(reader.skippable("TWO_")).hasValueSatisfying(p -> assertThat(p).isEmpty());
            assertThat(reader.skippable("none")).isEmpty();
            assertThat(reader.verify(Progress.NONE).ok()).isTrue();
        }
    }

    @Test
    void progressRisesToTheWhole() throws Exception {
        Path database = Databases.create(folder, 11, 20_000, 4096);
        var heard = new java.util.ArrayList<Long>();
        Packing.pack(database, folder.resolve("p"), PackConfig.DEFAULT, (done, total) -> {
            heard.add(done);
            assertThat(total).isEqualTo(size(database));
        });
        assertThat(heard).isSorted().last().isEqualTo(Files.size(database));
    }

    @Test
    void emptyContentIsAFileOfNoFrames() throws Exception {
        Path packed = folder.resolve("empty.zst");
        try (var channel = Files.newByteChannel(packed, java.nio.file.StandardOpenOption.CREATE_NEW,
                java.nio.file.StandardOpenOption.WRITE);
                var writer = new SeekableWriter(channel, PackConfig.DEFAULT)) {
            writer.write(ByteBuffer.allocate(0));
            assertThat(writer.finish().frames()).isZero();
        }
        try (var reader = SeekableReader.open(FileSource.open(packed), VfsConfig.DEFAULT)) {
            assertThat(reader.size()).isZero();
            assertThat(reader.verify(Progress.NONE).ok()).isTrue();
        }
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
