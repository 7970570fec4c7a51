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
import org.junit.jupiter.params.provider.CsvSource;

/** Rotations that angular velocities tell. */
class TurnTest {
    private static final int BODIES = 9;
    private static final double TICK = 1 / 120.0;
    private static final double UNIT = 0.01;

    private static Map<Integer, Component> components(boolean related, double step) {
        Component rotation = Component.of("rotation", ComponentType.QUAT, Role.ROTATION);
        Map<Integer, Component> components = new LinkedHashMap<>();
        components.put(0, Component.of("position", ComponentType.VEC3F32, Role.POSITION));
        components.put(1, Component.of("velocity", ComponentType.VEC3F32, Role.VELOCITY));
        components.put(2, step > 0 ? rotation.withLossyStep(step) : rotation);
        components.put(3, Component.of("spin", ComponentType.VEC3F32, related ? Role.ANGULAR_VELOCITY : Role.NONE));
        return components;
    }

    /** What was said of a body's rotation in a frame. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Said(int tick, int body, float[] columns) {}

    private final List<Said> said = new ArrayList<>();

    /** Bodies that fly and spin, faster and slower, in frames of five or six physics steps; not all are in every frame. */
    private EncodedWindow window(long seed, boolean own, boolean odd, Map<Integer, Component> components) {
        Random random = new Random(seed);
        FrameEncoder encoder = new FrameEncoder();
        WindowBuilder builder = new WindowBuilder();
        components.forEach((number, component) -> {
            encoder.declare(number, component);
            builder.declare(number, component);
        });
        double[][] spin = new double[BODIES][3];
        double[][] turned = new double[BODIES][];
        for (int b = 0; b < BODIES; b++) {
            turned[b] = new double[]{ 0, 0, 0, 1 };
        }
        double[] at = new double[BODIES];
        said.clear();
        for (int tick = 0; tick < 128; tick++) {
            double time = (5 + random.nextInt(2)) * TICK;
            encoder.begin(tick, tick * 41_666_667L);
            for (int b = 0; b < BODIES; b++) {
                at[b] += 100 * (b + 1) * time;
                for (int axis = 0; axis < 3; axis++) {
                    spin[b][axis] = Math.rint((spin[b][axis] * UNIT + random.nextGaussian() * 0.02) / UNIT);
                }
                turned[b] = turn(turned[b], spin[b], time * UNIT, own);
                if (random.nextInt(20) == 0) {
                    continue;
                }
                float[] quat = quantised(turned[b], odd, random);
                int row = encoder.row(b, false);
                encoder.put(row, 0, (float) (Math.rint(at[b] * 100) / 100), 0f, 0f);
                encoder.put(row, 1, 100f * (b + 1), 0f, 0f);
                encoder.put(row, 2, quat[0], quat[1], quat[2], quat[3]);
                encoder.put(row, 3, (float) spin[b][0], (float) spin[b][1], (float) spin[b][2]);
                said.add(new Said(tick, b, quat));
            }
            builder.add((FrameMessage) new MessageDecoder().decode(encoder.finish()));
        }
        return builder.build();
    }

    private static double[] turn(double[] q, double[] spin, double time, boolean own) {
        double angle = Math.sqrt(spin[0] * spin[0] + spin[1] * spin[1] + spin[2] * spin[2]) * time;
        double part = angle == 0 ? 0 : Math.sin(angle / 2) * time / angle;
        double[] d = { spin[0] * part, spin[1] * part, spin[2] * part, Math.cos(angle / 2) };
        return own ? product(q, d) : product(d, q);
    }

    private static double[] product(double[] a, double[] b) {
        return new double[]{ a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
                a[3] * b[1] + a[1] * b[3] + a[2] * b[0] - a[0] * b[2],
                a[3] * b[2] + a[2] * b[3] + a[0] * b[1] - a[1] * b[0],
                a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2] };
    }

    /** As a sender says it: on a grid, of either sign, and, where odd ones are wanted, now and then nothing of the kind. */
    private static float[] quantised(double[] exact, boolean odd, Random random) {
        float[] quat = new float[4];
        int sign = random.nextInt(40) == 0 ? -1 : 1;
        for (int c = 0; c < 4; c++) {
            quat[c] = (float) (sign * exact[c]);
        }
        assertThat(QuatGrid.ofBits(18, 1).round(quat, 1e-4)).isTrue();
        if (odd && random.nextInt(150) == 0) {
            quat[random.nextInt(4)] = random.nextBoolean() ? Float.NaN : 0.3f;
        }
        return quat;
    }

    @ParameterizedTest(name = "seed {0}, own axes {1}")
    @CsvSource({ "1,false", "2,true", "3,false", "4,true" })
    void everyRotationReadsBackBitForBit(long seed, boolean own) {
        Map<Integer, Component> components = components(true, 0);
        StoredWindow stored = new StoredWindow(window(seed, own, true, components));
        Window whole = stored.open(components);
        Window part = stored.open(components);
        for (Said each : said) {
            var point = whole.track(EntityId.of(each.body()), 2).stream()
                    .filter(candidate -> candidate.tick() == each.tick()).findFirst().orElseThrow();
            var state = Objects.requireNonNull(part.stateAt(each.tick()).entities().stream()
                    .filter(candidate -> candidate.entity().equals(EntityId.of(each.body()))).findFirst().orElseThrow()
                    .values().get(components.get(2)));
            for (int c = 0; c < 4; c++) {
                int bits = Float.floatToRawIntBits(each.columns()[c]);
                assertThat((int) point.value().bits(c)).as("%s", each).isEqualTo(bits);
                assertThat((int) state.bits(c)).as("%s", each).isEqualTo(bits);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}, own axes {1}")
    @CsvSource({ "7,false", "8,true", "9,false", "10,true" })
    void aStateReadByItselfIsThatOfTheWholeWindow(long seed, boolean own) {
        Map<Integer, Component> components = components(true, 0);
        StoredWindow stored = new StoredWindow(window(seed, own, true, components));
        Window whole = stored.open(components);
        whole.stateAt(127);
        for (int tick = 0; tick < 128; tick++) {
            assertThat(stored.open(components).stateAt(tick)).isEqualTo(whole.stateAt(tick));
        }
    }

    @ParameterizedTest(name = "seed {0}, own axes {1}")
    @CsvSource({ "5,false", "6,true" })
    void lossyRotationsStayWithinHalfAStep(long seed, boolean own) {
        double step = 1e-4;
        Map<Integer, Component> components = components(true, step);
        Window window = new StoredWindow(window(seed, own, true, components)).open(components);
        for (Said each : said) {
            var point = window.track(EntityId.of(each.body()), 2).stream()
                    .filter(candidate -> candidate.tick() == each.tick()).findFirst().orElseThrow();
            for (int c = 0; c < 4; c++) {
                float read = Float.intBitsToFloat((int) point.value().bits(c));
                if (Float.isNaN(each.columns()[c])) {
                    assertThat(read).isNaN();
                } else {
                    assertThat(Math.abs((double) read - each.columns()[c])).isLessThanOrEqualTo(step / 2);
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}, own axes {1}")
    @CsvSource({ "7,false", "8,true" })
    void rotationsThatSpeedsTellTakeLittle(long seed, boolean own) {
        int related = deflated(window(seed, own, false, components(true, 0)));
        int unrelated = deflated(window(seed, own, false, components(false, 0)));

        assertThat(related).isLessThan(unrelated * 8 / 10);
    }

    /** Bytes that the later rotations take when compressed. */
    private static int deflated(EncodedWindow window) {
        Deflater deflater = new Deflater(9);
        byte[] out = new byte[1 << 20];
        window.parts().stream().filter(part -> part.kind() == PartKind.DELTA && part.component() == 2)
                .forEach(part -> deflater.setInput(part.data()));
        deflater.finish();
        int length = deflater.deflate(out);
        deflater.end();
        return length;
    }
}
