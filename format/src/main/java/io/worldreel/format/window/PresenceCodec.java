package io.worldreel.format.window;

/** Writes and reads presences (FORMAT.md, "Directory"). */
final class PresenceCodec {
    /** Pairs of component and entity that have values in one window. */
    static final int MAX_CELLS = 1 << 22;

    private static final int NONE = 0;
    private static final int ALL = 1;
    private static final int SOME = 2;
    private static final int INHERITED = 4;
    private static final int RESTING = 8;

    private PresenceCodec() {}

    static void write(Presence presence, int ticks, int rows, PartWriter out) {
        int place = 0;
        int first = 0;
        int mode = NONE;
        for (int row = 0; row < rows; row++) {
            int next = mode(presence, place, row, ticks);
            if (next != mode && row > 0) {
                out.varint(row - first);
                out.u8(mode);
                first = row;
            }
            mode = next;
            place += hasPlace(mode) ? 1 : 0;
        }
        if (rows > 0) {
            out.varint(rows - first);
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
            return presence.rests(row) ? RESTING : NONE;
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

    private static boolean hasPlace(int mode) {
        return mode != NONE && mode != RESTING;
    }

    private static boolean isMode(int mode) {
        return mode == RESTING
                || (mode >= NONE && mode <= (SOME | INHERITED) && mode != (SOME | ALL) && mode != (ALL | INHERITED));
    }

    /** @param mayRest whether there is a reference window */
    static Presence read(PartReader in, int ticks, int rows, boolean mayRest) {
        int runsAt = in.position();
        int places = 0;
        int restingRows = 0;
        for (int row = 0; row < rows;) {
            int length = in.varint(rows - row, "a run of rows");
            int mode = in.u8();
            if (length == 0 || !isMode(mode) || (mode == RESTING && !mayRest)) {
                throw in.corrupt("has a run of " + length + " rows of presence " + mode);
            }
            places += hasPlace(mode) ? length : 0;
            restingRows += mode == RESTING ? length : 0;
            row += length;
        }
        int[] rowOf = new int[places];
        boolean[] inherited = new boolean[places];
        long[] low = new long[places];
        long[] high = new long[places];
        int[] resting = new int[restingRows];
        PartReader runs = in.from(runsAt);
        int place = 0;
        int rest = 0;
        for (int row = 0; row < rows;) {
            int end = row + runs.varint(rows - row, "a run of rows");
            int mode = runs.u8();
            for (; row < end; row++) {
                if (mode == RESTING) {
                    resting[rest++] = row;
                } else if (hasPlace(mode)) {
                    rowOf[place] = row;
                    inherited[place] = (mode & INHERITED) != 0;
                    readTicks(in, mode, ticks, low, high, place);
                    place++;
                }
            }
        }
        return new Presence(rowOf, low, high, inherited, resting);
    }

    private static void readTicks(PartReader in, int mode, int ticks, long[] low, long[] high, int place) {
        int bitmap = bitmapBytes(ticks);
        if (mode == ALL) {
            low[place] = lowMask(ticks);
            high[place] = highMask(ticks);
        } else if ((mode & SOME) != 0) {
            low[place] = in.bits(Math.min(8, bitmap));
            high[place] = in.bits(Math.max(0, bitmap - 8));
            check(in, low[place], high[place], ticks, (mode & INHERITED) != 0);
        }
    }

    private static void check(PartReader in, long low, long high, int ticks, boolean inherited) {
        if ((low | high) == 0 || (low & ~lowMask(ticks)) != 0 || (high & ~highMask(ticks)) != 0
                || (inherited && (low & 1) != 0)) {
            throw in.corrupt("has a bitmap of ticks that is not possible");
        }
    }
}
