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
    // The windows before, the nearest first.
    private final List<StoredWindow> before = new ArrayList<>();
    final List<String> loaded = new ArrayList<>();

    static StoredWindow ofParts(List<Part> parts) {
        return new StoredWindow(new EncodedWindow(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, parts));
    }

    StoredWindow(EncodedWindow window) {
        window.parts().forEach(part -> parts.put(new Name(part.kind(), part.component(), part.group()), part.data()));
    }

    // The last of some windows, which may refer to those before it.
    StoredWindow(List<EncodedWindow> windows) {
        this(windows.getLast());
        for (EncodedWindow window : windows.subList(0, windows.size() - 1)) {
            before.addFirst(new StoredWindow(window));
        }
    }

    @Override
    public byte[] part(int windowsBack, PartKind kind, int component, int group) {
        if (windowsBack > 0) {
            return before.get(windowsBack - 1).part(0, kind, component, group);
        }
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
