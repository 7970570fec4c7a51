package io.worldreel.format;

/** The bounds of FORMAT.md, "Limits". A reader refuses what lies beyond them before it takes memory. */
public final class Limits {
    /** Bytes of a name: component, kind, world, source, unit, string entity id. */
    public static final int NAME_BYTES = 255;
    /** Bytes of one message. */
    public static final int MESSAGE_BYTES = 64 << 20;
    /** Components of one source. */
    public static final int COMPONENTS = 1024;
    /** Entities alive within one window. */
    public static final int WINDOW_ENTITIES = 1 << 18;
    /** Bytes of one part of a window. */
    public static final int PART_BYTES = 256 << 20;
    /** Bytes of a time index, decompressed. */
    public static final int TIME_INDEX_BYTES = 64 << 20;
    /** Ticks of one window. */
    public static final int WINDOW_TICKS = 512;
    /** Entities of one group: one part holds one component of one group. */
    public static final int GROUP_ENTITIES = 64;

    private Limits() {}
}
