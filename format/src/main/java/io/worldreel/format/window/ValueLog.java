package io.worldreel.format.window;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Value;
import io.worldreel.format.message.FrameMessage;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The values of one component in the window being built. Frames append to it in bulk, in the order in which they come: a value is
 * a <i>slot</i>. Closing it sorts the slots by row. What is still true at the end is carried into the next window.
 */
final class ValueLog {
    final Component component;
    final Column column;
    /** On which lossy quaternions are put. */
    final Optional<QuatGrid> lossyGrid;
    /** Of each column. */
    final GridHint[] grids;
    private final int width;
    private final boolean variable;

    private byte[] bytes = new byte[1 << 10];
    private int used;
    private final RowSlots slots = new RowSlots();
    /** Of variable types only: where the bytes of a slot begin; one more than there are slots. */
    private int[] slotStart = new int[65];

    private int cells;

    /** After {@link #sort}; they may be those of another log. */
    private RowSlots sorted = slots;
    private Presence presence = Presence.NONE;
    private final ValueGatherer gatherer;

    /** Values from before the window. */
    private CarriedValues carried;

    ValueLog(Component component) {
        this.component = component;
        column = Column.of(component);
        lossyGrid = component.lossy() && component.type() == ComponentType.QUAT
                ? QuatGrid.ofStep(component.step())
                : Optional.empty();
        width = component.type().valueBytes();
        variable = component.type().isVariable();
        carried = new CarriedValues(component.type(), 0);
        gatherer = new ValueGatherer(column, component.type().columns(), carried);
        grids = Stream.generate(GridHint::new).limit(component.type().columns()).toArray(GridHint[]::new);
    }

    boolean isVariable() {
        return variable;
    }

    /** Makes room for rows 0 to {@code count} - 1. */
    void growRows(int count) {
        slots.growRows(count);
    }

    /**
     * Appends a block of a frame. Rows of the message are turned into rows of the window by {@code rowOf}.
     *
     * @param sameRows whether the frame before had the same entities
     */
    void append(FrameMessage frame, int block, int[] rowOf, boolean sameRows, int tickIndex) {
        int count = frame.count(block);
        MemorySegment source = frame.segment();
        if (isVariable()) {
            int next = slots.count();
            if (slotStart.length <= next + count) {
                slotStart = Arrays.copyOf(slotStart, Math.max(next + count + 1, 2 * slotStart.length));
            }
            for (int i = 0; i < count; i++) {
                int length = frame.valueLength(block, i);
                copy(source, frame.valueOffset(block, i), length);
                slotStart[next + i + 1] = used;
            }
        } else {
            copy(source, count == 0 ? 0 : frame.valueOffset(block, 0), count * width);
            if (component.lossy()) {
                round(used - count * width);
            }
        }
        if (count > 0 && !slots.goOn(frame, block, rowOf, sameRows, tickIndex)) {
            slots.begin(tickIndex, count, frame.isDense(block));
            for (int i = 0; i < count; i++) {
                int row = rowOf[frame.row(block, i)];
                cells += slots.add(row) && !carried.has(row) ? 1 : 0;
            }
            slots.end();
        }
    }

    /** Rows that have a value. */
    int cells() {
        return cells;
    }

    /** Rows that would get their first value by {@link #append}. */
    int newCells(FrameMessage frame, int block, int[] rowOf) {
        int found = 0;
        for (int i = 0; i < frame.count(block); i++) {
            int row = rowOf[frame.row(block, i)];
            found += slots.has(row) || carried.has(row) ? 0 : 1;
        }
        return found;
    }

    private void copy(MemorySegment source, long offset, int length) {
        if (bytes.length - used < length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(used, length), 2 * bytes.length));
        }
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, bytes, used, length);
        used += length;
    }

    private void round(int from) {
        if (component.type() == ComponentType.QUAT) {
            roundQuats(from);
            return;
        }
        for (int at = from; at < used; at += column.bytes()) {
            column.set(bytes, at, Coding.rounded(column, column.get(bytes, at)));
        }
    }

    /** A quaternion that no grid holds is rounded column by column. */
    private void roundQuats(int from) {
        float[] quat = new float[4];
        for (int at = from; at < used; at += width) {
            for (int c = 0; c < 4; c++) {
                quat[c] = Float.intBitsToFloat((int) Column.INTS.get(bytes, at + 4 * c));
            }
            boolean onGrid = lossyGrid.isPresent() && lossyGrid.get().round(quat, component.step() / 2);
            for (int c = 0; c < 4; c++) {
                int bits = Float.floatToRawIntBits(quat[c]);
                Column.INTS.set(bytes, at + 4 * c, onGrid ? bits : (int) Coding.rounded(column, bits));
            }
        }
    }

    /**
     * Bytes of the values that were carried into this window and stayed as they were.
     *
     * @param resting those that the reference window has, which {@link #sort} can leave to it; otherwise those that it has not
     */
    long untouchedBytes(boolean resting) {
        long bytes = 0;
        for (int row = 0; row < slots.rows(); row++) {
            if (isUntouched(row) && carried.isSettled(row) == resting) {
                bytes += carried.length(row);
            }
        }
        return bytes;
    }

    private boolean isUntouched(int row) {
        return !slots.has(row) && carried.has(row);
    }

    private boolean rests(int row) {
        return isUntouched(row) && carried.isSettled(row);
    }

    /**
     * Sorts the slots by row and returns which values there are.
     *
     * @param ticks of the window
     * @param refers whether values at rest are left to the reference window
     * @param before the log that was sorted before this one: most have values of the same rows in the same ticks
     */
    Presence sort(int ticks, boolean refers, Optional<ValueLog> before) {
        if (before.isPresent() && isLike(before.get())) {
            sorted = before.get().sorted;
            presence = before.get().presence;
        } else {
            sorted = slots;
            sorted.sort();
            presence = presence(ticks, refers);
        }
        gatherer.begin(bytes, sorted, carried, presence);
        return presence;
    }

    private boolean isLike(ValueLog other) {
        return slots.isLike(other.slots) && carried.isLike(other.carried);
    }

    private Presence presence(int ticks, boolean refers) {
        int rows = slots.rows();
        int[] present = new int[rows];
        int[] resting = new int[rows];
        int[] placeOf = new int[rows];
        int places = 0;
        int rests = 0;
        for (int row = 0; row < rows; row++) {
            if (refers && rests(row)) {
                resting[rests++] = row;
            } else if (slots.has(row) || carried.has(row)) {
                placeOf[row] = places;
                present[places++] = row;
            }
        }
        int words = Presence.words(ticks);
        long[] masks = new long[places * words];
        boolean[] inherited = new boolean[places];
        sorted.mark(placeOf, masks, words);
        for (int place = 0; place < places; place++) {
            int row = present[place];
            inherited[place] = carried.has(row) && (masks[place * words] & 1) == 0;
        }
        return new Presence(Arrays.copyOf(present, places), masks, words, inherited, Arrays.copyOf(resting, rests));
    }

    /** The values of some places, at most a group's, of a fixed-width type: until others are asked for. After {@link #sort}. */
    GroupValues gather(int from, int end) {
        return gatherer.gather(from, end);
    }

    /** Writes the values of one place of a floating type, column by column. After {@link #sort}. */
    void read(int place, double[][] out) {
        gatherer.read(place, out);
    }

    /** At most {@code count} values of this window's frames, spread over it, as column bits. */
    long[][] samples(int count) {
        int columns = component.type().columns();
        int number = Math.min(count, slots.count());
        long[][] samples = new long[number][columns];
        for (int i = 0; i < number; i++) {
            int slot = (int) ((long) i * slots.count() / number);
            for (int c = 0; c < columns; c++) {
                samples[i][c] = column.get(bytes, slot * width + c * column.bytes());
            }
        }
        return samples;
    }

    /** The first value of a row of a variable type. After {@link #sort}. */
    byte[] firstRun(int row, boolean inherited) {
        return inherited ? carried.run(row) : run(sorted.slot(sorted.start(row)));
    }

    /** The i-th of the later values of a row of a variable type. After {@link #sort}. */
    byte[] laterRun(int row, boolean inherited, int i) {
        return run(sorted.slot(sorted.start(row) + (inherited ? 0 : 1) + i));
    }

    private byte[] run(int slot) {
        return Arrays.copyOfRange(bytes, slotStart[slot], slotStart[slot + 1]);
    }

    /** Bytes of the values of this window's frames. */
    int valueBytes() {
        return used;
    }

    /**
     * Begins the next window: what is true at the end of this one is carried over, from old rows to new ones.
     *
     * @param referred whether this window becomes the reference window
     */
    void next(int[] oldRows, EntityRows entities, boolean referred) {
        CarriedValues next = entities.areAll(oldRows) ? carried : new CarriedValues(component.type(), oldRows.length);
        for (int row = 0; row < oldRows.length; row++) {
            int old = oldRows[row];
            int since = entities.aliveSince(old);
            if (slots.has(old) && slots.lastTick(old) >= since) {
                boolean settled = referred && !carried.has(old) && sorted.start(old + 1) - sorted.start(old) == 1;
                int slot = slots.lastSlot(old);
                if (isVariable()) {
                    next.put(row, run(slot), settled);
                } else {
                    next.put(row, bytes, slot * width, settled);
                }
            } else if (carried.has(old) && since == WindowDirectory.BEFORE) {
                next.put(row, carried, old, referred || carried.isSettled(old));
            } else {
                next.remove(row);
            }
        }
        carried = next;
        cells = carried.count();
        clear();
    }

    private void clear() {
        slots.clear();
        used = 0;
    }

    /** Forgets everything. */
    void reset() {
        clear();
        cells = 0;
        carried = new CarriedValues(component.type(), 0);
    }

    /** Carries a value into the next window; only between windows, rows rising. */
    void carry(int row, Value value) {
        carried.put(row, value);
        cells = carried.count();
    }
}
