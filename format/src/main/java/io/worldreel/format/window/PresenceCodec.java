package io.worldreel.format.window;

/** Writes and reads presences (FORMAT.md, "Directory"). */
final class PresenceCodec {
    /** Pairs of component and entity that have values in one window. */
    static final int MAX_CELLS = 1 << 22;

    private static final int NONE = 0;
    private static final int ALL = 1;
    private static final int SOME = 2;
    private static final int INHERITED = 4;
    private static final int MAX_MODE = SOME | INHERITED;

    private PresenceCodec() {}

    static void write(Presence presence, int ticks, int rows, PartWriter out) {
        int row = 0;
        int place = 0;
        while (row < rows) {
            int mode = mode(presence, place, row, ticks);
            int first = row;
            do {
                place += mode == NONE ? 0 : 1;
                row++;
            } while (row < rows && mode(presence, place, row, ticks) == mode);
            out.varint(row - first);
            out.u8(mode);
        }
        for (int i = 0; i < presence.size(); i++) {
            if ((mode(presence, i, presence.row(i), ticks) & SOME) != 0) {
                out.column(presence.low(i), Math.min(8, bitmapBytes(ticks)));
                out.column(presence.high(i), Math.max(0, bitmapBytes(ticks) - 8));
            }
        }
    }

    private static int bitmapBytes(int ticks) {
        return (ticks + 7) / 8;
    }

    /** @param place the place of the row, or of the next row that has one */
    private static int mode(Presence presence, int place, int row, int ticks) {
        if (place == presence.size() || presence.row(place) != row) {
            return NONE;
        }
        int inherited = presence.inherited(place) ? INHERITED : 0;
        if ((presence.low(place) | presence.high(place)) == 0) {
            return inherited;
        }
        boolean all = presence.low(place) == lowMask(ticks) && presence.high(place) == highMask(ticks);
        return all ? ALL : SOME | inherited;
    }

    private static long lowMask(int ticks) {
        return ticks >= 64 ? -1L : (1L << ticks) - 1;
    }

    private static long highMask(int ticks) {
        return ticks >= 128 ? -1L : ticks <= 64 ? 0 : (1L << (ticks - 64)) - 1;
    }

    static Presence read(PartReader in, int ticks, int rows) {
        int runsAt = in.position();
        int places = 0;
        for (int row = 0; row < rows;) {
            int length = in.varint(rows - row, "a run of rows");
            int mode = in.u8();
            if (length == 0 || mode > MAX_MODE || (mode & 3) == 3 || mode == (ALL | INHERITED)) {
                throw in.corrupt("has a run of " + length + " rows of presence " + mode);
            }
            places += mode == NONE ? 0 : length;
            row += length;
        }
        int[] rowOf = new int[places];
        boolean[] inherited = new boolean[places];
        long[] low = new long[places];
        long[] high = new long[places];
        PartReader runs = in.from(runsAt);
        int bitmap = bitmapBytes(ticks);
        int place = 0;
        for (int row = 0; row < rows;) {
            int end = row + runs.varint(rows - row, "a run of rows");
            int mode = runs.u8();
            for (; row < end; row++) {
                if (mode == NONE) {
                    continue;
                }
                rowOf[place] = row;
                inherited[place] = (mode & INHERITED) != 0;
                if (mode == ALL) {
                    low[place] = lowMask(ticks);
                    high[place] = highMask(ticks);
                } else if ((mode & SOME) != 0) {
                    low[place] = in.bits(Math.min(8, bitmap));
                    high[place] = in.bits(Math.max(0, bitmap - 8));
                    check(in, low[place], high[place], ticks, inherited[place]);
                }
                place++;
            }
        }
        return new Presence(rowOf, low, high, inherited);
    }

    private static void check(PartReader in, long low, long high, int ticks, boolean inherited) {
        if ((low | high) == 0 || (low & ~lowMask(ticks)) != 0 || (high & ~highMask(ticks)) != 0
                || (inherited && (low & 1) != 0)) {
            throw in.corrupt("has a bitmap of ticks that is not possible");
        }
    }
}
