package io.worldreel.format.segment;

import io.worldreel.format.CorruptException;
import io.worldreel.format.EntityId;
import io.worldreel.format.message.FrameMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Which entities of a session are alive, and since when. Owned by one thread. */
final class Lives {
    private final Map<Long, String> names = new HashMap<>();
    private final Map<EntityId, Life> alive = new LinkedHashMap<>();

    // The rows of the last frame: mostly the next frame has the same entities in the same rows.
    private Life[] rows = {};
    private long[] refs = {};
    private boolean[] named = {};
    private int known;

    private static final class Life {
        final EntityId entity;
        boolean isAlive;
        long tick;
        long timeNanos;
        String kind = "";

        Life(EntityId entity) {
            this.entity = entity;
        }
    }

    /** Says what entity a reference stands for, in frames that mark it as named. */
    void name(long ref, String name) {
        names.put(ref, name);
        known = 0;
    }

    /** Makes entities alive that were so when an earlier segment ended. */
    void restore(List<Lifetime> lifetimes) {
        alive.clear();
        known = 0;
        for (Lifetime lifetime : lifetimes) {
            Life life = new Life(lifetime.entity());
            begin(life, lifetime.spawnTick(), lifetime.spawnTimeNanos(), lifetime.kind());
        }
    }

    /** The lives that a segment which begins now must know of. */
    List<LifeMark> current() {
        List<LifeMark> marks = new ArrayList<>(alive.size());
        for (Life life : alive.values()) {
            marks.add(new LifeMark(life.tick, life.timeNanos, life.entity, true, life.kind));
        }
        return marks;
    }

    /**
     * Finds the entities of a frame, for the calls that follow.
     *
     * @throws CorruptException if it names one by a reference that stands for nothing; then nothing has changed
     */
    void resolve(FrameMessage frame) {
        int entities = frame.entities();
        if (rows.length < entities) {
            rows = Arrays.copyOf(rows, entities);
            refs = Arrays.copyOf(refs, entities);
            named = Arrays.copyOf(named, entities);
        }
        int before = known;
        known = 0;
        for (int row = 0; row < entities; row++) {
            long ref = frame.entityRef(row);
            boolean isNamed = frame.entityNamed(row);
            if (row >= before || refs[row] != ref || named[row] != isNamed) {
                EntityId entity = isNamed ? EntityId.of(name(frame, ref)) : EntityId.of(ref);
                Life life = alive.get(entity);
                rows[row] = life != null ? life : new Life(entity);
                refs[row] = ref;
                named[row] = isNamed;
            }
        }
        known = entities;
    }

    private String name(FrameMessage frame, long ref) {
        String name = names.get(ref);
        if (name == null) {
            throw new CorruptException(
                    "tick " + frame.tick() + " names an entity by reference " + ref + ", which was given to none");
        }
        return name;
    }

    /** The entity in a row of the frame that was resolved last. */
    EntityId entity(int row) {
        return rows[row].entity;
    }

    /** Begins and ends lives as the resolved frame says, and hands out the marks of them. */
    void apply(FrameMessage frame, Consumer<LifeMark> marks) {
        for (int i = 0; i < frame.spawns(); i++) {
            Life life = rows[frame.spawnRow(i)];
            String kind = frame.spawnKind(i);
            if (!life.isAlive) {
                begin(life, frame.tick(), frame.timeNanos(), kind);
            } else if (!kind.isEmpty()) {
                life.kind = kind;
            }
            marks.accept(mark(frame, life, true, kind));
        }
        for (int block = 0; block < frame.blocks(); block++) {
            int count = frame.count(block);
            for (int i = 0; i < count; i++) {
                Life life = rows[frame.row(block, i)];
                if (!life.isAlive) {
                    begin(life, frame.tick(), frame.timeNanos(), "");
                    marks.accept(mark(frame, life, true, ""));
                }
            }
            if (frame.isDense(block)) {
                break;
            }
        }
        for (int i = 0; i < frame.despawns(); i++) {
            Life life = rows[frame.despawnRow(i)];
            if (life.isAlive) {
                life.isAlive = false;
                alive.remove(life.entity);
                marks.accept(mark(frame, life, false, ""));
            }
        }
    }

    private static LifeMark mark(FrameMessage frame, Life life, boolean spawn, String kind) {
        return new LifeMark(frame.tick(), frame.timeNanos(), life.entity, spawn, kind);
    }

    private void begin(Life life, long tick, long timeNanos, String kind) {
        life.isAlive = true;
        life.tick = tick;
        life.timeNanos = timeNanos;
        life.kind = kind;
        alive.put(life.entity, life);
    }
}
