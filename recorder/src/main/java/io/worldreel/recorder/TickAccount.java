package io.worldreel.recorder;

import io.worldreel.format.segment.Gap;
import java.util.ArrayList;
import java.util.List;

/** Finds the ticks of a session that are in no frame. Owned by one thread. */
final class TickAccount {
    private final boolean countMissing;
    private final List<Gap> gaps = new ArrayList<>();
    private boolean begun;
    private long last;

    TickAccount(boolean countMissing) {
        this.countMissing = countMissing;
    }

    /** A session begins: what lies between it and the one before is nobody's loss. */
    void reset() {
        begun = false;
    }

    /** The session goes on behind a tick that has been accounted for. */
    void resume(long tick) {
        begun = true;
        last = tick;
    }

    void recorded(long tick) {
        pass(tick);
        resume(tick);
    }

    void dropped(long firstTick, long lastTick, String reason) {
        if (begun && lastTick <= last) {
            return;
        }
        long first = begun ? Math.max(firstTick, last + 1) : firstTick;
        pass(first);
        gaps.add(Gap.dropped(first, lastTick, reason));
        resume(lastTick);
    }

    /** What lies between the last tick and this one was recorded and lost. */
    void lostBefore(long tick, String reason) {
        if (begun && tick - 1 > last) {
            dropped(last + 1, tick - 1, reason);
        }
    }

    private void pass(long tick) {
        if (begun && countMissing && tick - 1 > last) {
            gaps.add(Gap.missing(last + 1, tick - 1));
        }
    }

    /**
     * The gaps before a tick that were not taken yet, in order. Those behind it wait for the frame that they lie before: a recovery
     * which finds that frame in the journal finds them there, too.
     */
    List<Gap> takeBefore(long tick) {
        int count = 0;
        while (count < gaps.size() && gaps.get(count).lastTick() < tick) {
            count++;
        }
        return take(count);
    }

    /** All gaps that were not taken yet, in order: the session has ended. */
    List<Gap> takeAll() {
        return take(gaps.size());
    }

    private List<Gap> take(int count) {
        List<Gap> first = gaps.subList(0, count);
        List<Gap> taken = List.copyOf(first);
        first.clear();
        return taken;
    }
}
