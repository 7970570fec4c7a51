package io.worldreel.format.variant;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A major version of the engine: each numbers the types of Variants in its own way. */
public enum GodotVersion {
    GODOT_3, GODOT_4;

    private static final Pattern SENDER = Pattern.compile("godot/(\\d{1,3})(?:\\.|\\s|$)");

    /**
     * The version that a sender's name tells, such as {@code godot/4.3.0 worldreel-godot4/0.1}: what the hello says and segments
     * keep (FORMAT.md). Empty if it is no Godot, or of a major version whose Variants are not known.
     */
    public static Optional<GodotVersion> ofSender(String sender) {
        Matcher godot = SENDER.matcher(sender);
        if (!godot.lookingAt()) {
            return Optional.empty();
        }
        return switch (godot.group(1)) {
            case "3" -> Optional.of(GODOT_3);
            case "4" -> Optional.of(GODOT_4);
            default -> Optional.empty();
        };
    }

    /** @throws IllegalArgumentException if the Variants of this major version are not known */
    public static GodotVersion ofMajor(int major) {
        return switch (major) {
            case 3 -> GODOT_3;
            case 4 -> GODOT_4;
            default -> throw new IllegalArgumentException("Variants of Godot " + major + " are not known; 3 and 4 are");
        };
    }
}
