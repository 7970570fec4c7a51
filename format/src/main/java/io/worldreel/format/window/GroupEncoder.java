package io.worldreel.format.window;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Limits;
import io.worldreel.format.window.EncodedWindow.Part;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Encodes the key and delta parts of a component (FORMAT.md, "Key and delta parts"). */
final class GroupEncoder {
    private final BlockEncoder block = new BlockEncoder();
    private final QuatEncoder quats = new QuatEncoder(block);
    private final PartWriter out = new PartWriter();
    private final Motion motion = new Motion();
    private final byte[] tickIndexes = new byte[Limits.WINDOW_TICKS + 1];
    private final long[] later = new long[Limits.WINDOW_TICKS];
    private final long[] speedBits = new long[Limits.WINDOW_TICKS + 1];
    private final long[] bits = new long[Math.max(Limits.WINDOW_TICKS, Limits.GROUP_ENTITIES)];

    /**
     * What predicts the values of a component beside themselves.
     *
     * @param speeds the values of the component that aids it, if one does
     */
    record Prediction(Clock clock, Aid aid, Optional<ValueLog> speeds) {}

    /** Adds the parts of all groups that have values. */
    void encode(int number, ValueLog log, Presence presence, Prediction prediction, List<Part> keys,
            List<Part> deltas) {
        if (log.component.type() == ComponentType.QUAT) {
            quats.beginWindow(number, log);
        }
        int place = 0;
        while (place < presence.size()) {
            int group = presence.row(place) / Limits.GROUP_ENTITIES;
            int end = presence.firstPlace((group + 1) * Limits.GROUP_ENTITIES);
            boolean later = false;
            for (int i = place; i < end; i++) {
                later |= presence.values(i) > 1;
            }
            out.clear();
            block.begin();
            if (log.isVariable()) {
                variableKeys(log, presence, place, end);
            } else if (log.component.type() == ComponentType.QUAT) {
                quats.keys(log, presence, place, end, out);
            } else {
                fixedKeys(log, presence, place, end);
            }
            keys.add(new Part(PartKind.KEY, number, group, out.toArray()));
            if (later) {
                out.clear();
                block.begin();
                if (log.isVariable()) {
                    variableDeltas(log, presence, place, end);
                } else if (log.component.type() == ComponentType.QUAT) {
                    quats.deltas(log, presence, place, end, out);
                } else {
                    fixedDeltas(log, presence, prediction, place, end);
                }
                deltas.add(new Part(PartKind.DELTA, number, group, out.toArray()));
            }
            place = end;
        }
    }

    private void fixedKeys(ValueLog log, Presence presence, int from, int end) {
        for (int c = 0; c < log.digits.length; c++) {
            for (int i = from; i < end; i++) {
                bits[i - from] = log.firstBits(presence.row(i), presence.inherited(i), c);
            }
            log.digits[c] = block.add(log.column, bits, 0, end - from, false, 0, log.digits[c]);
        }
        block.writeTo(out, log.column);
    }

    private void fixedDeltas(ValueLog log, Presence presence, Prediction prediction, int from, int end) {
        for (int c = 0; c < log.digits.length; c++) {
            for (int i = from; i < end; i++) {
                int row = presence.row(i);
                boolean inherited = presence.inherited(i);
                int count = log.laterBits(row, inherited, c, bits);
                if (count > 0) {
                    foretell(log, presence, prediction, i, c, count);
                    log.digits[c] = block.add(log.column, bits, 0, count, true, log.firstBits(row, inherited, c),
                            log.digits[c], motion);
                }
            }
        }
        block.writeTo(out, log.column);
    }

    private void foretell(ValueLog log, Presence presence, Prediction prediction, int place, int c, int count) {
        motion.forget();
        if (!prediction.clock().isKnown() || !log.column.floating()) {
            return;
        }
        presence.ticks(place, tickIndexes, 0, count + 1);
        motion.clocked(prediction.clock(), tickIndexes, 0, count);
        if (prediction.speeds().isPresent()) {
            ValueLog speeds = prediction.speeds().get();
            int row = presence.row(place);
            boolean inherited = presence.inherited(place);
            speeds.laterBits(row, inherited, c, later);
            speedBits[0] = speeds.firstBits(row, inherited, c);
            System.arraycopy(later, 0, speedBits, 1, count);
            motion.aided(speeds.column, speedBits, 0, count, prediction.aid().mean());
        }
    }

    private void variableKeys(ValueLog log, Presence presence, int from, int end) {
        Map<ByteBuffer, Integer> table = new LinkedHashMap<>();
        for (int i = from; i < end; i++) {
            bits[i - from] = index(table, log.firstRun(presence.row(i), presence.inherited(i)));
        }
        block.add(Column.I32, bits, 0, end - from, false, 0, 0);
        write(table);
    }

    private void variableDeltas(ValueLog log, Presence presence, int from, int end) {
        Map<ByteBuffer, Integer> table = new LinkedHashMap<>();
        for (int i = from; i < end; i++) {
            int count = presence.values(i) - 1;
            for (int k = 0; k < count; k++) {
                bits[k] = index(table, log.laterRun(presence.row(i), presence.inherited(i), k));
            }
            if (count > 0) {
                block.add(Column.I32, bits, 0, count, false, 0, 0);
            }
        }
        write(table);
    }

    private static int index(Map<ByteBuffer, Integer> table, byte[] run) {
        Integer known = table.putIfAbsent(ByteBuffer.wrap(run), table.size());
        return known == null ? table.size() - 1 : known;
    }

    private void write(Map<ByteBuffer, Integer> table) {
        out.varint(table.size());
        for (ByteBuffer run : table.keySet()) {
            out.varint(run.remaining());
        }
        for (ByteBuffer run : table.keySet()) {
            out.bytes(run);
        }
        block.writeTo(out, Column.I32);
    }
}
