package io.worldreel.format.window;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Limits;
import io.worldreel.format.window.WindowDirectory.ComponentColumns;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/** Decodes the key and delta part of one component and group (FORMAT.md, "Key and delta parts"). */
final class GroupDecoder {
    private static final byte[][] NO_RUNS = {};
    private static final long[][] NO_COLUMNS = {};
    private static final long[] NO_BASE = {};

    private final PartSource parts;
    private final ComponentColumns component;
    private final ComponentType type;
    private final int group;
    private final Clock clock;
    private final Supplier<GroupColumns> aiding;
    private final Presence presence;
    private final int firstPlace;
    private final int places;
    /** Of each place: values in the window, and those wanted. */
    private final int[] values;
    private final int[] starts;

    private GroupDecoder(PartSource parts, ComponentColumns component, int group, int through, Clock clock,
            Supplier<GroupColumns> aiding) {
        this.clock = clock;
        this.aiding = aiding;
        this.parts = parts;
        this.component = component;
        this.group = group;
        type = component.type();
        presence = component.presence();
        firstPlace = presence.firstPlace(group * Limits.GROUP_ENTITIES);
        places = presence.firstPlace((group + 1) * Limits.GROUP_ENTITIES) - firstPlace;
        values = new int[places];
        starts = new int[places + 1];
        for (int i = 0; i < places; i++) {
            values[i] = presence.values(firstPlace + i);
            starts[i + 1] = starts[i] + Math.max(1, presence.valuesThrough(firstPlace + i, through));
        }
    }

    /**
     * Decodes every first value, and the later ones up to and including tick index {@code through}.
     *
     * @param aiding the same group of the component that aids this one, if one does, at least as far
     */
    static GroupColumns decode(PartSource parts, ComponentColumns component, int group, int through, Clock clock,
            Supplier<GroupColumns> aiding) {
        return new GroupDecoder(parts, component, group, through, clock, aiding).decode(through);
    }

    private GroupColumns decode(int through) {
        int entries = starts[places];
        int[] rows = new int[places];
        byte[] tickIndexes = new byte[entries];
        for (int i = 0; i < places; i++) {
            rows[i] = presence.row(firstPlace + i);
            presence.ticks(firstPlace + i, tickIndexes, starts[i], starts[i + 1] - starts[i]);
        }
        if (type.isVariable()) {
            return new GroupColumns(type, through, rows, starts, tickIndexes, NO_COLUMNS, decodeRuns(entries));
        }
        long[][] columns = new long[type.columns()][entries];
        if (places > 0) {
            decodeFixed(columns);
        }
        return new GroupColumns(type, through, rows, starts, tickIndexes, columns, NO_RUNS);
    }

    private PartReader open(PartKind kind) {
        return new PartReader(parts.part(0, kind, component.number(), group),
                "the " + kind.name().toLowerCase(java.util.Locale.ROOT) + " part of component " + component.number()
                        + ", group " + group);
    }

    private void decodeFixed(long[][] columns) {
        PartReader in = open(PartKind.KEY);
        int[] lengths = new int[columns.length];
        Arrays.fill(lengths, places);
        boolean quat = type == ComponentType.QUAT;
        BlockDecoder keys = new BlockDecoder(in, component.column(), lengths, quat);
        in.finish();
        long[][] first = new long[columns.length][places];
        if (quat) {
            keys.decodeQuats(0, 1, places, NO_BASE, first, 0, Optional.empty());
        }
        for (int c = 0; c < columns.length; c++) {
            if (!quat) {
                keys.decode(c, places, false, 0, first[c], 0);
            }
            for (int i = 0; i < places; i++) {
                columns[c][starts[i]] = first[c][i];
            }
        }
        if (starts[places] == places) {
            return;
        }
        PartReader deltasIn = open(PartKind.DELTA);
        int[] deltaLengths = deltaLengths(columns.length);
        BlockDecoder deltas = new BlockDecoder(deltasIn, component.column(), deltaLengths, quat);
        deltasIn.finish();
        if (quat) {
            decodeQuats(deltas, deltaLengths.length / 4, columns);
            return;
        }
        int s = 0;
        Motion motion = new Motion();
        Optional<GroupColumns> aid = component.aid().isPresent() ? Optional.of(aiding.get()) : Optional.empty();
        for (int c = 0; c < columns.length; c++) {
            long[] column = columns[c];
            for (int i = 0; i < places; i++) {
                if (values[i] > 1) {
                    int at = starts[i];
                    int count = starts[i + 1] - at - 1;
                    if (deltas.isClocked(s)) {
                        foretell(motion, aid, c, i);
                    }
                    deltas.decode(s++, count, true, column[at], column, at + 1, motion);
                }
            }
        }
    }

    private void decodeQuats(BlockDecoder deltas, int stride, long[][] columns) {
        Motion motion = new Motion();
        Turn turn = new Turn();
        boolean isTold = component.aid().isPresent() && clock.isKnown();
        Optional<GroupColumns> aid = isTold ? Optional.of(aiding.get()) : Optional.empty();
        int s = 0;
        for (int i = 0; i < places; i++) {
            if (values[i] > 1) {
                int at = starts[i];
                int count = starts[i + 1] - at - 1;
                long[] base = { columns[0][at], columns[1][at], columns[2][at], columns[3][at] };
                Optional<Turn> told = Optional.empty();
                if (deltas.isClocked(s) && aid.isPresent()) {
                    GroupColumns speeds = aid.get();
                    motion.clocked(clock, presence, firstPlace + i);
                    turn.set(motion, Column.of(speeds.type(), 0), speeds.columns(), speeds.start(i), count,
                            component.aid());
                    told = Optional.of(turn);
                }
                deltas.decodeQuats(s++, stride, count, base, columns, at + 1, told);
            }
        }
    }

    private void foretell(Motion motion, Optional<GroupColumns> aid, int c, int place) {
        int at = starts[place];
        int count = starts[place + 1] - at - 1;
        motion.clocked(clock, presence, firstPlace + place);
        if (aid.isPresent()) {
            motion.aided(Column.of(aid.get().type(), 0), aid.get().column(c), aid.get().start(place), count,
                    component.aid().mean());
        }
    }

    /** The lengths of the series of a delta part: those of the rows with a second value, once for each column. */
    private int[] deltaLengths(int columnCount) {
        int later = 0;
        int[] one = new int[places];
        for (int count : values) {
            if (count > 1) {
                one[later++] = count - 1;
            }
        }
        int[] lengths = new int[later * columnCount];
        for (int c = 0; c < columnCount; c++) {
            System.arraycopy(one, 0, lengths, c * later, later);
        }
        return lengths;
    }

    private byte[][] decodeRuns(int entries) {
        byte[][] runs = new byte[entries][];
        if (places == 0) {
            return runs;
        }
        PartReader in = open(PartKind.KEY);
        RunTable keyTable = new RunTable(in);
        BlockDecoder keys = new BlockDecoder(in, Column.I32, new int[]{ places });
        in.finish();
        long[] indexes = new long[Math.max(places, Limits.WINDOW_TICKS)];
        keys.decode(0, places, false, 0, indexes, 0);
        for (int i = 0; i < places; i++) {
            runs[starts[i]] = keyTable.run(indexes[i]);
        }
        if (entries == places) {
            return runs;
        }
        PartReader deltasIn = open(PartKind.DELTA);
        RunTable deltaTable = new RunTable(deltasIn);
        BlockDecoder deltas = new BlockDecoder(deltasIn, Column.I32, deltaLengths(1));
        deltasIn.finish();
        int s = 0;
        for (int i = 0; i < places; i++) {
            if (values[i] > 1) {
                int count = starts[i + 1] - starts[i] - 1;
                deltas.decode(s++, count, false, 0, indexes, 0);
                for (int k = 0; k < count; k++) {
                    runs[starts[i] + 1 + k] = deltaTable.run(indexes[k]);
                }
            }
        }
        return runs;
    }

    /** The distinct byte runs of a part. */
    private static final class RunTable {
        private final PartReader in;
        private final byte[][] runs;

        RunTable(PartReader in) {
            this.in = in;
            int[] lengths = new int[in.count("the number of distinct values")];
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = in.varint(Limits.PART_BYTES, "the length of a value");
            }
            runs = new byte[lengths.length][];
            for (int i = 0; i < lengths.length; i++) {
                int at = in.skip(lengths[i]);
                runs[i] = Arrays.copyOfRange(in.array(), at, at + lengths[i]);
            }
        }

        byte[] run(long index) {
            if (index < 0 || index >= runs.length) {
                throw in.corrupt("has value " + index + " of " + runs.length);
            }
            return runs[(int) index];
        }
    }
}
