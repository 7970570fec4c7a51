package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import java.nio.file.Path;
import java.time.Duration;

/** What a recorder leaves that is killed. */
final class DeadRecorder {
    static final long FEW_TICKS = 120;
    private static final Component HEALTH = Component.of("health", ComponentType.I64);

    private DeadRecorder() {}

    /** Fewer frames than a window has: they stand in the journal only. */
    static void withFramesInTheJournalOnly(Path archive) {
        Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena").withOverload(Overload.WAIT));
        KnownWorld.Writer world = new KnownWorld.Writer(recorder);
        for (long tick = 0; tick < FEW_TICKS; tick++) {
            world.record(tick);
        }
        recorder.abandon();
    }

    /** Records in a session that never ends, of which about half is stored in chunks. */
    static void withSomeFramesInChunks(Path archive, long firstTick, long lastTick) throws Exception {
        RecorderConfig config = RecorderConfig.of(archive, "arena").withOverload(Overload.WAIT)
                .withIngest(IngestConfig.DEFAULT.withSegmentTime(Duration.ofNanos(300_000)));
        Recorder recorder = Recorder.open(config);
        ComponentHandle health = recorder.component(HEALTH);
        long ball = recorder.entity("ball");
        for (long tick = firstTick; tick <= lastTick; tick++) {
            try (RecordingFrame frame = recorder.frame(tick, tick * 1000)) {
                if (tick == firstTick) {
                    frame.spawn(ball, "sphere");
                    frame.put(ball, health, -5);
                }
                frame.put(1, health, tick);
            }
        }
        Eventually.holds(() -> assertThat(recorder.health().stored()).isGreaterThan((lastTick - firstTick) / 2));
        recorder.abandon();
    }
}
