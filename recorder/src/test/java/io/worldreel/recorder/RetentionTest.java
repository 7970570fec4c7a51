package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Frame;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Segment;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.VfsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            awaitSealed(999);
            record(recorder, 2000);
        }
        assertThat(ticks()).containsAll(range(600, 999)).containsAll(range(2600, 2999)).doesNotContain(100L, 1500L);
    }

    @ParameterizedTest(name = "when what was marked is sealed: {0}")
    @ValueSource(booleans = { false, true })
    void aSourceThatEndsWithAMarkHasEnded(boolean sealed) throws Exception {
        try (Recorder recorder = Recorder.open(config().withRing(Duration.ofSeconds(400)))) {
            record(recorder, 300);
            recorder.mark();
            if (sealed) {
                awaitSealed(299);
            } else {
                Thread.sleep(200); // a server that says nothing more for several ticks, and then ends
            }
        }
        record(config().withSource("other").withRing(Duration.ofSeconds(400)), 2000);
        assertEndedWith(299);
    }

    @Test
    void aSourceThatEndsWithAMarkFromOutsideHasEnded() throws Exception {
        try (Recorder recorder = Recorder.open(config().withRing(Duration.ofSeconds(400)))) {
            record(recorder, 300);
            MarkRequest request = MarkRequest.ask(archive, "main");
            Eventually.holds(() -> assertThat(request.isDone()).isTrue());
        }
        assertEndedWith(299);
    }

    private void awaitSealed(long tick) throws Exception {
        Eventually.holds(() -> assertThat(Recorded.chunks(archive)).extracting(ChunkInfo::lastTick).contains(tick));
    }

    /** What a mark has kept is all there, once, and its last chunk says that it is the last. */
    private void assertEndedWith(long tick) throws IOException {
        List<ChunkInfo> chunks = Recorded.chunks(archive).stream().filter(chunk -> chunk.source().equals("main"))
                .sorted(Comparator.comparingLong(ChunkInfo::lastTick)).toList();
        assertThat(chunks.stream().flatMap(chunk -> Recorded.frames(archive, chunk).stream())).extracting(Frame::tick)
                .containsExactlyElementsOf(range(0, tick));
        ArchiveLayout layout = new ArchiveLayout(archive);
        try (Segment segment = Chunk.open(layout.chunk(chunks.getLast().chunk()), VfsConfig.DEFAULT)) {
            assertThat(segment.isEnd()).isTrue();
        }
        try (Stream<Path> files = Files.list(layout.chunks())) {
            assertThat(files.filter(file -> file.toString().endsWith(".zst"))).as("what was replaced is gone")
                    .hasSameSizeAs(Recorded.chunks(archive));
        }
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
    void aMarkIsMadeByAnEventOfItsKind() {
        try (Recorder recorder = Recorder.open(config().withIngest(
                config().withRing(Duration.ofSeconds(400)).ingest().withMarkOn("goal")))) {
            record(recorder, 1000);
            try (RecordingFrame frame = recorder.frame(1000, 1000 * SECOND)) {
                frame.event("goal", 7);
            }
            record(recorder, 2000);
        }
        assertThat(ticks()).containsAll(range(601, 1000)).containsAll(range(2601, 3000)).doesNotContain(100L, 1500L);
    }

    @Test
    void aMarkIsMadeOnRequestFromOutside() throws Exception {
        try (Recorder recorder = Recorder.open(config().withRing(Duration.ofSeconds(400)))) {
            record(recorder, 1000);
            Eventually.holds(() -> assertThat(recorder.health().stored()).isGreaterThan(800));
            assertThat(MarkRequest.recorded(archive)).containsExactly("main");
            MarkRequest request = MarkRequest.ask(archive, "main");
            Eventually.holds(() -> assertThat(request.isDone()).isTrue());
            assertThat(ticks()).contains(999L);
            record(recorder, 2000);
        }
        assertThat(ticks()).containsAll(range(600, 999)).doesNotContain(100L, 1500L);
        assertThat(MarkRequest.recorded(archive)).isEmpty();
        assertThatThrownBy(() -> MarkRequest.ask(archive, "main")).isInstanceOf(RecorderException.class)
                .hasMessageContaining("nobody records it");
    }

    @Test
    void aRequestForAMarkSurvivesTheRecorder() throws Exception {
        Recorder recorder = Recorder.open(config().withRing(Duration.ofSeconds(400)));
        record(recorder, 300);
        recorder.abandon();
        MarkRequest request = MarkRequest.ask(archive, "main");
        record(config().withRing(Duration.ofSeconds(400)), 2000);
        assertThat(request.isDone()).isTrue();
        assertThat(ticks()).containsAll(range(0, 299)).doesNotContain(700L);
    }

    /** A process may die behind each step of a deletion: mark, row, file. */
    @ParameterizedTest(name = "dead after step {0}")
    @ValueSource(ints = { 1, 2, 3 })
    void aDeletionThatWasInterruptedIsFinished(int steps) throws Exception {
        record(config(), 300);
        ArchiveLayout layout = new ArchiveLayout(archive);
        String oldest = Recorded.chunks(archive).getFirst().chunk();
        Files.createFile(layout.chunk(oldest + ".going"));
        if (steps > 1) {
            try (Catalog catalog = Catalog.open(layout)) {
                catalog.remove(List.of(oldest));
            }
        }
        if (steps > 2) {
            Files.delete(layout.chunk(oldest));
        }
        if (steps == 2) {
            Recovery.recover(archive, IngestConfig.DEFAULT, Progress.NONE);
        } else {
            record(config(), 10);
        }
        assertThat(ticks()).startsWith(100L).doesNotContain(0L);
        assertFilesAreListed();
        assertThat(layout.chunk(oldest + ".going")).doesNotExist();
    }

    @Test
    void whatCannotBeDeletedStopsNoRecording() throws Exception {
        Files.createDirectories(archive.resolve("catalog/0-00.json")); // a page of a publication that cannot be read
        Retention little = Retention.ALL.withAge(Duration.ofSeconds(10));
        try (Recorder recorder = Recorder.open(config().withIngest(config().ingest().withRetention(little)))) {
            record(recorder, 500);
            Eventually.holds(() -> assertThat(recorder.health().problem()).hasValueSatisfying(
                    problem -> assertThat(problem).contains("what is published")));
        }
        assertThat(ticks()).isEqualTo(range(0, 499));
        Files.delete(archive.resolve("catalog/0-00.json"));
        record(config().withIngest(config().ingest().withRetention(little)), 100);
        assertThat(ticks()).doesNotContain(0L, 400L);
    }

    @Test
    void aRingLetsGoOfNothingThatWasRecordedWithoutOne() {
        record(config(), 300);
        record(config().withRing(Duration.ofSeconds(400)), 2000);
        assertThat(ticks()).containsAll(range(0, 299)).doesNotContain(700L);
    }
}
