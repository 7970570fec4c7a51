package io.worldreel.format.window;

import io.worldreel.format.Limits;

import java.util.Arrays;
import java.util.Optional;

/** Finds how rotations follow angular velocities by the clock of a window: in which axes, and by how much at a speed of 1. */
final class TurnFinder {
    /** So many rows are looked at, and about so many values of all. */
    private static final int ROWS = 12;
    private static final int VALUES = 512;
    private static final int MIN_SAMPLES = 16;
    /** What is left of all turns, as a part of their squares, if speeds tell them. */
    private static final double MAX_LEFT = 0.2;
    /** A scale so near to a power of ten, or to a degree, as a part of it, is that. */
    private static final double NEAR = 0.03;
    private static final int COLUMNS = 4;
    private static final int AXES = 3;

    private final Motion motion = new Motion();
    private final double[][] rotations = new double[COLUMNS][Limits.WINDOW_TICKS + 1];
    private final double[][] speeds = new double[AXES][Limits.WINDOW_TICKS + 1];
    private final double[] turn = new double[AXES];
    private final double[] reckon = new double[AXES];

    private TurnFinder() {}

    /**
     * Looks for the way that leaves least.
     *
     * @param component the number of the speeds
     * @param step of the sender's physics, by what positions tell
     * @param presence of both; they are sorted
     */
    static Optional<Aid> find(ValueLog rotation, int component, ValueLog speed, Presence presence, Clock clock,
            double step) {
        Way[] ways = { new Way(step, false), new Way(step, true), new Way(Aid.STEP_A_FRAME, false),
                new Way(Aid.STEP_A_FRAME, true) };
        new TurnFinder().collect(rotation, speed, presence, clock, ways);
        Optional<Aid> best = Optional.empty();
        double least = MAX_LEFT;
        for (Way way : ways) {
            double scale = way.scale();
            double left = way.left(scale);
            if (way.samples >= MIN_SAMPLES && left < least) {
                least = left;
                best = Optional.of(new Aid(component, way.step, way.own, scale));
            }
        }
        return best;
    }

    private void collect(ValueLog rotation, ValueLog speed, Presence presence, Clock clock, Way[] ways) {
        int stride = Math.max(1, presence.size() / ROWS);
        int all = 0;
        for (int place = 0; place < presence.size(); place += stride) {
            all += presence.values(place);
        }
        int every = Math.max(1, all / VALUES);
        for (int place = 0; place < presence.size(); place += stride) {
            int values = presence.values(place);
            if (values == 1) {
                continue;
            }
            rotation.read(place, rotations);
            speed.read(place, speeds);
            motion.clocked(clock, presence, place);
            for (int i = 1; i < values; i += every) {
                for (Way way : ways) {
                    turn(i, way.own);
                    reckon(i, way.step);
                    way.add(turn, reckon);
                }
            }
        }
    }

    /** What lies between a quaternion and the one before: twice the sine of half the angle, along the axis. */
    private void turn(int i, boolean own) {
        double x = rotations[0][i];
        double y = rotations[1][i];
        double z = rotations[2][i];
        double w = rotations[3][i];
        double bx = rotations[0][i - 1];
        double by = rotations[1][i - 1];
        double bz = rotations[2][i - 1];
        double bw = rotations[3][i - 1];
        double side = own ? -1 : 1;
        double sign = x * bx + y * by + z * bz + w * bw < 0 ? -2 : 2;
        turn[0] = sign * (x * bw - w * bx - side * (y * bz - z * by));
        turn[1] = sign * (y * bw - w * by - side * (z * bx - x * bz));
        turn[2] = sign * (z * bw - w * bz - side * (x * by - y * bx));
    }

    /** How far the speeds lead. */
    private void reckon(int i, double step) {
        for (int axis = 0; axis < AXES; axis++) {
            reckon[axis] = Motion.change(speeds[axis][i - 1], speeds[axis][i], motion.elapsed(i - 1), step);
        }
    }

    /** In which axes speeds are, how long a step of the physics is, and what samples say of that. */
    private static final class Way {
        final double step;
        final boolean own;
        int samples;
        /** Of each sample: the square of what the speed says, how much of it the rotation goes along with, and its own square. */
        private double[] reckoned = new double[256];
        private double[] along = new double[256];
        private double[] turned = new double[256];

        Way(double step, boolean own) {
            this.step = step;
            this.own = own;
        }

        void add(double[] turn, double[] reckon) {
            double product = 0;
            double turnSquare = 0;
            double reckonSquare = 0;
            for (int axis = 0; axis < AXES; axis++) {
                product += turn[axis] * reckon[axis];
                turnSquare += turn[axis] * turn[axis];
                reckonSquare += reckon[axis] * reckon[axis];
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

        /** The median of what the samples say that are faster than the mean: of others the grid tells too little, and a few knocks do not move it. */
        double scale() {
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
            double scale = Selection.nth(scales, fast, fast / 2);
            double round = Math.copySign(Math.pow(10, Math.rint(Math.log10(Math.abs(scale)))), scale);
            double degree = Math.copySign(Math.toRadians(1), scale);
            return isNear(scale, round) ? round : isNear(scale, degree) ? degree : scale;
        }

        private static boolean isNear(double scale, double likely) {
            return Math.abs(scale - likely) <= NEAR * Math.abs(likely);
        }

        /** What is left of the squares of all turns, as a part of them. */
        double left(double scale) {
            double left = 0;
            double all = 0;
            for (int i = 0; i < samples; i++) {
                left += turned[i] - 2 * scale * along[i] + scale * scale * reckoned[i];
                all += turned[i];
            }
            return left / all;
        }
    }
}
