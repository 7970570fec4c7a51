package io.worldreel.replayer.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.FrameMessages;
import io.worldreel.fixtures.FrameSource;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.fixtures.ReferenceModel;
import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.Frame;
import io.worldreel.format.Role;
import io.worldreel.format.Value;
import io.worldreel.format.WorldState;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.segment.Indexes;
import io.worldreel.recorder.Ingest;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.zstdvfs.Progress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who was near a place or another, and which events say a word: with indexes and without, as one finds it by looking at all states. */
class SpaceTablesTest {
    private static final int FIRST = 150;
    private static final int LAST = 420;
    private static final double RADIUS = 20;

    @TempDir
    Path folder;

    private final List<Frame> frames = new ArrayList<>();

    private void write(long seed, Indexes indexes) {
        PhysicsWorld world = PhysicsWorld.of(seed, 40, 500, 60);
        world.forEach(frames::add);
        Archives.write(folder, "arena", "eu-1", world,
                IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(5)).withIndexes(indexes));
    }

    /** Of each frame of the range, where every entity is. */
    private Map<Frame, Map<EntityId, double[]>> positions(FrameSource world) {
        Component position = world.components().stream().filter(each -> each.role() == Role.POSITION).findFirst()
                .orElseThrow();
        ReferenceModel model = new ReferenceModel(world.components());
        Map<Frame, Map<EntityId, double[]>> found = new LinkedHashMap<>();
        for (Frame frame : frames) {
            model.accept(frame);
            if (frame.tick() >= FIRST && frame.tick() <= LAST) {
                Map<EntityId, double[]> at = new TreeMap<>();
                for (WorldState.EntityState each : model.state().entities()) {
                    Value value = each.values().get(position);
                    if (value != null) {
                        at.put(each.entity(), new double[]{ value.number(0), value.number(1), value.number(2) });
                    }
                }
                found.put(frame, at);
            }
        }
        return found;
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
    }

    @ParameterizedTest(name = "seed 51, indexed {0}")
    @ValueSource(booleans = { true, false })
    void nearFindsEveryPositionWithinTheBall(boolean indexed) throws SQLException {
        write(51, indexed ? Indexes.ALL : Indexes.NONE);
        PhysicsWorld world = PhysicsWorld.of(51, 40, 500, 60);
        var positions = positions(world);
        double[] center = positions.values().iterator().next().values().iterator().next();
        List<String> expected = new ArrayList<>();
        boolean first = true;
        for (var each : positions.entrySet()) {
            for (var at : each.getValue().entrySet()) {
                boolean said = each.getKey().samples().stream().anyMatch(sample -> sample.entity().equals(at.getKey())
                        && sample.component().role() == Role.POSITION);
                if ((said || first) && distance(center, at.getValue()) <= 4) {
                    expected.add(each.getKey().tick() + "|" + Results.of(at.getKey()));
                }
            }
            first = false;
        }
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            List<String> rows = Rows.of(db, "SELECT tick, entity FROM near(%s, %s, %s, 4, 'tick:%d', 'tick:%d')"
                    .formatted(center[0], center[1], center[2], FIRST, LAST));
            assertThat(rows).containsExactlyInAnyOrderElementsOf(expected).isNotEmpty();
            long read = db.windowsRead();
            assertThat(Rows.of(db, "SELECT * FROM near(1e6, 0, 0, 10)")).isEmpty();
            if (indexed) {
                assertThat(db.windowsRead()).as("windows read where nobody was").isEqualTo(read);
            }
        }
    }

    @ParameterizedTest(name = "seed 52, indexed {0}")
    @ValueSource(booleans = { true, false })
    void encountersAreTheTimesSpentWithinTheRadius(boolean indexed) throws SQLException {
        write(52, indexed ? Indexes.ALL : Indexes.NONE);
        var positions = positions(PhysicsWorld.of(52, 40, 500, 60));
        EntityId self = positions.values().iterator().next().keySet().iterator().next();
        List<String> expected = new ArrayList<>();
        Map<EntityId, long[]> open = new TreeMap<>();
        for (var each : positions.entrySet()) {
            double[] own = each.getValue().get(self);
            for (var other : each.getValue().entrySet()) {
                if (own != null && !other.getKey().equals(self) && distance(own, other.getValue()) <= RADIUS) {
                    open.computeIfAbsent(other.getKey(), any -> new long[]{ each.getKey().tick(), 0 })[1] = each
                            .getKey().tick();
                }
            }
            open.entrySet().removeIf(entry -> entry.getValue()[1] < each.getKey().tick() && expected.add(text(entry)));
        }
        open.entrySet().forEach(entry -> expected.add(text(entry)));
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            assertThat(Rows.of(db, "SELECT first_tick, last_tick, entity FROM encounters(%s, %s, 'tick:%d', 'tick:%d')"
                    .formatted(Results.of(self), RADIUS, FIRST, LAST))).containsExactlyInAnyOrderElementsOf(expected)
                    .isNotEmpty();
        }
    }

    private static String text(Map.Entry<EntityId, long[]> encounter) {
        return encounter.getValue()[0] + "|" + encounter.getValue()[1] + "|" + Results.of(encounter.getKey());
    }

    private void writeEvents(Indexes indexes) {
        try (Ingest ingest = Ingest.begin(folder, "eu-1", IngestConfig.DEFAULT.withIndexes(indexes), Progress.NONE)) {
            var decoder = new MessageDecoder();
            var messages = new FrameMessages("arena", "eu-1", List.of(),
                    message -> ingest.accept(decoder.decode(message)));
            String[] texts = { "a goal by Blue", "own goal", "a save" };
            for (int tick = 0; tick < 300; tick++) {
                Event event = new Event("chat", Optional.empty(), Event.Data.text(texts[tick % 3]));
                messages.write(new Frame(tick, tick * 1_000_000L, List.of(), List.of(), List.of(),
                        tick % 50 == 0 ? List.of(event) : List.of()));
            }
            messages.end();
            ingest.finish();
        }
    }

    @Test
    void eventsAreFoundByTheirWords() throws SQLException {
        writeEvents(Indexes.ALL);
        try (ArchiveConnection db = ArchiveConnection.open(folder)) {
            assertThat(Rows.of(db, "SELECT tick, data FROM events_with('goal NOT own')")).containsExactly(
                    "0|'a goal by Blue'", "150|'a goal by Blue'");
            assertThat(Rows.of(db, "SELECT tick FROM events_with('goal', 'tick:100', 'tick:200')"))
                    .containsExactly("100", "150");
            assertThatThrownBy(() -> Rows.of(db, "SELECT * FROM events_with('\"')")).isInstanceOf(SQLException.class)
                    .hasMessageContaining("no query of words");
            assertThatThrownBy(() -> Rows.of(db, "SELECT * FROM events_with")).isInstanceOf(SQLException.class)
                    .hasMessageContaining("events_with(words");
        }
    }

    @Test
    void anArchiveWithoutItsIndexOfWordsSaysSo() {
        writeEvents(Indexes.NONE);
        assertThatThrownBy(() -> {
            try (ArchiveConnection db = ArchiveConnection.open(folder)) {
                Rows.of(db, "SELECT * FROM events_with('goal')");
            }
        }).isInstanceOf(SQLException.class).hasMessageContaining("without an index of words");
    }
}
