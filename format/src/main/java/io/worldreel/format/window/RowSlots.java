package io.worldreel.format.window;

import io.worldreel.format.message.FrameMessage;

import java.util.Arrays;

/**
 * Which slots of a {@link ValueLog} hold the values of which rows. Most frames put values on the same rows in the same order as
 * the frame before: such a <i>stretch</i> of frames is noted once. What it has of one row is a <i>lane</i>: a slot a frame, always
 * as far apart. One object serves window after window.
 */
final class RowSlots {
    /** The row of a lane whose values other ones of the same frames replace. */
    private static final int SUPERSEDED = -1;
    private static final int NO_LANE = -1;

    private int stretches;
    private int[] firstTick = new int[16];
    private int[] frames = new int[16];
    /** One more than there are stretches, as of their lanes. */
    private int[] firstSlot = new int[17];
    private int[] firstLane = new int[17];

    private int lanes;
    private int[] rowOf = new int[64];
    private int[] stretchOf = new int[64];

    private int rows;
    private int[] lastLane = new int[64];
    private int[] lanesOfRow = new int[64];

    /** After {@link #sort}: the lanes by row, then tick, and where those of each row begin. */
    private int[] sorted = new int[64];
    private int[] starts = new int[65];
    private int[] next = new int[64];

    void clear() {
        stretches = 0;
        lanes = 0;
        rows = 0;
    }

    /** Makes room for rows 0 to {@code count} - 1. */
    void growRows(int count) {
        if (count > lastLane.length) {
            int size = Math.max(count, 2 * lastLane.length);
            lastLane = Arrays.copyOf(lastLane, size);
            lanesOfRow = Arrays.copyOf(lanesOfRow, size);
        }
        if (count > rows) {
            Arrays.fill(lastLane, rows, count, NO_LANE);
            Arrays.fill(lanesOfRow, rows, count, 0);
            rows = count;
        }
    }

    int rows() {
        return rows;
    }

    /** How many slots there are. */
    int slots() {
        return firstSlot[stretches];
    }

    /** Takes a slot for each value of a block if its frame goes on with the last stretch; else returns false. */
    boolean goOn(FrameMessage frame, int block, int[] rowOfEntity, int tickIndex) {
        int last = stretches - 1;
        int count = frame.count(block);
        if (last < 0 || firstTick[last] + frames[last] != tickIndex || count != lanes - firstLane[last]) {
            return false;
        }
        int lane = firstLane[last];
        if (frame.isDense(block)) {
            if (!Arrays.equals(rowOf, lane, lanes, rowOfEntity, 0, count)) {
                return false;
            }
        } else {
            for (int i = 0; i < count; i++) {
                if (rowOf[lane + i] != rowOfEntity[frame.row(block, i)]) {
                    return false;
                }
            }
        }
        frames[last]++;
        firstSlot[stretches] += count;
        return true;
    }

    /** Begins a stretch; {@link #add} makes its lanes. */
    void begin(int tickIndex) {
        if (stretches == frames.length) {
            firstTick = Arrays.copyOf(firstTick, 2 * stretches);
            frames = Arrays.copyOf(frames, 2 * stretches);
            firstSlot = Arrays.copyOf(firstSlot, 2 * stretches + 1);
            firstLane = Arrays.copyOf(firstLane, 2 * stretches + 1);
        }
        firstTick[stretches] = tickIndex;
        frames[stretches++] = 1;
        firstSlot[stretches] = firstSlot[stretches - 1];
        firstLane[stretches] = lanes;
    }

    /** Takes a slot of the stretch's first frame. */
    void add(int row) {
        if (lanes == rowOf.length) {
            rowOf = Arrays.copyOf(rowOf, 2 * lanes);
            stretchOf = Arrays.copyOf(stretchOf, 2 * lanes);
        }
        int before = lastLane[row];
        if (before >= firstLane[stretches - 1]) {
            rowOf[before] = SUPERSEDED;
            lanesOfRow[row]--;
        }
        rowOf[lanes] = row;
        stretchOf[lanes] = stretches - 1;
        lastLane[row] = lanes++;
        lanesOfRow[row]++;
        firstLane[stretches] = lanes;
        firstSlot[stretches]++;
    }

    boolean has(int row) {
        return row < rows && lastLane[row] >= 0;
    }

    /** Whether a row that has slots has one only. */
    boolean hasOne(int row) {
        return lanesOfRow[row] == 1 && values(lastLane[row]) == 1;
    }

    /** The last slot of a row that has some. */
    int lastSlot(int row) {
        int lane = lastLane[row];
        return slot(lane) + (values(lane) - 1) * stride(lane);
    }

    /** The tick index of a row's last slot. */
    int lastTick(int row) {
        int stretch = stretchOf[lastLane[row]];
        return firstTick[stretch] + frames[stretch] - 1;
    }

    /** Whether all slots are of the same rows and ticks. */
    boolean isLike(RowSlots other) {
        return rows == other.rows && lanes == other.lanes && stretches == other.stretches
                && Arrays.equals(firstTick, 0, stretches, other.firstTick, 0, stretches)
                && Arrays.equals(frames, 0, stretches, other.frames, 0, stretches)
                && Arrays.equals(firstLane, 0, stretches, other.firstLane, 0, stretches)
                && Arrays.equals(rowOf, 0, lanes, other.rowOf, 0, lanes);
    }

    /** Sorts the lanes by row. */
    void sort() {
        if (sorted.length < lanes) {
            sorted = new int[Math.max(lanes, 2 * sorted.length)];
        }
        if (starts.length <= rows) {
            starts = new int[Math.max(rows + 1, 2 * starts.length)];
            next = new int[starts.length];
        }
        for (int row = 0; row < rows; row++) {
            next[row] = starts[row];
            starts[row + 1] = starts[row] + lanesOfRow[row];
        }
        for (int lane = 0; lane < lanes; lane++) {
            if (rowOf[lane] != SUPERSEDED) {
                sorted[next[rowOf[lane]]++] = lane;
            }
        }
    }

    /** Marks the ticks of a row's slots in a mask that begins at {@code at}. */
    void mark(int row, long[] masks, int at) {
        for (int i = starts[row]; i < starts[row + 1]; i++) {
            int stretch = stretchOf[sorted[i]];
            int end = firstTick[stretch] + frames[stretch];
            for (int tick = firstTick[stretch]; tick < end; tick++) {
                masks[at + tick / Long.SIZE] |= 1L << tick;
            }
        }
    }

    /** Where the lanes of a row begin, and those of the row before end, among all sorted ones. */
    int start(int row) {
        return starts[row];
    }

    /** A lane of the sorted ones. */
    int lane(int i) {
        return sorted[i];
    }

    /** How many slots a lane has. */
    int values(int lane) {
        return frames[stretchOf[lane]];
    }

    /** The first slot of a lane. */
    int slot(int lane) {
        int stretch = stretchOf[lane];
        return firstSlot[stretch] + lane - firstLane[stretch];
    }

    /** How far apart the slots of a lane are. */
    int stride(int lane) {
        int stretch = stretchOf[lane];
        return firstLane[stretch + 1] - firstLane[stretch];
    }
}
