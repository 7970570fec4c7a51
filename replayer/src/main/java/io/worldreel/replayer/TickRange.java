package io.worldreel.replayer;

/** Ticks of one source, both ends included; empty if {@code first > last}. */
record TickRange(long first, long last) {

    boolean isEmpty() {
        return first > last;
    }

    boolean touches(long otherFirst, long otherLast) {
        return first <= otherLast && otherFirst <= last;
    }
}
