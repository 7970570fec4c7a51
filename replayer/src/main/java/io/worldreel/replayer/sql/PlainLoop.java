package io.worldreel.replayer.sql;

import io.worldreel.replayer.sql.Program.Instruction;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteConnection;

/**
 * A statement of which SQLite's program, once it has filtered a single virtual table, does nothing but hand columns of it on, row by
 * row. A program with any instruction not known here is none.
 */
final class PlainLoop {
    /** What happens once, before the filter: nothing of it comes back to the loop. */
    private static final Set<Opcode> BEFORE = EnumSet.of(Opcode.INIT, Opcode.V_OPEN, Opcode.INTEGER, Opcode.INT64,
            Opcode.REAL, Opcode.STRING8, Opcode.NULL, Opcode.VARIABLE, Opcode.ONCE, Opcode.FUNCTION, Opcode.PURE_FUNC,
            Opcode.SCOPY, Opcode.COPY, Opcode.TRANSACTION, Opcode.GOTO, Opcode.HALT);

    private PlainLoop() {}

    /** For each column of the result the column of the table; empty if there is more to the statement. */
    static Optional<int[]> columns(SQLiteConnection connection, String sql) {
        return Program.of(connection, sql).flatMap(PlainLoop::columns);
    }

    private static Optional<int[]> columns(Program program) {
        int filter = program.find(Opcode.V_FILTER, 0);
        int next = program.find(Opcode.V_NEXT, filter);
        List<Instruction> all = program.instructions();
        if (next >= all.size() || !isKnown(all.subList(0, filter)) || !isKnown(all.subList(next + 1, all.size()))) {
            return Optional.empty();
        }
        return handedOn(program, filter, next);
    }

    private static boolean isKnown(List<Instruction> instructions) {
        return instructions.stream().allMatch(instruction -> BEFORE.contains(instruction.opcode()));
    }

    private static Optional<int[]> handedOn(Program program, int filter, int next) {
        int cursor = program.at(filter).p1();
        int count = next - filter - 2;
        Instruction row = program.at(next - 1);
        boolean turns = program.at(next).is(Opcode.V_NEXT, cursor) && program.at(next).p2() == filter + 1
                && program.at(filter).p2() == next + 1 && row.opcode() == Opcode.RESULT_ROW && row.p2() == count;
        int[] columns = new int[Math.max(0, count)];
        for (int i = 0; turns && i < count; i++) {
            Instruction column = program.at(filter + 1 + i);
            turns = column.is(Opcode.V_COLUMN, cursor) && column.p3() == row.p1() + i;
            columns[i] = column.p2();
        }
        return turns && count > 0 ? Optional.of(columns) : Optional.empty();
    }
}
