package io.worldreel.replayer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4Statement;

/**
 * A statement of which SQLite's program, once it has filtered a single virtual table, does nothing but hand columns of it on, row by
 * row. Read from EXPLAIN (https://sqlite.org/opcode.html): a program with any instruction not known here is none.
 */
final class PlainLoop {
    /** What happens once, before the filter: nothing of it comes back to the loop. */
    private static final Set<String> BEFORE = Set.of("Init", "VOpen", "Integer", "Int64", "Real", "String8", "Null",
            "Variable", "Once", "Function", "PureFunc", "SCopy", "Copy", "Transaction", "Goto", "Halt");

    private record Instruction(String name, int p1, int p2, int p3) {
        boolean is(String other, int first) {
            return name.equals(other) && p1 == first;
        }
    }

    private PlainLoop() {}

    /** For each column of the result the column of the table; empty if there is more to the statement. */
    static Optional<int[]> columns(SQLiteConnection connection, String sql) {
        List<Instruction> program = new ArrayList<>();
        try (var statement = new JDBC4Statement(connection);
                ResultSet rows = statement.executeQuery("EXPLAIN " + sql)) {
            while (rows.next()) {
                program.add(new Instruction(rows.getString("opcode"), rows.getInt("p1"), rows.getInt("p2"),
                        rows.getInt("p3")));
            }
        } catch (SQLException noSingleQuery) {
            return Optional.empty(); // then SQLite goes on handing out every row
        }
        return columns(program);
    }

    private static Optional<int[]> columns(List<Instruction> program) {
        int filter = 0;
        while (filter < program.size() && !program.get(filter).name().equals("VFilter")) {
            filter++;
        }
        int next = filter + 1;
        while (next < program.size() && !program.get(next).name().equals("VNext")) {
            next++;
        }
        if (next >= program.size() || !isKnown(program.subList(0, filter))
                || !isKnown(program.subList(next + 1, program.size()))) {
            return Optional.empty();
        }
        return handedOn(program, filter, next);
    }

    private static boolean isKnown(List<Instruction> instructions) {
        return instructions.stream().allMatch(instruction -> BEFORE.contains(instruction.name()));
    }

    private static Optional<int[]> handedOn(List<Instruction> program, int filter, int next) {
        int cursor = program.get(filter).p1();
        int count = next - filter - 2;
        Instruction row = program.get(next - 1);
        boolean turns = program.get(next).is("VNext", cursor) && program.get(next).p2() == filter + 1
                && program.get(filter).p2() == next + 1 && row.name().equals("ResultRow") && row.p2() == count;
        int[] columns = new int[Math.max(0, count)];
        for (int i = 0; turns && i < count; i++) {
            Instruction column = program.get(filter + 1 + i);
            turns = column.is("VColumn", cursor) && column.p3() == row.p1() + i;
            columns[i] = column.p2();
        }
        return turns && count > 0 ? Optional.of(columns) : Optional.empty();
    }
}
