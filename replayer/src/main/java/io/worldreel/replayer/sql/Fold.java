package io.worldreel.replayer.sql;

import io.worldreel.replayer.sql.Groups.Group;
import io.worldreel.replayer.sql.Operand.Fields;
import io.worldreel.replayer.sql.Operand.Gathered;
import io.worldreel.replayer.sql.Operand.UnknownException;
import io.worldreel.replayer.sql.Program.Instruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQLite's program for an aggregating statement over one table of samples as SQLite's machine would, but a run of rows at a time:
 * a register holds what it holds for all rows of the run, an array if it differs. A condition leaves some of the rows; a sorter that
 * only groups gathers each run where it belongs, and then has one row for each group.
 *
 * <p>What a run needs from the machine is little, so whatever is not known here, or differs from row to row where a run cannot, ends
 * the fold, and SQLite runs its program itself.
 */
final class Fold {
    /** Bits of a comparison's fifth operand: it jumps where it compares with NULL; to what type a text is turned first. */
    private static final int OF_NULL = 0x10;
    private static final int AFFINITY = 0x47;

    private final Program program;
    private final SampleCursor cursor;
    private final List<@Nullable Object[]> results = new ArrayList<>();
    private final int loopStart;
    private final int loopEnd;
    /** Where the rows of one group are gathered; empty if there is no sorter. */
    private final int bodyStart;
    private final int bodyEnd;

    /** Twice as many as a program has instructions suffice; beyond, the fold ends. */
    private Operand[] registers;
    private @Nullable Groups groups;
    private @Nullable Group group;
    /** What {@code COLUMN} reads: of the run that is being gathered, or of the first of the group. */
    private Fields fields = new Fields(new Operand[0]);
    /** Registers in which the rows of a group are gathered. */
    private final BitSet gathered = new BitSet();
    private boolean gathering;

    private boolean inRun;
    private int rows = 1;
    /** Rows of the run; the others did not satisfy a condition. Empty for all. */
    private Optional<int[]> chosen = Optional.empty();
    private boolean equal;

    private Fold(Program program, SampleCursor cursor) {
        this.program = program;
        this.cursor = cursor;
        loopStart = program.find(Opcode.V_FILTER, 0) + 1;
        loopEnd = program.find(Opcode.V_NEXT, loopStart);
        int sort = program.find(Opcode.SORTER_SORT, loopEnd);
        int jump = program.find(Opcode.JUMP, sort);
        bodyEnd = program.find(Opcode.SORTER_NEXT, sort);
        bodyStart = jump < bodyEnd ? program.at(jump).p2() : bodyEnd;
        registers = new Operand[2 * program.size()];
        Arrays.fill(registers, Operand.Unknown.UNKNOWN);
    }

    /** Whether there is something to fold in a program. */
    static boolean suits(Program program) {
        return program.count(Opcode.UNKNOWN) == 0 && program.count(Opcode.V_FILTER) == 1
                && program.count(Opcode.V_NEXT) == 1 && program.count(Opcode.AGG_STEP) > 0
                && program.count(Opcode.SORTER_OPEN) <= 1;
    }

    /**
     * The rows of a statement, each value a Long, Double, String or null.
     *
     * @param cursor a walk over the table, at its first row or at the end
     * @return empty if only SQLite can tell
     */
    static Optional<List<@Nullable Object[]>> rows(Program program, SampleCursor cursor) {
        Fold fold = new Fold(program, cursor);
        try {
            fold.run(0, program.size());
            return Optional.of(fold.results);
        } catch (UnknownException onlySqliteKnows) {
            return Optional.empty();
        }
    }

    private void run(int from, int to) {
        int address = from;
        while (address != to) {
            address = step(address, program.at(address));
        }
    }

    /** @return the address of the next instruction; the size of the program at its end */
    private int step(int address, Instruction i) {
        int next = address + 1;
        switch (i.opcode()) {
            case INIT, GOTO -> next = i.p2();
            case HALT -> next = halt(i);
            case TRANSACTION, ONCE, V_OPEN, OPEN_PSEUDO, SORTER_DATA -> {
            }
            case GOSUB, RETURN, INIT_COROUTINE, YIELD, END_COROUTINE -> next = route(address, i);
            case INTEGER, INT64, REAL, STRING8, NULL, VARIABLE, COPY, SCOPY, MOVE, REAL_AFFINITY -> fill(i);
            case COLL_SEQ -> {
                if (i.p1() != 0) {
                    put(i.p1(), Operand.of(0));
                }
            }
            case ADD, MULTIPLY -> put(i.p3(), Arithmetic.compute(i.opcode(), get(i.p1()), get(i.p2())));
            case SUBTRACT, DIVIDE -> put(i.p3(), Arithmetic.compute(i.opcode(), get(i.p2()), get(i.p1())));
            case FUNCTION, PURE_FUNC -> put(i.p3(), Arithmetic.call(i.p4(), get(i.p2())));
            case EQ, NE, LT, LE, GT, GE, IS_NULL, NOT_NULL -> next = choose(address, i);
            case IF, IF_NOT, IF_POS, COMPARE, JUMP -> next = decide(address, i);
            case V_FILTER -> next = filter(i);
            case V_COLUMN -> put(i.p3(), column(i.p2()));
            case V_NEXT -> throw new UnknownException();
            case SORTER_OPEN -> groups = new Groups(i.p4());
            case MAKE_RECORD -> put(i.p3(), new Fields(Arrays.copyOfRange(registers, i.p1(), i.p1() + i.p2())));
            case SORTER_INSERT -> gather((Fields) get(i.p2()));
            case SORTER_SORT, SORTER_NEXT -> next = nextGroup(address, i);
            case COLUMN -> put(i.p3(), fields.values()[i.p2()]);
            case AGG_STEP -> aggregate(address, i);
            case AGG_FINAL -> put(i.p1(), Operand.of(gathered(i.p1(), i.p4()).result()));
            case RESULT_ROW -> emit(i);
            case UNKNOWN -> throw new UnknownException();
        }
        return next == bodyStart && group != null ? take(group) : next;
    }

    private Operand get(int register) {
        if (register >= registers.length) {
            throw new UnknownException();
        }
        return registers[register];
    }

    private void put(int register, Operand operand) {
        if (register >= registers.length) {
            throw new UnknownException();
        }
        registers[register] = operand;
        if (gathering) {
            gathered.set(register);
        }
    }

    private int halt(Instruction i) {
        if (i.p1() != 0) {
            throw new UnknownException(); // an error, of which SQLite speaks
        }
        return program.size();
    }

    private int route(int address, Instruction i) {
        return switch (i.opcode()) {
            case GOSUB -> {
                put(i.p1(), Operand.of(address));
                yield i.p2();
            }
            case INIT_COROUTINE -> {
                put(i.p1(), Operand.of(i.p3() - 1L));
                yield i.p2() == 0 ? address + 1 : i.p2();
            }
            case YIELD -> {
                int other = (int) get(i.p1()).whole();
                put(i.p1(), Operand.of(address));
                yield other + 1;
            }
            case END_COROUTINE -> program.at((int) get(i.p1()).whole()).p2();
            default -> (int) get(i.p1()).whole() + 1;
        };
    }

    private void fill(Instruction i) {
        switch (i.opcode()) {
            case INTEGER -> put(i.p2(), Operand.of(i.p1()));
            case INT64 -> put(i.p2(), Operand.of(halves(i)));
            case REAL -> put(i.p2(), Operand.of(Double.longBitsToDouble(halves(i))));
            case STRING8 -> put(i.p2(), new Operand.Text(i.p4()));
            case VARIABLE -> put(i.p2(), Operand.Unknown.UNKNOWN);
            case NULL -> {
                for (int register = i.p2(); register <= Math.max(i.p2(), i.p3()); register++) {
                    put(register, Operand.Reals.NULL);
                }
            }
            case SCOPY -> put(i.p2(), get(i.p1()));
            case COPY -> {
                for (int k = 0; k <= i.p3(); k++) {
                    put(i.p2() + k, get(i.p1() + k));
                }
            }
            case MOVE -> {
                for (int k = 0; k < i.p3(); k++) {
                    put(i.p2() + k, get(i.p1() + k));
                    put(i.p1() + k, Operand.Reals.NULL);
                }
            }
            case REAL_AFFINITY -> {
                if (get(i.p1()) instanceof Operand.Wholes wholes) {
                    put(i.p1(), new Operand.Reals(wholes.reals(wholes.length())));
                }
            }
            default -> throw new UnknownException();
        }
    }

    /** The 64 bits of a constant. */
    private static long halves(Instruction i) {
        if (!i.p4().isEmpty()) {
            throw new UnknownException();
        }
        return ((long) i.p3() << 32) | (i.p1() & 0xFFFF_FFFFL);
    }

    private Operand column(int column) {
        Operand all = cursor.operand(column);
        return chosen.isPresent() && all.length() > 1 ? all.only(chosen.get()) : all;
    }

    private int filter(Instruction i) {
        inRun = true;
        for (; !cursor.atEnd(); cursor.nextRun()) {
            rows = cursor.rows();
            chosen = Optional.empty();
            run(loopStart, loopEnd);
        }
        inRun = false;
        rows = 1;
        return i.p2();
    }

    /** A jump that some rows of a run make: those that go on to the next row are done, the others stay. */
    private int choose(int address, Instruction i) {
        boolean[] jumps = jumps(i);
        int[] stay = new int[jumps.length];
        int count = 0;
        for (int row = 0; row < jumps.length; row++) {
            stay[count] = row;
            count += jumps[row] ? 0 : 1;
        }
        if (count == 0) {
            return i.p2();
        }
        if (count < jumps.length) {
            if (!inRun || gathering || i.p2() != loopEnd) {
                throw new UnknownException();
            }
            leave(Arrays.copyOf(stay, count));
        }
        return address + 1;
    }

    private boolean[] jumps(Instruction i) {
        if (i.opcode() == Opcode.IS_NULL || i.opcode() == Opcode.NOT_NULL) {
            Operand operand = get(i.p1());
            if (operand instanceof Operand.Wholes || operand instanceof Operand.Text) {
                return new boolean[]{ i.opcode() == Opcode.NOT_NULL };
            }
            double[] values = operand.reals(operand.length());
            boolean[] jumps = new boolean[values.length];
            for (int row = 0; row < jumps.length; row++) {
                jumps[row] = Double.isNaN(values[row]) == (i.opcode() == Opcode.IS_NULL);
            }
            return jumps;
        }
        if ((i.p5() & ~(OF_NULL | AFFINITY)) != 0 || !i.p4().startsWith("BINARY")) {
            throw new UnknownException();
        }
        return Arithmetic.compare(i.opcode(), get(i.p3()), get(i.p1()), (i.p5() & OF_NULL) != 0);
    }

    private void leave(int[] stay) {
        for (int register = 0; register < registers.length; register++) {
            if (rows > 1 && registers[register].length() == rows) {
                registers[register] = registers[register].only(stay);
            }
        }
        chosen = Optional.of(chosen.map(before -> Arrays.stream(stay).map(row -> before[row]).toArray()).orElse(stay));
        rows = stay.length;
    }

    private int decide(int address, Instruction i) {
        return switch (i.opcode()) {
            case IF, IF_NOT -> {
                boolean holds = switch (get(i.p1()).value()) {
                    case null -> i.p3() != 0;
                    case Long whole -> (whole != 0) == (i.opcode() == Opcode.IF);
                    default -> throw new UnknownException();
                };
                yield holds ? i.p2() : address + 1;
            }
            case IF_POS -> {
                long count = get(i.p1()).whole();
                if (count > 0) {
                    put(i.p1(), Operand.of(count - i.p3()));
                }
                yield count > 0 ? i.p2() : address + 1;
            }
            case COMPARE -> {
                equal = true;
                for (int k = 0; k < i.p3(); k++) {
                    equal &= Objects.equals(get(i.p1() + k).value(), get(i.p2() + k).value());
                }
                yield address + 1;
            }
            default -> {
                if (i.p1() != i.p3()) {
                    throw new UnknownException();
                }
                yield equal ? i.p2() : i.p1();
            }
        };
    }

    private Groups groups() {
        if (groups == null) {
            throw new UnknownException();
        }
        return groups;
    }

    private void gather(Fields row) {
        Group found = groups().of(row, registers);
        Operand[] outside = registers;
        registers = found.registers();
        fields = row;
        gathering = true;
        run(bodyStart, bodyEnd);
        gathering = false;
        registers = outside;
    }

    private int nextGroup(int address, Instruction i) {
        boolean first = i.opcode() == Opcode.SORTER_SORT;
        if (first) {
            groups().sort();
        }
        if (groups().hasNext()) {
            Group found = groups().next();
            group = found;
            fields = found.fields();
            return first ? address + 1 : i.p2();
        }
        group = null;
        return first ? i.p2() : address + 1;
    }

    /** What SQLite would do now for each row of a group was done when they came. */
    private int take(Group all) {
        gathered.stream().forEach(register -> registers[register] = all.registers()[register]);
        return bodyEnd;
    }

    private void aggregate(int address, Instruction i) {
        Aggregate aggregate = gathered(i.p3(), i.p4());
        put(i.p3(), new Gathered(aggregate));
        boolean theirs = aggregate.add(i.p5() == 0 ? Operand.Reals.NULL : get(i.p2()), rows);
        Instruction before = program.at(address - 1);
        if (before.opcode() == Opcode.COLL_SEQ && before.p1() != 0) { // whether other columns are to be those of an extreme
            put(before.p1(), Operand.of(theirs ? 0 : 1));
        }
    }

    private Aggregate gathered(int register, String function) {
        return get(register) instanceof Gathered(Aggregate aggregate) ? aggregate : Aggregate.of(function);
    }

    private void emit(Instruction i) {
        if (inRun) {
            throw new UnknownException();
        }
        @Nullable
        Object[] values = new @Nullable Object[i.p2()];
        for (int k = 0; k < values.length; k++) {
            values[k] = get(i.p1() + k).value();
        }
        results.add(values);
    }
}
