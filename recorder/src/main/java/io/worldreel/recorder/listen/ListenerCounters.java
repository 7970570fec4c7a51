package io.worldreel.recorder.listen;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a listener counts. Any thread. */
final class ListenerCounters {
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger unopened = new AtomicInteger();
    final LongAdder frames = new LongAdder();
    final LongAdder bytes = new LongAdder();
    final LongAdder ignored = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder partial = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder discarded = new LongAdder();
}
