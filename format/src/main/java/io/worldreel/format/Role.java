package io.worldreel.format;

import java.util.Arrays;
import java.util.Locale;

/** What a component means to a viewer, whatever it is called. */
public enum Role {
    NONE(0), POSITION(1), ROTATION(2), SCALE(3), VELOCITY(4), ANGULAR_VELOCITY(5), HEALTH(6), COLOR(7), LABEL(8);

    private final int code;

    Role(int code) {
        this.code = code;
    }

    /** The name used in SQL and JSON: lower case, {@code angular_velocity}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The number that stands for this role in the frame encoding. */
    public int code() {
        return code;
    }

    /** A role of a newer minor version reads as {@link #NONE}. */
    public static Role ofCode(int code) {
        return Arrays.stream(values()).filter(role -> role.code == code).findFirst().orElse(NONE);
    }

    /** A role of a newer minor version reads as {@link #NONE}. */
    public static Role ofLabel(String label) {
        for (Role role : values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        return NONE;
    }
}
