package io.worldreel.replayer.sql;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Instructions of SQLite's machine (https://sqlite.org/opcode.html) that this package understands. */
enum Opcode {
    INIT, TRANSACTION, GOTO, GOSUB, RETURN, INIT_COROUTINE, YIELD, END_COROUTINE, HALT, ONCE,
    // registers
    INTEGER, INT64, REAL, STRING8, NULL, VARIABLE, COPY, SCOPY, MOVE, REAL_AFFINITY, COLL_SEQ,
    // arithmetic
    ADD, SUBTRACT, MULTIPLY, DIVIDE, FUNCTION, PURE_FUNC,
    // jumps
    EQ, NE, LT, LE, GT, GE, IS_NULL, NOT_NULL, IF, IF_NOT, IF_POS, COMPARE, JUMP,
    // virtual tables
    V_OPEN, V_FILTER, V_COLUMN, V_NEXT,
    // sorters
    SORTER_OPEN, OPEN_PSEUDO, MAKE_RECORD, SORTER_INSERT, SORTER_SORT, SORTER_DATA, COLUMN, SORTER_NEXT,
    // results
    AGG_STEP, AGG_FINAL, RESULT_ROW,
    /** Any other. */
    UNKNOWN;

    private static final Map<String, Opcode> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toMap(opcode -> opcode.name().replace("_", ""), opcode -> opcode));

    /** @param name as EXPLAIN has it, such as VFilter */
    static Opcode of(String name) {
        return BY_NAME.getOrDefault(name.toUpperCase(java.util.Locale.ROOT), UNKNOWN);
    }
}
