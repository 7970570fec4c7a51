package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.EntityId;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.zstdvfs.PackConfig;
import io.worldreel.zstdvfs.Packing;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people get wrong when they open an archive or ask of it, and what they are told. */
class OpeningTest {
    private static final long START = 1_767_225_600_000_000_000L;

    @TempDir
    Path folder;

    @TempDir
    static Path made;

    private static List<ChunkInfo> chunks = List.of();

    @BeforeAll
    static void record() {
        chunks = Archives.write(made, "arena", "eu-1", new PhysicsWorld(5, 3, 300, 60, 100, START),
                IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(2)));
    }

    /** 3 bodies, ticks 100 to 399 in three chunks, from 2026-01-01T00:00:00Z at 60 Hz. */
    private List<ChunkInfo> write() throws IOException {
        Archives.copy(made, folder);
        return chunks;
    }

    private void fails(String... said) {
        assertThatThrownBy(() -> Replay.open(folder).close()).isInstanceOf(ReplayException.class).message()
                .contains(folder.toString()).contains(said).doesNotContain("\n");
    }

    @Test
    void aFolderThatIsNotThere() {
        assertThatThrownBy(() -> Replay.open(folder.resolve("nowhere"))).isInstanceOf(ReplayException.class)
                .hasMessageContaining("there is no such folder");
    }

    @Test
    void aFileInsteadOfAFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("match.csv"), "tick\n");
        assertThatThrownBy(() -> Replay.open(file)).isInstanceOf(ReplayException.class)
                .hasMessageContaining("it is a file");
    }

    @Test
    void aFolderThatIsNoArchive() {
        fails("no archive");
    }

    @Test
    void aCatalogThatIsLost() throws IOException {
        write();
        Files.delete(new ArchiveLayout(folder).catalog());
        fails("no catalog", "worldreel recover");
    }

    @Test
    void aCatalogThatIsDamaged() throws IOException {
        write();
        Files.write(new ArchiveLayout(folder).catalog(), new byte[5000]);
        fails("catalog.sqlite", "worldreel recover");
    }

    @Test
    void aCatalogOfANewerVersion() throws IOException, SQLException {
        write();
        execute(new ArchiveLayout(folder).catalog(), "PRAGMA user_version = " + (FormatVersion.MAJOR + 1) * 1000);
        fails("format version " + (FormatVersion.MAJOR + 1), "use a newer Worldreel");
    }

    @Test
    void anArchiveInWhichNothingIsSealedYet() throws IOException {
        Files.createDirectories(new ArchiveLayout(folder).recording("eu-1").resolve("journal"));
        fails("nothing is sealed yet", "eu-1", "worldreel recover");
        Catalog.open(new ArchiveLayout(folder)).close();
        fails("nothing is sealed yet", "eu-1", "worldreel recover");
    }

    @Test
    void anArchiveThatIsBeingRecordedIntoShowsWhatIsSealed() throws IOException {
        write();
        Files.createDirectories(new ArchiveLayout(folder).recording("eu-1").resolve("journal"));
        try (Replay replay = Replay.open(folder)) {
            assertThat(replay.at(Moment.END).tick()).isEqualTo(399);
            assertThat(replay.info().unsealed()).containsExactly("eu-1");
        }
    }

    @Test
    void aChunkOfANewerMajorVersionIsNamedAndHidesNoOther() throws IOException, SQLException {
        write();
        change(chunks.get(1), "PRAGMA user_version = " + (FormatVersion.MAJOR + 1) * 1000);
        try (Replay replay = Replay.open(folder); FrameCursor frames = replay.frames(Moment.START, Moment.END)) {
            int played = 0;
            for (; frames.hasNext(); played++) {
                frames.next();
            }
            assertThat(played).isEqualTo(300 - (int) chunks.get(1).frames());
            assertThat(replay.skipped()).singleElement().satisfies(
                    skip -> assertThat(skip.problem()).contains(chunks.get(1).chunk())
                            .contains("use a newer Worldreel"));
            assertThatThrownBy(() -> replay.at(Moment.tick(chunks.get(1).firstTick())))
                    .isInstanceOf(ReplayException.class)
                    .hasMessageContaining("use a newer Worldreel");
        }
    }

    @Test
    void aChunkThatLostItsListOfEntitiesStillHasTheirTracks() throws IOException, SQLException {
        write();
        change(chunks.get(0), "DROP TABLE entities");
        try (Replay replay = Replay.open(folder)) {
            assertThat(replay.track(EntityId.of(1), "position", Moment.START, Moment.END)).hasSize(300);
            assertThat(replay.skipped()).singleElement()
                    .satisfies(skip -> assertThat(skip.chunk()).isEqualTo(chunks.get(0).chunk()));
        }
    }

    @ParameterizedTest
    @CsvSource({ "tick:99, before the start", "tick:400, after the end", "2025-12-31T23:59:59Z, before the start",
            "2026-01-01T00:00:05Z, after the end", "+5s, after the end" })
    void aMomentOutsideTellsTheRange(String word, String side) throws IOException {
        write();
        try (Replay replay = Replay.open(folder)) {
            assertThatThrownBy(() -> replay.at(Moment.parse(word))).isInstanceOf(ReplayException.class)
                    .hasMessageContaining(side).hasMessageContaining("tick:100 to tick:399")
                    .hasMessageContaining("2026-01-01T00:00:00Z to 2026-01-01T00:00:04.983333333Z")
                    .hasMessageContaining("+4.983333333s");
        }
    }

    @ParameterizedTest
    @CsvSource({ "tick:100, 100", "tick:399, 399", "start, 100", "end, 399", "+0s, 100", "+1s, 160",
            "+0.999999999s, 159",
            "2026-01-01T00:00:02.5Z, 250", "+4.983333333s, 399" })
    void aMomentInsideIsTheLastFrameThatIsNotLater(String word, long tick) throws IOException {
        write();
        try (Replay replay = Replay.open(folder)) {
            assertThat(replay.at(Moment.parse(word)).tick()).isEqualTo(tick);
        }
    }

    @ParameterizedTest
    @CsvSource({ "tick:150, tick:152, 150, 152", "start, +0.1s, 100, 106", "tick:398, tick:1000, 398, 399",
            "tick:1, tick:100, 100, 100", "end, end, 399, 399", "start, start, 100, 100",
            "+1s, 2026-01-01T00:00:01Z, 160, 160" })
    void aRangeHasBothItsEndsAndMayReachBeyondTheArchive(String from, String to, long first, long last)
            throws IOException {
        write();
        try (Replay replay = Replay.open(folder);
                FrameCursor frames = replay.frames(Moment.parse(from), Moment.parse(to))) {
            for (long tick = first; tick <= last; tick++) {
                assertThat(frames.next().tick()).isEqualTo(tick);
            }
            assertThat(frames.hasNext()).isFalse();
        }
    }

    @Test
    void aRangeBetweenTwoFramesIsEmpty() throws IOException {
        write();
        try (Replay replay = Replay.open(folder);
                FrameCursor frames = replay.frames(Moment.parse("+0.001s"), Moment.parse("+0.002s"))) {
            assertThat(frames.hasNext()).isFalse();
            assertThat(frames.hasPrevious()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({ "tick:400, end, begins after the end", "start, tick:99, ends before the start",
            "tick:300, tick:200, reversed", "+2s, +1s, reversed", "end, start, reversed" })
    void aRangeThatCannotBeIsRefused(String from, String to, String said) throws IOException {
        write();
        try (Replay replay = Replay.open(folder)) {
            assertThatThrownBy(() -> replay.frames(Moment.parse(from), Moment.parse(to)))
                    .isInstanceOf(ReplayException.class).hasMessageContaining(said);
        }
    }

    @Test
    void anEntityThatNeverWas() throws IOException {
        write();
        try (Replay replay = Replay.open(folder)) {
            EntityId nobody = EntityId.of("nobody");
            String said = "there never was an entity 'nobody'";
            assertThatThrownBy(() -> replay.at(Moment.END, StateFilter.ALL.withEntity(nobody)))
                    .hasMessageContaining(said);
            assertThatThrownBy(() -> replay.track(nobody, "position", Moment.START, Moment.END))
                    .hasMessageContaining(said);
            assertThatThrownBy(() -> replay.events(EventQuery.ALL.withEntity(nobody))).hasMessageContaining(said);
        }
    }

    @Test
    void aComponentThatIsNot() throws IOException {
        write();
        try (Replay replay = Replay.open(folder)) {
            String said = "there are: position, rotation, velocity, angular_velocity, sleeping";
            assertThatThrownBy(() -> replay.at(Moment.END, StateFilter.ALL.withComponent("health")))
                    .hasMessageContaining(said);
            assertThatThrownBy(() -> replay.track(EntityId.of(1), "health", Moment.START, Moment.END))
                    .hasMessageContaining(said);
        }
    }

    @Test
    void aFilterLeavesOutTheRest() throws IOException {
        write();
        try (Replay replay = Replay.open(folder)) {
            StateFilter filter = StateFilter.ALL.withEntity(EntityId.of(1)).withComponent("velocity");
            assertThat(replay.at(Moment.END, filter).entities()).singleElement().satisfies(entity -> {
                assertThat(entity.entity()).isEqualTo(EntityId.of(1));
                assertThat(entity.values().sequencedKeySet()).singleElement()
                        .satisfies(component -> assertThat(component.name()).isEqualTo("velocity"));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "at", "frames", "events" })
    void aReplayThatIsClosedSaysSo(String what) throws IOException {
        write();
        Replay replay = Replay.open(folder);
        replay.close();
        assertThatThrownBy(() -> {
            switch (what) {
                case "at" -> replay.at(Moment.END);
                case "frames" -> replay.frames(Moment.START, Moment.END).next();
                default -> replay.events(EventQuery.ALL).iterator().next();
            }
        }).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    /** Changes the database in a chunk; its zstd frames are whole afterwards. */
    private void change(ChunkInfo chunk, String sql) throws IOException, SQLException {
        Path file = new ArchiveLayout(folder).chunk(chunk.chunk());
        Path plain = folder.resolve("plain.sqlite");
        Packing.unpack(file, plain, Progress.NONE);
        execute(plain, sql);
        Packing.pack(plain, file, PackConfig.DEFAULT.withReplace(true), Progress.NONE);
    }

    private static void execute(Path sqlite, String sql) throws SQLException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + sqlite);
                Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }
}
