package io.worldreel.format.window;

import io.worldreel.format.Limits;

/**
 * Puts the values of a {@link ValueLog} of a fixed-width type, which lie as frames had them, into columns. A group's values are
 * asked for several times while a window is encoded: a group that has most of the window's values is kept meanwhile.
 */
final class ValueGatherer {
    private static final int TILE = 1 << 13;
    private static final int MIN_TICKS = 16;

    private final Column column;
    private final int columns;
    private final int width;

    private byte[] bytes = {};
    private RowSlots slots = new RowSlots();
    private CarriedValues carried;
    private Presence presence = Presence.NONE;
    private final Gathered most;
    private final Gathered others;

    /** Of each place that is gathered: the lane and its frame that are copied next, and where they go. */
    private final int[] nextLanes = new int[Limits.GROUP_ENTITIES];
    private final int[] nextFrames = new int[Limits.GROUP_ENTITIES];
    private final int[] nextEntries = new int[Limits.GROUP_ENTITIES];

    /** The values of some places. */
    private static final class Gathered {
        final GroupValues values;
        private int from;
        private int end;

        Gathered(GroupValues values) {
            this.values = values;
        }

        boolean has(int first, int last) {
            return first == from && last == end;
        }

        void set(int first, int last) {
            from = first;
            end = last;
        }
    }

    ValueGatherer(Column column, int columns, CarriedValues carried) {
        this.column = column;
        this.columns = columns;
        this.carried = carried;
        width = column.bytes() * columns;
        most = new Gathered(new GroupValues(column, columns));
        others = new Gathered(new GroupValues(column, columns));
    }

    /**
     * Begins a window.
     *
     * @param newBytes the values, slot after slot
     * @param newSlots which are sorted
     */
    void begin(byte[] newBytes, RowSlots newSlots, CarriedValues newCarried, Presence newPresence) {
        bytes = newBytes;
        slots = newSlots;
        carried = newCarried;
        presence = newPresence;
        most.set(0, 0);
        others.set(0, 0);
    }

    /** The values of some places, at most a group's: until others are asked for. */
    GroupValues gather(int from, int end) {
        if (most.has(from, end)) {
            return most.values;
        }
        if (!others.has(from, end)) {
            int entries = entries(from, end);
            Gathered target = isMost(entries) ? most : others;
            target.set(from, end);
            gather(from, end, entries, target.values);
            return target.values;
        }
        return others.values;
    }

    /** Writes the values of one place of a floating type, column by column. */
    void read(int place, double[][] out) {
        int group = presence.row(place) / Limits.GROUP_ENTITIES;
        int first = presence.firstPlace(group * Limits.GROUP_ENTITIES);
        int end = presence.firstPlace((group + 1) * Limits.GROUP_ENTITIES);
        if (!isMost(entries(first, end))) {
            first = place;
            end = place + 1;
        }
        GroupValues values = gather(first, end);
        int at = place - first;
        for (int c = 0; c < columns; c++) {
            values.numbers(c, values.start(at), values.later(at) + 1, out[c]);
        }
    }

    private boolean isMost(int entries) {
        return 2 * entries > slots.count();
    }

    private int entries(int from, int end) {
        int entries = 0;
        for (int place = from; place < end; place++) {
            entries += presence.values(place);
        }
        return entries;
    }

    private void gather(int from, int end, int entries, GroupValues values) {
        values.clear(entries);
        int longest = 1;
        for (int place = from; place < end; place++) {
            int count = presence.values(place);
            longest = Math.max(longest, count);
            int at = values.start(place - from);
            values.add(count);
            boolean inherited = presence.inherited(place);
            for (int c = 0; inherited && c < columns; c++) {
                values.set(c, at, carried.bits(presence.row(place), c));
            }
            nextLanes[place - from] = slots.laneStart(presence.row(place));
            nextFrames[place - from] = 0;
            nextEntries[place - from] = at + (inherited ? 1 : 0);
        }
        // Values of one tick lie side by side, those of a row far apart: so many ticks at a time stay near the processor.
        int valuesOfTick = slots.count() / longest + 1;
        int ticks = Math.max(MIN_TICKS, TILE / valuesOfTick);
        for (int tile = 0; tile < longest; tile += ticks) {
            for (int place = from; place < end; place++) {
                copy(place - from, ticks, values);
            }
        }
    }

    /** Copies the next values of a place, at most so many, a stretch of frames at once. */
    private void copy(int place, int most, GroupValues out) {
        int lane = nextLanes[place];
        int frame = nextFrames[place];
        int at = nextEntries[place];
        int left = Math.min(most, out.start(place + 1) - at);
        while (left > 0) {
            int apart = slots.laneStride(lane);
            int all = slots.laneFrames(lane);
            int run = Math.min(left, all - frame);
            transpose((slots.laneSlot(lane) + frame * apart) * width, apart * width, run, out, at);
            frame += run;
            if (frame == all) {
                lane++;
                frame = 0;
            }
            at += run;
            left -= run;
        }
        nextLanes[place] = lane;
        nextFrames[place] = frame;
        nextEntries[place] = at;
    }

    private void transpose(int from, int apart, int count, GroupValues out, int at) {
        if (!column.isNarrow()) {
            Transposition.longs(bytes, from, apart, count, out.wide(), at);
        } else if (column.bytes() == Integer.BYTES) {
            Transposition.ints(bytes, from, apart, count, out.narrow(), at);
        } else {
            Transposition.bytes(bytes, from, apart, count, out.narrow(0), at);
        }
    }
}
