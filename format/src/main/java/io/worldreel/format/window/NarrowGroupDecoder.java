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
    private final int[][] columns;
    /** By column, the first value of each place. */
    private final int[][] firsts;
    /** The column of speeds of which the scratch has the changes. */
    private int changesOf = -1;

    /**
     * @param aid the component that tells how fast this one changes, if one does
     * @param columns where the values go, as the layout says
     */
    NarrowGroupDecoder(WindowDirectory.ComponentColumns component, Clock clock, Optional<GroupColumns> aid,
            GroupLayout layout, GroupScratch scratch, int[][] columns) {
        type = component.type();
        column = component.column();
        aiding = component.aid();
        this.clock = clock;
        this.aid = aid;
        this.layout = layout;
        this.scratch = scratch;
        this.columns = columns;
        firsts = new int[columns.length][];
    }

    void decodeKeys(BlockDecoder keys) {
        int places = layout.places();
        boolean onGrid = keys.coding(0) == Coding.GRID;
        int[][] residuals = onGrid ? scratch.residuals(places) : firsts;
        int[] start = { 0 };
        for (int c = 0; c < columns.length; c++) {
            firsts[c] = new int[places];
            keys.nextColumn(residuals[c], start);
        }
        if (onGrid) {
            QuatRowsDecoder quats = new QuatRowsDecoder(keys.grid().orElseThrow(), 1, places, scratch);
            quats.addKeys(keys.order(0), places);
            quats.decode(residuals, scratch.turns(0), firsts);
        }
        float[] floats = scratch.floats(layout.entries())[0];
        for (int c = 0; !onGrid && c < columns.length; c++) {
            NarrowSeriesDecoder.integrate(keys.unclockedOrder(c), 0, firsts[c], 0, places);
            NarrowSeriesDecoder.toBits(keys.coding(c), column, firsts[c], 0, places, floats);
        }
        keys.exceptions((c, index, bits) -> firsts[c][index] = (int) bits);
    }

    /** Puts the first values where they belong, after all else. */
    void placeKeys() {
        for (int c = 0; c < columns.length; c++) {
            for (int i = 0; i < layout.places(); i++) {
                columns[c][layout.starts()[i]] = firsts[c][i];
            }
        }
    }

    /** Decodes later values, after {@link #decodeKeys}. */
    void decodeLater(BlockDecoder deltas, LaterRows rows) {
        if (clock.isKnown()) {
            scratch.motion.begin(clock, layout);
        }
        boolean anyOnGrid = deltas.grid().isPresent();
        int[][] residuals = anyOnGrid ? scratch.residuals(layout.entries()) : columns;
        for (int c = 0; c < columns.length; c++) {
            deltas.nextColumn(residuals[c], rows.starts(), rows.counts());
        }
        if (anyOnGrid) {
            decodeOnGrid(deltas, rows, residuals);
        }
        ClockedSeries clocked = new ClockedSeries(scratch.motion.ratios());
        for (int c = 0; c < columns.length; c++) {
            integrateColumn(deltas, rows, c, clocked);
        }
        clocked.finish();
        for (int c = 0; c < columns.length; c++) {
            toBits(deltas, rows, c);
        }
        deltas.exceptions((s, index, bits) -> {
            int r = s % rows.size();
            if (index < rows.counts()[r]) {
                columns[s / rows.size()][rows.starts()[r] + index] = (int) bits;
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
        quats.decode(residuals, turns, columns);
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; deltas.coding(r) != Coding.GRID && c < columns.length; c++) {
                System.arraycopy(residuals[c], rows.starts()[r], columns[c], rows.starts()[r], rows.counts()[r]);
            }
        }
    }

    /** Turns the residuals of a column into integers, but for those that {@code clocked} has yet to decode. */
    private void integrateColumn(BlockDecoder deltas, LaterRows rows, int c, ClockedSeries clocked) {
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
        int[] values = columns[c];
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
    private void toBits(BlockDecoder deltas, LaterRows rows, int c) {
        float[] floats = scratch.floats(layout.entries())[0];
        for (int r = 0; r < rows.size();) {
            int coding = deltas.coding(c * rows.size() + r);
            int from = rows.starts()[r];
            int end = from;
            for (; r < rows.size() && deltas.coding(c * rows.size() + r) == coding; r++) {
                end = rows.end(r);
            }
            if (coding != Coding.GRID) {
                NarrowSeriesDecoder.toBits(coding, column, columns[c], from, end, floats);
            }
        }
    }

    /** Turns residuals into how far each integer is from the one before it, of which another component tells a part. */
    private void addDrifts(int c, int coding, int from, int end) {
        double[] changes = scratch.changes(layout.entries());
        if (c != changesOf) {
            changesOf = c;
            scratch.motion.changes(aid.orElseThrow(), c, aiding.step(), 1, changes);
        }
        int[] drifts = scratch.drifts(layout.entries());
        Motion.drifts(changes, coding, column, from, end, drifts);
        int[] values = columns[c];
        for (int i = from; i < end; i++) {
            values[i] = NarrowSeriesDecoder.signed(values[i]) + drifts[i];
        }
    }
}
