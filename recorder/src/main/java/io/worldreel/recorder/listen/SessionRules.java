package io.worldreel.recorder.listen;

import io.worldreel.format.Component;
import io.worldreel.format.message.FrameMessage;
import io.worldreel.format.message.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a session has declared, and whether what it says agrees with that. {@code check} looks, {@code accept} remembers: a message
 * for which there was no room is checked again.
 */
final class SessionRules {
    private final int mostNames;
    private final Map<Integer, Component> components = new HashMap<>();
    private final Set<String> componentNames = new HashSet<>();
    private final Map<Long, String> names = new HashMap<>();
    private long lastTick;

    /** @param lastTick the source's last tick before this session */
    SessionRules(int mostNames, long lastTick) {
        this.mostNames = mostNames;
        this.lastTick = lastTick;
    }

    /** Whether the declaration is new; saying it again in the same words is allowed. */
    boolean check(Message.Declaration declaration) throws RefusedException {
        Component known = components.get(declaration.number());
        if (known != null && !known.equals(declaration.component())) {
            throw new RefusedException("component " + declaration.number() + " was declared as '" + known.name()
                    + "' and cannot become '" + declaration.component().name() + "' or change");
        }
        if (known == null && componentNames.contains(declaration.component().name())) {
            throw new RefusedException(
                    "component '" + declaration.component().name() + "' was declared under another number");
        }
        return known == null;
    }

    void accept(Message.Declaration declaration) {
        components.put(declaration.number(), declaration.component());
        componentNames.add(declaration.component().name());
    }

    /** Whether the name is new. */
    boolean check(Message.EntityName name) throws RefusedException {
        String known = names.get(name.ref());
        if (known != null && !known.equals(name.name())) {
            throw new RefusedException("reference " + name.ref() + " was given to an entity and cannot go to another");
        }
        if (known == null && names.size() == mostNames) {
            throw new RefusedException("a session names at most " + mostNames + " entities");
        }
        return known == null;
    }

    void accept(Message.EntityName name) {
        names.put(name.ref(), name.name());
    }

    /** Whether the frame is new: its tick rises above all before. */
    boolean check(FrameMessage frame) throws RefusedException {
        for (int block = 0; block < frame.blocks(); block++) {
            Component component = components.get(frame.component(block));
            if (component == null) {
                throw new RefusedException("a frame has component " + frame.component(block)
                        + ", which was not declared");
            }
            if (component.type() != frame.type(block)) {
                throw new RefusedException("a frame has component '" + component.name() + "' as "
                        + frame.type(block).label() + ", which was declared as " + component.type().label());
            }
        }
        for (int row = 0; row < frame.entities(); row++) {
            if (frame.entityNamed(row) && !names.containsKey(frame.entityRef(row))) {
                throw new RefusedException("a frame has an entity by reference " + frame.entityRef(row)
                        + ", which was given to no name");
            }
        }
        return frame.tick() > lastTick;
    }

    void accept(FrameMessage frame) {
        passed(frame.tick());
    }

    /** A tick has been recorded, or dropped. */
    void passed(long tick) {
        lastTick = tick;
    }

    long lastTick() {
        return lastTick;
    }
}
