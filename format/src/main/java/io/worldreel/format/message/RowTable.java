package io.worldreel.format.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The entities of one frame in the order in which they were first named, found by an open-addressing hash. */
final class RowTable {
    private long[] ownRefs = new long[64];
    private boolean[] ownNamed = new boolean[64];
    /** The table's own arrays, or the group's as long as its entities are all. */
    private long[] refs = ownRefs;
    private boolean[] named = ownNamed;
    private int count;
    private int namedCount;
    private int last;
    /** The entities that the first rows are, if a group came first; and how many rows the hash knows. */
    private @Nullable EntityGroup group;
    private int hashed;

    private int[] slots = new int[256];
    private int[] slotEpochs = new int[256];
    private int epoch = 1;

    int count() {
        return count;
    }

    boolean anyNamed() {
        return namedCount > 0;
    }

    void clear() {
        refs = ownRefs;
        named = ownNamed;
        count = 0;
        namedCount = 0;
        last = 0;
        group = null;
        hashed = 0;
        if (++epoch == 0) {
            Arrays.fill(slotEpochs, 0);
            epoch = 1;
        }
    }

    /** Servers name the same entity several times in a row, or walk the entities again in the same order: both skip the hash. */
    int row(long ref, boolean isNamed) {
        if (is(last, ref, isNamed)) {
            return last;
        }
        if (is(last + 1, ref, isNamed)) {
            return ++last;
        }
        last = find(ref, isNamed);
        return last;
    }

    /** Whether the first rows are the entities of a group, in its order; they become so if there are no rows yet. */
    boolean begin(EntityGroup entities) {
        if (count == 0) {
            group = entities;
            count = entities.size();
            refs = entities.refs();
            named = entities.named();
            namedCount = entities.namedCount();
        }
        return group == entities;
    }

    private boolean is(int row, long ref, boolean isNamed) {
        return row < count && refs[row] == ref && named[row] == isNamed;
    }

    private int find(long ref, boolean isNamed) {
        while (hashed < count) {
            addHash(hashed++);
        }
        int mask = slots.length - 1;
        int slot = hash(ref, isNamed) & mask;
        while (slotEpochs[slot] == epoch) {
            if (is(slots[slot], ref, isNamed)) {
                return slots[slot];
            }
            slot = (slot + 1) & mask;
        }
        makeRoom();
        refs[count] = ref;
        named[count] = isNamed;
        namedCount += isNamed ? 1 : 0;
        count++;
        addHash(hashed++);
        return count - 1;
    }

    /** For one row more, in arrays of its own. */
    private void makeRoom() {
        if (count >= ownRefs.length) {
            ownRefs = Arrays.copyOf(refs, 2 * count);
            ownNamed = Arrays.copyOf(named, 2 * count);
        } else if (group != null && count == group.size()) {
            System.arraycopy(refs, 0, ownRefs, 0, count);
            System.arraycopy(named, 0, ownNamed, 0, count);
        }
        refs = ownRefs;
        named = ownNamed;
    }

    /** Enters a row that is in no slot. */
    private void addHash(int row) {
        if (2 * (row + 1) > slots.length) {
            slots = new int[2 * slots.length];
            slotEpochs = new int[slots.length];
            epoch = 1;
            for (int earlier = 0; earlier < row; earlier++) {
                addHash(earlier);
            }
        }
        int mask = slots.length - 1;
        int slot = hash(refs[row], named[row]) & mask;
        while (slotEpochs[slot] == epoch) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = row;
        slotEpochs[slot] = epoch;
    }

    private static int hash(long ref, boolean isNamed) {
        long mixed = (ref ^ (isNamed ? 0x5555555555555555L : 0)) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    /** Bytes that {@link #writeTo} writes. */
    long bytes() {
        return 8L * count + (anyNamed() ? (count + 7) / 8 : 0);
    }

    void writeTo(MessageCursor out) {
        out.longs(refs, count);
        if (!anyNamed()) {
            return;
        }
        for (int first = 0; first < count; first += 8) {
            int bits = 0;
            for (int i = 0; i < 8 && first + i < count; i++) {
                bits |= named[first + i] ? 1 << i : 0;
            }
            out.u8(bits);
        }
    }
}
