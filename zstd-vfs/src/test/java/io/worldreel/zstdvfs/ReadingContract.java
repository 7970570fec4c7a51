package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of a packed database wherever its bytes come from. */
abstract class ReadingContract {
    private static final int ROWS = 3000;
    private static final VfsConfig TINY_CACHE = VfsConfig.DEFAULT.withCacheBytes(0);

    @TempDir
    Path folder;

    /** The file as the implementation under test reads it; called again for every connection. */
    abstract ByteSource source(Path packed) throws Exception;

    @Test
    void integrityCheckIsOk() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 21, ROWS, 4096), 16384);
        try (Connection connection = ZstdVfs.open(source(packed), VfsConfig.DEFAULT)) {
            assertThat(Workload.answer(connection, "pragma integrity_check")).isEqualTo("[ok]\n");
        }
    }

    @ParameterizedTest(name = "seed {0}: 2500 statements answer as plain sqlite-jdbc answers")
    @ValueSource(longs = { 31, 32, 33, 34 })
    void randomStatementsAnswerAsPlainSqlite(long seed) throws Exception {
        var random = new Random(seed);
        int pageSize = 1024 << random.nextInt(6);
        int frameSize = 4096 << random.nextInt(7);
        Path database = Databases.create(folder, seed, ROWS, pageSize);
        Path packed = Databases.packed(database, frameSize);
        var config = VfsConfig.DEFAULT.withCacheBytes(1L << (10 + random.nextInt(15)))
                .withReadAheadFrames(random.nextInt(20));
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + database);
                Connection connection = ZstdVfs.open(source(packed), config)) {
            var workload = new Workload(seed, ROWS);
            for (int i = 0; i < 2500; i++) {
                String sql = workload.next();
                assertThat(Workload.answer(connection, sql))
                        .as("statement %d, page %d, frame %d: %s", i, pageSize, frameSize, sql)
                        .isEqualTo(Workload.answer(plain, sql));
            }
        }
    }

    @Test
    void anyRangeReadsAsInTheDatabase() throws Exception {
        Path database = Databases.create(folder, 22, ROWS, 4096);
        byte[] raw = Files.readAllBytes(database);
        var random = new Random(22);
        try (var reader = SeekableReader.open(source(Databases.packed(database, 4096)), TINY_CACHE)) {
            assertThat(reader.size()).isEqualTo(raw.length);
            for (int i = 0; i < 500; i++) {
                int from = random.nextInt(raw.length);
                ByteBuffer got = ByteBuffer.allocate(random.nextInt(Math.min(50_000, raw.length - from + 1)));
                reader.read(from, got);
                assertThat(got.flip()).isEqualTo(ByteBuffer.wrap(raw, from, got.limit()).slice());
            }
        }
    }

    @Test
    void manyConnectionsShareASmallCache() throws Exception {
        Path database = Databases.create(folder, 23, ROWS, 4096);
        Path packed = Databases.packed(database, 4096);
        List<Future<?>> all = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(12)) {
            for (int t = 0; t < 12; t++) {
                long seed = 100L + t;
                all.add(threads.submit(() -> compare(database, packed, seed)));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    private boolean compare(Path database, Path packed, long seed) throws Exception {
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + database);
                Connection connection = ZstdVfs.open(source(packed), TINY_CACHE.withReadAheadFrames(4))) {
            var workload = new Workload(seed, ROWS);
            for (int i = 0; i < 100; i++) {
                String sql = workload.next();
                assertThat(Workload.answer(connection, sql)).as("seed %d: %s", seed, sql)
                        .isEqualTo(Workload.answer(plain, sql));
            }
        }
        return true;
    }

    @Test
    void wholeFileVerifies() throws Exception {
        Path packed = Databases.packed(Databases.create(folder, 24, ROWS, 4096), 16384);
        try (var reader = SeekableReader.open(source(packed), VfsConfig.DEFAULT)) {
            VerifyReport report = reader.verify(Progress.NONE);
            assertThat(report.ok()).isTrue();
            assertThat(report.framesChecked()).isEqualTo(reader.frameCount());
        }
    }

    @Test
    void closingFreesTheSourceAndLaterReadsFail() throws IOException, Exception {
        Path packed = Databases.packed(Databases.create(folder, 25, 100, 4096), 16384);
        var reader = SeekableReader.open(source(packed), VfsConfig.DEFAULT);
        reader.close();
        reader.close();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }
}
