package io.worldreel.replayer.sql;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that stand for Java objects in memory that C code owns. Looking one up takes no lock; any thread may.
 *
 * @param <T> what is numbered
 */
final class Handles<T> {
    private volatile @Nullable Object[] objects = new Object[64];
    private final Deque<Integer> free = new ArrayDeque<>();
    private int used = 1; // 0 is what zeroed memory holds

    synchronized long add(T object) {
        Integer given = free.poll();
        int handle = given == null ? used++ : given;
        if (handle == objects.length) {
            objects = Arrays.copyOf(objects, 2 * handle);
        }
        objects[handle] = object;
        return handle;
    }

    @SuppressWarnings("unchecked") // only add() puts anything in
    T get(long handle) {
        Object object = objects[(int) handle];
        if (object == null) {
            throw new IllegalStateException("nothing has handle " + handle);
        }
        return (T) object;
    }

    synchronized void remove(long handle) {
        if (objects[(int) handle] != null) {
            objects[(int) handle] = null;
            free.add((int) handle);
        }
    }
}
