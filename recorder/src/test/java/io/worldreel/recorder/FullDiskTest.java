package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Frame;
import io.worldreel.zstdvfs.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
    private static final JournalConfig SMALL = new JournalConfig(2 << 20, 2 << 20, new Sync.None());

    @TempDir
    Path directory;

    @Test
    void aFullDiskCostsFramesThatAreCountedAndNoneThatWereTaken() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 160)) {
            Path ballast = disk.path().resolve("ballast");
            Files.write(ballast, new byte[120 << 20]);
            Path archive = disk.path().resolve("archive");

            List<Long> taken = recordUntilFull(archive);

            Files.delete(ballast);
            Recovery.recover(archive, IngestConfig.DEFAULT, Progress.NONE);
            assertThat(Recorded.frames(archive)).extracting(Frame::tick).containsExactlyElementsOf(taken);
        }
    }

    /** The ticks whose frames were acknowledged. */
    private static List<Long> recordUntilFull(Path archive) {
        List<Long> taken = new ArrayList<>();
        byte[] blob = new byte[40_000];
        Random random = new Random(1);
        Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena").withJournal(SMALL));
        ComponentHandle bytes = recorder.component(Component.of("blob", ComponentType.BYTES));
        for (long tick = 0; recorder.health().dropped() < 20 && tick < 100_000; tick++) {
            random.nextBytes(blob);
            long before = recorder.health().dropped();
            try (RecordingFrame frame = recorder.frame(tick, tick)) {
                frame.put(1, bytes, blob);
            }
            if (recorder.health().dropped() == before) {
                taken.add(tick);
            }
            LockSupport.parkNanos(2_000_000);
        }
        assertThat(recorder.health().dropped()).isGreaterThanOrEqualTo(20);
        assertThat(recorder.health().problem()).isPresent();
        assertThatThrownBy(recorder::close).isInstanceOf(RecorderException.class).hasMessageNotContaining("\n");
        return taken;
    }

    /** A journal's file has a hole behind what was written, and to read a hole through a map takes room on a disk in memory. */
    @Test
    void aJournalOnAFullDiskIsNotTakenForDamaged() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 32)) {
            Path archive = disk.path().resolve("archive");
            Recorder.open(RecorderConfig.of(archive, "arena").withJournal(SMALL)).abandon();
            disk.fill(1 << 20);
            RecoveryReport report = Recovery.recover(archive, IngestConfig.DEFAULT, Progress.NONE);
            assertThat(report.lostSomething()).as("%s", report).isFalse();
        }
    }

    @Test
    void aDiskThatIsFullFromTheStartIsNamed() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 4)) {
            Files.write(disk.path().resolve("ballast"), new byte[3 << 20]);
            Path archive = disk.path().resolve("archive");
            assertThatThrownBy(() -> Recorder.open(RecorderConfig.of(archive, "arena")))
                    .isInstanceOf(RecorderException.class).hasMessageContaining(archive.toString())
                    .hasMessageContaining("are free").hasMessageNotContaining("\n");
        }
    }

    @Test
    void aReadOnlyDiskIsNamed() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 4)) {
            disk.makeReadOnly();
            Path archive = disk.path().resolve("archive");
            assertThatThrownBy(() -> Recorder.open(RecorderConfig.of(archive, "arena")))
                    .isInstanceOf(RecorderException.class).hasMessageContaining(archive.toString())
                    .hasMessageContaining("Read-only file system").hasMessageNotContaining("\n");
            assertThatThrownBy(() -> Recovery.recover(disk.path(), IngestConfig.DEFAULT, Progress.NONE))
                    .isInstanceOf(RecorderException.class).hasMessageNotContaining("\n");
        }
    }
}
