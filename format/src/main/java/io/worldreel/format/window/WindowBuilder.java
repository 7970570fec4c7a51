package io.worldreel.format.window;

import io.worldreel.format.Component;
import io.worldreel.format.CorruptException;
import io.worldreel.format.Limits;
import io.worldreel.format.WorldState;
import io.worldreel.format.message.FrameMessage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns frames into windows (FORMAT.md, "Windows"). It copies the values of a frame into memory that it keeps from window to
 * window; the work is done when a window is built. What is true at a window's end goes into the next one. Owned by one thread.
 */
public final class WindowBuilder {
    /** With values of so many bytes a window of so many ticks is full. Those of small worlds are longer, for of few values keys and directory would be a large part. */
    private static final int MANY_TICKS = 128;
    private static final int MANY_BYTES = 256 << 10;
    /** And so is a shorter one, if it has at least {@link #MIN_TICKS}. */
    private static final int FULL_BYTES = 8 << 20;
    private static final int MIN_TICKS = 16;
    /** Values of so many bytes make it full at any number of ticks. */
    private static final int MAX_BYTES = 64 << 20;
    /** A reference window lies at most so many windows, and bytes of parts, before the window that refers to it. */
    private static final int MAX_REFERENCE = 15;
    private static final int MAX_REFERENCE_BYTES = 256 << 10;
    /** Fewer bytes at rest are repeated, so that the window needs no other. */
    private static final int MIN_RESTING_BYTES = 1 << 10;
    /** A window becomes the next reference window when it would have to repeat more than this part of what is at rest. */
    private static final int REPEATED_PART = 4;

    private final EntityRows rows = new EntityRows();
    private final TreeMap<Integer, ValueLog> logs = new TreeMap<>();
    /** The same, by number. */
    private final @Nullable ValueLog[] logOf = new ValueLog[Limits.COMPONENTS];
    private final WindowEncoder encoder = new WindowEncoder();

    private final long[] ticks = new long[Limits.WINDOW_TICKS];
    private final long[] times = new long[Limits.WINDOW_TICKS];
    private int frames;
    private long samples;
    private long valueBytes;
    /** How many windows back the reference window would lie; 0 if there is none. */
    private int referenceAge;
    private long bytesSinceReference;

    /** Of the rows of a message: what they were in the last frame, which is mostly what they are in the next. */
    private long[] knownReference = new long[64];
    private boolean[] knownNamed = new boolean[64];
    private int[] rowOf = new int[64];
    private int known;
    /** Whether all of them are. */
    private boolean sameRows;
    /** Whether the last frame put values on all its entities, and left them alive: then the same ones go on in the current order. */
    private boolean goOn;
    /** How many rows the logs have room for. */
    private int roomForRows;
    /** Of the blocks of a frame. */
    private ValueLog[] blockLogs = {};
    private byte[] use = new byte[64];
    private int[] sampled = new int[64];

    private static final int NAMED_BY_FRAME = 1;
    private static final int HAS_VALUES = 2;

    /**
     * Says what a component number means.
     *
     * @throws IllegalArgumentException if it already means a component of another type or step
     */
    public void declare(int number, Component component) {
        if (number < 0 || number >= Limits.COMPONENTS) {
            throw new IllegalArgumentException(
                    "component number " + number + " is not in 0.." + (Limits.COMPONENTS - 1));
        }
        ValueLog log = logOf[number];
        if (log == null) {
            log = new ValueLog(component);
            logs.put(number, log);
            logOf[number] = log;
            roomForRows = 0;
        } else if (!log.component.equals(component)) {
            throw new IllegalArgumentException(
                    "component " + number + " is " + log.component + " and cannot become " + component);
        }
    }

    /** Says what entity a reference stands for, in frames that mark it as named. */
    public void name(long reference, String name) {
        rows.name(reference, name);
        known = 0;
    }

    /** Frames in the window so far. */
    public int frames() {
        return frames;
    }

    /** Bytes of the values of these frames. */
    public long valueBytes() {
        return valueBytes;
    }

    /** Whether the window must be built before another frame is added. */
    public boolean isFull() {
        return isFull(frames, valueBytes);
    }

    /** Whether a window of so many frames, whose values take so many bytes, is full. */
    public static boolean isFull(int frames, long valueBytes) {
        return frames >= Limits.WINDOW_TICKS || valueBytes >= MAX_BYTES
                || (valueBytes >= FULL_BYTES && frames >= MIN_TICKS)
                || (valueBytes >= MANY_BYTES && frames >= MANY_TICKS);
    }

    /** About how many windows so many frames make, whose values take so many bytes. */
    public static long windows(long frames, long valueBytes) {
        long small = Math.max(frames / Limits.WINDOW_TICKS, Math.min(frames / MANY_TICKS, valueBytes / MANY_BYTES));
        return 1 + Math.max(small, Math.min(frames / MIN_TICKS, valueBytes / FULL_BYTES));
    }

    /**
     * Adds a frame, whose bytes are not needed afterwards. If this throws, the frame is not in the window and the window is as before.
     *
     * @throws CorruptException if the frame uses what was not declared, or its tick does not rise
     * @throws IllegalArgumentException if the window would have more entities, or more values alive, than it can
     * @throws IllegalStateException if the window is full
     */
    public void add(FrameMessage frame) {
        check(frame);
        mapRows(frame);
        checkCells(frame);
        int tickIndex = frames;
        for (int i = 0; i < frame.spawns(); i++) {
            rows.spawn(rowOf[frame.spawnRow(i)], tickIndex, frame.spawnKind(i));
        }
        addSamples(frame, tickIndex);
        for (int i = 0; i < frame.despawns(); i++) {
            rows.despawn(rowOf[frame.despawnRow(i)], tickIndex);
        }
        ticks[tickIndex] = frame.tick();
        times[tickIndex] = frame.timeNanos();
        frames++;
    }

    private void check(FrameMessage frame) {
        if (isFull()) {
            throw new IllegalStateException("the window is full: build it before adding tick " + frame.tick());
        }
        if (frames > 0 && frame.tick() <= ticks[frames - 1]) {
            throw new CorruptException("tick " + frame.tick() + " follows tick " + ticks[frames - 1]);
        }
        if (blockLogs.length < frame.blocks()) {
            blockLogs = new ValueLog[frame.blocks()];
        }
        for (int block = 0; block < frame.blocks(); block++) {
            ValueLog log = logOf[frame.component(block)];
            if (log == null || log.component.type() != frame.type(block)) {
                throw new CorruptException("tick " + frame.tick() + " has values of type " + frame.type(block).label()
                        + " of component " + frame.component(block) + ", which is declared as "
                        + (log == null ? "nothing" : log.component.type().label()));
            }
            blockLogs[block] = log;
        }
    }

    /** Finds the rows of the entities that the frame says something about; new ones get theirs in the frame's order. */
    private void mapRows(FrameMessage frame) {
        int entities = frame.entities();
        growMessageRows(entities);
        findUses(frame);
        int unknown = 0;
        int before = known;
        known = 0;
        sameRows = before == entities;
        for (int i = 0; i < entities; i++) {
            long reference = frame.entityRef(i);
            boolean named = frame.entityNamed(i);
            if (i >= before || knownReference[i] != reference || knownNamed[i] != named || rowOf[i] < 0) {
                sameRows = false;
                rowOf[i] = use[i] == 0 ? -1 : rows.find(reference, named);
                knownReference[i] = reference;
                knownNamed[i] = named;
                unknown += use[i] != 0 && rowOf[i] < 0 ? 1 : 0;
            }
        }
        known = entities;
        goOn &= sameRows;
        if (unknown == 0) {
            return;
        }
        if (rows.count() + unknown > Limits.WINDOW_ENTITIES) {
            throw new IllegalArgumentException("tick " + frame.tick() + " would make " + (rows.count() + unknown)
                    + " entities in one window; at most " + Limits.WINDOW_ENTITIES + " can be");
        }
        for (int i = 0; i < entities; i++) {
            if (use[i] != 0 && rowOf[i] < 0) {
                rowOf[i] = rows.findOrAdd(knownReference[i], knownNamed[i]);
            }
        }
    }

    private void checkCells(FrameMessage frame) {
        if (roomForRows < rows.count()) {
            roomForRows = rows.count();
            logs.values().forEach(log -> log.growRows(roomForRows));
        }
        if ((long) rows.count() * logs.size() <= PresenceCodec.MAX_CELLS) {
            return;
        }
        int cells = 0;
        for (ValueLog log : logs.values()) {
            cells += log.cells();
        }
        for (int block = 0; block < frame.blocks(); block++) {
            cells += blockLogs[block].newCells(frame, block, rowOf);
        }
        if (cells > PresenceCodec.MAX_CELLS) {
            throw new IllegalArgumentException("tick " + frame.tick() + " would make values of " + cells
                    + " components of entities in one window; at most " + PresenceCodec.MAX_CELLS + " can be");
        }
    }

    private void growMessageRows(int count) {
        if (count > rowOf.length) {
            int size = Math.max(count, 2 * rowOf.length);
            knownReference = Arrays.copyOf(knownReference, size);
            knownNamed = Arrays.copyOf(knownNamed, size);
            rowOf = Arrays.copyOf(rowOf, size);
            use = new byte[size];
            sampled = new int[size];
        }
    }

    private void findUses(FrameMessage frame) {
        boolean all = hasDense(frame);
        Arrays.fill(use, 0, frame.entities(), (byte) (all ? HAS_VALUES : 0));
        for (int i = 0; i < frame.spawns(); i++) {
            use[frame.spawnRow(i)] |= NAMED_BY_FRAME;
        }
        for (int i = 0; i < frame.despawns(); i++) {
            use[frame.despawnRow(i)] |= NAMED_BY_FRAME;
        }
        for (int block = 0; !all && block < frame.blocks(); block++) {
            int count = frame.count(block);
            for (int i = 0; i < count; i++) {
                use[frame.row(block, i)] |= HAS_VALUES;
            }
        }
    }

    private static boolean hasDense(FrameMessage frame) {
        for (int block = 0; block < frame.blocks(); block++) {
            if (frame.isDense(block)) {
                return true;
            }
        }
        return false;
    }

    private void addSamples(FrameMessage frame, int tickIndex) {
        if (goOn && hasDense(frame)) {
            samples += frame.entities();
        } else {
            sample(frame, tickIndex);
        }
        goOn &= frame.despawns() == 0;
        for (int block = 0; block < frame.blocks(); block++) {
            ValueLog log = blockLogs[block];
            int before = log.valueBytes();
            log.append(frame, block, rowOf, sameRows, tickIndex);
            valueBytes += log.valueBytes() - before;
        }
    }

    private void sample(FrameMessage frame, int tickIndex) {
        int count = 0;
        for (int i = 0; i < frame.entities(); i++) {
            if ((use[i] & HAS_VALUES) != 0 && rows.sample(rowOf[i], tickIndex)) {
                sampled[count++] = rowOf[i];
            }
        }
        rows.ordered(tickIndex, sampled, count);
        samples += count;
        goOn = count == frame.entities();
    }

    /**
     * Encodes the window so that it needs no other, and begins the next one.
     *
     * @throws IllegalStateException if it has no frames
     */
    public EncodedWindow build() {
        return build(0);
    }

    /**
     * Encodes the window and begins the next one. Values of entities at rest may be left to a window before.
     *
     * @param windowsBefore how many windows before this one it may refer to: those that a reader finds in the same segment
     * @throws IllegalStateException if it has no frames
     */
    public EncodedWindow build(int windowsBefore) {
        if (frames == 0) {
            throw new IllegalStateException("a window without frames cannot be built");
        }
        logs.values().forEach(log -> log.growRows(rows.count()));
        boolean refers = referenceAge > 0 && referenceAge <= Math.min(windowsBefore, MAX_REFERENCE)
                && bytesSinceReference <= MAX_REFERENCE_BYTES && refersToMuch();
        WindowEncoder.Frames taken = new WindowEncoder.Frames(Arrays.copyOf(ticks, frames),
                Arrays.copyOf(times, frames),
                samples, valueBytes);
        EncodedWindow window = encoder.encode(taken, rows, logs, refers ? referenceAge : 0);
        bytesSinceReference = refers ? bytesSinceReference : 0;
        window.parts().forEach(part -> bytesSinceReference += part.data().length);
        referenceAge = refers ? referenceAge + 1 : 1;
        int[] oldRows = rows.alive();
        logs.values().forEach(log -> log.next(oldRows, rows, !refers));
        rows.next(oldRows);
        clear();
        return window;
    }

    /** Whether the reference window saves much: more than a new one would save in the windows that follow. */
    private boolean refersToMuch() {
        long resting = 0;
        long repeated = 0;
        for (ValueLog log : logs.values()) {
            resting += log.untouchedBytes(true);
            repeated += log.untouchedBytes(false);
        }
        return resting >= MIN_RESTING_BYTES && resting >= repeated * REPEATED_PART;
    }

    private void clear() {
        frames = 0;
        samples = 0;
        valueBytes = 0;
        known = 0;
        roomForRows = 0;
    }

    /**
     * Begins a session in which nothing is alive and nothing is named. Declarations stay.
     *
     * @throws IllegalStateException if there are frames that were not built
     */
    public void reset() {
        requireNoFrames("reset");
        rows.reset();
        referenceAge = 0;
        logs.values().forEach(ValueLog::reset);
        clear();
    }

    /**
     * Makes a state the one that the next window inherits, in place of whatever was alive. Components must have been declared.
     *
     * @throws IllegalArgumentException if the state has a component that was not declared
     * @throws IllegalStateException if there are frames that were not built
     */
    public void restore(WorldState state) {
        requireNoFrames("restored");
        Map<Component, ValueLog> logOf = new HashMap<>();
        logs.values().forEach(log -> logOf.put(log.component, log));
        for (WorldState.EntityState entity : state.entities()) {
            for (Component component : entity.values().keySet()) {
                if (!logOf.containsKey(component)) {
                    throw new IllegalArgumentException("component '" + component.name() + "' is not declared");
                }
            }
        }
        rows.forgetEntities();
        referenceAge = 0;
        logs.values().forEach(ValueLog::reset);
        clear();
        int row = 0;
        for (WorldState.EntityState entity : state.entities()) {
            rows.inherit(entity.entity(), entity.kind());
            int inherited = row++;
            entity.values().forEach((component, value) -> {
                ValueLog log = logOf.get(component);
                if (log != null) {
                    log.carry(inherited, value);
                }
            });
        }
        rows.beginInherited();
    }

    private void requireNoFrames(String what) {
        if (frames > 0) {
            throw new IllegalStateException("a window of " + frames + " frames must be built before it is " + what);
        }
    }
}
