package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.EntityId;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.replayer.sql.ArchiveConnection;
import io.worldreel.replayer.sql.SqlConfig;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process of a small heap reads an archive of any size, all of it and in every way. {@code -Dworldreel.memory.ticks=N} makes the
 * archive of N ticks instead of 2,500; 216,000 are an hour and take minutes.
 */
class BoundedMemoryTest {
    private static final int BODIES = 200;
    private static final int TICKS = Integer.getInteger("worldreel.memory.ticks", 2500);
    private static final String HEAP = "-Xmx40m";

    @TempDir
    Path folder;

    @Test
    void aSmallHeapReadsALargeArchive() throws IOException, InterruptedException {
        Archives.write(folder, "arena", "eu-1", PhysicsWorld.of(9, BODIES, TICKS, 60),
                IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(4)));
        Process child = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Reader.class.getName(), folder.toString())).redirectErrorStream(true).start();
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isZero();
        assertThat(said).contains("frames " + TICKS + " there and " + TICKS + " back, track " + TICKS + ", samples "
                + (long) TICKS * BODIES);
        assertThat(said).contains("rows " + 5L * TICKS * BODIES + " and " + (long) TICKS * BODIES + " in order");
    }

    /** What the child runs. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] args) throws SQLException {
            Path folder = Path.of(args[0]);
            var config = new ReplayConfig(3, 6 << 20, 8 << 20, ReplayConfig.DEFAULT.lookInterval());
            long there = 0;
            long back = 0;
            long track = 0;
            long samples;
            try (Replay replay = Replay.open(folder, config)) {
                try (FrameCursor frames = replay.frames(Moment.START, Moment.END)) {
                    for (; frames.hasNext(); there++) {
                        frames.next();
                    }
                    for (; frames.hasPrevious(); back++) {
                        frames.previous();
                    }
                }
                for (TrackSample sample : replay.track(EntityId.of(BODIES - 1), "rotation", Moment.START, Moment.END)) {
                    track += sample.value().type().columns() / 4;
                }
                for (long tick = 0; tick < there; tick += 41) {
                    replay.at(Moment.tick(tick * 7919 % there));
                }
                replay.events(EventQuery.ALL).forEach(event -> {});
                samples = replay.info().samples();
            }
            querySql(folder, config);
            boolean whole = Replay.verify(folder, Progress.NONE).bad().isEmpty();
            System.out.println(
                    "frames " + there + " there and " + back + " back, track " + track + ", samples " + samples);
            System.exit(whole ? 0 : 1);
        }

        /** Millions of rows, as they lie and sorted by SQLite. */
        private static void querySql(Path folder, ReplayConfig config) throws SQLException {
            try (var db = ArchiveConnection.open(folder, SqlConfig.DEFAULT.withMemory(config));
                    Statement statement = db.createStatement()) {
                long rows = 0;
                try (ResultSet row = statement.executeQuery("SELECT * FROM samples")) {
                    for (; row.next(); rows++) {
                        row.getObject(5);
                    }
                }
                long inOrder = 0;
                long before = Long.MIN_VALUE;
                try (ResultSet row = statement.executeQuery("SELECT tick, x FROM position ORDER BY tick")) {
                    for (; row.next() && row.getLong(1) >= before; inOrder++) {
                        before = row.getLong(1);
                    }
                }
                System.out.println("rows " + rows + " and " + inOrder + " in order");
            }
        }
    }
}
