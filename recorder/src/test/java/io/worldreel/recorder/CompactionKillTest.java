package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Frame;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compactions that are killed at seeded moments: the archive holds every frame once, before and after what is done next. */
class CompactionKillTest {
    private static final long SEED = Long.getLong("worldreel.seed", 20261121);
    private static final int KILLS = Integer.getInteger("worldreel.kills", 6);
    private static final int TICKS = 1_200;

    @TempDir
    Path folder;

    private Path archive;

    @BeforeEach
    void record() {
        archive = folder.resolve("arena");
        RecorderConfig config = RecorderConfig.of(archive, "arena").withOverload(Overload.WAIT)
                .withIngest(IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(1)));
        try (Recorder recorder = Recorder.open(config)) {
            KnownWorld.Writer writer = new KnownWorld.Writer(recorder);
            for (long tick = 0; tick < TICKS; tick++) {
                writer.record(tick);
            }
        }
    }

    /** A compaction that is going to be killed. Says when it begins. Argument: archive. */
    static final class CompactUntilKilled {
        private CompactUntilKilled() {}

        public static void main(String[] args) {
            System.out.println("compacting");
            compact(Path.of(args[0]));
        }
    }

    private static CompactionReport compact(Path archive) {
        return Compaction.compact(archive, Instant.EPOCH, Instant.parse("2200-01-01T00:00:00Z"),
                CompactionConfig.DEFAULT.withPack(IngestConfig.DEFAULT.pack()), Progress.NONE);
    }

    @Test
    void everyFrameIsThereOnceWheneverACompactionDies() throws Exception {
        Random random = new Random(SEED);
        List<Frame> frames = Recorded.frames(archive);
        assertThat(frames).hasSize(TICKS);
        long longest = TimeUnit.SECONDS.toMillis(1);
        for (int kill = 0; kill < KILLS; kill++) {
            Path copy = folder.resolve("copy-" + kill);
            copy(archive, copy);
            Process process = new ProcessBuilder(ChildJvm.command(CompactUntilKilled.class, copy.toString()))
                    .redirectErrorStream(true).start();
            assertThat(process.inputReader().readLine()).isEqualTo("compacting");
            long begin = System.nanoTime();
            boolean finished = process.waitFor(random.nextLong(longest), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            longest = finished ? Math.max(50, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)) : longest;

            String where = "kill " + kill + " of seed " + SEED;
            assertThat(Recorded.frames(copy)).as(where).isEqualTo(frames);
            if (random.nextBoolean()) {
                Recovery.recover(copy, IngestConfig.DEFAULT, Progress.NONE);
                assertThat(Recorded.frames(copy)).as(where + ", recovered").isEqualTo(frames);
            }
            compact(copy);
            assertThat(Recorded.frames(copy)).as(where + ", compacted").isEqualTo(frames);
            assertThat(files(copy)).as(where).isEqualTo(Recorded.chunks(copy).stream().map(ChunkInfo::chunk).toList());
        }
    }

    private static List<String> files(Path archive) throws IOException {
        try (var files = Files.list(new ArchiveLayout(archive).chunks())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
