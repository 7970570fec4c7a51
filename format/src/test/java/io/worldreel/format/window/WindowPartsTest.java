package io.worldreel.format.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.Role;
import io.worldreel.format.Value;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.window.EncodedWindow.Part;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowPartsTest {
    private static final Component POSITION = Component.of("position", ComponentType.VEC3F32, Role.POSITION);
    private static final Component LABEL = Component.of("label", ComponentType.UTF8);
    private static final Map<Integer, Component> COMPONENTS = Map.of(0, LABEL, 1, POSITION);

    private final FrameEncoder encoder = new FrameEncoder();
    private final MessageDecoder decoder = new MessageDecoder();
    private final WindowBuilder builder = new WindowBuilder();

    WindowPartsTest() {
        COMPONENTS.forEach((number, component) -> {
            encoder.declare(number, component);
            builder.declare(number, component);
        });
    }

    private FrameMessage finished() {
        return (FrameMessage) decoder.decode(encoder.finish());
    }

    /** 100 entities that move for 10 ticks, the label put once on every third. */
    private EncodedWindow hundred() {
        for (int tick = 0; tick < 10; tick++) {
            encoder.begin(tick, tick);
            for (int entity = 0; entity < 100; entity++) {
                int row = encoder.row(entity, false);
                encoder.put(row, 1, entity + 0.25f * tick, tick * tick, -entity);
                if (tick == 0 && entity % 3 == 0) {
                    encoder.put(row, 0, "entity " + entity);
                }
            }
            builder.add(finished());
        }
        return builder.build();
    }

    @Test
    void theFirstTickNeedsNoDeltas() {
        StoredWindow stored = new StoredWindow(hundred());

        assertThat(stored.open(COMPONENTS).stateAt(0).entities()).hasSize(100);
        assertThat(stored.loaded).noneMatch(part -> part.startsWith("DELTA")).hasSize(5);
    }

    @Test
    void aTrackNeedsOneKeyAndOneDeltaPart() {
        StoredWindow stored = new StoredWindow(hundred());

        List<Window.TrackPoint> track = stored.open(COMPONENTS).track(EntityId.of(70), 1);

        assertThat(track).hasSize(10);
        assertThat(track.get(7)).isEqualTo(
                new Window.TrackPoint(7, 7, Value.ofDoubles(ComponentType.VEC3F32, 71.75, 49, -70)));
        assertThat(stored.loaded).containsExactly("DIRECTORY 0 0", "KEY 1 1", "DELTA 1 1");
    }

    @Test
    void aFilteredStateReadsOnlyWhatItNeeds() {
        StoredWindow stored = new StoredWindow(hundred());

        var state = stored.open(COMPONENTS).stateAt(9, EntityId.of(3)::equals, LABEL::equals);

        assertThat(state.entities()).singleElement()
                .satisfies(entity -> assertThat(entity.values())
                        .containsExactly(Map.entry(LABEL, Value.ofText("entity 3"))));
        assertThat(stored.loaded).containsExactly("DIRECTORY 0 0", "KEY 0 0");
    }

    @Test
    void entitiesAtRestAreLeftToAWindowBefore() {
        EncodedWindow reference = hundred();
        List<EncodedWindow> segment = new ArrayList<>(List.of(reference));
        for (int w = 1; w < 4; w++) {
            for (int tick = 10 * w; tick < 10 * w + 10; tick++) {
                encoder.begin(tick, tick);
                encoder.put(encoder.row(w, false), 1, tick, 0f, 0f);
                if (tick == 29) {
                    encoder.despawn(encoder.row(50, false));
                }
                builder.add(finished());
            }
            segment.add(builder.build(w));
        }
        StoredWindow last = new StoredWindow(segment);

        var state = last.open(COMPONENTS).stateAt(5);

        assertThat(state.entities()).hasSize(99);
        assertThat(state.entities().get(33).values()).containsOnlyKeys(LABEL, POSITION)
                .containsEntry(LABEL, Value.ofText("entity 33"));
        assertThat(state.entities().get(2).values()).containsEntry(POSITION,
                Value.ofDoubles(ComponentType.VEC3F32, 29, 0, 0));
        assertThat(last.open(COMPONENTS).directory().reference()).isEqualTo(2);
        assertThat(segment.get(3).parts().stream().mapToInt(part -> part.data().length).sum())
                .isLessThan(reference.parts().stream().mapToInt(part -> part.data().length).sum() / 4);
    }

    @Test
    void columnsGiveEveryValueOfAGroup() {
        Window window = new StoredWindow(hundred()).open(COMPONENTS);

        GroupColumns columns = window.columns(1, 1, 9);

        assertThat(columns.places()).isEqualTo(36);
        assertThat(columns.start(36)).isEqualTo(360);
        int place = columns.place(70);
        int entry = columns.entryAt(place, 4);
        assertThat(columns.tickIndex(entry)).isEqualTo(4);
        assertThat(columns.number(0, entry)).isEqualTo(71);
    }

    @Test
    void partsAreInTheOrderInWhichAMomentIsRead() {
        assertThat(hundred().parts().stream()
                .map(part -> part.kind() + " " + part.component() + " " + part.group()))
                .containsExactly("DIRECTORY 0 0", "KEY 1 0", "KEY 1 1", "KEY 0 0", "KEY 0 1", "DELTA 1 0", "DELTA 1 1");
    }

    @Test
    void theWorkedExampleOfFormatMdReads() {
        encoder.begin(600, 10_000_000_000L);
        int ball = encoder.row(7, false);
        encoder.spawn(ball, "ball");
        encoder.put(ball, 1, 1.5f, 0f, -0.25f);
        builder.add(finished());
        encoder.begin(601, 10_016_000_000L);
        encoder.put(encoder.row(7, false), 1, 1.75f, 0f, -0.25f);
        builder.add(finished());
        encoder.begin(602, 10_033_000_000L);
        encoder.put(encoder.row(7, false), 1, 2f, -0f, -0.25f);
        encoder.put(encoder.row(7, false), 0, "hi");
        builder.add(finished());

        List<String> hex = new ArrayList<>();
        for (Part part : builder.build().parts()) {
            hex.add(part.kind() + " " + part.component() + " " + HexFormat.of().formatHex(part.data()));
        }

        assertThat(hex).containsExactlyElementsOf(WORKED_EXAMPLE);
        StoredWindow stored = StoredWindow.ofParts(WORKED_EXAMPLE.stream().map(line -> {
            String[] words = line.split(" ", -1);
            return new Part(PartKind.valueOf(words[0]), Integer.parseInt(words[1]), 0,
                    HexFormat.of().parseHex(words[2]));
        }).toList());
        Window window = stored.open(COMPONENTS);
        assertThat(window.track(EntityId.of(7), 1).stream().map(Window.TrackPoint::value)).containsExactly(
                Value.ofDoubles(ComponentType.VEC3F32, 1.5, 0, -0.25),
                Value.ofDoubles(ComponentType.VEC3F32, 1.75, 0, -0.25),
                Value.ofDoubles(ComponentType.VEC3F32, 2, -0.0, -0.25));
        assertThat(window.stateAt(2).entities()).singleElement()
                .satisfies(entity -> assertThat(entity.kind()).isEqualTo("ball"));
    }

    private static final List<String> WORKED_EXAMPLE = List.of(
            "DIRECTORY 0 03580200000000000000e40b54020000000602020101000200200200000100000e010462616c6c01000000000002000d000102040007000101",
            "KEY 1 0a0256010001001e01", "KEY 0 01026869020000", "DELTA 1 0e02020101000032000001");

    @ParameterizedTest(name = "{0}")
    @EnumSource(value = ComponentType.class, names = { "VEC3F32", "VEC3F64" })
    void binaryFractionsAreWrittenAsIntegers(ComponentType type) {
        Component component = Component.of("walk", type);
        encoder.declare(2, component);
        builder.declare(2, component);
        Random random = new Random(1);
        double[] at = { 0, 100, -5000 };
        for (int tick = 0; tick < 128; tick++) {
            encoder.begin(tick, tick);
            for (int c = 0; c < at.length; c++) {
                at[c] += (random.nextInt(16) - 8) / 1024.0;
            }
            int row = encoder.row(1, false);
            if (type == ComponentType.VEC3F32) {
                encoder.put(row, 2, (float) at[0], (float) at[1], (float) at[2]);
            } else {
                encoder.put(row, 2, at[0], at[1], at[2]);
            }
            builder.add(finished());
        }
        EncodedWindow window = builder.build();

        assertThat(window.parts()).filteredOn(part -> part.kind() == PartKind.DELTA).singleElement()
                .satisfies(delta -> assertThat(delta.data()).hasSizeLessThan(3 * 127 + 10));
        List<Window.TrackPoint> track = new StoredWindow(window).open(Map.of(2, component)).track(EntityId.of(1), 2);
        assertThat(track.getLast().value()).isEqualTo(Value.ofDoubles(type, at));
    }

    @ParameterizedTest(name = "step {0}")
    @ValueSource(doubles = { 0.1, 0.001, 1.0 / 3, 7 })
    void lossyValuesAreAtMostHalfAStepAway(double step) {
        Component lossy = Component.of("speed", ComponentType.F64).withLossyStep(step);
        Component narrow = Component.of("heat", ComponentType.F32).withLossyStep(step);
        Map<Integer, Component> components = Map.of(5, lossy, 6, narrow);
        components.forEach((number, component) -> {
            encoder.declare(number, component);
            builder.declare(number, component);
        });
        Random random = new Random(5);
        List<Double> wide = new ArrayList<>(
                List.of(Double.NaN, Double.NEGATIVE_INFINITY, 1e300, step / 2, -1.5 * step));
        while (wide.size() < 128) {
            wide.add(random.nextGaussian() * Math.pow(10, random.nextInt(7)));
        }
        for (int tick = 0; tick < 128; tick++) {
            encoder.begin(tick, tick);
            encoder.put(encoder.row(1, false), 5, wide.get(tick).doubleValue());
            encoder.put(encoder.row(1, false), 6, wide.get(tick).floatValue());
            builder.add(finished());
        }
        Window window = new StoredWindow(builder.build()).open(components);

        for (int component = 5; component <= 6; component++) {
            List<Window.TrackPoint> track = window.track(EntityId.of(1), component);
            for (int tick = 0; tick < 128; tick++) {
                double written = component == 5 ? wide.get(tick) : wide.get(tick).floatValue();
                double read = track.get(tick).value().number(0);
                if (Double.isFinite(written)) {
                    assertThat(Math.abs(read - written)).as("tick %s: %s", tick, written).isLessThanOrEqualTo(step / 2);
                } else {
                    assertThat(Double.doubleToRawLongBits(read)).isEqualTo(Double.doubleToRawLongBits(written));
                }
            }
        }
    }

    @ParameterizedTest(name = "step {0}")
    @ValueSource(doubles = { 0.1, 0.01, 1e-4, 1e-5, 1e-9 })
    void lossyQuaternionsAreAtMostHalfAStepAwayInEachColumn(double step) {
        Component lossy = Component.of("rotation", ComponentType.QUAT).withLossyStep(step);
        encoder.declare(5, lossy);
        builder.declare(5, lossy);
        Random random = new Random(6);
        float[][] said = new float[128][4];
        for (int tick = 0; tick < 128; tick++) {
            double length = 0;
            for (int c = 0; c < 4; c++) {
                said[tick][c] = (float) random.nextGaussian();
                length += said[tick][c] * said[tick][c];
            }
            for (int c = 0; c < 4 && tick % 16 != 15; c++) { // some are no unit quaternions
                said[tick][c] /= (float) Math.sqrt(length);
            }
            encoder.begin(tick, tick);
            encoder.put(encoder.row(1, false), 5, said[tick][0], said[tick][1], said[tick][2], said[tick][3]);
            builder.add(finished());
        }

        List<Window.TrackPoint> track = new StoredWindow(builder.build()).open(Map.of(5, lossy)).track(EntityId.of(1),
                5);

        for (int tick = 0; tick < 128; tick++) {
            for (int c = 0; c < 4; c++) {
                double moved = Math.abs(track.get(tick).value().number(c) - said[tick][c]);
                assertThat(moved).as("tick %s, column %s", tick, c).isLessThanOrEqualTo(step / 2);
            }
        }
    }

    @Test
    void aFrameThatUsesWhatIsNotDeclaredChangesNothing() {
        encoder.declare(9, POSITION);
        encoder.begin(1, 1);
        encoder.put(encoder.row(1, false), 9, 1f, 2f, 3f);
        assertThatThrownBy(() -> builder.add(finished())).isInstanceOf(CorruptException.class)
                .hasMessageContaining("component 9");
        encoder.begin(1, 1);
        encoder.put(encoder.row(77, true), 1, 1f, 2f, 3f);
        assertThatThrownBy(() -> builder.add(finished())).isInstanceOf(CorruptException.class)
                .hasMessageContaining("reference 77");
        assertThat(builder.frames()).isZero();

        encoder.begin(1, 1);
        encoder.put(encoder.row(1, false), 1, 1f, 2f, 3f);
        builder.add(finished());
        encoder.begin(1, 1);
        assertThatThrownBy(() -> builder.add(finished())).isInstanceOf(CorruptException.class)
                .hasMessageContaining("tick 1 follows tick 1");
        assertThat(new StoredWindow(builder.build()).open(COMPONENTS).stateAt(0).entities()).hasSize(1);
    }

    @Test
    void aNewSessionBeginsWithNothing() {
        hundred();
        builder.reset();
        encoder.begin(0, 0);
        encoder.spawn(encoder.row(1, false), "ball");
        builder.add(finished());

        var state = new StoredWindow(builder.build()).open(COMPONENTS).stateAt(0);

        assertThat(state.entities()).singleElement()
                .satisfies(entity -> assertThat(entity.values()).isEmpty());
    }
}
