package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Frame;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.journal.JournalFiles;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What recovery makes of a journal that is not as its recorder wrote it. */
class JournalRecoveryTest {
    @TempDir
    Path archive;

    private SourceFiles files() {
        return new SourceFiles(new ArchiveLayout(archive).recording("main"));
    }

    private RecoveryReport recover() {
        return Recovery.recover(archive, IngestConfig.DEFAULT, Progress.NONE);
    }

    @Test
    void aPartThatWasBeingMadeIsDeleted() throws Exception {
        DeadRecorder.withSomeFramesInChunks(archive, 1, 500);
        Path unborn = JournalFiles.newPart(files().journal(), 99);
        Files.writeString(unborn, "half a head");

        RecoveryReport report = recover();

        assertThat(Recorded.frames(archive)).hasSize(500);
        assertThat(report.lostSomething()).isFalse();
        assertThat(unborn).doesNotExist();
    }

    @Test
    void garbageInTheJournalIsSetAsideAndTheRestIsKept() throws Exception {
        DeadRecorder.withSomeFramesInChunks(archive, 1, 500);
        Files.writeString(JournalFiles.part(files().journal(), 0), "no journal at all");
        Files.writeString(files().journal().resolve("notes.txt"), "not ours");

        RecoveryReport report = recover();

        assertThat(Recorded.frames(archive)).hasSize(500);
        assertThat(report.lostSomething()).isTrue();
        assertThat(files().journal().resolve("notes.txt")).exists();
        assertThat(files().journal().resolve("damaged-00000000.journal")).exists();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })
    void aDamagedJournalLosesNoMoreThanItMust(long seed) throws Exception {
        DeadRecorder.withFramesInTheJournalOnly(archive);
        Random random = new Random(seed);
        try (FileChannel channel = FileChannel.open(journalFile(), StandardOpenOption.WRITE)) {
            for (int i = 0; i < 1 + random.nextInt(5); i++) {
                byte[] noise = new byte[1 + random.nextInt(seed % 2 == 0 ? 4 : 200)];
                random.nextBytes(noise);
                channel.write(ByteBuffer.wrap(noise), random.nextInt(seed % 3 == 0 ? 2000 : 250_000));
            }
        }

        RecoveryReport report = recover();

        List<Frame> frames = Recorded.chunks(archive).isEmpty() ? List.of() : Recorded.frames(archive);
        assertThat(frames).extracting(Frame::tick).isSorted().doesNotHaveDuplicates();
        assertThat(frames).allSatisfy(
                frame -> assertThat(frame.samples()).isEqualTo(KnownWorld.samples(frame.tick())));
        if (frames.size() < DeadRecorder.FEW_TICKS) {
            assertThat(report.lostSomething()).as("%s frames, and %s", frames.size(), report).isTrue();
        }
        assertThat(recover().lostSomething()).as("a second recovery has nothing to complain of").isFalse();
    }

    @ParameterizedTest(name = "{0} bytes left")
    @ValueSource(ints = { 0, 1, 100, 600, 10_000, 60_000 })
    void aJournalFileCutShortKeepsWhatIsBeforeTheCut(int bytes) throws Exception {
        DeadRecorder.withFramesInTheJournalOnly(archive);
        try (FileChannel channel = FileChannel.open(journalFile(), StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
        recover();
        List<Frame> frames = Recorded.chunks(archive).isEmpty() ? List.of() : Recorded.frames(archive);
        assertThat(frames).extracting(Frame::tick)
                .containsExactlyElementsOf(LongStream.range(0, frames.size()).boxed().toList());
        assertThat(frames.size()).isLessThan((int) DeadRecorder.FEW_TICKS);
    }

    private Path journalFile() throws IOException {
        try (var files = Files.walk(files().journal())) {
            return files.filter(file -> file.toString().endsWith(".journal")).findFirst().orElseThrow();
        }
    }
}
