package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts the sync calls that the JVM really makes, as Flight Recorder sees them. */
class SyncTest {
    private static final int FRAMES = 60;

    @TempDir
    Path directory;

    private long syncsOfTheJournal(Sync sync) throws IOException {
        Path events = directory.resolve("events.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
            recording.start();
            record(sync);
            recording.stop();
            recording.dump(events);
        }
        return RecordingFile.readAllEvents(events).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.FileForce"))
                .filter(event -> event.getString("path").contains("journal")).count();
    }

    private void record(Sync sync) {
        RecorderConfig config = RecorderConfig.of(directory.resolve("archive"), "arena")
                .withJournal(JournalConfig.DEFAULT.withSync(sync));
        try (Recorder recorder = Recorder.open(config)) {
            for (long tick = 0; tick < FRAMES; tick++) {
                recorder.frame(tick, tick).close();
                LockSupport.parkNanos(2_000_000);
            }
        }
    }

    @Test
    void noneMakesNone() throws IOException {
        assertThat(syncsOfTheJournal(new Sync.None())).isZero();
    }

    @Test
    void everyFrameMakesOneForEachFrame() throws IOException {
        assertThat(syncsOfTheJournal(new Sync.EveryFrame())).isGreaterThanOrEqualTo(FRAMES);
    }

    @Test
    void anIntervalMakesSomeAndNotOneForEachFrame() throws IOException {
        assertThat(syncsOfTheJournal(new Sync.Every(Duration.ofMillis(10)))).isBetween(2L, FRAMES - 1L);
    }
}
