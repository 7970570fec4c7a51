package io.worldreel.format.window;

import io.worldreel.format.Limits;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the clock of a window from positions and velocities: each moving entity tells by itself how much time went by between two
 * frames, and in all games of a fixed physics step these times are a few lengths.
 */
final class ClockFinder {
    private static final int MAX_COLUMNS = 4;
    /** So many rows are looked at. */
    private static final int ROWS = 12;
    private static final int MIN_SAMPLES = 16;
    /** About so many samples tell what kind of physics it is. */
    private static final int TRIED = 256;
    /** Times that differ by less, as a part of them, are one length. */
    private static final double NEAR = 0.01;
    private static final double APART = 0.04;
    /** A length is worth a place if so many of all samples, as a part, have it. */
    private static final double MIN_PART = 0.03;
    /** The lengths found must explain so many of all samples. */
    private static final double MIN_EXPLAINED = 0.4;
    /** Lengths that are known explain about as many of the samples of a later window, or are looked for anew. */
    private static final double AS_MANY = 0.95;

    /** Lengths that are whole numbers of a step of physics tell the same step but for this part of it. */
    private static final double SAME_STEP = 0.002;
    private static final int MOST_STEPS = 64;
    /** A step so near to a whole number of steps in a unit of the clock, as a part of it, is that. */
    private static final double NEAR_RATE = 0.0005;
    private static final int MOST_RATE = 1000;
    /** Speeds that change by less, as a part of them, tell nothing of the physics step. */
    private static final double MIN_CHANGE = 0.01;

    private static final double LEAST_ERROR = 1e-9;
    private static final double MOST_ERROR = 1e9;
    /** One logarithm is taken of the product of so many errors. */
    private static final int LOGARITHM = 16;

    /**
     * A clock, and how position follows velocity by it.
     *
     * @param step how long a step of the sender's physics is
     * @param explained the part of all samples that its lengths explain
     */
    record Found(Clock clock, double step, double explained) {
        /** Whether positions follow velocities in the same way. */
        boolean isLike(Found other) {
            return Math.abs(step - other.step) <= NEAR * step;
        }

        boolean isInWholeSteps() {
            return step > 0 && step < Aid.STEP_A_FRAME
                    && Arrays.equals(clock.lengths(), wholeSteps(clock.lengths(), step));
        }
    }

    private int samples;
    private int ticks;
    /** Of so many samples one is looked at. */
    private int every = 1;
    private double[] times = new double[256];
    private int[] lengthOf = new int[256];
    private int[] tickIndexes = new int[256];
    private double[] moved = new double[256];
    private double[] speed = new double[256];
    /** How much faster it became, along what it moved, along its mean speed, and in its square. */
    private double[] movedFaster = new double[256];
    private double[] alongFaster = new double[256];
    private double[] faster = new double[256];

    private final short[] at = new short[Limits.WINDOW_TICKS + 1];
    private final double[][] where = new double[MAX_COLUMNS][at.length];
    private final double[][] fast = new double[MAX_COLUMNS][at.length];
    private final double[] nextPlaces = new double[Limits.WINDOW_TICKS];
    private final double[] nextSpeeds = new double[Limits.WINDOW_TICKS];
    /** Of each value and the next, over all columns: what becomes of them if they are a sample. */
    private final double[][] sums = new double[5][Limits.WINDOW_TICKS];
    /** Of each tick: how many samples have each length. */
    private final int[] votes = new int[Limits.WINDOW_TICKS * Clock.MAX_LENGTHS];

    /**
     * Looks for the clock of a window.
     *
     * @param presence of both; they are sorted
     */
    Optional<Found> find(ValueLog position, ValueLog velocity, Presence presence, int newTicks) {
        ticks = newTicks;
        collect(position, velocity, presence);
        if (seemsAFrame()) {
            Optional<Found> aFrame = foundBy(Aid.STEP_A_FRAME);
            if (aFrame.isPresent()) {
                return aFrame;
            }
        }
        Optional<Found> evenly = foundBy(0);
        return evenly.flatMap(found -> foundBy(step(found.clock().lengths())))
                .map(this::inWholeSteps)
                .or(() -> evenly);
    }

    /** Whether each frame seems to be one step of physics: some samples tell what explains them best. */
    private boolean seemsAFrame() {
        every = Math.max(1, samples / TRIED);
        double[] evenly = lengthsBy(0);
        double error = error(evenly);
        double step = step(evenly);
        double[] inSteps = lengthsBy(step);
        if (inSteps.length > 0) {
            error = error(inSteps);
            double whole = wholeStep(inSteps, step);
            if (whole > 0) {
                time(whole);
                error = Math.min(error, error(wholeSteps(inSteps, whole)));
            }
        }
        double[] aFrame = lengthsBy(Aid.STEP_A_FRAME);
        boolean seems = aFrame.length > 0 && (evenly.length == 0 || error(aFrame) < error);
        every = 1;
        return seems;
    }

    private double[] lengthsBy(double step) {
        time(step);
        return lengths();
    }

    private Optional<Found> foundBy(double step) {
        double[] lengths = lengthsBy(step);
        return lengths.length == 0 ? Optional.empty() : Optional.of(found(lengths, step));
    }

    /** Physics that does whole steps from frame to frame has lengths which tell the step best, and are told best by it. */
    private Found inWholeSteps(Found found) {
        double step = wholeStep(found.clock().lengths(), found.step());
        if (step == 0) {
            return found;
        }
        double before = error(found.clock().lengths());
        double[] lengths = wholeSteps(found.clock().lengths(), step);
        time(step);
        return error(lengths) >= before ? found : found(lengths, step);
    }

    private static double[] wholeSteps(double[] lengths, double step) {
        return Arrays.stream(lengths).map(length -> Math.rint(length / step) * step).toArray();
    }

    /** The step of which lengths are whole numbers, if they are; else 0. */
    private static double wholeStep(double[] lengths, double near) {
        double[] steps = Arrays.stream(lengths).map(length -> length / Math.rint(length / near)).toArray();
        double least = Arrays.stream(steps).min().orElse(0);
        double greatest = Arrays.stream(steps).max().orElse(0);
        double most = Arrays.stream(lengths).max().orElse(0) / near;
        if (!(near > 0 && most <= MOST_STEPS && greatest - least <= SAME_STEP * least)) {
            return 0;
        }
        double step = (least + greatest) / 2;
        double rate = Math.rint(1 / step);
        return rate >= 1 && rate <= MOST_RATE && Math.abs(step * rate - 1) <= NEAR_RATE ? 1 / rate : step;
    }

    /** Looks for the clock of a window that is likely to have the lengths, and the physics, of one before. */
    Optional<Found> findLike(Found before, ValueLog position, ValueLog velocity, Presence presence, int newTicks) {
        ticks = newTicks;
        collect(position, velocity, presence);
        time(before.step());
        double[] known = before.clock().lengths();
        if (samples >= MIN_SAMPLES) {
            double explained = explained(known);
            if (explained >= AS_MANY * before.explained()) {
                return Optional.of(new Found(clock(known), before.step(), explained));
            }
        }
        double[] lengths = before.isInWholeSteps() ? wholeSteps(lengths(), before.step()) : lengths();
        return lengths.length == 0 ? Optional.empty() : Optional.of(found(lengths, before.step()));
    }

    private Found found(double[] lengths, double step) {
        double explained = explained(lengths);
        return new Found(clock(lengths), step, explained);
    }

    /** The median of what bodies say that became faster or slower: by how much they went further than at their mean speed. */
    private double step(double[] lengths) {
        double[] steps = new double[samples];
        int count = 0;
        for (int i = 0; lengths.length > 0 && i < samples; i += every) {
            if (faster[i] > MIN_CHANGE * MIN_CHANGE * speed[i]) {
                double length = lengths[nearest(lengths, times[i])];
                steps[count++] = 2 * (movedFaster[i] - length * alongFaster[i]) / faster[i];
            }
        }
        return count < MIN_SAMPLES ? 0 : Selection.nth(steps, count, count / 2);
    }

    /** Finds the length of each sample, and returns the part of all samples that the lengths explain. */
    private double explained(double[] lengths) {
        int explained = 0;
        for (int i = 0; i < samples; i++) {
            lengthOf[i] = nearest(lengths, times[i]);
            double length = lengths[lengthOf[i]];
            explained += Math.abs(times[i] - length) < NEAR * length ? 1 : 0;
        }
        return (double) explained / samples;
    }

    private void collect(ValueLog position, ValueLog velocity, Presence presence) {
        samples = 0;
        int stride = Math.max(1, presence.size() / ROWS);
        for (int place = 0; place < presence.size(); place += stride) {
            int values = presence.values(place);
            int pairs = values - 1;
            if (pairs == 0) {
                continue;
            }
            presence.ticks(place, at, 0, values);
            position.read(place, where);
            velocity.read(place, fast);
            for (double[] sum : sums) {
                Arrays.fill(sum, 0, pairs, 0);
            }
            for (int c = 0; c < position.component.type().columns(); c++) {
                addPairs(where[c], fast[c], pairs);
            }
            for (int i = 0; i < pairs; i++) {
                if (at[i + 1] == at[i] + 1 && at[i + 1] > 0) {
                    add(i, at[i + 1]);
                }
            }
        }
    }

    /** Adds to the sums what one column says of each value and the next. */
    private void addPairs(double[] places, double[] speeds, int pairs) {
        System.arraycopy(places, 1, nextPlaces, 0, pairs);
        System.arraycopy(speeds, 1, nextSpeeds, 0, pairs);
        double[] along = sums[0];
        double[] square = sums[1];
        double[] alongChange = sums[2];
        double[] speedChange = sums[3];
        double[] changeSquare = sums[4];
        for (int i = 0; i < pairs; i++) {
            double v = 0.5 * (speeds[i] + nextSpeeds[i]);
            double change = nextSpeeds[i] - speeds[i];
            double way = nextPlaces[i] - places[i];
            along[i] += way * v;
            square[i] += v * v;
            alongChange[i] += way * change;
            speedChange[i] += v * change;
            changeSquare[i] += change * change;
        }
    }

    private void add(int pair, int tickIndex) {
        double along = sums[0][pair];
        double square = sums[1][pair];
        if (!(along > 0 && along / square < Double.MAX_VALUE) || square < Double.MIN_NORMAL) {
            return;
        }
        grow();
        moved[samples] = along;
        speed[samples] = square;
        movedFaster[samples] = sums[2][pair];
        alongFaster[samples] = sums[3][pair];
        faster[samples] = sums[4][pair];
        tickIndexes[samples++] = tickIndex;
    }

    private void grow() {
        if (samples == times.length) {
            times = Arrays.copyOf(times, 2 * samples);
            lengthOf = Arrays.copyOf(lengthOf, 2 * samples);
            moved = Arrays.copyOf(moved, 2 * samples);
            speed = Arrays.copyOf(speed, 2 * samples);
            movedFaster = Arrays.copyOf(movedFaster, 2 * samples);
            alongFaster = Arrays.copyOf(alongFaster, 2 * samples);
            faster = Arrays.copyOf(faster, 2 * samples);
            tickIndexes = Arrays.copyOf(tickIndexes, 2 * samples);
        }
    }

    /** Computes how long each sample took by a step of the physics. */
    private void time(double step) {
        boolean aFrame = step == Aid.STEP_A_FRAME;
        for (int i = 0; i < samples; i += every) {
            // Along the speed after the sample, or what is left to go at the mean speed.
            times[i] = aFrame
                    ? (moved[i] + 0.5 * movedFaster[i]) / (speed[i] + alongFaster[i] + 0.25 * faster[i])
                    : (moved[i] - 0.5 * step * alongFaster[i]) / speed[i];
        }
    }

    /** The most frequent times, the most frequent first; none if they do not explain much. */
    private double[] lengths() {
        double[] sorted = sorted();
        double[] found = new double[Clock.MAX_LENGTHS];
        int count = 0;
        int explained = 0;
        while (sorted.length >= MIN_SAMPLES && count < found.length) {
            double peak = 0;
            int most = 0;
            int low = 0;
            for (int high = 0; high < sorted.length; high++) {
                while (sorted[low] < sorted[high] * (1 - NEAR)) {
                    low++;
                }
                if (high - low + 1 > most && isFree(sorted[(low + high) / 2], found, count)) {
                    most = high - low + 1;
                    peak = sorted[(low + high) / 2];
                }
            }
            if (most < MIN_PART * sorted.length) {
                break;
            }
            explained += most;
            found[count++] = refined(peak);
        }
        return explained < MIN_EXPLAINED * sorted.length ? new double[0] : Arrays.copyOf(found, count);
    }

    private double[] sorted() {
        double[] sorted = new double[(samples + every - 1) / every];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = times[i * every];
        }
        Arrays.sort(sorted);
        return sorted;
    }

    private static boolean isFree(double time, double[] found, int count) {
        for (int i = 0; i < count; i++) {
            if (Math.abs(time - found[i]) < APART * found[i]) {
                return false;
            }
        }
        return true;
    }

    /** The length that fits the samples near a time best; fast ones tell it most exactly. */
    private double refined(double peak) {
        double along = 0;
        double square = 0;
        for (int i = 0; i < samples; i += every) {
            if (Math.abs(times[i] - peak) < NEAR * peak) {
                along += times[i] * speed[i];
                square += speed[i];
            }
        }
        return along / square;
    }

    private static int nearest(double[] lengths, double time) {
        int best = 0;
        for (int i = 1; i < lengths.length; i++) {
            best = Math.abs(lengths[i] - time) < Math.abs(lengths[best] - time) ? i : best;
        }
        return best;
    }

    /** How far samples are from the lengths, by order of magnitude. */
    private double error(double[] lengths) {
        double sum = 0;
        double product = 1;
        int count = 0;
        for (int i = 0; lengths.length > 0 && i < samples; i += every) {
            double relative = Math.abs(times[i] / lengths[nearest(lengths, times[i])] - 1);
            product *= Math.min(relative, MOST_ERROR) + LEAST_ERROR;
            if (++count % LOGARITHM == 0) {
                sum += Math.log(product);
                product = 1;
            }
        }
        return count == 0 ? 0 : (sum + Math.log(product)) / count;
    }

    /** Lets the samples say which length each tick has, after {@link #explained}. */
    private Clock clock(double[] lengths) {
        Arrays.fill(votes, 0, ticks * Clock.MAX_LENGTHS, 0);
        for (int i = 0; i < samples; i++) {
            int near = lengthOf[i];
            votes[tickIndexes[i] * Clock.MAX_LENGTHS + near] += Math.abs(times[i] / lengths[near] - 1) < APART ? 1 : 0;
        }
        byte[] indexes = new byte[ticks - 1];
        for (int tick = 1; tick < ticks; tick++) {
            int first = tick * Clock.MAX_LENGTHS;
            for (int i = 1; i < lengths.length; i++) {
                if (votes[first + i] > votes[first + indexes[tick - 1]]) {
                    indexes[tick - 1] = (byte) i;
                }
            }
        }
        return new Clock(lengths, indexes);
    }
}
