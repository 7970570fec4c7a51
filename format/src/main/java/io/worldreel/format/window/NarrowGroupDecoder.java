package io.worldreel.format.window;

import io.worldreel.format.ComponentType;

import java.util.Optional;

/**
 * Decodes the columns of a group that have four bytes or fewer. What a loop does for one value it does for all rows of a column
 * that are coded alike: loops of a hundred values spend much of their time on beginning and ending.
 */
final class NarrowGroupDecoder {
    private final ComponentType type;
    private final Column column;
    private final Aid aiding;
    private final Clock clock;
    private final Optional<GroupColumns> aid;
    private final GroupLayout layout;
    private final GroupScratch scratch;
    /** By column: what integers the values are, and the floats that those stand for, if they are floats. */
    private final int[][] integers;
    private final float[][] floats;
    /** By column, the bits of the first value of each place. */
    private final int[][] firsts;
    /** The column of speeds of which the scratch has the changes. */
    private int changesOf = -1;

    /**
     * @param aid the component that tells how fast this one changes, if one does
     * @param integers where the values go, as the layout says, or of columns of floats their integers
     * @param floats where floats go; empty if the columns are none
     */
    NarrowGroupDecoder(WindowDirectory.ComponentColumns component, Clock clock, Optional<GroupColumns> aid,
            GroupLayout layout, GroupScratch scratch, int[][] integers, float[][] floats) {
        type = component.type();
        column = component.column();
        aiding = component.aid();
        this.clock = clock;
        this.aid = aid;
        this.layout = layout;
        this.scratch = scratch;
        this.integers = integers;
        this.floats = floats;
        firsts = new int[type.columns()][];
    }

    void decodeKeys(BlockDecoder keys) {
        int places = layout.places();
        boolean onGrid = keys.coding(0) == Coding.GRID;
        int[][] residuals = onGrid ? scratch.residuals(places) : firsts;
        for (int c = 0; c < firsts.length; c++) {
            firsts[c] = new int[places];
        }
        keys.read(residuals, new int[]{ 0 }, new int[]{ places });
        if (onGrid) {
            QuatRowsDecoder quats = new QuatRowsDecoder(keys.grid().orElseThrow(), 1, places, scratch);
            quats.addKeys(keys.unclockedOrder(0), places);
            quats.decode(residuals, scratch.turns(0), floats);
        }
        for (int c = 0; c < firsts.length; c++) {
            if (!onGrid) {
                NarrowSeriesDecoder.toDifferences(firsts[c], 0, places);
                NarrowSeriesDecoder.integrate(keys.unclockedOrder(c), 0, firsts[c], 0, places);
                toValues(keys.coding(c), c, firsts[c], 0, places);
            }
            if (floats.length > 0) {
                Coding.toBits(floats[c], places, firsts[c]);
            }
        }
        keys.exceptions((c, index, bits) -> firsts[c][index] = (int) bits);
    }

    /** Puts the first values where they belong, after all else. */
    void placeKeys() {
        for (int c = 0; c < firsts.length; c++) {
            for (int i = 0; i < layout.places(); i++) {
                set(c, layout.starts()[i], firsts[c][i]);
            }
        }
    }

    /** Decodes later values, after {@link #decodeKeys}. */
    void decodeLater(BlockDecoder deltas, LaterRows rows) {
        if (clock.isKnown()) {
            scratch.motion.begin(clock, layout);
        }
        boolean anyOnGrid = deltas.grid().isPresent();
        int[][] residuals = anyOnGrid ? scratch.residuals(layout.entries()) : integers;
        deltas.read(residuals, rows.starts(), rows.counts());
        if (anyOnGrid) {
            decodeOnGrid(deltas, rows, residuals);
        }
        ClockedSeries clocked = new ClockedSeries(scratch.motion.ratios());
        for (int c = 0; c < firsts.length; c++) {
            integrateColumn(deltas, rows, c, clocked);
        }
        clocked.finish();
        for (int c = 0; c < firsts.length; c++) {
            toValues(deltas, rows, c);
        }
        deltas.exceptions((s, index, bits) -> {
            int r = s % rows.size();
            if (index < rows.counts()[r]) {
                set(s / rows.size(), rows.starts()[r] + index, (int) bits);
            }
        });
    }

    /** Decodes the quaternions that are on a grid, and puts the residuals of the others where their values belong. */
    private void decodeOnGrid(BlockDecoder deltas, LaterRows rows, int[][] residuals) {
        QuatRowsDecoder quats = new QuatRowsDecoder(deltas.grid().orElseThrow(), rows.size(), layout.entries(),
                scratch);
        boolean turned = false;
        for (int r = 0; r < rows.size(); r++) {
            if (deltas.coding(r) == Coding.GRID) {
                quats.add(deltas.order(r), rows.starts()[r], rows.counts()[r], firsts, rows.places()[r]);
                turned |= deltas.isClocked(r);
            }
        }
        Turns turns = scratch.turns(layout.entries());
        if (turned) {
            if (!clock.isKnown() || aid.isEmpty()) {
                throw deltas.corrupt("predicts rotations by a clock that it has not");
            }
            turns.setAxes(scratch.motion, aid.get(), aiding);
            turns.finish(layout.entries());
        }
        quats.decode(residuals, turns, floats);
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; deltas.coding(r) != Coding.GRID && c < firsts.length; c++) {
                System.arraycopy(residuals[c], rows.starts()[r], integers[c], rows.starts()[r], rows.counts()[r]);
            }
        }
    }

    /** Turns the residuals of a column into integers, but for those that {@code clocked} has yet to decode. */
    private void integrateColumn(BlockDecoder deltas, LaterRows rows, int c, ClockedSeries clocked) {
        NarrowSeriesDecoder.toDifferences(integers[c], rows.starts()[0], rows.end(rows.size() - 1));
        for (int r = 0; r < rows.size();) {
            int s = c * rows.size() + r;
            int end = r + 1;
            while (end < rows.size() && deltas.isCodedAlike(s, s + end - r)) {
                end++;
            }
            if (deltas.coding(s) != Coding.GRID) {
                integrateAlike(deltas, rows, c, r, end, clocked);
            }
            r = end;
        }
    }

    /** As above, of rows that are coded alike. */
    private void integrateAlike(BlockDecoder deltas, LaterRows rows, int c, int first, int end, ClockedSeries clocked) {
        int s = c * rows.size() + first;
        int coding = deltas.coding(s);
        int[] values = integers[c];
        boolean isClocked = deltas.isClocked(s);
        boolean aided = aid.isPresent() && type != ComponentType.QUAT;
        if (isClocked && (!clock.isKnown() || (aided && coding == Coding.PLAIN))) {
            throw deltas.corrupt("predicts values by a clock that it has not");
        }
        if (isClocked && aided) {
            addDrifts(c, coding, rows.starts()[first], rows.end(end - 1));
        }
        for (int r = first; r < end; r++) {
            int base = Coding.toInteger(coding, column, firsts[c][rows.places()[r]]);
            int from = rows.starts()[r];
            if (!isClocked) {
                NarrowSeriesDecoder.integrate(deltas.order(s), base, values, from, rows.end(r));
            } else if (aided) {
                NarrowSeriesDecoder.accumulate(base, values, from, rows.end(r));
            } else {
                clocked.add(base, values, from, rows.counts()[r]);
            }
        }
    }

    /** Turns the integers of a column into what they stand for, many rows at once: most are coded alike. */
    private void toValues(BlockDecoder deltas, LaterRows rows, int c) {
        for (int r = 0; r < rows.size();) {
            int coding = deltas.coding(c * rows.size() + r);
            int from = rows.starts()[r];
            int end = from;
            for (; r < rows.size() && deltas.coding(c * rows.size() + r) == coding; r++) {
                end = rows.end(r);
            }
            if (coding != Coding.GRID) {
                toValues(coding, c, integers[c], from, end);
            }
        }
    }

    private void toValues(int coding, int c, int[] values, int from, int end) {
        if (floats.length > 0) {
            NarrowSeriesDecoder.toFloats(coding, column, values, from, end, floats[c]);
        } else {
            NarrowSeriesDecoder.wrap(column, values, from, end);
        }
    }

    private void set(int c, int entry, int bits) {
        if (floats.length > 0) {
            floats[c][entry] = Float.intBitsToFloat(bits);
        } else {
            integers[c][entry] = bits;
        }
    }

    /** Adds to differences what another component tells: then they are how far each integer is from the one before it. */
    private void addDrifts(int c, int coding, int from, int end) {
        double[] changes = scratch.changes(layout.entries());
        if (c != changesOf) {
            changesOf = c;
            scratch.motion.changes(aid.orElseThrow(), c, aiding.step(), 1, changes);
        }
        int[] drifts = scratch.drifts(layout.entries());
        Motion.drifts(changes, coding, column, from, end, drifts);
        int[] values = integers[c];
        for (int i = from; i < end; i++) {
            values[i] += drifts[i];
        }
    }
}
