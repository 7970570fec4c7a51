package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Frame;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an archive keeps that is told to keep less than everything. A frame a second. */
class RetentionTest {
    private static final long SECOND = 1_000_000_000;
    private static final Component HEALTH = Component.of("health", ComponentType.I32);

    @TempDir
    Path archive;

    private RecorderConfig config() {
        return RecorderConfig.of(archive, "arena").withOverload(Overload.WAIT)
                .withIngest(IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(100)));
    }

    private void record(RecorderConfig config, int frames) {
        try (Recorder recorder = Recorder.open(config)) {
            record(recorder, frames);
        }
    }

    private static void record(Recorder recorder, int frames) {
        ComponentHandle health = recorder.component(HEALTH);
        long first = Math.max(0, recorder.lastTick() + 1);
        for (long tick = first; tick < first + frames; tick++) {
            try (RecordingFrame frame = recorder.frame(tick, tick * SECOND)) {
                frame.put(7, health, tick);
            }
        }
    }

    private List<Long> ticks() {
        return Recorded.frames(archive).stream().map(Frame::tick).toList();
    }

    private static List<Long> range(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private void assertFilesAreListed() throws IOException {
        try (var files = Files.list(new ArchiveLayout(archive).chunks())) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".zst")))
                    .containsExactlyInAnyOrderElementsOf(
                            Recorded.chunks(archive).stream().map(ChunkInfo::chunk).toList());
        }
    }

    @Test
    void chunksBeyondAnAgeGoOldestFirst() throws IOException {
        record(config().withIngest(config().ingest().withRetention(Retention.ALL.withAge(Duration.ofMinutes(5)))),
                1000);
        assertThat(ticks()).isEqualTo(range(600, 999));
        assertFilesAreListed();
    }

    @Test
    void chunksBeyondSomeBytesGoOldestFirst() throws IOException {
        record(config(), 1000);
        long all = Recorded.chunks(archive).stream().mapToLong(ChunkInfo::bytes).sum();
        record(config().withIngest(config().ingest().withRetention(Retention.ALL.withBytes(all / 2))), 100);
        assertThat(Recorded.chunks(archive).stream().mapToLong(ChunkInfo::bytes).sum()).isLessThanOrEqualTo(all / 2);
        assertThat(ticks()).endsWith(range(900, 1099).toArray(Long[]::new)).doesNotContain(0L, 300L);
        assertFilesAreListed();
    }

    @Test
    void theNewestChunkOfASourceStays() {
        record(config(), 50);
        record(config().withSource("eu-2").withIngest(config().ingest().withRetention(Retention.ALL.withBytes(1))),
                1000);
        assertThat(Recorded.chunks(archive)).extracting(ChunkInfo::source).containsExactlyInAnyOrder("main", "eu-2");
    }

    @Test
    void whatAPublicationNamesStaysUnlessToldOtherwise() throws IOException {
        record(config(), 300);
        List<ChunkInfo> before = Recorded.chunks(archive);
        Path pages = Files.createDirectories(archive.resolve("catalog"));
        Files.writeString(pages.resolve("0-00.json"),
                "{\"chunks\":[{\"chunk\":\"" + before.getFirst().chunk() + "\"}]}");
        Retention little = Retention.ALL.withAge(Duration.ofSeconds(10));

        record(config().withIngest(config().ingest().withRetention(little)), 200);
        assertThat(Recorded.chunks(archive)).hasSize(2).contains(before.getFirst());

        record(config().withIngest(config().ingest().withRetention(little.withPublished())), 200);
        assertThat(Recorded.chunks(archive)).hasSize(1).doesNotContain(before.getFirst());
    }

    @Test
    void aRingKeepsTheLastMinutes() throws IOException {
        record(config().withRing(Duration.ofSeconds(400)), 2000);
        assertThat(ticks()).endsWith(range(1599, 1999).toArray(Long[]::new)).hasSizeLessThan(520);
        assertFilesAreListed();
    }

    @Test
    void aMarkKeepsWhatLedUpToIt() throws Exception {
        try (Recorder recorder = Recorder.open(config().withRing(Duration.ofSeconds(400)))) {
            record(recorder, 1000);
            recorder.mark();
            Eventually.holds(() -> assertThat(ticks()).contains(999L));
            record(recorder, 2000);
        }
        assertThat(ticks()).containsAll(range(600, 999)).containsAll(range(2600, 2999)).doesNotContain(100L, 1500L);
    }

    @Test
    void aMarkOfADeadRecorderCounts() throws Exception {
        Recorder recorder = Recorder.open(config().withRing(Duration.ofSeconds(400)));
        record(recorder, 300);
        recorder.mark();
        recorder.abandon();
        Recovery.recover(archive, IngestConfig.DEFAULT.withRing(Duration.ofSeconds(400)), Progress.NONE);
        record(config().withRing(Duration.ofSeconds(400)), 2000);
        assertThat(ticks()).containsAll(range(0, 299)).doesNotContain(700L);
    }

    @Test
    void aRingLetsGoOfNothingThatWasRecordedWithoutOne() {
        record(config(), 300);
        record(config().withRing(Duration.ofSeconds(400)), 2000);
        assertThat(ticks()).containsAll(range(0, 299)).doesNotContain(700L);
    }
}
