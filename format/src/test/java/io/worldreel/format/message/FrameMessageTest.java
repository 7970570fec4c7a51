package io.worldreel.format.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.CorruptException;
import io.worldreel.format.Event;
import io.worldreel.format.FormatException;
import io.worldreel.format.Role;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameMessageTest {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final MessageEncoder encoder = new MessageEncoder();
    private final MessageDecoder decoder = new MessageDecoder();
    private final FrameEncoder frames = new FrameEncoder();

    private FrameMessage decoded(MemorySegment message) {
        return (FrameMessage) decoder.decode(message);
    }

    @Test
    void declarationsReadBack() {
        var hello = new Message.Hello(0, 1, "arena", "eu-1", "test 1.0");
        var declaration = new Message.Declaration(7,
                Component.of("position", ComponentType.VEC3F32, Role.POSITION).withUnit("m").withLossyStep(0.001));
        var name = new Message.EntityName(-3, "Bäll");

        assertThat(decoder.decode(encoder.hello(hello))).isEqualTo(hello);
        assertThat(decoder.decode(encoder.declaration(declaration))).isEqualTo(declaration);
        assertThat(decoder.decode(encoder.entityName(name))).isEqualTo(name);
        for (boolean goesOn : new boolean[]{ false, true }) {
            Message.End end = new Message.End(goesOn);
            assertThat(decoder.decode(encoder.end(end))).isEqualTo(end);
        }
    }

    @Test
    void aFrameReadsBackAsItWasPut() {
        frames.declare(0, Component.of("position", ComponentType.VEC3F32));
        frames.declare(2, Component.of("label", ComponentType.UTF8));
        frames.begin(41, 1_000);
        int ball = frames.row(5, false);
        int car = frames.row(5, true);
        frames.put(ball, 0, 1f, Float.intBitsToFloat(0x7f800001), -0f);
        frames.put(car, 0, 4f, 5f, 6f);
        frames.put(car, 2, "first");
        frames.put(car, 2, "wins: the last");
        frames.spawn(car, "car");
        frames.despawn(ball);
        frames.event("goal", ball, Event.Encoding.JSON, "{\"by\":5}");
        frames.event("whistle", -1, Event.Encoding.NONE, "");

        FrameMessage frame = decoded(frames.finish());

        assertThat(frame.tick()).isEqualTo(41);
        assertThat(frame.timeNanos()).isEqualTo(1_000);
        assertThat(frame.entities()).isEqualTo(2);
        assertThat(frame.entityNamed(0)).isFalse();
        assertThat(frame.entityNamed(1)).isTrue();
        assertThat(frame.blocks()).isEqualTo(2);
        assertThat(frame.segment().get(ValueLayout.JAVA_INT_UNALIGNED, frame.valueOffset(0, 0) + 4))
                .isEqualTo(0x7f800001);
        assertThat(frame.segment().get(F32, frame.valueOffset(0, 1) + 8)).isEqualTo(6f);
        assertThat(frame.component(1)).isEqualTo(2);
        assertThat(frame.row(1, 0)).isEqualTo(1);
        assertThat(frame.segment().asSlice(frame.valueOffset(1, 0), frame.valueLength(1, 0))
                .toArray(ValueLayout.JAVA_BYTE))
                .asString().isEqualTo("wins: the last");
        assertThat(frame.spawnKind(0)).isEqualTo("car");
        assertThat(frame.despawnRow(0)).isZero();
        assertThat(frame.eventKind(0)).isEqualTo("goal");
        assertThat(frame.eventData(0)).isEqualTo(Event.Data.json("{\"by\":5}"));
        assertThat(frame.eventRow(1)).isEqualTo(-1);
    }

    @Test
    void theWorkedExampleOfTheFormatHolds() {
        frames.declare(0, Component.of("position", ComponentType.VEC2F32));
        frames.begin(600, 1_500_000_000_000_000_000L);
        frames.put(frames.row(7, false), 0, 1.5f, -2f);
        byte[] bytes = frames.finish().toArray(ValueLayout.JAVA_BYTE);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(
                "adc15fdd04000000" + "5802000000000000" + "0000167b0d12d114" + "01000000" + "01000000" + "00000000"
                        + "00000000"
                        + "00000000" + "0700000000000000" + "00000601" + "01000000" + "0000c03f000000c0");
    }

    @Test
    void valuesOfTheWrongShapeAreRefused() {
        frames.declare(1, Component.of("health", ComponentType.I32));
        frames.begin(1, 1);
        int row = frames.row(1, false);
        assertThatThrownBy(() -> frames.put(row, 1, 0.5)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("i32");
        assertThatThrownBy(() -> frames.put(row, 1, 1f, 2f)).hasMessageContaining("takes 1 numbers, not 2");
        assertThatThrownBy(() -> frames.put(row, 0, 1L)).hasMessageContaining("not declared");
        assertThatThrownBy(() -> frames.put(row, 1, "text")).hasMessageContaining("takes numbers");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void manyEntitiesInAnyOrderKeepTheirRows(long seed) {
        Random random = new Random(seed);
        frames.declare(0, Component.of("a", ComponentType.I64));
        frames.declare(1, Component.of("b", ComponentType.F64));
        for (int round = 0; round < 20; round++) {
            frames.begin(round, round);
            long[] ids = random.longs(random.nextInt(2000)).toArray();
            for (long id : ids) {
                frames.put(frames.row(id, id % 3 == 0), 0, id);
            }
            for (long id : ids) {
                if (id % 2 == 0) {
                    frames.put(frames.row(id, id % 3 == 0), 1, (double) id);
                }
            }
            FrameMessage frame = decoded(frames.finish());
            for (int block = 0; block < frame.blocks(); block++) {
                for (int i = 0; i < frame.count(block); i++) {
                    long ref = frame.entityRef(frame.row(block, i));
                    long bits = frame.segment().get(ValueLayout.JAVA_LONG_UNALIGNED, frame.valueOffset(block, i));
                    assertThat(bits)
                            .isEqualTo(frame.component(block) == 0 ? ref : Double.doubleToRawLongBits((double) ref));
                    assertThat(frame.entityNamed(frame.row(block, i))).isEqualTo(ref % 3 == 0);
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 11, 12, 13 })
    void damagedMessagesAreRefusedOrReadWithinTheirBounds(long seed) {
        Random random = new Random(seed);
        frames.declare(0, Component.of("a", ComponentType.VEC3F32));
        frames.declare(1, Component.of("t", ComponentType.BYTES));
        frames.begin(1, 2);
        for (int i = 0; i < 20; i++) {
            int row = frames.row(i, i % 4 == 0);
            frames.put(row, 0, i, i, (float) i);
            frames.put(row, 1, new byte[i], 0, i);
            frames.spawn(row, "k" + i);
            frames.event("e", row, Event.Encoding.TEXT, "text");
        }
        byte[] whole = frames.finish().toArray(ValueLayout.JAVA_BYTE);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = Arrays.copyOf(whole,
                    random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int flips = random.nextInt(1, 4); flips > 0 && damaged.length > 8; flips--) {
                damaged[random.nextInt(8, damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (Arrays.equals(damaged, whole)) {
                continue;
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment message = arena.allocate(damaged.length);
                MemorySegment.copy(damaged, 0, message, ValueLayout.JAVA_BYTE, 0, damaged.length);
                if (damaged.length > 48) {
                    readAll(new FrameMessage(), message);
                }
                assertThatThrownBy(() -> decoder.decode(message)).asInstanceOf(type(FormatException.class)).isNotNull();
            }
        }
    }

    /** Past the checksum nothing but the bounds stands between a hostile message and the reader. */
    private static void readAll(FrameMessage frame, MemorySegment message) {
        try {
            frame.wrap(message);
        } catch (CorruptException refused) {
            return;
        }
        for (int block = 0; block < frame.blocks(); block++) {
            for (int i = 0; i < frame.count(block); i++) {
                assertThat(frame.row(block, i)).isBetween(0, frame.entities() - 1);
                assertThat(frame.valueOffset(block, i) + frame.valueLength(block, i))
                        .isLessThanOrEqualTo(message.byteSize());
            }
        }
        for (int i = 0; i < frame.events(); i++) {
            assertThat(frame.eventData(i)).isNotNull();
        }
    }
}
