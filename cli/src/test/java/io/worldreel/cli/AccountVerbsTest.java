package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Role;
import io.worldreel.recorder.ComponentHandle;
import io.worldreel.recorder.Overload;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecordingFrame;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The account of ticks as the verbs print it, of sessions with and without frames. */
class AccountVerbsTest {
    private static final long MILLI = 1_000_000;

    @TempDir
    private Path folder;

    private Path archive() {
        return folder.resolve("arena");
    }

    private RecorderConfig config() {
        return RecorderConfig.of(archive(), "arena").withOverload(Overload.WAIT);
    }

    /** Ticks 0, 1 and 4 to 9. */
    private void recordFrames() {
        try (Recorder recorder = Recorder.open(config())) {
            ComponentHandle x = recorder.component("x", ComponentType.F32, Role.NONE);
            for (int tick = 0; tick < 10; tick = tick == 1 ? 4 : tick + 1) {
                try (RecordingFrame frame = recorder.frame(tick, tick * MILLI)) {
                    frame.put(7, x, tick);
                }
            }
        }
    }

    /** Ticks 20 to 24, none of which can be taken. */
    private void dropFrames() {
        try (Recorder recorder = Recorder.open(config())) {
            for (int tick = 20; tick < 25; tick++) {
                recorder.relay().dropped(tick, tick * MILLI, "no room");
            }
        }
    }

    @Test
    void aSessionOfDroppedFramesStandsInTheAccountAndDisturbsNoReader() {
        recordFrames();
        dropFrames();

        assertThat(Command.run("info", archive()).succeeds().out())
                .contains("8 recorded, 5 dropped, 2 missing, 0 recovered", "5 dropped: no room")
                .containsPattern("chunk .*: 8 recorded, 0 dropped, 2 missing")
                .containsPattern("chunk .*: 0 recorded, 5 dropped, 0 missing");
        assertThat(Command.run("verify", archive()).exits(ExitCode.DONE_WITH_LOSS).out())
                .contains("2 of 2 chunks ok; ticks: 8 recorded, 5 dropped, 2 missing");
        assertThat(Command.run("frames", archive(), "--json").succeeds().lines()).hasSize(8);
        assertThat(Command.run("at", archive(), "end", "--json").succeeds().out()).contains("\"tick\":9");
        assertThat(Command.run("ls", archive(), "--json").succeeds().lines()).hasSize(2);
        assertThat(Command.run("sql", archive(), "SELECT count(*) FROM samples", "--csv").succeeds().lines().getLast())
                .isEqualTo("8");
        assertThat(Command.run("recover", archive()).succeeds().out()).contains("2 chunks");
        recordMoreFrames();
        assertThat(Command.run("track", archive(), "7", "x", "--csv").succeeds().lines()).hasSize(10);
    }

    private void recordMoreFrames() {
        try (Recorder recorder = Recorder.open(config())) {
            ComponentHandle x = recorder.component("x", ComponentType.F32, Role.NONE);
            try (RecordingFrame frame = recorder.frame(recorder.lastTick() + 1, 30 * MILLI)) {
                frame.put(7, x, 25);
            }
        }
        Command.run("verify", archive()).exits(ExitCode.DONE_WITH_LOSS);
    }

    @Test
    void anArchiveOfDroppedFramesSaysSo() {
        dropFrames();
        Command.run("info", archive()).failsSaying(ExitCode.FAILED, "it holds no frame", "5");
        assertThat(Command.run("verify", archive(), "--json").exits(ExitCode.DONE_WITH_LOSS).out())
                .contains("\"ticks_recorded\":0", "\"ticks_dropped\":5");
        recordMoreFrames();
        assertThat(Command.run("info", archive()).succeeds().out()).contains("1 recorded, 5 dropped");
    }
}
