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
                for (int word = 0; word < Presence.words(ticks); word++) {
                    out.column(presence.mask(i, word), bytesOfWord(word, ticks));
                }
            }
        }
    }

    private static int bytesOfWord(int word, int ticks) {
        return Math.min(Long.BYTES, (ticks + 7) / 8 - word * Long.BYTES);
    }

    /** @param place the place of the row, or of the next row that has one */
    private static int mode(Presence presence, int place, int row, int ticks) {
        if (place == presence.size() || presence.row(place) != row) {
            return presence.rests(row) ? RESTING : NONE;
        }
        int inherited = presence.inherited(place) ? INHERITED : 0;
        if (presence.isEmpty(place)) {
            return inherited;
        }
        return presence.isFull(place, ticks) ? ALL : SOME | inherited;
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
        int words = Presence.words(ticks);
        long[] masks = new long[places * words];
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
                    readTicks(in, mode, ticks, masks, place * words);
                    place++;
                }
            }
        }
        return new Presence(rowOf, masks, words, inherited, resting);
    }

    private static void readTicks(PartReader in, int mode, int ticks, long[] masks, int at) {
        int words = Presence.words(ticks);
        if (mode == ALL) {
            for (int word = 0; word < words; word++) {
                masks[at + word] = Presence.allOf(word, ticks);
            }
        } else if ((mode & SOME) != 0) {
            boolean inherited = (mode & INHERITED) != 0;
            boolean some = false;
            long beyond = 0;
            for (int word = 0; word < words; word++) {
                long mask = in.bits(bytesOfWord(word, ticks));
                masks[at + word] = mask;
                some |= mask != 0;
                beyond |= mask & ~Presence.allOf(word, ticks);
            }
            if (!some || beyond != 0 || (inherited && (masks[at] & 1) != 0)) {
                throw in.corrupt("has a bitmap of ticks that is not possible");
            }
        }
    }
}
