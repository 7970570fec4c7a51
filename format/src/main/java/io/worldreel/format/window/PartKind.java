package io.worldreel.format.window;

import io.worldreel.format.CorruptException;

/** The kinds of parts of a window, in the order in which they are stored. */
public enum PartKind {
    /** Ticks, times, entities, lives and presence. */
    DIRECTORY(0),
    /** The first value of each entity. */
    KEY(1),
    /** The values after the first. */
    DELTA(2);

    private static final PartKind[] BY_CODE = values();

    private final int code;

    PartKind(int code) {
        this.code = code;
    }

    /** The number that stands for this kind in a segment. */
    public int code() {
        return code;
    }

    /** @throws CorruptException if no kind has this code */
    public static PartKind ofCode(int code) {
        if (code < 0 || code >= BY_CODE.length) {
            throw new CorruptException("no part of a window has kind " + code);
        }
        return BY_CODE[code];
    }
}
