package io.worldreel.format.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Role;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.MessageDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions that velocities tell, by a physics clock that the window finds. */
class MotionTest {
    private static final int BODIES = 9;
    private static final double TICK = 1 / 120.0;

    private static Map<Integer, Component> components(boolean related) {
        Map<Integer, Component> components = new LinkedHashMap<>();
        components.put(0, Component.of("position", ComponentType.VEC3F32, Role.POSITION));
        components.put(1, Component.of("velocity", ComponentType.VEC3F32, related ? Role.VELOCITY : Role.NONE));
        return components;
    }

    /** What was said of a body in a frame: position and velocity. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Said(int tick, int body, float[] columns) {}

    private final List<Said> said = new ArrayList<>();

    /** Bodies that fly, bounce, rest and jump, in frames of five or six physics steps; not all are in every frame. */
    private EncodedWindow window(long seed, Map<Integer, Component> components) {
        Random random = new Random(seed);
        FrameEncoder encoder = new FrameEncoder();
        WindowBuilder builder = new WindowBuilder();
        components.forEach((number, component) -> {
            encoder.declare(number, component);
            builder.declare(number, component);
        });
        double[][] at = new double[BODIES][6];
        for (double[] body : at) {
            for (int c = 0; c < 6; c++) {
                body[c] = random.nextGaussian() * 1000;
            }
        }
        said.clear();
        for (int tick = 0; tick < 128; tick++) {
            int steps = 5 + random.nextInt(2);
            encoder.begin(tick, tick * 41_666_667L);
            for (int b = 0; b < BODIES; b++) {
                move(at[b], b, steps * TICK, random);
                if (random.nextInt(20) == 0) {
                    continue;
                }
                float[] columns = new float[6];
                for (int c = 0; c < 6; c++) {
                    columns[c] = (float) (Math.rint(at[b][c] * 100) / 100);
                }
                if (random.nextInt(100) == 0) {
                    columns[random.nextInt(6)] = random.nextBoolean() ? Float.NaN : Float.POSITIVE_INFINITY;
                }
                int row = encoder.row(b, false);
                encoder.put(row, 0, columns[0], columns[1], columns[2]);
                encoder.put(row, 1, columns[3], columns[4], columns[5]);
                said.add(new Said(tick, b, columns));
            }
            builder.add((FrameMessage) new MessageDecoder().decode(encoder.finish()));
        }
        return builder.build();
    }

    private static void move(double[] body, int number, double time, Random random) {
        if (number == 0) {
            return;
        }
        for (int c = 0; c < 3; c++) {
            double before = body[3 + c];
            body[3 + c] = random.nextInt(50) == 0 ? -before : before + (c == 2 ? -650 * time : 0);
            body[c] += 0.5 * (before + body[3 + c]) * time;
        }
        if (random.nextInt(300) == 0) {
            body[0] = 1e6;
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void everyValueReadsBackBitForBit(long seed) {
        Map<Integer, Component> components = components(true);
        StoredWindow stored = new StoredWindow(window(seed, components));

        Window whole = stored.open(components);
        Window byState = stored.open(components);

        for (Said each : said) {
            for (int component = 0; component < 2; component++) {
                List<Window.TrackPoint> track = whole.track(EntityId.of(each.body()), component);
                var point = track.stream().filter(candidate -> candidate.tick() == each.tick()).findFirst()
                        .orElseThrow();
                var state = Objects.requireNonNull(byState.stateAt(each.tick()).entities().stream()
                        .filter(candidate -> candidate.entity().equals(EntityId.of(each.body()))).findFirst()
                        .orElseThrow().values().get(components.get(component)));
                for (int c = 0; c < 3; c++) {
                    int bits = Float.floatToRawIntBits(each.columns()[3 * component + c]);
                    assertThat((int) point.value().bits(c)).as("%s", each).isEqualTo(bits);
                    assertThat((int) state.bits(c)).as("%s", each).isEqualTo(bits);
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3 })
    void theClockIsInWholeStepsOfThePhysics(long seed) {
        Random random = new Random(seed);
        Map<Integer, Component> components = components(true);
        FrameEncoder encoder = new FrameEncoder();
        WindowBuilder builder = new WindowBuilder();
        components.forEach((number, component) -> {
            encoder.declare(number, component);
            builder.declare(number, component);
        });
        double[][] bodies = new double[BODIES][6];
        for (int tick = 0; tick < 128; tick++) {
            int steps = 5 + random.nextInt(2);
            encoder.begin(tick, tick * 41_666_667L);
            for (int b = 0; b < BODIES; b++) {
                double[] at = bodies[b];
                double[] push = random.doubles(3, -3000, 3000).toArray();
                for (int c = 0; c < 3 * steps; c++) {
                    at[3 + c % 3] += push[c % 3] * TICK;
                    at[c % 3] += at[3 + c % 3] * TICK;
                }
                int row = encoder.row(b, false);
                encoder.put(row, 0, (float) at[0], (float) at[1], (float) at[2]);
                encoder.put(row, 1, (float) at[3], (float) at[4], (float) at[5]);
            }
            builder.add((FrameMessage) new MessageDecoder().decode(encoder.finish()));
        }

        Window window = new StoredWindow(builder.build()).open(components);

        assertThat(window.directory().clock().lengths()).containsExactlyInAnyOrder(5 * TICK, 6 * TICK);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 6, 7 })
    void positionsThatVelocitiesTellTakeLittle(long seed) {
        int related = deflated(window(seed, components(true)));
        int unrelated = deflated(window(seed, components(false)));

        assertThat(related).isLessThan(unrelated * 7 / 10);
    }

    /** Bytes that the later positions take when compressed. */
    private static int deflated(EncodedWindow window) {
        Deflater deflater = new Deflater(9);
        byte[] out = new byte[1 << 20];
        window.parts().stream().filter(part -> part.kind() == PartKind.DELTA && part.component() == 0)
                .forEach(part -> deflater.setInput(part.data()));
        deflater.finish();
        int length = deflater.deflate(out);
        deflater.end();
        return length;
    }
}
