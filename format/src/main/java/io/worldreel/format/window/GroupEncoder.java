package io.worldreel.format.window;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Limits;
import io.worldreel.format.window.EncodedWindow.Part;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Encodes the key and delta parts of a component (FORMAT.md, "Key and delta parts"). */
final class GroupEncoder {
    private final BlockEncoder block = new BlockEncoder();
    /** By component. */
    private final Map<Integer, PackingChoice> choices = new HashMap<>();
    private final QuatEncoder quats = new QuatEncoder(block);
    private final PartWriter out = new PartWriter();
    /** Of a trial: the part without packed rows. */
    private final PartWriter planes = new PartWriter();
    private final Motion motion = new Motion();
    private final GroupMotion groupMotion = new GroupMotion();
    /** Of all entries of a group: how far speeds lead up to each, and how they turn. */
    private double[] changes = {};
    private Turns turns = new Turns(0);
    private GroupValues values = new GroupValues(Column.I32, 0);
    private final long[] bits = new long[Math.max(Limits.WINDOW_TICKS, Limits.GROUP_ENTITIES)];

    /**
     * What predicts the values of a component beside themselves.
     *
     * @param speeds the values of the component that aids it, if one does
     */
    record Prediction(Clock clock, Aid aid, Optional<ValueLog> speeds) {}

    /** The places of a group. */
    private record Places(Presence presence, int from, int end) {
        GroupLayout layout() {
            return presence.layout(presence.row(from) / Limits.GROUP_ENTITIES, Limits.WINDOW_TICKS - 1);
        }
    }

    /** Adds the parts of all groups that have values. */
    void encode(int number, ValueLog log, Presence presence, Prediction prediction, List<Part> keys,
            List<Part> deltas) {
        if (log.component.type() == ComponentType.QUAT) {
            quats.beginWindow(number, log);
        }
        PackingChoice choice = choices.computeIfAbsent(number, fresh -> new PackingChoice());
        boolean isTrial = choice.beginWindow() && log.column.bytes() == Integer.BYTES && !log.isVariable();
        int place = 0;
        while (place < presence.size()) {
            int group = presence.row(place) / Limits.GROUP_ENTITIES;
            int end = presence.firstPlace((group + 1) * Limits.GROUP_ENTITIES);
            Places places = new Places(presence, place, end);
            if (!log.isVariable()) {
                values = log.gather(place, end);
            }
            begin(false);
            keys(log, places);
            keys.add(new Part(PartKind.KEY, number, group, out.toArray()));
            if (hasLater(places)) {
                begin(choice.packs() && !log.isVariable());
                if (isTrial) {
                    block.begin(planes);
                }
                deltas(log, places, prediction);
                byte[] delta = isTrial ? choice.choose(out.toArray(), planes.toArray()) : out.toArray();
                isTrial = false;
                deltas.add(new Part(PartKind.DELTA, number, group, delta));
            }
            place = end;
        }
    }

    private static boolean hasLater(Places places) {
        for (int i = places.from(); i < places.end(); i++) {
            if (places.presence().values(i) > 1) {
                return true;
            }
        }
        return false;
    }

    private void begin(boolean packs) {
        out.clear();
        block.begin(packs);
    }

    private void keys(ValueLog log, Places places) {
        if (log.isVariable()) {
            variableKeys(log, places);
        } else if (log.component.type() == ComponentType.QUAT) {
            quats.keys(log, values, out);
        } else {
            fixedKeys(log);
        }
    }

    private void deltas(ValueLog log, Places places, Prediction prediction) {
        if (log.isVariable()) {
            variableDeltas(log, places);
        } else if (log.component.type() == ComponentType.QUAT) {
            quats.deltas(log, values, turns(places, prediction), out);
        } else {
            fixedDeltas(log, places, prediction);
        }
    }

    private Optional<Turns> turns(Places places, Prediction prediction) {
        if (prediction.speeds().isEmpty()) {
            return Optional.empty();
        }
        groupMotion.begin(prediction.clock(), places.layout());
        int entries = values.entries();
        if (turns.size() < entries) {
            turns = new Turns(entries);
        }
        for (int axis = 0; axis < Turns.AXES; axis++) {
            speeds(prediction.speeds().get(), places, axis);
            turns.setAxis(axis, groupMotion, prediction.aid());
        }
        turns.finish(entries);
        return Optional.of(turns);
    }

    private void speeds(ValueLog log, Places places, int column) {
        GroupValues told = log.gather(places.from(), places.end());
        told.numbers(column, 0, told.entries(), groupMotion.speeds());
    }

    private void fixedKeys(ValueLog log) {
        GroupValues firsts = values.firsts();
        for (int c = 0; c < log.grids.length; c++) {
            block.add(log.column, firsts, c, 0, firsts.entries(), false, log.grids[c]);
        }
        block.writeTo(out, log.column, log.grids.length);
    }

    private void fixedDeltas(ValueLog log, Places places, Prediction prediction) {
        boolean clocked = prediction.clock().isKnown() && log.column.floating();
        Optional<ValueLog> aid = prediction.speeds();
        int entries = values.entries();
        motion.forget();
        if (clocked) {
            groupMotion.begin(prediction.clock(), places.layout());
            changes = changes.length < entries ? new double[entries] : changes;
        }
        for (int c = 0; c < log.grids.length; c++) {
            if (clocked && aid.isPresent()) {
                speeds(aid.get(), places, c);
                groupMotion.changes(prediction.aid().step(), 1, changes);
            }
            for (int i = 0; i < values.places(); i++) {
                int at = values.start(i);
                int count = values.later(i);
                if (count == 0) {
                    continue;
                }
                if (clocked && aid.isPresent()) {
                    motion.aided(changes, at + 1, count);
                } else if (clocked) {
                    motion.clocked(groupMotion, at + 1, count);
                }
                block.add(log.column, values, c, at + 1, count, true, log.grids[c], motion);
            }
        }
        block.writeTo(out, log.column, log.grids.length);
    }

    private void variableKeys(ValueLog log, Places places) {
        Presence presence = places.presence();
        Map<ByteBuffer, Integer> table = new LinkedHashMap<>();
        for (int i = places.from(); i < places.end(); i++) {
            bits[i - places.from()] = index(table, log.firstRun(presence.row(i), presence.inherited(i)));
        }
        block.addIntegers(Column.I32, bits, 0, places.end() - places.from());
        write(table);
    }

    private void variableDeltas(ValueLog log, Places places) {
        Presence presence = places.presence();
        Map<ByteBuffer, Integer> table = new LinkedHashMap<>();
        for (int i = places.from(); i < places.end(); i++) {
            int count = presence.values(i) - 1;
            for (int k = 0; k < count; k++) {
                bits[k] = index(table, log.laterRun(presence.row(i), presence.inherited(i), k));
            }
            if (count > 0) {
                block.addIntegers(Column.I32, bits, 0, count);
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
        block.writeTo(out, Column.I32, 1);
    }
}
