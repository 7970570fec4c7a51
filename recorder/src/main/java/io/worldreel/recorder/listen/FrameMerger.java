package io.worldreel.recorder.listen;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Event;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.MessageDecoder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Puts the parts of a frame together, each of which carries some of its entities whole. Owned by one thread. */
final class FrameMerger {
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final String PARTIAL = "worldreel.partial";

    private final FrameEncoder encoder = new FrameEncoder();
    private final MessageDecoder decoder = new MessageDecoder();
    private final Map<Integer, ComponentType> types = new HashMap<>();

    /**
     * @param parts at least one, in their order; frame messages of one tick
     * @param expected how many there should be
     * @return the frame, which says so if parts are missing; valid until the next call
     * @throws RefusedException if the parts contradict one another
     */
    MemorySegment merge(Collection<byte[]> parts, int expected) throws RefusedException {
        boolean begun = false;
        for (byte[] bytes : parts) {
            FrameMessage part = (FrameMessage) decoder.decode(MemorySegment.ofArray(bytes));
            declare(part);
            if (!begun) {
                encoder.begin(part.tick(), part.timeNanos());
                begun = true;
            }
            add(part);
        }
        if (parts.size() < expected) {
            encoder.event(PARTIAL, -1, Event.Encoding.JSON,
                    "{\"parts\":" + expected + ",\"arrived\":" + parts.size() + "}");
        }
        return encoder.finish();
    }

    private void declare(FrameMessage part) throws RefusedException {
        for (int block = 0; block < part.blocks(); block++) {
            ComponentType type = part.type(block);
            ComponentType known = types.putIfAbsent(part.component(block), type);
            if (known == null) {
                encoder.declare(part.component(block), Component.of("c", type));
            } else if (known != type) {
                throw new RefusedException("component " + part.component(block) + " changes its type");
            }
        }
    }

    private void add(FrameMessage part) {
        int[] rows = new int[part.entities()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = encoder.row(part.entityRef(i), part.entityNamed(i));
        }
        for (int block = 0; block < part.blocks(); block++) {
            for (int i = 0; i < part.count(block); i++) {
                put(part, block, i, rows[part.row(block, i)]);
            }
        }
        for (int i = 0; i < part.spawns(); i++) {
            encoder.spawn(rows[part.spawnRow(i)], part.spawnKind(i));
        }
        for (int i = 0; i < part.despawns(); i++) {
            encoder.despawn(rows[part.despawnRow(i)]);
        }
        for (int i = 0; i < part.events(); i++) {
            int row = part.eventRow(i);
            byte[] data = part.eventData(i).bytes();
            encoder.event(part.eventKind(i), row < 0 ? row : rows[row], part.eventData(i).encoding(), data, 0,
                    data.length);
        }
    }

    private void put(FrameMessage part, int block, int i, int row) {
        MemorySegment in = part.segment();
        long at = part.valueOffset(block, i);
        int component = part.component(block);
        ComponentType type = part.type(block);
        if (type.isVariable()) {
            byte[] bytes = in.asSlice(at, part.valueLength(block, i)).toArray(ValueLayout.JAVA_BYTE);
            encoder.put(row, component, bytes, 0, bytes.length);
        } else if (!type.isFloating()) {
            encoder.put(row, component, switch (type.columnBytes()) {
                case 1 -> in.get(ValueLayout.JAVA_BYTE, at);
                case 4 -> in.get(I32, at);
                default -> in.get(I64, at);
            });
        } else if (type.columnBytes() == 4) {
            switch (type.columns()) {
                case 1 -> encoder.put(row, component, f32(in, at));
                case 2 -> encoder.put(row, component, f32(in, at), f32(in, at + 4));
                case 3 -> encoder.put(row, component, f32(in, at), f32(in, at + 4), f32(in, at + 8));
                default -> encoder.put(row, component, f32(in, at), f32(in, at + 4), f32(in, at + 8), f32(in, at + 12));
            }
        } else {
            switch (type.columns()) {
                case 1 -> encoder.put(row, component, f64(in, at));
                case 2 -> encoder.put(row, component, f64(in, at), f64(in, at + 8));
                case 3 -> encoder.put(row, component, f64(in, at), f64(in, at + 8), f64(in, at + 16));
                default ->
                    encoder.put(row, component, f64(in, at), f64(in, at + 8), f64(in, at + 16), f64(in, at + 24));
            }
        }
    }

    private static float f32(MemorySegment in, long at) {
        return Float.intBitsToFloat(in.get(I32, at));
    }

    private static double f64(MemorySegment in, long at) {
        return Double.longBitsToDouble(in.get(I64, at));
    }
}
