package io.worldreel.format.window;

import io.worldreel.format.Limits;

/**
 * Puts the values of a {@link ValueLog} of a fixed-width type, which lie as frames had them, into columns. A group's values are
 * asked for several times while a window is encoded: a group that has most of the window's values is kept meanwhile.
 */
final class ValueGatherer {
    private static final int TILE = 1 << 13;
    private static final int MIN_TICKS = 16;
    /** Fewer values of a stretch are copied one by one, with about so many that follow. */
    private static final int MIN_RUN = 4;
    private static final int MANY_RUNS = 16;

    private final Column column;
    private final int columns;
    private final int width;

    private byte[] bytes = {};
    private RowSlots slots = new RowSlots();
    private CarriedValues carried;
    private Presence presence = Presence.NONE;
    private final Gathered most;
    private final Gathered others;

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
            values.add(count);
            if (presence.inherited(place)) {
                for (int c = 0; c < columns; c++) {
                    values.set(c, values.start(place - from), carried.bits(presence.row(place), c));
                }
            }
        }
        // Values of one tick lie side by side, those of a row far apart: so many ticks at a time stay near the processor.
        int valuesOfTick = slots.count() / longest + 1;
        int ticks = Math.max(MIN_TICKS, TILE / valuesOfTick);
        for (int tile = 0; tile < longest; tile += ticks) {
            for (int place = from; place < end; place++) {
                int row = presence.row(place);
                int first = slots.start(row) + tile;
                int count = Math.min(ticks, slots.start(row + 1) - first);
                if (count > 0) {
                    copy(first, count, values, values.start(place - from) + tile + (presence.inherited(place) ? 1 : 0));
                }
            }
        }
    }

    /** Copies values of one row: those of a stretch of frames at once, if they are more than a few. */
    private void copy(int first, int count, GroupValues out, int at) {
        int done = 0;
        while (done < count) {
            int slot = slots.slot(first + done);
            int stretch = slots.stretchOfSlot(slot);
            int run = Math.min(slots.run(slot, stretch), count - done);
            if (run >= MIN_RUN) {
                transpose(slot * width, slots.stride(stretch) * width, run, out, at + done);
            } else {
                run = Math.min(MANY_RUNS, count - done);
                for (int i = done; i < done + run; i++) {
                    transpose(slots.slot(first + i) * width, width, 1, out, at + i);
                }
            }
            done += run;
        }
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
