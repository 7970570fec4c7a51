package io.worldreel.replayer.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.FrameSource;
import io.worldreel.fixtures.MixedWorld;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.Frame;
import io.worldreel.format.Value;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.replayer.ReplayConfig;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a query answers equals what the frames say, computed without regard to cost. */
class ArchiveTablesTest {
    /** So small that every query gives something up on its way. */
    private static final SqlConfig CRAMPED = SqlConfig.DEFAULT
            .withMemory(ReplayConfig.DEFAULT.withOpenChunks(1).withWindowCacheBytes(50_000));

    @TempDir
    Path folder;

    static List<FrameSource> worlds() {
        return List.of(MixedWorld.of(21, 9, 400), MixedWorld.of(22, 1, 130), PhysicsWorld.of(24, 70, 140, 60));
    }

    private List<Frame> write(FrameSource world) {
        Archives.write(folder, "arena", "eu-1", world, IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(3)));
        List<Frame> frames = new ArrayList<>();
        world.forEach(frames::add);
        return frames;
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void aComponentsTableHoldsWhatFramesPutOnIt(FrameSource world) throws SQLException {
        List<Frame> frames = write(world);
        try (ArchiveConnection db = ArchiveConnection.open(folder, CRAMPED)) {
            for (Component component : world.components()) {
                List<String> expected = new ArrayList<>();
                for (Frame frame : frames) {
                    for (Frame.Sample sample : frame.samples()) {
                        if (sample.component().equals(component)) {
                            List<@Nullable Object> row = row(frame, sample.entity());
                            row.addAll(columns(sample.value()));
                            expected.add(Rows.text(row.toArray()));
                        }
                    }
                }
                assertSame(Rows.of(db, "SELECT * FROM " + Names.quoted(component.name())), expected);
            }
            assertThat(db.skipped()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void samplesAreThoseOfAllComponents(FrameSource world) throws SQLException {
        List<Frame> frames = write(world);
        List<String> expected = new ArrayList<>();
        for (Frame frame : frames) {
            for (Frame.Sample sample : frame.samples()) {
                List<@Nullable Object> row = row(frame, sample.entity());
                row.add(sample.component().name());
                expected.add(Rows.text(row.toArray()));
            }
        }
        try (ArchiveConnection db = ArchiveConnection.open(folder, CRAMPED)) {
            assertSame(Rows.of(db, "SELECT tick, time, entity, component FROM samples"), expected);
            assertThat(Rows.of(db, "SELECT count(*) FROM samples")).containsExactly("" + expected.size());
        }
    }

    private static List<@Nullable Object> row(Frame frame, EntityId entity) {
        return new ArrayList<>(Arrays.asList(frame.tick(), frame.timeNanos(), Results.of(entity)));
    }

    private static List<@Nullable Object> columns(Value value) {
        List<@Nullable Object> columns = new ArrayList<>();
        if (value.type().columns() <= 1) {
            columns.add(nullIfNaN(Results.of(value)));
        } else {
            for (int c = 0; c < value.type().columns(); c++) {
                columns.add(nullIfNaN(value.number(c)));
            }
        }
        return columns;
    }

    private static @Nullable Object nullIfNaN(Object value) {
        return value instanceof Double number && number.isNaN() ? null : value;
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void framesAndEventsComeAsTheyWereSaid(FrameSource world) throws SQLException {
        List<Frame> frames = write(world);
        List<String> expectedFrames = new ArrayList<>();
        List<String> expectedEvents = new ArrayList<>();
        List<String> expectedInputs = new ArrayList<>();
        for (Frame frame : frames) {
            expectedFrames.add(Rows.text(frame.tick(), frame.timeNanos(), (long) frame.spawns().size(),
                    (long) frame.despawns().size(), "eu-1"));
            for (Event event : frame.events()) {
                Object entity = event.entity().map(Results::of).orElse(null);
                expectedEvents.add(Rows.text(frame.tick(), frame.timeNanos(), event.kind(), entity, data(event)));
                if (event.kind().equals("input")) {
                    expectedInputs.add(Rows.text(frame.tick(), entity, data(event)));
                }
            }
        }
        try (ArchiveConnection db = ArchiveConnection.open(folder, CRAMPED)) {
            assertThat(Rows.of(db, "SELECT tick, time, spawns, despawns, source FROM frames ORDER BY tick"))
                    .containsExactlyElementsOf(expectedFrames);
            assertThat(Rows.of(db, "SELECT tick, time, kind, entity, data FROM events ORDER BY tick"))
                    .containsExactlyElementsOf(expectedEvents);
            assertThat(Rows.of(db, "SELECT tick, entity, data FROM inputs")).containsExactlyElementsOf(expectedInputs);
        }
    }

    private static @Nullable Object data(Event event) {
        return switch (event.data().encoding()) {
            case NONE -> null;
            case TEXT, JSON -> event.data().text();
            case BYTES, VARIANT -> event.data().bytes();
        };
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void livesOverSeveralChunksAreOneRow(FrameSource world) throws SQLException {
        List<Frame> frames = write(world);
        Map<EntityId, @Nullable Object[]> alive = new LinkedHashMap<>();
        Map<EntityId, String> kinds = new LinkedHashMap<>();
        List<String> expected = new ArrayList<>();
        for (Frame frame : frames) {
            frame.spawns().forEach(spawn -> begin(alive, kinds, frame, spawn.entity(), spawn.kind()));
            frame.samples().forEach(sample -> begin(alive, kinds, frame, sample.entity(), ""));
            for (EntityId entity : frame.despawns()) {
                @Nullable
                Object[] life = alive.remove(entity);
                if (life != null) {
                    life[4] = frame.tick();
                    expected.add(Rows.text(life));
                }
            }
        }
        alive.values().forEach(life -> expected.add(Rows.text(life)));
        try (ArchiveConnection db = ArchiveConnection.open(folder, CRAMPED)) {
            assertThat(Rows.of(db, "SELECT entity, kind, spawn_tick, spawn_time, despawn_tick FROM lifetimes"))
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(Rows.of(db, "SELECT entity, kind FROM entities")).containsExactlyInAnyOrderElementsOf(
                    kinds.entrySet().stream().map(e -> Rows.text(Results.of(e.getKey()), e.getValue())).toList());
        }
    }

    private static void begin(Map<EntityId, @Nullable Object[]> alive, Map<EntityId, String> kinds, Frame frame,
            EntityId entity, String kind) {
        @Nullable
        Object[] life = alive.computeIfAbsent(entity,
                id -> new @Nullable Object[]{ Results.of(id), "", frame.tick(), frame.timeNanos(), null });
        if (!kind.isEmpty()) {
            life[1] = kind;
        }
        kinds.merge(entity, kind, (before, now) -> now.isEmpty() ? before : now);
    }

    /** SQLite evaluates conditions on a materialized table by itself: what is looked up must find the same rows. */
    @ParameterizedTest
    @MethodSource("worlds")
    void conditionsThatAreLookedUpFindWhatSqliteFinds(FrameSource world) throws SQLException {
        List<Frame> frames = write(world);
        Random random = new Random(5);
        String component = Names.quoted(world.components().getFirst().name());
        List<String> tables = List.of(component, "samples", "frames", "events", "inputs", "entities", "lifetimes");
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            for (int i = 0; i < 60; i++) {
                String table = tables.get(random.nextInt(tables.size()));
                String condition = new Conditions(random, frames, world.components(), Rows.columns(db, table)).next();
                List<String> found = Rows.of(db, "SELECT *, source FROM " + table + " WHERE " + condition);
                List<String> expected = Rows.of(db, "WITH everything AS MATERIALIZED (SELECT *, source FROM " + table
                        + ") SELECT * FROM everything WHERE " + condition);
                assertThat(sorted(found)).as("seed 5, case %d: %s WHERE %s", i, table, condition)
                        .isEqualTo(sorted(expected));
            }
        }
    }

    private static void assertSame(List<String> actual, List<String> expected) {
        assertThat(sorted(actual)).isEqualTo(sorted(expected));
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream().sorted().toList();
    }
}
