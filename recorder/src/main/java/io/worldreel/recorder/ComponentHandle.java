package io.worldreel.recorder;

import io.worldreel.format.Component;

/** A component declared to one recorder, by which its frames put values. Good for as long as that recorder is open. */
public final class ComponentHandle {
    private final FramePath path;
    private final int number;
    private final Component component;

    ComponentHandle(FramePath path, int number, Component component) {
        this.path = path;
        this.number = number;
        this.component = component;
    }

    public Component component() {
        return component;
    }

    int number() {
        return number;
    }

    boolean isOf(FramePath other) {
        return path == other;
    }

    @Override
    public String toString() {
        return component.toString();
    }
}
