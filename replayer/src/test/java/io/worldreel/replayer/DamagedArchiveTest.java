package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.Damage;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.ReferenceModel;
import io.worldreel.format.Frame;
import io.worldreel.format.WorldState;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Damage in one chunk: what is whole is shown, what is not is named, nothing wrong is ever shown. */
class DamagedArchiveTest {
    private static final MixedWorld WORLD = MixedWorld.of(77, 6, 420);

    @TempDir
    static Path made;

    @TempDir
    Path folder;

    private static List<ChunkInfo> chunks = List.of();

    private final List<Frame> frames = new ArrayList<>();

    static List<Arguments> damages() {
        return Stream.of(Damage.values())
                .flatMap(damage -> Stream.of(1L, 2L, 3L, 4L).map(seed -> Arguments.of(damage, seed))).toList();
    }

    @BeforeEach
    void copyOfTheSameArchive() throws IOException {
        if (chunks.isEmpty()) {
            chunks = Archives.write(made, "arena", "eu-1", WORLD,
                    IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(2)));
            assertThat(chunks).hasSizeGreaterThan(3);
        }
        Archives.copy(made, folder);
        WORLD.forEach(frames::add);
    }

    private Path file(ChunkInfo chunk) {
        return new ArchiveLayout(folder).chunk(chunk.chunk());
    }

    @ParameterizedTest
    @MethodSource("damages")
    void framesOfOtherWindowsArePlayedAndTheDamageIsNamed(Damage damage, long seed) throws IOException {
        ChunkInfo victim = chunks.get((int) (seed % chunks.size()));
        damage.apply(file(victim), seed);
        try (Replay replay = Replay.open(folder); FrameCursor cursor = replay.frames(Moment.START, Moment.END)) {
            List<Frame> played = new ArrayList<>();
            while (cursor.hasNext()) {
                played.add(cursor.next());
            }
            List<Skipped> skipped = replay.skipped();
            assertThat(played).containsExactlyElementsOf(
                    frames.stream().filter(frame -> skipped.stream().noneMatch(skip -> hides(skip, frame.tick())))
                            .toList());
            assertThat(skipped).allSatisfy(skip -> {
                assertThat(skip.chunk()).isEqualTo(victim.chunk());
                assertThat(skip.firstTick()).isGreaterThanOrEqualTo(victim.firstTick());
                assertThat(skip.lastTick()).isLessThanOrEqualTo(victim.lastTick());
                assertThat(skip.problem()).contains(victim.chunk());
            });
            List<Frame> backwards = new ArrayList<>();
            while (cursor.hasPrevious()) {
                backwards.add(cursor.previous());
            }
            assertThat(backwards.reversed()).isEqualTo(played);
            assertThat(replay.skipped()).isEqualTo(skipped);
        }
    }

    @ParameterizedTest
    @MethodSource("damages")
    void aStateIsRightOrRefused(Damage damage, long seed) throws IOException {
        ChunkInfo victim = chunks.get((int) (seed % chunks.size()));
        damage.apply(file(victim), seed);
        var model = new ReferenceModel(WORLD.components());
        try (Replay replay = Replay.open(folder)) {
            for (Frame frame : frames) {
                model.accept(frame);
                if (frame.tick() % 3 == 0) {
                    requireRightOrRefused(replay, model.state(), victim);
                }
            }
        }
    }

    private static void requireRightOrRefused(Replay replay, WorldState expected, ChunkInfo victim) {
        try {
            assertThat(replay.at(Moment.tick(expected.tick()))).isEqualTo(expected);
        } catch (ReplayException refused) {
            assertThat(expected.tick()).isBetween(victim.firstTick(), victim.lastTick());
            assertThat(refused).hasMessageContaining(victim.chunk()).hasMessageContaining("worldreel verify");
        }
    }

    @ParameterizedTest
    @MethodSource("damages")
    void verifyingFindsExactlyTheDamagedChunk(Damage damage, long seed) throws IOException {
        ChunkInfo victim = chunks.get((int) (seed % chunks.size()));
        damage.apply(file(victim), seed);
        VerifyReport report = Replay.verify(folder, Progress.NONE);
        assertThat(report.bad()).singleElement().satisfies(bad -> assertThat(bad.chunk()).isEqualTo(victim.chunk()));
        assertThat(report.ok()).isEqualTo(chunks.size() - 1);
        assertThat(report.chunks()).isEqualTo(chunks.size());
    }

    @Test
    void aChunkThatIsGoneHidesNoOther() throws IOException {
        ChunkInfo victim = chunks.get(1);
        Files.delete(file(victim));
        try (Replay replay = Replay.open(folder)) {
            var events = new ArrayList<Long>();
            replay.events(EventQuery.ALL).forEach(event -> events.add(event.tick()));
            assertThat(events).containsExactlyElementsOf(frames.stream()
                    .filter(frame -> frame.tick() < victim.firstTick() || frame.tick() > victim.lastTick())
                    .flatMap(frame -> frame.events().stream().map(event -> frame.tick())).toList());
            assertThat(replay.skipped()).singleElement().satisfies(skip -> {
                assertThat(skip.firstTick()).isEqualTo(victim.firstTick());
                assertThat(skip.lastTick()).isEqualTo(victim.lastTick());
            });
            assertThat(replay.info().components()).containsExactlyElementsOf(WORLD.components());
            assertThatThrownBy(() -> replay.at(Moment.tick(victim.firstTick()))).isInstanceOf(ReplayException.class)
                    .hasMessageContaining(victim.chunk()).hasMessageContaining("the file is gone");
        }
        assertThat(Replay.verify(folder, Progress.NONE).bad()).singleElement()
                .isEqualTo(new VerifyReport.Bad(victim.chunk(), "the file is gone"));
    }

    @Test
    void aChunkUnderTheNameOfAnotherIsNotShown() throws IOException {
        Files.copy(file(chunks.get(0)), file(chunks.get(2)), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (Replay replay = Replay.open(folder); FrameCursor cursor = replay.frames(Moment.START, Moment.END)) {
            List<Long> ticks = new ArrayList<>();
            while (cursor.hasNext()) {
                ticks.add(cursor.next().tick());
            }
            assertThat(ticks).containsExactlyElementsOf(frames.stream().map(Frame::tick)
                    .filter(tick -> tick < chunks.get(2).firstTick() || tick > chunks.get(2).lastTick()).toList());
            assertThat(replay.skipped()).singleElement()
                    .satisfies(skip -> assertThat(skip.chunk()).isEqualTo(chunks.get(2).chunk()));
        }
        assertThat(Replay.verify(folder, Progress.NONE).bad()).hasSize(1);
    }

    @Test
    void aWholeArchiveVerifies() {
        VerifyReport report = Replay.verify(folder, Progress.NONE);
        assertThat(report.bad()).isEmpty();
        assertThat(report.ok()).isEqualTo(chunks.size()).isEqualTo(report.chunks());
        assertThat(report.ticksRecorded()).isEqualTo(frames.size());
        assertThat(report.ticksRecorded() + report.ticksMissing() + report.ticksDropped())
                .isEqualTo(frames.getLast().tick() - frames.getFirst().tick() + 1);
    }

    private static boolean hides(Skipped skip, long tick) {
        return skip.firstTick() <= tick && tick <= skip.lastTick();
    }
}
