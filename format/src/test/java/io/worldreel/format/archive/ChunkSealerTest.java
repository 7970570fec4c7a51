package io.worldreel.format.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.VersionException;
import io.worldreel.format.segment.EventFilter;
import io.worldreel.format.segment.Gap;
import io.worldreel.format.segment.LifeMark;
import io.worldreel.format.segment.Lifetime;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.SegmentIdentity;
import io.worldreel.format.segment.SegmentWriter;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.format.window.EncodedWindow;
import io.worldreel.format.window.PartKind;
import io.worldreel.zstdvfs.PackConfig;
import io.worldreel.zstdvfs.Packing;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.VfsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkSealerTest {
    private static final EntityId BALL = EntityId.of(7);
    private static final EntityId CAR = EntityId.of("car");

    private static final EntityId SPECTATOR = EntityId.of("never spawned");

    @TempDir
    Path root;

    private ArchiveLayout archive = new ArchiveLayout(Path.of("."));
    private Path open = Path.of(".");

    @BeforeEach
    void writeASegment() throws Exception {
        archive = new ArchiveLayout(root);
        open = archive.recording("eu 1").resolve("open.sqlite");
        Files.createDirectories(archive.recording("eu 1"));
        Random random = new Random(1);
        try (SegmentWriter writer = SegmentWriter.create(open, new SegmentIdentity("arena", "eu 1", "test"))) {
            writer.declare(0, Component.of("position", ComponentType.VEC3F32));
            for (int window = 0; window < 20; window++) {
                writer.append(window(window, random), events(window), lives(window), window);
            }
            writer.account(Gap.missing(50, 59));
            writer.account(Gap.dropped(60, 60, "queue full"));
        }
    }

    private static EncodedWindow window(int number, Random random) {
        byte[] directory = new byte[300];
        byte[] key = new byte[2_000];
        byte[] delta = new byte[100_000];
        random.nextBytes(delta);
        long first = number * 100L;
        return new EncodedWindow(first, first + 99, first * 10, first * 10 + 990, first * 10 - 5, first * 10 + 995, 100,
                200, 4_000, 0,
                List.of(new EncodedWindow.Part(PartKind.DIRECTORY, 0, 0, directory),
                        new EncodedWindow.Part(PartKind.KEY, 0, 0, key),
                        new EncodedWindow.Part(PartKind.DELTA, 0, 0, delta)));
    }

    private static List<TimedEvent> events(int window) {
        return List.of(
                new TimedEvent(window * 100L, 1,
                        new Event("goal", Optional.of(BALL), Event.Data.json("{\"n\":" + window + "}"))),
                new TimedEvent(window * 100L + 1, 2, new Event("whistle", Optional.empty(), Event.Data.NONE)),
                new TimedEvent(window * 100L + 2, 3,
                        new Event("cheer", Optional.of(SPECTATOR), Event.Data.text("olé"))));
    }

    private static List<LifeMark> lives(int window) {
        return switch (window) {
            case 0 -> List.of(new LifeMark(-5, -50, BALL, true, "ball"), new LifeMark(3, 30, CAR, true, ""));
            case 1 -> List.of(new LifeMark(100, 1000, CAR, true, "car"), new LifeMark(120, 1200, CAR, false, ""));
            case 2 -> List.of(new LifeMark(220, 2200, CAR, true, "truck"));
            default -> List.of();
        };
    }

    private ChunkInfo seal() {
        return new ChunkSealer(archive, PackConfig.DEFAULT).seal(open, Progress.NONE);
    }

    @Test
    void aSealedChunkTellsWhatTheSegmentHeld() {
        ChunkInfo info = seal();

        assertThat(info.chunk()).matches("19691231T235959999Z_eu-1_[0-9a-f]{16}\\.sqlite\\.zst");
        assertThat(info.world()).isEqualTo("arena");
        assertThat(info.firstTick()).isZero();
        assertThat(info.lastTick()).isEqualTo(1999);
        assertThat(info.fromNanos()).isEqualTo(-5);
        assertThat(info.frames()).isEqualTo(2000);
        assertThat(info.samples()).isEqualTo(4000);
        assertThat(info.missing()).isEqualTo(10);
        assertThat(info.dropped()).isEqualTo(1);
        assertThat(Chunk.describe(archive.chunk(info.chunk()))).isEqualTo(info);
        try (Segment segment = Chunk.open(archive.chunk(info.chunk()), VfsConfig.DEFAULT)) {
            assertThat(segment.windows()).hasSize(20);
            assertThat(segment.components()).containsEntry(0, Component.of("position", ComponentType.VEC3F32));
            assertThat(segment.gaps()).containsExactly(Gap.missing(50, 59), Gap.dropped(60, 60, "queue full"));
            List<TimedEvent> goals = new ArrayList<>();
            segment.events(new EventFilter(100, 299, Optional.of("goal"), Optional.of(BALL)), goals::add);
            assertThat(goals).containsExactly(events(1).getFirst(), events(2).getFirst());
            List<TimedEvent> cheers = new ArrayList<>();
            segment.events(new EventFilter(1900, 1999, Optional.of("cheer"), Optional.empty()), cheers::add);
            assertThat(cheers).containsExactly(events(19).getLast());
            List<Lifetime> lives = new ArrayList<>();
            segment.lifetimes(lives::add);
            assertThat(lives).containsExactly(
                    new Lifetime(BALL, "ball", -5, -50, OptionalLong.empty(), OptionalLong.empty()),
                    new Lifetime(CAR, "car", 3, 30, OptionalLong.of(120), OptionalLong.of(1200)),
                    new Lifetime(CAR, "truck", 220, 2200, OptionalLong.empty(), OptionalLong.empty()));
        }
    }

    @Test
    void sealingAgainGivesTheSameChunk() {
        assertThat(seal()).isEqualTo(seal());
        assertThat(archive.chunks()).isDirectoryNotContaining("glob:**.sealing*");
    }

    @Test
    void theZstdFramesOfAWindowAreOneRangeOfTheFile() {
        TimeIndex index = Chunk.timeIndex(archive.chunk(seal().chunk()));

        assertThat(index.entries()).hasSize(20);
        for (int i = 0; i < 20; i++) {
            TimeIndex.Entry entry = index.entries().get(i);
            assertThat(entry.firstTick()).isEqualTo(i * 100L);
            assertThat(entry.lastKeyZstdFrame()).isBetween(entry.firstZstdFrame(), entry.lastZstdFrame());
            // 102 KB of parts in zstd frames of 32 KiB: five at most, with what they share with their neighbours.
            assertThat(entry.lastZstdFrame() - entry.firstZstdFrame()).isBetween(3, 5);
        }
    }

    @Test
    void theCatalogCanBeRebuiltFromTheChunks() throws Exception {
        ChunkInfo info = seal();
        Files.write(archive.chunk("broken.sqlite.zst"), new byte[100]);
        Files.write(archive.chunk(".sealing-leftover"), new byte[100]);

        CatalogRebuild rebuilt = CatalogRebuild.scan(archive, Progress.NONE);

        assertThat(rebuilt.chunks()).containsExactly(info);
        assertThat(rebuilt.unreadable()).containsOnlyKeys("broken.sqlite.zst");
        try (Catalog catalog = Catalog.open(archive)) {
            catalog.replace(rebuilt.chunks());
            catalog.add(rebuilt.chunks());
            assertThat(catalog.chunks()).containsExactly(info);
        }
        try (Catalog catalog = Catalog.openReadOnly(archive)) {
            assertThat(catalog.chunks()).containsExactly(info);
        }
    }

    @Test
    void aNewerMajorVersionIsTooNewAndAnotherDatabaseIsCorrupt() throws Exception {
        Path plain = root.resolve("plain.sqlite");
        Packing.unpack(archive.chunk(seal().chunk()), plain, Progress.NONE);
        execute(plain, "PRAGMA user_version = 7000");
        assertThatThrownBy(() -> Segment.open(plain)).isInstanceOf(VersionException.class).hasMessageContaining("7.0")
                .hasMessageContaining("use a newer Worldreel");
        execute(plain, "PRAGMA application_id = 5");
        assertThatThrownBy(() -> Segment.open(plain)).isInstanceOf(CorruptException.class)
                .hasMessageContaining("no segment");
    }

    private static void execute(Path database, String sql) throws Exception {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }
}
