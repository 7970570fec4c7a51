package io.worldreel.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import io.worldreel.format.WorldState;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.archive.ChunkSealer;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.message.MessageEncoder;
import io.worldreel.zstdvfs.PackConfig;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every place at which a recorder can die, made by hand: what lies there then, and what recovery makes of it. */
class RecoveryTest {
    private static final Component HEALTH = Component.of("health", ComponentType.I64);

    @TempDir
    Path archive;

    private ArchiveLayout layout() {
        return new ArchiveLayout(archive);
    }

    private SourceFiles files() {
        return new SourceFiles(layout().recording("main"));
    }

    private RecoveryReport recover() {
        return Recovery.recover(archive, IngestConfig.DEFAULT, Progress.NONE);
    }

    /** A sink that dies. */
    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Feeds frames of entities 1 and {@code "ball"} to a source's open segment; it is never closed in order. */
    private void feed(SegmentSink sink, long firstTick, long lastTick) {
        SegmentFeed feed = new SegmentFeed(files().openSegment(), sink, IngestConfig.DEFAULT);
        MessageEncoder messages = new MessageEncoder();
        MessageDecoder decoder = new MessageDecoder();
        feed.accept(new Message.Hello(0, 1, "arena", "main", "test"), 0);
        feed.accept(new Message.Declaration(0, HEALTH), 1);
        feed.accept(decoder.decode(messages.entityName(new Message.EntityName(-9, "ball"))), 2);
        FrameEncoder frames = new FrameEncoder();
        frames.declare(0, HEALTH);
        for (long tick = firstTick; tick <= lastTick; tick++) {
            frames.begin(tick, tick * 1000);
            frames.put(frames.row(1, false), 0, tick);
            frames.put(frames.row(-9, true), 0, -tick);
            feed.accept(decoder.decode(frames.finish()), 3 + tick);
        }
        try {
            feed.finish();
        } catch (Death asPlanned) {
            feed.close();
        }
    }

    @Test
    void whatCannotBeStoredIsNotTakenForABadMessage() throws IOException {
        createFolder();
        assertThatThrownBy(() -> feed(segment -> {
            throw new CorruptException("the segment is malformed");
        }, 1, 5)).isInstanceOf(UncheckedIOException.class).hasMessageContaining("the segment is malformed")
                .hasMessageContaining("open.sqlite");
    }

    @Test
    void whatOthersEnterWhileACatalogIsRebuiltStays() throws IOException {
        try (Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena").withOverload(Overload.WAIT))) {
            recorder.frame(1, 1).close();
        }
        ChunkInfo found = Recorded.chunks(archive).getFirst();
        Files.delete(layout().catalog());
        ChunkInfo entered = new ChunkInfo("20261121T000000000Z_eu-2_0123456789abcdef.sqlite.zst", "arena", "eu-2", 1, 1,
                1,
                1, 1, 1, 1, 1, 0, 0, "00");
        Recovery.replaceDamagedCatalog(layout(), (done, total) -> {
            try (Catalog other = Catalog.open(layout())) {
                other.add(List.of(entered));
            }
        });
        assertThat(Recorded.chunks(archive)).containsExactlyInAnyOrder(found, entered);
    }

    private void createFolder() throws IOException {
        Files.createDirectories(files().directory());
        Files.createDirectories(layout().chunks());
    }

    private void assertRecorded(long firstTick, long lastTick) {
        assertThat(Recorded.frames(archive)).extracting(Frame::tick)
                .containsExactlyElementsOf(LongStream.rangeClosed(firstTick, lastTick).boxed().toList());
        assertThat(files().directory()).doesNotExist();
        assertThat(layout().chunks()).isDirectoryContaining("glob:**.sqlite.zst")
                .isDirectoryNotContaining("glob:**.sealing*");
    }

    @Test
    void aRecorderThatDiedBeforeItHadMadeAnythingLeavesAnEmptyArchive() throws IOException {
        Files.createDirectories(archive.resolve("recording"));
        RecoveryReport report = Recovery.recover(archive, IngestConfig.DEFAULT, Progress.NONE);
        assertThat(report.chunks()).isZero();
        assertThat(report.lostSomething()).isFalse();
    }

    @Test
    void whileSealing() throws Exception {
        DeadRecorder.withFramesInTheJournalOnly(archive);
        Files.writeString(files().openSegment(), "half a segment");
        Files.writeString(files().directory().resolve(".sealing-open.sqlite"), "half a file");
        Files.writeString(layout().chunks().resolve(".sealing-recording-main-open.sqlite"), "half a file");

        RecoveryReport report = recover();

        assertThat(report.sources()).singleElement()
                .satisfies(source -> assertThat(source.frames()).isEqualTo(DeadRecorder.FEW_TICKS));
        assertThat(report.lostSomething()).isFalse();
        assertRecorded(0, DeadRecorder.FEW_TICKS - 1);
    }

    @Test
    void betweenChunkAndCatalog() throws Exception {
        createFolder();
        feed(segment -> {
            new ChunkSealer(layout(), PackConfig.DEFAULT).seal(segment, Progress.NONE);
            throw new Death();
        }, 1, 300);

        recover();

        assertRecorded(1, 300);
        assertThat(Recorded.chunks(archive)).hasSize(1);
    }

    @Test
    void betweenChunkAndCatalogWrittenByAnotherVersion() throws Exception {
        createFolder();
        feed(segment -> {
            new ChunkSealer(layout(), PackConfig.DEFAULT.withLevel(9)).seal(segment, Progress.NONE);
            throw new Death();
        }, 1, 300);

        recover();

        assertRecorded(1, 300);
        try (var chunks = Files.list(layout().chunks())) {
            assertThat(chunks).hasSize(1);
        }
    }

    @Test
    void betweenCatalogAndTheSegmentsEnd() throws Exception {
        createFolder();
        feed(segment -> {
            ChunkInfo chunk = new ChunkSealer(layout(), PackConfig.DEFAULT).seal(segment, Progress.NONE);
            try (Catalog catalog = Catalog.open(layout())) {
                catalog.add(List.of(chunk));
            }
            throw new Death();
        }, 1, 300);

        RecoveryReport report = recover();

        assertThat(report.sources()).singleElement().satisfies(source -> assertThat(source.sealed()).isEmpty());
        assertRecorded(1, 300);
    }

    @Test
    void whileMakingASegment() throws Exception {
        createFolder();
        Files.writeString(files().directory().resolve(".new-open.sqlite"), "half a file");
        assertThat(recover().lostSomething()).isFalse();
        assertThat(files().directory()).doesNotExist();
    }

    @Test
    void withFramesInTheJournalOnly() {
        DeadRecorder.withFramesInTheJournalOnly(archive);
        RecoveryReport report = recover();
        assertThat(report.sources()).singleElement()
                .satisfies(source -> assertThat(source.frames()).isEqualTo(DeadRecorder.FEW_TICKS));
        assertRecorded(0, DeadRecorder.FEW_TICKS - 1);
    }

    @Test
    void withSomeFramesInChunksSomeInTheSegmentAndSomeInTheJournal() throws Exception {
        DeadRecorder.withSomeFramesInChunks(archive, 1, 1000);
        recover();
        assertRecorded(1, 1000);
    }

    @Test
    void theStateGoesOnAcrossARecovery() throws Exception {
        DeadRecorder.withSomeFramesInChunks(archive, 1, 1000);
        recover();
        WorldState last = Recorded.lastStates(archive).getLast();
        assertThat(last.tick()).isEqualTo(1000);
        assertThat(last.entities()).extracting(WorldState.EntityState::entity)
                .containsExactly(EntityId.of(1), EntityId.of("ball"));
        assertThat(last.entities().get(1).kind()).isEqualTo("sphere");
        assertThat(Recorded.lifetimes(archive)).filteredOn(life -> life.entity().equals(EntityId.of("ball")))
                .allSatisfy(life -> assertThat(life.spawnTick()).isEqualTo(1)).hasSizeGreaterThan(1);
    }

    @Test
    void againAndAgainChangesNothing() throws Exception {
        DeadRecorder.withSomeFramesInChunks(archive, 1, 1000);
        recover();
        List<ChunkInfo> once = Recorded.chunks(archive);
        recover();
        assertThat(Recorded.chunks(archive)).isEqualTo(once);
    }

    @Test
    void whatWasDroppedBeforeADeathIsAccountedForOnce() throws Exception {
        Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena")
                .withJournal(new JournalConfig(1 << 20, 1 << 20, new Sync.None()))
                .withIngest(IngestConfig.DEFAULT.withSegmentTime(Duration.ofNanos(200))));
        ComponentHandle health = recorder.component(HEALTH);
        long lastTaken = 0;
        long dropped = 0;
        for (long tick = 1; tick <= 1500; tick++) {
            try (RecordingFrame frame = recorder.frame(tick, tick)) {
                for (int entity = 0; entity < 10_000; entity++) {
                    frame.put(entity, health, tick);
                }
            }
            if (recorder.health().dropped() == dropped) {
                lastTaken = tick;
            }
            dropped = recorder.health().dropped();
        }
        long frames = recorder.health().frames();
        recorder.abandon();
        assertThat(dropped).isPositive();

        recover();

        List<ChunkInfo> chunks = Recorded.chunks(archive);
        assertThat(chunks.stream().mapToLong(ChunkInfo::frames).sum()).isEqualTo(frames);
        assertThat(chunks.stream().mapToLong(ChunkInfo::missing).sum()).isZero();
        // What was dropped after the last frame is known to nobody but the dead.
        assertThat(chunks.stream().mapToLong(chunk -> chunk.frames() + chunk.dropped()).sum()).isEqualTo(lastTaken);
    }

    @Test
    void theNextSessionFinishesTheOneBefore() throws Exception {
        DeadRecorder.withSomeFramesInChunks(archive, 1, 500);
        DeadRecorder.withSomeFramesInChunks(archive, 501, 900);
        recover();
        assertRecorded(1, 900);
    }

    @Test
    void aLostCatalogIsWrittenAnew() throws Exception {
        createFolder();
        feed(new ArchiveSink(layout(), IngestConfig.DEFAULT, Progress.NONE, chunk -> {}), 1, 300);
        Files.delete(layout().catalog());
        recover();
        assertRecorded(1, 300);
        Files.writeString(layout().catalog(), "no database, and long enough to look like a file of something else");
        assertThat(recover().chunks()).isEqualTo(1);
        assertRecorded(1, 300);
    }

    @Test
    void anArchiveThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Recovery.recover(archive.resolve("none"), IngestConfig.DEFAULT, Progress.NONE))
                .isInstanceOf(RecorderException.class).hasMessageContaining("none");
    }
}
