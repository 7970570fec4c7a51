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
import io.worldreel.format.journal.JournalFiles;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.message.MessageEncoder;
import io.worldreel.zstdvfs.PackConfig;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every place at which a recorder can die, made by hand: what lies there then, and what recovery makes of it. */
class RecoveryTest {
    private static final Component HEALTH = Component.of("health", ComponentType.I64);

    private static final long FEW_TICKS = 120;

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
        killedBeforeAnythingWasStored();
        Files.writeString(files().openSegment(), "half a segment");
        Files.writeString(files().directory().resolve(".sealing-open.sqlite"), "half a file");
        Files.writeString(layout().chunks().resolve(".sealing-recording-main-open.sqlite"), "half a file");

        RecoveryReport report = recover();

        assertThat(report.sources()).singleElement()
                .satisfies(source -> assertThat(source.frames()).isEqualTo(FEW_TICKS));
        assertThat(report.lostSomething()).isFalse();
        assertRecorded(0, FEW_TICKS - 1);
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
        killedBeforeAnythingWasStored();
        RecoveryReport report = recover();
        assertThat(report.sources()).singleElement()
                .satisfies(source -> assertThat(source.frames()).isEqualTo(FEW_TICKS));
        assertRecorded(0, FEW_TICKS - 1);
    }

    @Test
    void withSomeFramesInChunksSomeInTheSegmentAndSomeInTheJournal() throws Exception {
        killedAfter(1, 1000);
        recover();
        assertRecorded(1, 1000);
    }

    /** Records in a session that never ends, of which about half is stored in chunks. */
    private void killedAfter(long firstTick, long lastTick) throws Exception {
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

    @Test
    void theStateGoesOnAcrossARecovery() throws Exception {
        killedAfter(1, 1000);
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
        killedAfter(1, 1000);
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
        killedAfter(1, 500);
        killedAfter(501, 900);
        recover();
        assertRecorded(1, 900);
    }

    @Test
    void aPartThatWasBeingMadeIsDeleted() throws Exception {
        killedAfter(1, 500);
        Path unborn = JournalFiles.newPart(files().journal(), 99);
        Files.writeString(unborn, "half a head");

        RecoveryReport report = recover();

        assertThat(Recorded.frames(archive)).hasSize(500);
        assertThat(report.lostSomething()).isFalse();
        assertThat(unborn).doesNotExist();
    }

    @Test
    void garbageInTheJournalIsSetAsideAndTheRestIsKept() throws Exception {
        killedAfter(1, 500);
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
        killedBeforeAnythingWasStored();
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
        if (frames.size() < FEW_TICKS) {
            assertThat(report.lostSomething()).as("%s frames, and %s", frames.size(), report).isTrue();
        }
        assertThat(recover().lostSomething()).as("a second recovery has nothing to complain of").isFalse();
    }

    /** Fewer frames than a window has: they stand in the journal only. */
    private void killedBeforeAnythingWasStored() {
        Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena").withOverload(Overload.WAIT));
        KnownWorld.Writer world = new KnownWorld.Writer(recorder);
        for (long tick = 0; tick < FEW_TICKS; tick++) {
            world.record(tick);
        }
        recorder.abandon();
    }

    @ParameterizedTest(name = "{0} bytes left")
    @ValueSource(ints = { 0, 1, 100, 600, 10_000, 60_000 })
    void aJournalFileCutShortKeepsWhatIsBeforeTheCut(int bytes) throws Exception {
        killedBeforeAnythingWasStored();
        try (FileChannel channel = FileChannel.open(journalFile(), StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
        recover();
        List<Frame> frames = Recorded.chunks(archive).isEmpty() ? List.of() : Recorded.frames(archive);
        assertThat(frames).extracting(Frame::tick)
                .containsExactlyElementsOf(LongStream.range(0, frames.size()).boxed().toList());
        assertThat(frames.size()).isLessThan((int) FEW_TICKS);
    }

    private Path journalFile() throws IOException {
        try (var files = Files.walk(files().journal())) {
            return files.filter(file -> file.toString().endsWith(".journal")).findFirst().orElseThrow();
        }
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
