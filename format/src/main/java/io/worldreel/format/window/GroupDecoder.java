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
    private static final float[][] NO_FLOATS = {};

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
    private final LaterRows later;

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
        later = hasLater() ? layout.laterRows() : LaterRows.NONE;
        aid = component.aid().isPresent() && hasLater() ? Optional.of(aiding.get()) : Optional.empty();
    }

    /**
     * Decodes every first value, and the later ones up to and including tick index {@code through}.
     *
     * @param aiding the same group of the component that aids this one, if one does, at least as far
     */
    static GroupColumns decode(PartSource parts, ComponentColumns component, int group, int through, Clock clock,
            Supplier<GroupColumns> aiding) {
        return new GroupDecoder(parts, component, group, through, clock, aiding).decode();
    }

    private GroupColumns decode() {
        if (type.isVariable()) {
            return GroupColumns.ofRuns(type, layout, decodeRuns());
        }
        if (column.isFloat()) {
            float[][] floats = new float[type.columns()][];
            for (int c = 0; c < floats.length; c++) {
                floats[c] = new float[layout.entries()]; // each by itself: the JVM is slow to make all of them at once
            }
            GroupScratch scratch = GroupScratch.take();
            decodeNarrow(scratch, scratch.integers(layout.entries()), floats);
            return GroupColumns.ofFloats(type, layout, floats);
        }
        if (column.isNarrow()) {
            int[][] integers = new int[type.columns()][layout.entries()];
            decodeNarrow(GroupScratch.take(), integers, NO_FLOATS);
            return GroupColumns.ofInts(type, layout, integers);
        }
        long[][] columns = new long[type.columns()][layout.entries()];
        if (places > 0) {
            decodeWide(columns);
        }
        return GroupColumns.ofLongs(type, layout, columns);
    }

    private PartReader open(PartKind kind) {
        return new PartReader(parts.part(0, kind, component.number(), group), () -> "the "
                + kind.name().toLowerCase(Locale.ROOT) + " part of component " + component.number() + ", group "
                + group);
    }

    private BlockDecoder block(PartReader in, GroupScratch scratch, int... lengths) {
        BlockDecoder block = new BlockDecoder(in, column, type.columns(), lengths, type == ComponentType.QUAT, scratch);
        in.finish();
        return block;
    }

    private boolean hasLater() {
        return layout.entries() > places;
    }

    private void decodeNarrow(GroupScratch scratch, int[][] integers, float[][] floats) {
        if (places > 0) {
            NarrowGroupDecoder decoder = new NarrowGroupDecoder(component, clock, aid, layout, scratch, integers,
                    floats);
            decoder.decodeKeys(block(open(PartKind.KEY), scratch, places));
            if (hasLater()) {
                decoder.decodeLater(block(open(PartKind.DELTA), scratch, later.lengths()), later);
            }
            decoder.placeKeys();
        }
        scratch.giveBack();
    }

    /** Says what the clock tells of a series. */
    private void foretell(Motion motion, BlockDecoder deltas, int s, int place, int c, int count) {
        motion.clocked(clock, presence, layout.firstPlace() + place);
        if (aid.isPresent()) {
            GroupColumns speeds = aid.get();
            speeds.numbers(c, speeds.start(place), count + 1, motion.speeds());
            motion.aided(count, component.aid().step());
        }
        if (!motion.suits(deltas.coding(s))) {
            throw deltas.corrupt("predicts values by a clock that it has not");
        }
    }

    private void decodeWide(long[][] columns) {
        GroupScratch scratch = GroupScratch.take();
        decodeWide(columns, scratch);
        scratch.giveBack();
    }

    private void decodeWide(long[][] columns, GroupScratch scratch) {
        Motion motion = new Motion();
        WideSeriesDecoder decoder = new WideSeriesDecoder(column);
        BlockDecoder keys = block(open(PartKind.KEY), scratch, places);
        long[] first = new long[places];
        for (int c = 0; c < columns.length; c++) {
            keys.residuals(c, places, first, 0);
            decoder.decode(keys.coding(c), keys.unclockedOrder(c), 0, first, 0, places, Motion.STILL);
            for (int i = 0; i < places; i++) {
                columns[c][layout.starts()[i]] = first[i];
            }
        }
        keys.exceptions((c, index, bits) -> columns[c][layout.starts()[index]] = bits);
        if (!hasLater()) {
            return;
        }
        BlockDecoder deltas = block(open(PartKind.DELTA), scratch, later.lengths());
        for (int s = 0; s < columns.length * later.size(); s++) {
            long[] out = columns[s / later.size()];
            int r = s % later.size();
            int start = later.starts()[r];
            int count = later.counts()[r];
            if (deltas.isClocked(s)) {
                foretell(motion, deltas, s, later.places()[r], s / later.size(), count);
            }
            deltas.residuals(s, count, out, start);
            decoder.decode(deltas.coding(s), deltas.order(s),
                    Coding.toInteger(deltas.coding(s), column, out[start - 1]), out, start, count, motion);
        }
        deltas.exceptions((s, index, bits) -> {
            int r = s % later.size();
            if (index < later.counts()[r]) {
                columns[s / later.size()][later.starts()[r] + index] = bits;
            }
        });
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
        int[] laterIndexes = indexes(deltasIn, later.lengths());
        for (int r = 0; r < later.size(); r++) {
            for (int k = 0; k < later.counts()[r]; k++) {
                runs[later.starts()[r] + k] = deltaTable.run(laterIndexes[r * SeriesEncoder.MAX_LENGTH + k]);
            }
        }
        return runs;
    }

    /** Reads a block of numbers of 32 bits that nothing predicts but themselves: those of row r from r * MAX_LENGTH on. */
    private static int[] indexes(PartReader in, int... lengths) {
        GroupScratch scratch = GroupScratch.take();
        BlockDecoder block = new BlockDecoder(in, Column.I32, 1, lengths, false, scratch);
        in.finish();
        int[] starts = new int[lengths.length];
        for (int r = 0; r < lengths.length; r++) {
            starts[r] = r * SeriesEncoder.MAX_LENGTH;
        }
        int[] out = new int[lengths.length * SeriesEncoder.MAX_LENGTH];
        block.read(out, starts);
        for (int r = 0; r < lengths.length; r++) {
            int at = starts[r];
            NarrowSeriesDecoder.toDifferences(out, at, at + lengths[r]);
            NarrowSeriesDecoder.integrate(block.unclockedOrder(r), 0, out, at, at + lengths[r]);
        }
        block.exceptions((r, index, bits) -> out[starts[r] + index] = (int) bits);
        scratch.giveBack();
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
