package io.worldreel.format.window;

import io.worldreel.format.Component;
import io.worldreel.format.CorruptException;
import io.worldreel.format.window.EncodedWindow.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parts of an encoded window, as a segment would give them, with a note of which were asked for. */
final class StoredWindow implements PartSource {
    private record Name(PartKind kind, int component, int group) {}

    private final Map<Name, byte[]> parts = new HashMap<>();
    final List<String> loaded = new ArrayList<>();

    StoredWindow(EncodedWindow window) {
        this(window.parts());
    }

    StoredWindow(List<Part> stored) {
        stored.forEach(part -> parts.put(new Name(part.kind(), part.component(), part.group()), part.data()));
    }

    @Override
    public byte[] part(PartKind kind, int component, int group) {
        loaded.add(kind + " " + component + " " + group);
        byte[] data = parts.get(new Name(kind, component, group));
        if (data == null) {
            throw new CorruptException("no part " + kind + " " + component + " " + group);
        }
        return data;
    }

    Window open(Map<Integer, Component> components) {
        return Window.of(this, ComponentTable.of(components));
    }
}
