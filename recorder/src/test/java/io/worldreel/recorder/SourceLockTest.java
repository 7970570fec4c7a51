package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceLockTest {
    @TempDir
    Path archive;

    private RecorderConfig config() {
        return RecordUntilKilled.config(archive);
    }

    private void assertTurnedAway() {
        assertThatThrownBy(() -> Recorder.open(config())).isInstanceOf(RecorderException.class)
                .hasMessageContaining("another recorder is at work").hasMessageNotContaining("\n");
    }

    /** A recorder of another process that records without end; it has begun. */
    private Process recording() throws Exception {
        Process child = new ProcessBuilder(ChildJvm.command(RecordUntilKilled.class, archive.toString(),
                Integer.toString(Integer.MAX_VALUE))).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        DataInputStream said = new DataInputStream(child.getInputStream());
        while (said.readLong() < 0) {
            // not a frame yet
        }
        return child;
    }

    @Test
    void aSecondRecorderOfAnotherProcessIsTurnedAway() throws Exception {
        Process child = recording();
        try {
            assertTurnedAway();
            assertTurnedAway();
            assertThat(child.isAlive()).isTrue();
        } finally {
            child.destroyForcibly().waitFor();
        }
        Recorder.open(config()).close();
    }

    @Test
    void aSecondRecorderOfThisProcessIsTurnedAwayAndTakesNothingAlong() throws Exception {
        try (Recorder first = Recorder.open(config())) {
            assertTurnedAway();
            ChildJvm.Outcome other = ChildJvm
                    .run(ChildJvm.command(RecordUntilKilled.class, archive.toString(), "1"));
            assertThat(other.exitCode()).isNotZero();
            assertThat(other.output()).contains("another recorder is at work");
            first.frame(first.lastTick() + 1, 1).close();
        }
    }
}
