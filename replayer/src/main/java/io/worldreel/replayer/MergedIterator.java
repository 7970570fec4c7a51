package io.worldreel.replayer;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/** Several runs as one by time, items of the same time by run. */
final class MergedIterator<T> implements Iterator<T> {
    private final PriorityQueue<Head<T>> heads = new PriorityQueue<>(
            Comparator.<Head<T>>comparingLong(Head::time).thenComparingInt(Head::run));
    private final ToLongFunction<T> time;

    private record Head<T>(T item, long time, int run, Iterator<T> rest) {}

    MergedIterator(List<Iterator<T>> runs, ToLongFunction<T> time) {
        this.time = time;
        for (int run = 0; run < runs.size(); run++) {
            advance(run, runs.get(run));
        }
    }

    private void advance(int run, Iterator<T> rest) {
        if (rest.hasNext()) {
            T item = rest.next();
            heads.add(new Head<>(item, time.applyAsLong(item), run, rest));
        }
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public T next() {
        Head<T> head = heads.poll();
        if (head == null) {
            throw new NoSuchElementException("behind the last");
        }
        advance(head.run(), head.rest());
        return head.item();
    }
}
