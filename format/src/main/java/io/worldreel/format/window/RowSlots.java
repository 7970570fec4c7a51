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

    /** Whether the last frame has a value for each of its entities. */
    private boolean dense;

    private int lanes;
    private int[] rowOf = new int[64];

    private int rows;
    private int[] lastLane = new int[64];

    /** After {@link #sort}: how many slots the rows before have, and how many lanes. */
    private int[] starts = new int[65];
    private int[] laneStarts = new int[65];
    /** And of each lane, by row, then tick: its first slot, and its stretch. */
    private int[] laneSlots = new int[64];
    private int[] laneStretches = new int[64];
    private int[] next = new int[64];
    /** The slots by row, then tick, if they were asked for. */
    private int[] slots = {};
    private boolean hasSlots;

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
        }
        if (count > rows) {
            Arrays.fill(lastLane, rows, count, NO_LANE);
            rows = count;
        }
    }

    int rows() {
        return rows;
    }

    /** How many slots there are. */
    int count() {
        return firstSlot[stretches];
    }

    /**
     * Takes a slot for each value of a block if its frame goes on with the last stretch; else returns false.
     *
     * @param sameRows whether the frame before had the same entities
     */
    boolean goOn(FrameMessage frame, int block, int[] rowOfEntity, boolean sameRows, int tickIndex) {
        int last = stretches - 1;
        int count = frame.count(block);
        if (last < 0 || firstTick[last] + frames[last] != tickIndex || count != lanes - firstLane[last]) {
            return false;
        }
        int lane = firstLane[last];
        boolean nowDense = frame.isDense(block);
        if (nowDense) {
            if (!(sameRows && dense) && !Arrays.equals(rowOf, lane, lanes, rowOfEntity, 0, count)) {
                return false;
            }
        } else {
            for (int i = 0; i < count; i++) {
                if (rowOf[lane + i] != rowOfEntity[frame.row(block, i)]) {
                    return false;
                }
            }
        }
        dense = nowDense;
        frames[last]++;
        firstSlot[stretches] += count;
        return true;
    }

    /**
     * Begins a stretch: {@link #add} makes its lanes, so many, and {@link #end} ends its first frame.
     *
     * @param isDense whether the frame has a value for each of its entities
     */
    void begin(int tickIndex, int laneCount, boolean isDense) {
        dense = isDense;
        if (rowOf.length - lanes < laneCount) {
            rowOf = Arrays.copyOf(rowOf, Math.max(lanes + laneCount, 2 * rowOf.length));
        }
        if (stretches == frames.length) {
            firstTick = Arrays.copyOf(firstTick, 2 * stretches);
            frames = Arrays.copyOf(frames, 2 * stretches);
            firstSlot = Arrays.copyOf(firstSlot, 2 * stretches + 1);
            firstLane = Arrays.copyOf(firstLane, 2 * stretches + 1);
        }
        firstTick[stretches] = tickIndex;
        frames[stretches] = 1;
    }

    /** Takes a slot of the stretch's first frame; returns whether it is the first one of the row. */
    boolean add(int row) {
        int before = lastLane[row];
        if (before >= firstLane[stretches]) {
            rowOf[before] = SUPERSEDED;
        }
        rowOf[lanes] = row;
        lastLane[row] = lanes++;
        return before == NO_LANE;
    }

    void end() {
        int first = stretches++;
        firstLane[stretches] = lanes;
        firstSlot[stretches] = firstSlot[first] + lanes - firstLane[first];
    }

    boolean has(int row) {
        return row < rows && lastLane[row] >= 0;
    }

    /** The last slot of a row that has some. */
    int lastSlot(int row) {
        int lane = lastLane[row];
        int stretch = stretchOf(lane);
        return firstSlot[stretch] + lane - firstLane[stretch] + (frames[stretch] - 1) * stride(stretch);
    }

    /** The tick index of a row's last slot. */
    int lastTick(int row) {
        int stretch = stretchOf(lastLane[row]);
        return firstTick[stretch] + frames[stretch] - 1;
    }

    private int stretchOf(int lane) {
        int found = Arrays.binarySearch(firstLane, 0, stretches, lane);
        return found < 0 ? -found - 2 : found;
    }

    /** How far apart the slots of a stretch's lanes are. */
    private int stride(int stretch) {
        return firstLane[stretch + 1] - firstLane[stretch];
    }

    /** Whether all slots are of the same rows and ticks. */
    boolean isLike(RowSlots other) {
        return rows == other.rows && lanes == other.lanes && stretches == other.stretches
                && Arrays.equals(firstTick, 0, stretches, other.firstTick, 0, stretches)
                && Arrays.equals(frames, 0, stretches, other.frames, 0, stretches)
                && Arrays.equals(firstLane, 0, stretches, other.firstLane, 0, stretches)
                && Arrays.equals(rowOf, 0, lanes, other.rowOf, 0, lanes);
    }

    void sort() {
        hasSlots = false;
        if (starts.length <= rows) {
            starts = new int[Math.max(rows + 1, 2 * starts.length)];
            laneStarts = new int[starts.length];
            next = new int[starts.length];
        }
        if (laneSlots.length < lanes) {
            laneSlots = new int[Math.max(lanes, 2 * laneSlots.length)];
            laneStretches = new int[laneSlots.length];
        }
        Arrays.fill(starts, 0, rows + 1, 0);
        Arrays.fill(laneStarts, 0, rows + 1, 0);
        for (int stretch = 0; stretch < stretches; stretch++) {
            count(stretch);
        }
        for (int row = 0; row < rows; row++) {
            starts[row + 1] += starts[row];
            laneStarts[row + 1] += laneStarts[row];
            next[row] = laneStarts[row];
        }
        for (int stretch = 0; stretch < stretches; stretch++) {
            sort(stretch);
        }
    }

    private void count(int stretch) {
        int values = frames[stretch];
        for (int lane = firstLane[stretch]; lane < firstLane[stretch + 1]; lane++) {
            if (rowOf[lane] != SUPERSEDED) {
                starts[rowOf[lane] + 1] += values;
                laneStarts[rowOf[lane] + 1]++;
            }
        }
    }

    private void sort(int stretch) {
        int slot = firstSlot[stretch];
        for (int lane = firstLane[stretch]; lane < firstLane[stretch + 1]; lane++, slot++) {
            if (rowOf[lane] != SUPERSEDED) {
                int at = next[rowOf[lane]]++;
                laneSlots[at] = slot;
                laneStretches[at] = stretch;
            }
        }
    }

    /**
     * Marks the ticks of all slots.
     *
     * @param places of each row: which of the masks is its own
     * @param words of a mask
     */
    void mark(int[] places, long[] masks, int words) {
        for (int stretch = 0; stretch < stretches; stretch++) {
            int first = firstTick[stretch];
            int last = first + frames[stretch] - 1;
            for (int word = first / Long.SIZE; word <= last / Long.SIZE; word++) {
                long before = first / Long.SIZE < word ? 0 : (1L << first) - 1;
                mark(stretch, places, masks, words, word, Presence.allOf(word, last + 1) & ~before);
            }
        }
    }

    private void mark(int stretch, int[] places, long[] masks, int words, int word, long mask) {
        for (int lane = firstLane[stretch]; lane < firstLane[stretch + 1]; lane++) {
            if (rowOf[lane] != SUPERSEDED) {
                masks[places[rowOf[lane]] * words + word] |= mask;
            }
        }
    }

    /** Which of the sorted lanes is the first of a row; those of the row before end there. */
    int laneStart(int row) {
        return laneStarts[row];
    }

    /** The first slot of a sorted lane. */
    int laneSlot(int i) {
        return laneSlots[i];
    }

    /** How far apart its slots are. */
    int laneStride(int i) {
        return stride(laneStretches[i]);
    }

    /** How many slots it has. */
    int laneFrames(int i) {
        return frames[laneStretches[i]];
    }

    /** How many slots the rows before have. After {@link #sort}. */
    int start(int row) {
        return starts[row];
    }

    /** The i-th of all slots, by row, then tick. After {@link #sort}. */
    int slot(int i) {
        if (!hasSlots) {
            hasSlots = true;
            sortSlots();
        }
        return slots[i];
    }

    private void sortSlots() {
        if (slots.length < count()) {
            slots = new int[Math.max(count(), 2 * slots.length)];
        }
        int at = 0;
        for (int lane = 0; lane < laneStarts[rows]; lane++) {
            int slot = laneSlots[lane];
            for (int frame = 0; frame < laneFrames(lane); frame++, slot += laneStride(lane)) {
                slots[at++] = slot;
            }
        }
    }
}
