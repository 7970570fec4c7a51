package io.worldreel.format.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.MessageDecoder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowSlotsTest {
    private static final Component X = Component.of("x", ComponentType.F32);

    @Test
    void ofTwoValuesOfAnEntityInAFrameTheLaterCountsFrameAfterFrame() {
        WindowBuilder builder = new WindowBuilder();
        FrameEncoder encoder = new FrameEncoder();
        MessageDecoder decoder = new MessageDecoder();
        builder.declare(0, X);
        encoder.declare(0, X);
        builder.name(1, "same");
        builder.name(2, "same");
        for (int tick = 0; tick < 6; tick++) {
            encoder.begin(tick, tick);
            encoder.put(encoder.row(1, true), 0, (float) tick);
            encoder.put(encoder.row(2, true), 0, 10f + tick);
            if (tick != 3) {
                encoder.put(encoder.row(3, false), 0, 20f + tick);
            }
            builder.add((FrameMessage) decoder.decode(encoder.finish()));
        }
        GroupColumns columns = new StoredWindow(List.of(builder.build())).open(Map.of(0, X)).columns(0, 0, 5);
        assertThat(numbers(columns, 0)).containsExactly(10, 11, 12, 13, 14, 15);
        assertThat(numbers(columns, 1)).containsExactly(20, 21, 22, 24, 25);
    }

    private static double[] numbers(GroupColumns columns, int place) {
        return IntStream.range(columns.start(place), columns.start(place + 1))
                .mapToDouble(entry -> columns.number(0, entry))
                .toArray();
    }
}
