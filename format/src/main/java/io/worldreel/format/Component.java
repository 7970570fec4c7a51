package io.worldreel.format;

import java.nio.charset.StandardCharsets;

/**
 * A declared property of entities.
 *
 * @param name 1 to 255 bytes of UTF-8, unique within a world
 * @param role what a viewer may make of it
 * @param unit free text such as {@code m/s}; empty if not said
 * @param step the grid on which values lie, greater than 0; 0 if none is declared. Only for floating types
 * @param lossy whether values are rounded to the nearest multiple of {@code step}; without it a value off the grid is kept
 *        exactly, at a cost in size
 */
public record Component(String name, ComponentType type, Role role, String unit, double step, boolean lossy) {

    public Component {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > Limits.NAME_BYTES) {
            throw new IllegalArgumentException(
                    "component name must have 1 to " + Limits.NAME_BYTES + " bytes: '" + name + "'");
        }
        if (unit.getBytes(StandardCharsets.UTF_8).length > Limits.NAME_BYTES) {
            throw new IllegalArgumentException("unit of component '" + name + "' is too long");
        }
        if (!(step >= 0) || Double.isInfinite(step)) {
            throw new IllegalArgumentException(
                    "step of component '" + name + "' must be finite and not negative: " + step);
        }
        if (step > 0 && !type.isFloating()) {
            throw new IllegalArgumentException(
                    "component '" + name + "' of type " + type.label() + " cannot have a step");
        }
        if (lossy && step == 0) {
            throw new IllegalArgumentException("component '" + name + "' is lossy but declares no step");
        }
    }

    /** States have components for keys: of all that they consist of, names tell them apart. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    public static Component of(String name, ComponentType type) {
        return new Component(name, type, Role.NONE, "", 0, false);
    }

    public static Component of(String name, ComponentType type, Role role) {
        return new Component(name, type, role, "", 0, false);
    }

    public Component withUnit(String newUnit) {
        return new Component(name, type, role, newUnit, step, lossy);
    }

    /** Values are expected on multiples of {@code newStep}; those that are not are kept exactly. */
    public Component withStep(double newStep) {
        return new Component(name, type, role, unit, newStep, false);
    }

    /** Values are rounded to the nearest multiple of {@code newStep}. */
    public Component withLossyStep(double newStep) {
        return new Component(name, type, role, unit, newStep, true);
    }
}
