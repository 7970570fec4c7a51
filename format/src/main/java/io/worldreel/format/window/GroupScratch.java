package io.worldreel.format.window;

import org.jspecify.annotations.Nullable;

/** Memory in which a group is decoded: who takes it owns it until he gives it back. What it holds is of use only meanwhile. */
final class GroupScratch {
    private static final int COLUMNS = 4;

    /** A thread decodes one group after another, or one while it is at another. */
    private static final ThreadLocal<@Nullable GroupScratch> SPARE = new ThreadLocal<>();

    private boolean taken;
    final GroupMotion motion = new GroupMotion();
    final QuatRuns runs = new QuatRuns();
    private byte[] packed = {};
    private byte[] lengths = {};
    private int[][] residuals = new int[COLUMNS][0];
    private double[][] differences = new double[COLUMNS - 1][0];
    private double[][] places = new double[COLUMNS][0];
    private int[][] integers = new int[COLUMNS][0];
    private float[] magnitudes = {};
    private int[] drifts = {};
    private double[] changes = {};
    private Turns turns = new Turns(0);

    private GroupScratch() {}

    /** The one that this thread gave back last, or a new one. */
    static GroupScratch take() {
        GroupScratch spare = SPARE.get();
        if (spare == null || spare.taken) {
            spare = new GroupScratch();
            SPARE.set(spare);
        }
        spare.taken = true;
        return spare;
    }

    void giveBack() {
        taken = false;
    }

    /** Room for packed rows of so many bytes. */
    byte[] packed(int size) {
        if (packed.length < size) {
            packed = new byte[size];
        }
        return packed;
    }

    /** Room for so many lengths of packed rows. */
    byte[] lengths(int count) {
        if (lengths.length < count) {
            lengths = new byte[count];
        }
        return lengths;
    }

    /** Of each of four columns, room for so many residuals. */
    int[][] residuals(int entries) {
        if (residuals[0].length < entries) {
            residuals = new int[COLUMNS][entries];
        }
        return residuals;
    }

    /** Of each of three columns, room for so many differences. */
    double[][] differences(int entries) {
        if (differences[0].length < entries) {
            differences = new double[COLUMNS - 1][entries];
        }
        return differences;
    }

    /** Of each of four columns, room for so many places on a grid. */
    double[][] places(int entries) {
        if (places[0].length < entries) {
            places = new double[COLUMNS][entries];
        }
        return places;
    }

    /** Room for so many magnitudes. */
    float[] magnitudes(int entries) {
        if (magnitudes.length < entries) {
            magnitudes = new float[entries];
        }
        return magnitudes;
    }

    /** Of each of four columns, room for so many integers. */
    int[][] integers(int entries) {
        if (integers[0].length < entries) {
            integers = new int[COLUMNS][entries];
        }
        return integers;
    }

    /** Room for what integers drift. */
    int[] drifts(int entries) {
        if (drifts.length < entries) {
            drifts = new int[entries];
        }
        return drifts;
    }

    /** Room for how far speeds lead. */
    double[] changes(int entries) {
        if (changes.length < entries) {
            changes = new double[entries];
        }
        return changes;
    }

    /** Room for how so many values turn. */
    Turns turns(int entries) {
        if (turns.size() < entries) {
            turns = new Turns(entries);
        }
        return turns;
    }
}
