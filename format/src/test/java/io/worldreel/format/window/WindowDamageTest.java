package io.worldreel.format.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.CorruptException;
import io.worldreel.format.Limits;
import io.worldreel.format.window.EncodedWindow.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowDamageTest {
    private static final int DAMAGES = 400;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("worldreel.seeds", 20));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void damagedPartsAreRefusedOrReadAsSomething(long seed) {
        EncodedWindow window = window(seed, 12);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < DAMAGES; i++) {
            List<Part> parts = new ArrayList<>(window.parts());
            int victim = random.nextInt(3) == 0 ? 0 : random.nextInt(parts.size());
            Part part = parts.get(victim);
            parts.set(victim, new Part(part.kind(), part.component(), part.group(), damaged(part.data(), random)));
            try {
                readAll(StoredWindow.ofParts(parts));
            } catch (CorruptException expected) {
                assertThat(expected).hasMessageMatching("(?s).{10,}");
                refused++;
            }
        }
        assertThat(refused).as("damages that were noticed").isGreaterThan(DAMAGES / 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyTruncationIsRefused(long seed) {
        EncodedWindow window = window(seed, 3);
        Random random = new Random(seed);
        for (int i = 0; i < window.parts().size(); i++) {
            Part part = window.parts().get(i);
            int length = random.nextInt(part.data().length);
            List<Part> parts = new ArrayList<>(window.parts());
            parts.set(i, new Part(part.kind(), part.component(), part.group(), Arrays.copyOf(part.data(), length)));
            StoredWindow stored = StoredWindow.ofParts(parts);

            assertThatThrownBy(() -> readAll(stored)).as("%s cut to %s bytes", part, length)
                    .isInstanceOf(CorruptException.class);
        }
    }

    @Test
    void aMissingPartIsNamed() {
        EncodedWindow window = window(1, 12);
        StoredWindow stored = StoredWindow.ofParts(window.parts().subList(0, 1));

        assertThatThrownBy(() -> readAll(stored)).isInstanceOf(CorruptException.class).hasMessageContaining("KEY");
    }

    @Test
    void claimsOfManyThingsInFewBytesTakeNoMemory() {
        PartWriter out = new PartWriter();
        out.varint(Limits.WINDOW_TICKS);
        out.i64(0);
        out.i64(0);
        out.u8(0);
        out.bytes(new byte[]{ 2, 0, 1, 0, 0 }, 0, 5);
        long[] ticks = new long[Limits.WINDOW_TICKS - 1];
        Arrays.setAll(ticks, i -> i + 1);
        PartWriter claims = new PartWriter();
        claims.bytes(out.toArray(), 0, out.toArray().length);
        claims.bytes(new byte[Limits.WINDOW_TICKS - 1], 0, Limits.WINDOW_TICKS - 1);
        claims.varint(Limits.WINDOW_ENTITIES);
        claims.varint(Limits.WINDOW_ENTITIES);
        claims.varint(0);

        assertThatThrownBy(() -> DirectoryCodec.read(claims.toArray())).isInstanceOf(CorruptException.class);
    }

    private static EncodedWindow window(long seed, int ticks) {
        RandomSession session = new RandomSession(seed);
        WindowBuilder builder = new WindowBuilder();
        session.introduceTo(builder);
        for (int w = 0; w < 2; w++) {
            for (int t = 0; t < ticks; t++) {
                session.next();
                builder.add(session.message);
            }
            if (w == 0) {
                builder.build();
            }
        }
        return builder.build();
    }

    private static byte[] damaged(byte[] data, Random random) {
        byte[] copy = data.clone();
        switch (random.nextInt(4)) {
            case 0 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length + 1));
            case 1 -> copy = Arrays.copyOf(copy, copy.length + 1 + random.nextInt(4));
            case 2 -> {
                int from = random.nextInt(copy.length);
                int to = Math.min(copy.length, from + 1 + random.nextInt(8));
                for (int i = from; i < to; i++) {
                    copy[i] = (byte) random.nextInt();
                }
            }
            default -> {
                int at = random.nextInt(random.nextBoolean() ? Math.min(40, copy.length) : copy.length);
                copy[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return copy;
    }

    private static void readAll(StoredWindow stored) {
        Window window = stored.open(RandomSession.COMPONENTS);
        for (int t = 0; t < window.directory().ticks(); t += 5) {
            window.stateAt(t);
            window.frame(t);
        }
        for (int component : window.directory().componentNumbers()) {
            for (int group = 0; group < window.directory().groups(); group++) {
                window.columns(component, group, window.directory().ticks() - 1);
            }
        }
    }
}
