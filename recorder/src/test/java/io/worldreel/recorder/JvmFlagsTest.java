package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmFlagsTest {
    @TempDir
    Path archive;

    /** Opens a recorder and says in one line what comes of it. */
    static final class OpenRecorder {
        private OpenRecorder() {}

        public static void main(String[] args) {
            try (Recorder recorder = Recorder.open(RecorderConfig.of(Path.of(args[0]), "arena"))) {
                recorder.frame(1, 1).close();
                System.out.println("recorded");
            } catch (RecorderException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }

    private String outputWith(List<String> flags) throws Exception {
        return ChildJvm.run(ChildJvm.command(flags, OpenRecorder.class, archive.toString())).output();
    }

    @Test
    void aJvmWithoutTheFlagsIsToldThemInOneLine() throws Exception {
        assertThat(outputWith(List.of())).isEqualTo("cannot record: the journal needs JVM flags; start java with "
                + String.join(" ", ChildJvm.JOURNAL_FLAGS) + System.lineSeparator());
        assertThat(archive).isEmptyDirectory();
    }

    @Test
    void onlyTheMissingFlagIsAskedFor() throws Exception {
        assertThat(outputWith(ChildJvm.JOURNAL_FLAGS.subList(0, 1)))
                .contains(ChildJvm.JOURNAL_FLAGS.get(1)).doesNotContain(ChildJvm.JOURNAL_FLAGS.get(0));
    }

    @Test
    void theFlagsItNamesAreEnough() throws Exception {
        assertThat(outputWith(ChildJvm.JOURNAL_FLAGS)).contains("recorded");
    }
}
