package io.worldreel.format.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of a group are the same bytes as the values one by one, wherever and in whatever order they are put. */
class EntityGroupTest {
    private static final List<ComponentType> TYPES = List.of(ComponentType.VEC3F32, ComponentType.QUAT,
            ComponentType.F32, ComponentType.VEC2F64, ComponentType.F32, ComponentType.I64);
    private static final int ROOM = 1 << 16;

    private static FrameEncoder encoder() {
        FrameEncoder encoder = new FrameEncoder();
        for (int number = 0; number < TYPES.size(); number++) {
            encoder.declare(number, Component.of("c" + number, TYPES.get(number)));
        }
        return encoder;
    }

    /** What a frame is asked to say: the same calls for both encoders, as far as they have them. */
    private static void say(FrameEncoder encoder, long seed, boolean grouped) {
        Random random = new Random(seed);
        long[] refs = LongStream.range(0, 1 + random.nextInt(40)).map(i -> i * i - 7).toArray();
        boolean[] named = new boolean[refs.length];
        if (random.nextBoolean()) {
            for (int i = 0; i < named.length; i++) {
                named[i] = random.nextBoolean();
            }
        }
        EntityGroup group = new EntityGroup(refs, named);
        for (int call = 0; call < 1 + random.nextInt(6); call++) {
            int component = random.nextInt(TYPES.size());
            if (random.nextInt(3) > 0) {
                column(encoder, group, refs, named, component, random, grouped);
            } else {
                int row = encoder.row(random.nextInt(5), false);
                if (TYPES.get(component) == ComponentType.F32) {
                    encoder.put(row, component, random.nextFloat());
                } else {
                    encoder.event("hit", row, io.worldreel.format.Event.Encoding.TEXT, "ouch");
                }
            }
        }
    }

    private static void column(FrameEncoder encoder, EntityGroup group, long[] refs, boolean[] named, int component,
            Random random, boolean grouped) {
        int columns = TYPES.get(component).columns();
        boolean whole = TYPES.get(component) == ComponentType.I64;
        float[] values = new float[refs.length * columns];
        long[] numbers = new long[refs.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
            numbers[i % refs.length] = random.nextLong();
        }
        if (grouped && whole) {
            encoder.putAll(group, component, numbers);
        } else if (grouped) {
            encoder.putAll(group, component, values);
        } else {
            for (int i = 0, at = 0; i < refs.length; i++, at += columns) {
                int row = encoder.row(refs[i], named[i]);
                switch (TYPES.get(component)) {
                    case I64 -> encoder.put(row, component, numbers[i]);
                    case F32 -> encoder.put(row, component, values[at]);
                    case VEC2F64 -> encoder.put(row, component, values[at], values[at + 1]);
                    case VEC3F32 -> encoder.put(row, component, values[at], values[at + 1], values[at + 2]);
                    default -> encoder.put(row, component, values[at], values[at + 1], values[at + 2], values[at + 3]);
                }
            }
        }
    }

    private static byte[] expected(long seed) {
        FrameEncoder encoder = encoder();
        encoder.begin(seed, -seed);
        say(encoder, seed, false);
        return encoder.finish().toArray(ValueLayout.JAVA_BYTE);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
    void aFrameOfColumnsIsTheFrameOfItsValues(long seed) {
        FrameEncoder encoder = encoder();
        for (long i = 0; i < 200; i++) {
            encoder.begin(1000 * seed + i, -1000 * seed - i);
            say(encoder, 1000 * seed + i, true);
            assertThat(encoder.finish().toArray(ValueLayout.JAVA_BYTE)).as("seed %s", 1000 * seed + i)
                    .isEqualTo(expected(1000 * seed + i));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 11, 12, 13, 14, 15, 16, 17, 18 })
    void soIsAFrameThatIsBuiltInPlace(long seed) {
        FrameEncoder encoder = encoder();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(ROOM);
            ByteBuffer view = place.asByteBuffer();
            for (long i = 0; i < 200; i++) {
                Random random = new Random(-i);
                long frame = 1000 * seed + i;
                int at = 8 * random.nextInt(20);
                int limit = at + random.nextInt(ROOM - at);
                encoder.begin(frame, -frame);
                encoder.writeInPlace(place, at, limit);
                say(encoder, frame, true);
                if (random.nextInt(4) == 0) {
                    encoder.settle();
                }
                int length = encoder.length();
                encoder.writeTo(place, view, at, length);
                assertThat(place.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE)).as("seed %s", frame)
                        .isEqualTo(expected(frame));
            }
        }
    }

    @Test
    void anEntityIsInAGroupOnce() {
        assertThatThrownBy(() -> new EntityGroup(new long[]{ 4, 5, 4 }, new boolean[3]))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("4");
    }

    @Test
    void tooFewValuesAreRefused() {
        FrameEncoder encoder = encoder();
        EntityGroup group = new EntityGroup(new long[]{ 1, 2 }, new boolean[2]);
        encoder.begin(1, 1);
        assertThatThrownBy(() -> encoder.putAll(group, 0, new float[5])).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 entities");
    }
}
