package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server and a line that fail in every way, at random: the right answer or an error, in time. */
class RemoteFaultTest {
    private static final int ROWS = 2000;
    private static final RangeServer.Fault[] FAULTS = RangeServer.Fault.values();
    private static final String[] QUERIES = { "select id, name, hex(data) from item where id = 1321",
            "select count(*), sum(length(data)) from item", "select id from item where name = 'name-77' order by id",
            "select id, hex(data) from wide where id = 6" };
    private static final String[] ANSWERS = new String[QUERIES.length];

    @TempDir
    static Path folder;
    private static byte[] content;
    private static byte[] sidecar;
    private static MerkleRoot root;

    @BeforeAll
    static void start() throws Exception {
        Path database = Databases.create(folder, 3, ROWS, 4096);
        Path packed = Databases.packed(database, 8192);
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            for (int i = 0; i < QUERIES.length; i++) {
                ANSWERS[i] = Workload.answer(plain, QUERIES[i]);
            }
        }
        content = Files.readAllBytes(packed);
        root = MerkleSidecar.write(packed, MerkleSidecar.pathFor(packed), Progress.NONE);
        sidecar = Files.readAllBytes(MerkleSidecar.pathFor(packed));
    }

    /** The runs mostly wait, so several go on at once, each seed with a server of its own. */
    @ParameterizedTest(name = "seeds {0} to {0} + 15: 65 runs each")
    @ValueSource(longs = 100)
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everyRunEndsInTheRightAnswerOrAnError(long firstSeed) throws Exception {
        List<Future<int[]>> lanes = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (long seed = firstSeed; seed < firstSeed + 16; seed++) {
                long one = seed;
                lanes.add(threads.submit(() -> runs(one)));
            }
        }
        int right = 0;
        int failed = 0;
        for (Future<int[]> lane : lanes) {
            right += lane.get()[0];
            failed += lane.get()[1];
        }
        assertThat(right).as("answers").isGreaterThan(500);
        assertThat(failed).as("failures").isGreaterThan(500);
    }

    private static int[] runs(long seed) throws Exception {
        var random = new Random(seed);
        int right = 0;
        int failed = 0;
        try (var server = new RangeServer()) {
            for (int run = 0; run < 65; run++) {
                String where = "seed %d run %d".formatted(seed, run);
                misbehave(server, random);
                try (Connection connection = ZstdVfs.open(source(server, random),
                        VfsConfig.DEFAULT.withCacheBytes(0))) {
                    for (int i = 0; i < QUERIES.length; i++) {
                        try {
                            assertThat(Workload.answer(connection, QUERIES[i])).as(where).isEqualTo(ANSWERS[i]);
                            right++;
                        } catch (SQLException failure) {
                            assertThat(ZstdVfs.lastFailure(connection)).as(where).isPresent();
                            failed++;
                        }
                    }
                } catch (IOException | SQLException refusal) {
                    assertThat(refusal.getMessage()).as(where).isNotBlank();
                    failed++;
                }
            }
        }
        return new int[]{ right, failed };
    }

    private static void misbehave(RangeServer server, Random random) {
        int percent = random.nextInt(4) == 0 ? 0 : random.nextInt(60);
        RangeServer.Fault only = FAULTS[random.nextInt(FAULTS.length)];
        boolean mixed = random.nextBoolean();
        var chance = new Random(random.nextLong());
        server.faults(request -> {
            synchronized (chance) {
                if (chance.nextInt(100) >= percent) {
                    return RangeServer.Fault.NONE;
                }
                return mixed ? FAULTS[chance.nextInt(FAULTS.length)] : only;
            }
        });
    }

    private static ByteSource source(RangeServer server, Random random) throws IOException {
        var config = HttpConfig.DEFAULT.withAttempts(3).withBackOff(Duration.ofMillis(1))
                .withStall(Duration.ofMillis(60)).withDeadline(Duration.ofMillis(300));
        var known = random.nextBoolean() ? config.withSize(content.length) : config;
        HttpSource data = HttpSource.open(server.serve("/db", content), known);
        if (random.nextInt(3) > 0) {
            return data;
        }
        HttpSource proofs = HttpSource.open(server.serve("/db.merkle", sidecar), config);
        return VerifiedSource.of(root, content.length, List.of(new VerifiedSource.Mirror(data, proofs)),
                lie -> assertThat(lie).hasMessageContaining("Merkle"));
    }
}
