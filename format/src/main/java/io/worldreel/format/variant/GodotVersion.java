package io.worldreel.format.variant;

/** A major version of the engine: each numbers the types of Variants in its own way. */
public enum GodotVersion {
    GODOT_3, GODOT_4;

    /** @throws IllegalArgumentException if the Variants of this major version are not known */
    public static GodotVersion ofMajor(int major) {
        return switch (major) {
            case 3 -> GODOT_3;
            case 4 -> GODOT_4;
            default -> throw new IllegalArgumentException("Variants of Godot " + major + " are not known; 3 and 4 are");
        };
    }
}
