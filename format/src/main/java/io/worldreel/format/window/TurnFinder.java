package io.worldreel.format.window;

import io.worldreel.format.Limits;

import java.util.Arrays;
import java.util.Optional;

/** Finds how rotations follow angular velocities by the clock of a window: in which axes, and by how much at a speed of 1. */
final class TurnFinder {
    /** So many rows are looked at. */
    private static final int ROWS = 12;
    private static final int MIN_SAMPLES = 16;
    /** What is left of all turns, as a part of their squares, if speeds tell them. */
    private static final double MAX_LEFT = 0.2;
    /** A scale so near to a power of ten, or to a degree, as a part of it, is that. */
    private static final double NEAR = 0.03;
    private static final int COLUMNS = 4;
    private static final int AXES = 3;

    private final Aid trial;
    private final Motion motion = new Motion();
    private final double[][] rotations = new double[COLUMNS][Limits.WINDOW_TICKS + 1];
    private final double[][] speeds = new double[AXES][Limits.WINDOW_TICKS + 1];
    private int samples;
    /** Of each sample: the square of what the speed says, how much of it the rotation goes along with, and its own square. */
    private double[] reckoned = new double[256];
    private double[] along = new double[256];
    private double[] turned = new double[256];

    private TurnFinder(Aid trial) {
        this.trial = trial;
    }

    /**
     * Looks for the way that leaves least.
     *
     * @param component the number of the speeds
     * @param step of the sender's physics, by what positions tell
     * @param presence of both; they are sorted
     */
    static Optional<Aid> find(ValueLog rotation, int component, ValueLog speed, Presence presence, Clock clock,
            double step) {
        Optional<Aid> best = Optional.empty();
        double least = MAX_LEFT;
        for (int way = 0; way < 4; way++) {
            boolean own = (way & 1) != 0;
            double steps = way < 2 ? step : Aid.STEP_A_FRAME;
            TurnFinder finder = new TurnFinder(new Aid(component, steps, own, 1));
            finder.collect(rotation, speed, presence, clock);
            double scale = finder.scale();
            double left = finder.left(scale);
            if (finder.samples >= MIN_SAMPLES && left < least) {
                least = left;
                best = Optional.of(new Aid(component, steps, own, scale));
            }
        }
        return best;
    }

    /** The median of what the samples say that are faster than the mean: of others the grid tells too little, and a few knocks do not move it. */
    private double scale() {
        double sum = 0;
        for (int i = 0; i < samples; i++) {
            sum += reckoned[i];
        }
        double mean = sum / samples;
        double[] scales = new double[samples];
        int fast = 0;
        for (int i = 0; i < samples; i++) {
            if (reckoned[i] >= mean) {
                scales[fast++] = along[i] / reckoned[i];
            }
        }
        if (fast == 0) {
            return 0;
        }
        Arrays.sort(scales, 0, fast);
        double scale = scales[fast / 2];
        double round = Math.copySign(Math.pow(10, Math.rint(Math.log10(Math.abs(scale)))), scale);
        double degree = Math.copySign(Math.toRadians(1), scale);
        return isNear(scale, round) ? round : isNear(scale, degree) ? degree : scale;
    }

    private static boolean isNear(double scale, double likely) {
        return Math.abs(scale - likely) <= NEAR * Math.abs(likely);
    }

    /** What is left of the squares of all turns, as a part of them. */
    private double left(double scale) {
        double left = 0;
        double all = 0;
        for (int i = 0; i < samples; i++) {
            left += turned[i] - 2 * scale * along[i] + scale * scale * reckoned[i];
            all += turned[i];
        }
        return left / all;
    }

    private void collect(ValueLog rotation, ValueLog speed, Presence presence, Clock clock) {
        int stride = Math.max(1, presence.size() / ROWS);
        for (int place = 0; place < presence.size(); place += stride) {
            int values = presence.values(place);
            rotation.read(place, rotations);
            speed.read(place, speeds);
            motion.clocked(clock, presence, place);
            for (int i = 1; i < values; i++) {
                add(i);
            }
        }
    }

    private void add(int i) {
        double[] turn = turn(i);
        double product = 0;
        double turnSquare = 0;
        double reckonSquare = 0;
        for (int axis = 0; axis < AXES; axis++) {
            double before = speeds[axis][i - 1];
            double after = speeds[axis][i];
            double reckon = Motion.change(before, after, motion.elapsed(i - 1), trial.step());
            product += turn[axis] * reckon;
            turnSquare += turn[axis] * turn[axis];
            reckonSquare += reckon * reckon;
        }
        if (!(turnSquare > 0 && turnSquare < 1 && reckonSquare > 0 && Double.isFinite(product))) {
            return;
        }
        if (samples == reckoned.length) {
            reckoned = Arrays.copyOf(reckoned, 2 * samples);
            along = Arrays.copyOf(along, 2 * samples);
            turned = Arrays.copyOf(turned, 2 * samples);
        }
        // From the sine of half the angle to the angle.
        double sine = turnSquare / 4;
        double angle = 1 + sine / 6 + 3 * sine * sine / 40;
        reckoned[samples] = reckonSquare;
        along[samples] = product * angle;
        turned[samples++] = turnSquare * angle * angle;
    }

    /** What lies between a quaternion and the one before: twice the sine of half the angle, along the axis. */
    private double[] turn(int i) {
        double x = rotations[0][i];
        double y = rotations[1][i];
        double z = rotations[2][i];
        double w = rotations[3][i];
        double bx = rotations[0][i - 1];
        double by = rotations[1][i - 1];
        double bz = rotations[2][i - 1];
        double bw = rotations[3][i - 1];
        double side = trial.own() ? -1 : 1;
        double sign = x * bx + y * by + z * bz + w * bw < 0 ? -2 : 2;
        return new double[]{ sign * (x * bw - w * bx - side * (y * bz - z * by)),
                sign * (y * bw - w * by - side * (z * bx - x * bz)),
                sign * (z * bw - w * bz - side * (x * by - y * bx)) };
    }
}
