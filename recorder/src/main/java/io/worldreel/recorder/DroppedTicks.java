package io.worldreel.recorder;

import io.worldreel.format.journal.JournalDocument;
import java.util.Arrays;

/**
 * Ticks that were dropped and of which the journal does not know yet. Allocates nothing. Owned by the recording thread.
 *
 * <p>Beyond {@value #RANGES} ranges the last one swallows what lies between it and the next tick: a sender whose ticks have holes
 * while nothing of it can be taken has those counted as dropped, too.
 */
final class DroppedTicks {
    private static final int RANGES = 64;

    private final long[] firsts = new long[RANGES];
    private final long[] lasts = new long[RANGES];
    private final long[] from = new long[RANGES];
    private final long[] to = new long[RANGES];
    private final String[] reasons = new String[RANGES];
    private int count;

    DroppedTicks() {
        Arrays.fill(reasons, "");
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** @param tick above all before */
    void add(long tick, long timeNanos, String reason) {
        int newest = count - 1;
        boolean goesOn = count > 0 && lasts[newest] == tick - 1 && reasons[newest].equals(reason);
        if (goesOn || count == RANGES) {
            lasts[newest] = tick;
            from[newest] = Math.min(from[newest], timeNanos);
            to[newest] = Math.max(to[newest], timeNanos);
            return;
        }
        firsts[count] = tick;
        lasts[count] = tick;
        from[count] = timeNanos;
        to[count] = timeNanos;
        reasons[count++] = reason;
    }

    /** The oldest range. */
    JournalDocument.Dropped first() {
        return new JournalDocument.Dropped(firsts[0], lasts[0], from[0], to[0], reasons[0]);
    }

    /** Forgets the oldest range: the journal knows. */
    void removeFirst() {
        count--;
        System.arraycopy(firsts, 1, firsts, 0, count);
        System.arraycopy(lasts, 1, lasts, 0, count);
        System.arraycopy(from, 1, from, 0, count);
        System.arraycopy(to, 1, to, 0, count);
        System.arraycopy(reasons, 1, reasons, 0, count);
    }
}
