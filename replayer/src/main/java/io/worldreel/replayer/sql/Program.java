package io.worldreel.replayer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sqlite.SQLiteConnection;
import org.sqlite.jdbc4.JDBC4Statement;

/** What SQLite's machine does for a statement, as EXPLAIN tells it. */
record Program(List<Instruction> instructions) {

    /**
     * One instruction; what its operands mean depends on the opcode.
     *
     * @param p4 as EXPLAIN shows it; empty if there is none
     */
    record Instruction(Opcode opcode, int p1, int p2, int p3, String p4, int p5) {
        boolean is(Opcode other, int first) {
            return opcode == other && p1 == first;
        }
    }

    Program {
        instructions = List.copyOf(instructions);
    }

    /** @return empty if the text is more or less than one statement */
    static Optional<Program> of(SQLiteConnection connection, String sql) {
        List<Instruction> program = new ArrayList<>();
        try (var statement = new JDBC4Statement(connection);
                ResultSet rows = statement.executeQuery("EXPLAIN " + sql)) {
            while (rows.next()) {
                program.add(new Instruction(Opcode.of(rows.getString("opcode")), rows.getInt("p1"), rows.getInt("p2"),
                        rows.getInt("p3"), Objects.requireNonNullElse(rows.getString("p4"), ""), rows.getInt("p5")));
            }
        } catch (SQLException noSingleStatement) {
            return Optional.empty();
        }
        return Optional.of(new Program(program));
    }

    int size() {
        return instructions.size();
    }

    Instruction at(int address) {
        return instructions.get(address);
    }

    long count(Opcode opcode) {
        return instructions.stream().filter(instruction -> instruction.opcode() == opcode).count();
    }

    /** The address of the first instruction of an opcode at or after another; the size of the program if there is none. */
    int find(Opcode opcode, int from) {
        int address = from;
        while (address < size() && at(address).opcode() != opcode) {
            address++;
        }
        return address;
    }
}
