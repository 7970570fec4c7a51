package io.worldreel.replayer.sql;

import io.worldreel.replayer.sql.Plan.Operator;

/** Guesses for SQLite's query planner, which is told them before it knows what a query compares with. */
final class Estimates {
    private static final double HALF_OPEN = 0.25;
    private static final double CLOSED = 0.01;

    private Estimates() {}

    /** The share of ticks or times that a range leaves. */
    static double range(Plan plan, SearchKey key) {
        boolean from = plan.has(key, Operator.GT) || plan.has(key, Operator.GE);
        boolean to = plan.has(key, Operator.LT) || plan.has(key, Operator.LE);
        return from && to ? CLOSED : HALF_OPEN;
    }
}
