package io.worldreel.replayer.sql;

import static io.worldreel.replayer.sql.SqliteCalls.getByte;
import static io.worldreel.replayer.sql.SqliteCalls.getInt;
import static io.worldreel.replayer.sql.SqliteCalls.getLong;
import static io.worldreel.replayer.sql.SqliteCalls.putByte;
import static io.worldreel.replayer.sql.SqliteCalls.putDouble;
import static io.worldreel.replayer.sql.SqliteCalls.putInt;
import static io.worldreel.replayer.sql.SqliteCalls.putLong;

import io.worldreel.replayer.sql.Plan.Condition;
import io.worldreel.replayer.sql.Plan.Operator;
import java.util.ArrayList;
import java.util.List;

/** {@code struct sqlite3_index_info} on 64-bit platforms: SQLite's question which conditions a table looks up, and the answer. */
final class IndexInfo {
    private static final long CONSTRAINTS = 0;
    private static final long CONSTRAINT_ARRAY = 8;
    private static final long CONSTRAINT_BYTES = 12;
    private static final long ORDER_TERMS = 16;
    private static final long ORDER_ARRAY = 24;
    private static final long USAGE_ARRAY = 32;
    private static final long USAGE_BYTES = 8;
    private static final long PLAN_NUMBER = 40;
    private static final long PLAN_TEXT = 48;
    private static final long FREE_PLAN_TEXT = 56;
    private static final long ORDER_CONSUMED = 60;
    private static final long COST = 64;
    private static final long ROWS = 72;

    /** What it costs to begin a walk, in rows. */
    private static final double START_COST = 20;

    private IndexInfo() {}

    /** @return whether there is a plan: a table cannot do without some conditions */
    static boolean answer(Table table, long info) throws Throwable {
        List<Condition> conditions = new ArrayList<>();
        int count = getInt(info + CONSTRAINTS);
        for (int i = 0; i < count; i++) {
            long constraint = getLong(info + CONSTRAINT_ARRAY) + CONSTRAINT_BYTES * i;
            int column = getInt(constraint);
            Operator operator = Operator.ofCode(getByte(constraint + 4) & 0xFF);
            SearchKey key = column < 0 ? SearchKey.NONE : table.columns().get(column).key();
            if (operator == null || !operator.appliesTo(key) || !isBinary(key, info, i)) {
                continue;
            }
            if (getByte(constraint + 5) == 0) {
                if (key.isParameter()) {
                    return false; // another order of the join makes it usable
                }
                continue;
            }
            conditions.add(new Condition(key, operator));
            long usage = getLong(info + USAGE_ARRAY) + USAGE_BYTES * i;
            putInt(usage, conditions.size());
            putByte(usage + 4, Table.isExact(key) ? 1 : 0);
        }
        write(table, new Plan(conditions, table.isInOrder(conditions)), info);
        return true;
    }

    /** Texts are looked up byte by byte: under another collation SQLite must look at all rows. */
    private static boolean isBinary(SearchKey key, long info, int constraint) throws Throwable {
        return key.isOrdered() || key.isParameter()
                || SqliteCalls.collation(info, constraint).equalsIgnoreCase("BINARY");
    }

    private static void write(Table table, Plan plan, long info) throws Throwable {
        putInt(info + PLAN_NUMBER, table.number(plan));
        putLong(info + PLAN_TEXT, SqliteCalls.allocateText(plan.toString()));
        putInt(info + FREE_PLAN_TEXT, 1);
        putInt(info + ORDER_CONSUMED, plan.inOrder() && wantsTicksRising(table, info) ? 1 : 0);
        double rows = Math.max(1, table.rows(plan));
        putDouble(info + COST, START_COST + rows);
        putLong(info + ROWS, (long) rows);
    }

    private static boolean wantsTicksRising(Table table, long info) {
        if (getInt(info + ORDER_TERMS) != 1) {
            return false;
        }
        long term = getLong(info + ORDER_ARRAY);
        int column = getInt(term);
        return column >= 0 && table.columns().get(column).key() == SearchKey.TICK && getByte(term + 4) == 0;
    }
}
