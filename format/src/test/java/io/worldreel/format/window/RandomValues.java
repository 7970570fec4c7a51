package io.worldreel.format.window;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Value;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Values of one component that move as games move them, with everything in between that floats and integers can be. */
final class RandomValues {
    private static final double[] SPECIAL = { 0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE, Float.MIN_VALUE, -Float.MIN_NORMAL, Double.MAX_VALUE, -Float.MAX_VALUE, 2147483648.0,
            -2147483647.5, 9007199254740992.0, 0x1p51, -0x1p53 };

    private enum Manner {
        CONSTANT, DECIMAL, BINARY, STEPPED, WALK, ANY_BITS, ROTATION, GRID_ROTATION
    }

    private final Random random;
    private final ComponentType type;
    private final double step;
    private final Manner manner;
    private final double strangeness;
    private final int digits;
    private final QuatGrid grid;
    private final Map<EntityId, double[]> positions = new HashMap<>();

    RandomValues(Random random, Component component) {
        this.random = random;
        this.type = component.type();
        this.step = component.step();
        Manner any = Manner.values()[random.nextInt(Manner.values().length)];
        boolean rotation = any == Manner.ROTATION || any == Manner.GRID_ROTATION;
        manner = type == ComponentType.QUAT && random.nextBoolean()
                ? Manner.GRID_ROTATION
                : rotation && type.columns() != 4 ? Manner.DECIMAL : any;
        grid = QuatGrid.ofBits(8 + random.nextInt(13), 1 + random.nextInt(QuatGrid.CORRECTED - 1));
        strangeness = random.nextBoolean() ? 0 : random.nextBoolean() ? 0.02 : 0.5;
        digits = random.nextInt(type.columnBytes() == 8 ? 12 : 5);
    }

    Value next(EntityId entity) {
        if (type.isVariable()) {
            return Value.ofBytes(type, switch (random.nextInt(5)) {
                case 0 -> new byte[0];
                case 1 -> ("text " + random.nextInt(1000)).getBytes(StandardCharsets.UTF_8);
                case 2 -> bytes(random.nextInt(200));
                default -> "often".getBytes(StandardCharsets.UTF_8);
            });
        }
        double[] position = positions.computeIfAbsent(entity, newcomer -> random.doubles(8, -100, 100).toArray());
        for (int c = 0; c < 4; c++) {
            position[4 + c] += random.nextGaussian();
            position[c] += manner == Manner.CONSTANT ? 0 : position[4 + c] / 60;
        }
        long[] bits = new long[type.columns()];
        for (int c = 0; c < bits.length; c++) {
            bits[c] = bits(position, c);
        }
        if (manner == Manner.GRID_ROTATION && type == ComponentType.QUAT) {
            quantise(bits);
        }
        for (int c = 0; c < bits.length; c++) {
            bits[c] = random.nextDouble() < strangeness / 4 ? strange() : bits[c];
        }
        return Value.ofBits(type, bits);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private long bits(double[] position, int c) {
        double norm = Math.sqrt(position[0] * position[0] + position[1] * position[1] + position[2] * position[2]
                + position[3] * position[3]);
        double scale = Math.pow(10, digits);
        return switch (manner) {
            case CONSTANT, WALK -> ofDouble(position[c]);
            case DECIMAL -> ofDouble(Math.rint(position[c] * scale) / scale);
            case BINARY -> ofDouble(Math.scalb(Math.rint(Math.scalb(position[c], 2 * digits)), -2 * digits));
            case STEPPED -> ofDouble(Math.rint(position[c] / 0.125) * (step > 0 ? step : 0.125));
            case ROTATION, GRID_ROTATION -> ofDouble(position[c] / norm);
            case ANY_BITS -> type == ComponentType.BOOL ? random.nextInt(2) : random.nextLong();
        };
    }

    /** Drops and computes the greatest column as senders do; some negate the quaternion first so that it is positive. */
    private void quantise(long[] bits) {
        float[] columns = new float[4];
        for (int c = 0; c < 4; c++) {
            columns[c] = Float.intBitsToFloat((int) bits[c]);
        }
        int computed = QuatGrid.greatest(columns);
        boolean negate = computed >= QuatGrid.NEGATIVE && digits > 1;
        for (int c = 0; c < 4; c++) {
            columns[c] = grid.kept(grid.nearest(negate ? -columns[c] : columns[c]));
        }
        computed = negate ? computed - QuatGrid.NEGATIVE : computed;
        columns[computed % QuatGrid.NEGATIVE] = grid.computed(columns, computed, 0);
        for (int c = 0; c < 4; c++) {
            bits[c] = Float.floatToRawIntBits(columns[c]);
        }
    }

    private long strange() {
        return type.isFloating() && random.nextInt(4) > 0
                ? ofDouble(SPECIAL[random.nextInt(SPECIAL.length)])
                : type == ComponentType.BOOL ? random.nextInt(2) : random.nextLong();
    }

    private long ofDouble(double number) {
        return switch (type) {
            case BOOL -> number > 0 ? 1 : 0;
            case I32, I64 -> (long) number;
            default -> type.columnBytes() == 4
                    ? Float.floatToRawIntBits((float) number)
                    : Double.doubleToRawLongBits(number);
        };
    }
}
