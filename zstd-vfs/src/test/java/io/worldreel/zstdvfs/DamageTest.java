package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were damaged, or made to do harm. */
class DamageTest {
    private static final int ROWS = 2000;
    private static final int FRAME = 4096;
    private static final String[] QUERIES = { "select count(*), sum(length(data)) from item",
            "select id, name, hex(data) from item where id in (1, 700, 1999)", "select sum(length(data)) from wide",
            "select id from item where name = 'name-77' order by id" };

    @TempDir
    static Path folder;
    private static byte[] whole;
    private static byte[] raw;
    private static final String[] ANSWERS = new String[QUERIES.length];

    @BeforeAll
    static void createFile() throws Exception {
        Path database = Databases.create(folder, 5, ROWS, 4096);
        raw = Files.readAllBytes(database);
        whole = Files.readAllBytes(Databases.packed(database, FRAME));
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            for (int i = 0; i < QUERIES.length; i++) {
                ANSWERS[i] = Workload.answer(plain, QUERIES[i]);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}: 150 damaged files")
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
    void damageIsAnErrorOrTheRightAnswer(long seed) throws Exception {
        var random = new Random(seed);
        int refused = 0;
        for (int run = 0; run < 150; run++) {
            byte[] damaged = damage(random);
            try (Connection connection = ZstdVfs.open(new MemorySource(damaged), smallCache(random))) {
                for (int i = 0; i < QUERIES.length; i++) {
                    refused += answersRightOrFails(connection, i, "seed %d run %d".formatted(seed, run));
                }
            } catch (IOException | SQLException refusal) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    private static int answersRightOrFails(Connection connection, int query, String where) {
        String answer;
        try {
            answer = Workload.answer(connection, QUERIES[query]);
        } catch (SQLException failure) {
            return 1;
        }
        assertThat(answer).as(where).isEqualTo(ANSWERS[query]);
        return 0;
    }

    private static VfsConfig smallCache(Random random) {
        return VfsConfig.DEFAULT.withCacheBytes(0).withReadAheadFrames(random.nextInt(2) * 8);
    }

    private static byte[] damage(Random random) throws IOException {
        byte[] bytes = whole.clone();
        int at = random.nextInt(bytes.length);
        int tail = bytes.length - random.nextInt(Math.min(3000, bytes.length)) - 1; // trailer and seek table
        switch (random.nextInt(9)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[tail] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
            case 3 -> java.util.Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(5000)), (byte) 0);
            case 4 -> swapFrames(bytes, random);
            case 5 -> ByteBuffer.wrap(bytes).putInt(Math.min(tail, bytes.length - 4), random.nextInt());
            case 6 -> bytes = insert(bytes, at, random);
            case 7 -> bytes = foreign(random, true);
            default -> ByteBuffer.wrap(bytes).putInt(bytes.length - 9, random.nextInt());
        }
        return bytes;
    }

    /** Two whole, valid zstd frames change places: only what binds content to place can tell. */
    private static void swapFrames(byte[] bytes, Random random) throws IOException {
        try (var reader = SeekableReader.open(new MemorySource(whole), VfsConfig.DEFAULT)) {
            int frame = random.nextInt(reader.frameCount() - 2);
            ByteRange one = reader.compressedRange(frame, frame);
            ByteRange two = reader.compressedRange(frame + 1, frame + 1);
            System.arraycopy(whole, (int) two.offset(), bytes, (int) one.offset(), (int) two.length());
            System.arraycopy(whole, (int) one.offset(), bytes, (int) (one.offset() + two.length()),
                    (int) one.length());
        }
    }

    private static byte[] insert(byte[] bytes, int at, Random random) {
        byte[] longer = new byte[bytes.length + 1 + random.nextInt(20)];
        System.arraycopy(bytes, 0, longer, 0, at);
        System.arraycopy(bytes, at, longer, longer.length - (bytes.length - at), bytes.length - at);
        return longer;
    }

    /** The database as another program would have packed it: no index; table entries that lie if asked to. */
    private static byte[] foreign(Random random, boolean lie) {
        var out = new ByteArrayOutputStream();
        var table = ByteBuffer.allocate(8 * (raw.length / FRAME + 1)).order(ByteOrder.LITTLE_ENDIAN);
        int entries = 0;
        try (var compressor = new ZstdCompressCtx()) {
            compressor.setChecksum(true);
            for (int at = 0; at < raw.length; at += FRAME, entries++) {
                int n = Math.min(FRAME, raw.length - at);
                byte[] frame = compressor.compress(java.util.Arrays.copyOfRange(raw, at, at + n));
                out.writeBytes(frame);
                table.putInt(frame.length).putInt(n);
            }
        }
        if (lie) {
            int a = random.nextInt(entries);
            int by = random.nextInt(1, 60);
            table.putInt(8 * a, table.getInt(8 * a) + by);
            int b = random.nextInt(entries); // the sum may stay right
            table.putInt(8 * b, table.getInt(8 * b) - by);
        }
        out.writeBytes(table(entries, java.util.Arrays.copyOf(table.array(), 8 * entries)));
        return out.toByteArray();
    }

    private static byte[] table(int entries, byte[] body) {
        return ByteBuffer.allocate(17 + body.length).order(ByteOrder.LITTLE_ENDIAN).putInt(0x184D2A5E)
                .putInt(body.length + 9).put(body).putInt(entries).put((byte) 0).putInt(0x8F92EAB1).array();
    }

    @Test
    void filesOfOtherWritersAreRead() throws Exception {
        try (Connection connection = ZstdVfs.open(new MemorySource(foreign(new Random(0), false)),
                VfsConfig.DEFAULT)) {
            for (int i = 0; i < QUERIES.length; i++) {
                assertThat(Workload.answer(connection, QUERIES[i])).isEqualTo(ANSWERS[i]);
            }
        }
    }

    @Test
    void oneDamagedFrameIsNamedAndTheOthersAreRead() throws Exception {
        byte[] bytes = whole.clone();
        int frame;
        long offset;
        try (var reader = SeekableReader.open(new MemorySource(whole), VfsConfig.DEFAULT)) {
            frame = reader.frameCount() / 2;
            offset = reader.compressedRange(frame, frame).offset();
            bytes[(int) offset + 30] ^= 1;
        }
        try (var reader = SeekableReader.open(new MemorySource(bytes), VfsConfig.DEFAULT)) {
            VerifyReport report = reader.verify(Progress.NONE);
            assertThat(report.framesDamaged()).isEqualTo(1);
            assertThat(report.framesChecked()).isEqualTo(reader.frameCount() - 1);
            assertThat(report.firstDamage().orElseThrow().frame()).isEqualTo(frame);
            assertThat(report.firstDamage().orElseThrow().offset()).isEqualTo(offset);
        }
        try (Connection connection = ZstdVfs.open(new MemorySource(bytes), VfsConfig.DEFAULT)) {
            assertThatThrownBy(() -> Workload.answer(connection, "pragma integrity_check"))
                    .isInstanceOf(SQLException.class).hasMessageContaining("IOERR_DATA");
            assertThat(ZstdVfs.lastFailure(connection)).get()
                    .isInstanceOfSatisfying(CorruptFileException.class, cause -> {
                        assertThat(cause.frame()).isEqualTo(frame);
                        assertThat(cause.offset()).isEqualTo(offset);
                    });
            assertThat(Workload.answer(connection, "select id from item where id = 1")).isEqualTo("[1]\n");
            assertThat(Workload.answer(connection, "select id from item where id = 1999")).isEqualTo("[1999]\n");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x8000000, 1_000_000 })
    void hostileCountsAreRefusedBeforeMemoryIsTaken(int count) {
        byte[] bytes = whole.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 9, count);
        var source = new MemorySource(bytes);
        assertThatThrownBy(() -> SeekableReader.open(source, VfsConfig.DEFAULT))
                .isInstanceOf(CorruptFileException.class);
        assertThat(source.largestRead).isLessThan(4 << 10);
    }

    @Test
    void hostileSizesAreRefusedBeforeMemoryIsTaken() {
        byte[] body = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(40).putInt(-1).putInt(24)
                .putInt(-1).array();
        var source = new MemorySource(concat(new byte[64], table(2, body)));
        assertThatThrownBy(() -> SeekableReader.open(source, VfsConfig.DEFAULT))
                .isInstanceOf(RefusedFileException.class).hasMessageContaining("4294967295");
        assertThat(source.largestRead).isLessThan(4 << 10);

        byte[] wide = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).putInt(4096).array();
        assertThatThrownBy(
                () -> SeekableReader.open(new MemorySource(concat(new byte[64], table(1, wide))), VfsConfig.DEFAULT))
                .isInstanceOf(CorruptFileException.class);
    }

    @Test
    void bombIsRefused() throws Exception {
        byte[] bomb = Zstd.compress(new byte[64 << 20]); // 64 MiB of zeros in some kilobytes
        byte[] body = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(bomb.length).putInt(4096).array();
        try (var reader = SeekableReader.open(new MemorySource(concat(bomb, table(1, body))), VfsConfig.DEFAULT)) {
            assertThatThrownBy(() -> reader.read(0, ByteBuffer.allocate(1))).isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("67108864");
        } catch (CorruptFileException refusedAtOpen) {
            assertThat(refusedAtOpen).hasMessageContaining("seek table");
        }
    }

    private static byte[] concat(byte[] one, byte[] two) {
        return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
    }
}
