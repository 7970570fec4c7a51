package io.worldreel.format.window;

import io.worldreel.format.ComponentType;
import io.worldreel.format.Limits;
import io.worldreel.format.window.WindowDirectory.ComponentColumns;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Decodes the key and delta part of one component and group (FORMAT.md, "Key and delta parts"). */
final class GroupDecoder {
    private static final Motion STILL = new Motion();

    private final PartSource parts;
    private final ComponentColumns component;
    private final ComponentType type;
    private final Column column;
    private final int group;
    private final Clock clock;
    private final Optional<GroupColumns> aid;
    private final Presence presence;
    private final GroupLayout layout;
    private final int places;
    /** The places that have later values, and how many in the window each has. */
    private final int[] later;
    private final int[] laterCounts;
    /** How many of them are decoded. */
    private final int[] wantedCounts;
    private final GroupScratch scratch;
    private final Motion motion;

    private GroupDecoder(PartSource parts, ComponentColumns component, int group, int through, Clock clock,
            Supplier<GroupColumns> aiding) {
        this.clock = clock;
        this.parts = parts;
        this.component = component;
        this.group = group;
        type = component.type();
        column = component.column();
        presence = component.presence();
        layout = presence.layout(group, through);
        places = layout.places();
        int[] which = new int[places];
        int[] counts = new int[places];
        int[] wanted = new int[places];
        int found = 0;
        for (int i = 0; i < places; i++) {
            int values = presence.values(layout.firstPlace() + i);
            if (values > 1) {
                which[found] = i;
                wanted[found] = layout.later(i);
                counts[found++] = values - 1;
            }
        }
        aid = component.aid().isPresent() && hasLater() ? Optional.of(aiding.get()) : Optional.empty();
        scratch = GroupScratch.take();
        motion = scratch.motion;
        later = Arrays.copyOf(which, found);
        laterCounts = Arrays.copyOf(counts, found);
        wantedCounts = Arrays.equals(wanted, counts) ? laterCounts : Arrays.copyOf(wanted, found);
    }

    /**
     * Decodes every first value, and the later ones up to and including tick index {@code through}.
     *
     * @param aiding the same group of the component that aids this one, if one does, at least as far
     */
    static GroupColumns decode(PartSource parts, ComponentColumns component, int group, int through, Clock clock,
            Supplier<GroupColumns> aiding) {
        GroupDecoder decoder = new GroupDecoder(parts, component, group, through, clock, aiding);
        GroupColumns columns = decoder.decode();
        decoder.scratch.giveBack();
        return columns;
    }

    private GroupColumns decode() {
        if (type.isVariable()) {
            return GroupColumns.ofRuns(type, layout, decodeRuns());
        }
        if (column.isNarrow()) {
            int[][] columns = new int[type.columns()][];
            for (int c = 0; c < columns.length; c++) {
                columns[c] = new int[layout.entries()]; // each by itself: the JVM is slow to make all of them at once
            }
            if (places > 0) {
                decodeNarrow(columns);
            }
            return GroupColumns.ofInts(type, layout, columns);
        }
        long[][] columns = new long[type.columns()][layout.entries()];
        if (places > 0) {
            decodeWide(columns);
        }
        return GroupColumns.ofLongs(type, layout, columns);
    }

    private PartReader open(PartKind kind) {
        return new PartReader(parts.part(0, kind, component.number(), group),
                "the " + kind.name().toLowerCase(Locale.ROOT) + " part of component " + component.number() + ", group "
                        + group);
    }

    private BlockDecoder block(PartReader in, int... lengths) {
        BlockDecoder block = new BlockDecoder(in, column, type.columns(), lengths, type == ComponentType.QUAT);
        in.finish();
        return block;
    }

    private boolean hasLater() {
        return layout.entries() > places;
    }

    private void decodeNarrow(int[][] columns) {
        BlockDecoder keys = block(open(PartKind.KEY), places);
        int[][] firsts = new int[columns.length][places];
        NarrowSeriesDecoder decoder = new NarrowSeriesDecoder(column);
        int[][] residuals = scratch.residuals(Math.max(1, later.length));
        for (int c = 0; c < columns.length; c++) {
            keys.nextColumn(residuals[c]);
        }
        boolean onGrid = keys.coding(0) == Coding.GRID;
        if (onGrid) {
            new QuatRowsDecoder(keys.grid().orElseThrow(), 1, scratch).keys(keys.order(0), residuals, places, firsts);
        }
        for (int c = 0; c < columns.length; c++) {
            if (!onGrid) {
                refuseClock(keys, c);
                decoder.decode(keys.coding(c), keys.order(c), 0, residuals[c], 0, places, firsts[c], 0, STILL);
            }
            int[] first = firsts[c];
            keys.replaceExceptions(c, places, (index, bits) -> first[index] = (int) bits);
            for (int i = 0; i < places; i++) {
                columns[c][layout.starts()[i]] = first[i];
            }
        }
        if (hasLater()) {
            decodeNarrowDeltas(decoder, residuals, columns);
        }
    }

    private static void refuseClock(BlockDecoder block, int s) {
        if (block.isClocked(s)) {
            throw block.corrupt("predicts values by a clock that it has not");
        }
    }

    private void decodeNarrowDeltas(NarrowSeriesDecoder decoder, int[][] residuals, int[][] columns) {
        BlockDecoder deltas = block(open(PartKind.DELTA), laterCounts);
        for (int c = 0; c < columns.length; c++) {
            deltas.nextColumn(residuals[c], wantedCounts);
            for (int r = 0; r < later.length; r++) {
                int s = c * later.length + r;
                int at = layout.starts()[later[r]];
                int count = layout.later(later[r]);
                if (deltas.coding(s) == Coding.GRID) {
                    continue;
                }
                if (deltas.isClocked(s)) {
                    foretell(deltas, s, later[r], c, count);
                }
                int base = Coding.toInteger(deltas.coding(s), column, columns[c][at]);
                decoder.decode(deltas.coding(s), deltas.order(s), base, residuals[c], r * SeriesEncoder.MAX_LENGTH,
                        count, columns[c], at + 1, motion);
            }
        }
        if (deltas.grid().isPresent()) {
            turnRows(deltas, residuals, columns);
        }
        for (int s = 0; deltas.hasExceptions() && s < columns.length * later.length; s++) {
            int[] out = columns[s / later.length];
            int place = later[s % later.length];
            int at = layout.starts()[place] + 1;
            deltas.replaceExceptions(s, layout.later(place), (index, bits) -> out[at + index] = (int) bits);
        }
    }

    /** Decodes the quaternions that are on a grid. */
    private void turnRows(BlockDecoder deltas, int[][] residuals, int[][] columns) {
        QuatRowsDecoder quats = new QuatRowsDecoder(deltas.grid().orElseThrow(), later.length, scratch);
        for (int r = 0; r < later.length; r++) {
            if (deltas.coding(r) != Coding.GRID) {
                continue;
            }
            int at = layout.starts()[later[r]];
            int count = layout.later(later[r]);
            quats.add(r, deltas.order(r), count, columns, at);
            if (deltas.isClocked(r)) {
                if (!clock.isKnown() || aid.isEmpty()) {
                    throw deltas.corrupt("predicts rotations by a clock that it has not");
                }
                motion.clocked(clock, presence, layout.firstPlace() + later[r]);
                GroupColumns speeds = aid.get();
                for (int axis = 0; axis < Turns.AXES; axis++) {
                    speeds.numbers(axis, speeds.start(later[r]), count + 1, motion.speeds());
                    quats.turns().setAxis(axis, motion, r * SeriesEncoder.MAX_LENGTH, count, component.aid());
                }
                quats.turns().finish(r * SeriesEncoder.MAX_LENGTH, count);
            }
        }
        quats.decode(residuals, columns);
    }

    /** Says what the clock tells of a series. */
    private void foretell(BlockDecoder deltas, int s, int place, int c, int count) {
        motion.clocked(clock, presence, layout.firstPlace() + place);
        if (aid.isPresent() && type != ComponentType.QUAT) {
            GroupColumns speeds = aid.get();
            speeds.numbers(c, speeds.start(place), count + 1, motion.speeds());
            motion.aided(count, component.aid().step());
        }
        if (!motion.suits(deltas.coding(s))) {
            throw deltas.corrupt("predicts values by a clock that it has not");
        }
    }

    private void decodeWide(long[][] columns) {
        WideSeriesDecoder decoder = new WideSeriesDecoder(column);
        BlockDecoder keys = block(open(PartKind.KEY), places);
        long[] first = new long[places];
        for (int c = 0; c < columns.length; c++) {
            refuseClock(keys, c);
            keys.residuals(c, places, first, 0);
            decoder.decode(keys.coding(c), keys.order(c), 0, first, 0, places, STILL);
            keys.replaceExceptions(c, places, (index, bits) -> first[index] = bits);
            for (int i = 0; i < places; i++) {
                columns[c][layout.starts()[i]] = first[i];
            }
        }
        if (!hasLater()) {
            return;
        }
        BlockDecoder deltas = block(open(PartKind.DELTA), laterCounts);
        for (int s = 0; s < columns.length * later.length; s++) {
            long[] out = columns[s / later.length];
            int place = later[s % later.length];
            int at = layout.starts()[place];
            int count = layout.later(place);
            if (deltas.isClocked(s)) {
                foretell(deltas, s, place, s / later.length, count);
            }
            deltas.residuals(s, count, out, at + 1);
            decoder.decode(deltas.coding(s), deltas.order(s), Coding.toInteger(deltas.coding(s), column, out[at]),
                    out, at + 1, count, motion);
            deltas.replaceExceptions(s, count, (index, bits) -> out[at + 1 + index] = bits);
        }
    }

    private byte[][] decodeRuns() {
        byte[][] runs = new byte[layout.entries()][];
        if (places == 0) {
            return runs;
        }
        PartReader in = open(PartKind.KEY);
        RunTable keyTable = new RunTable(in);
        int[] indexes = indexes(in, places);
        for (int i = 0; i < places; i++) {
            runs[layout.starts()[i]] = keyTable.run(indexes[i]);
        }
        if (!hasLater()) {
            return runs;
        }
        PartReader deltasIn = open(PartKind.DELTA);
        RunTable deltaTable = new RunTable(deltasIn);
        int[] laterIndexes = indexes(deltasIn, laterCounts);
        for (int r = 0; r < later.length; r++) {
            for (int k = 0; k < layout.later(later[r]); k++) {
                runs[layout.starts()[later[r]] + 1 + k] = deltaTable
                        .run(laterIndexes[r * SeriesEncoder.MAX_LENGTH + k]);
            }
        }
        return runs;
    }

    /** Reads a block of numbers of 32 bits that nothing predicts but themselves: those of row r from r * MAX_LENGTH on. */
    private static int[] indexes(PartReader in, int... lengths) {
        BlockDecoder block = new BlockDecoder(in, Column.I32, 1, lengths, false);
        in.finish();
        int[] residuals = new int[lengths.length * SeriesEncoder.MAX_LENGTH];
        block.nextColumn(residuals);
        int[] out = new int[residuals.length];
        NarrowSeriesDecoder decoder = new NarrowSeriesDecoder(Column.I32);
        for (int r = 0; r < lengths.length; r++) {
            int at = r * SeriesEncoder.MAX_LENGTH;
            refuseClock(block, r);
            decoder.decode(block.coding(r), block.order(r), 0, residuals, at, lengths[r], out, at, STILL);
            block.replaceExceptions(r, lengths[r], (index, bits) -> out[at + index] = (int) bits);
        }
        return out;
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

        byte[] run(int index) {
            if (index < 0 || index >= runs.length) {
                throw in.corrupt("has value " + index + " of " + runs.length);
            }
            return runs[index];
        }
    }
}
