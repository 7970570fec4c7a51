package io.worldreel.replayer.sql;

import io.worldreel.format.EntityId;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.sql.Plan.Condition;
import io.worldreel.replayer.sql.Plan.Operator;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a query looks for: ticks and times from first to last, both included, and for the rest what it must equal. Of entities it
 * may hold more than the query matches: SQLite looks at them again.
 */
final class Bounds {
    private long firstTick = Long.MIN_VALUE;
    private long lastTick = Long.MAX_VALUE;
    private long firstTime = Long.MIN_VALUE;
    private long lastTime = Long.MAX_VALUE;
    private Optional<Set<EntityId>> entities = Optional.empty();
    private Optional<String> component = Optional.empty();
    private Optional<String> kind = Optional.empty();
    private Optional<String> source = Optional.empty();
    private final Map<SearchKey, Argument> parameters = new EnumMap<>(SearchKey.class);
    private boolean nothing;

    /** Everything. */
    Bounds() {}

    /** @param arguments what the conditions of the plan compare with, in their order */
    Bounds(Plan plan, List<Argument> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            add(plan.conditions().get(i), arguments.get(i));
        }
        nothing |= firstTick > lastTick || firstTime > lastTime;
    }

    private void add(Condition condition, Argument argument) {
        if (argument instanceof Argument.Null) {
            nothing = true;
            return;
        }
        switch (condition.key()) {
            case TICK, TIME -> addRange(condition.key(), condition.operator(), argument);
            case ENTITY -> addEntity(argument);
            case COMPONENT -> component = narrowed(component, argument);
            case KIND -> kind = narrowed(kind, argument);
            case SOURCE -> source = narrowed(source, argument);
            case AT, X, Y, Z, RADIUS, FROM, TO, OF, WORDS -> parameters.put(condition.key(), argument);
            case NONE -> throw new IllegalArgumentException("no table looks up a condition on a plain column");
        }
    }

    private void addRange(SearchKey key, Operator operator, Argument argument) {
        switch (argument) {
            case Argument.Whole(long value) -> {
                switch (operator) {
                    case EQ -> narrow(key, value, value);
                    case GE -> narrow(key, value, Long.MAX_VALUE);
                    case LE -> narrow(key, Long.MIN_VALUE, value);
                    case GT -> {
                        nothing |= value == Long.MAX_VALUE;
                        narrow(key, value + 1, Long.MAX_VALUE);
                    }
                    case LT -> {
                        nothing |= value == Long.MIN_VALUE;
                        narrow(key, Long.MIN_VALUE, value - 1);
                    }
                }
            }
            case Argument.Real(double value) -> addReal(key, operator, value);
            // Any number sorts before any text, and any text before any blob.
            case Argument.Text text -> nothing |= operator != Operator.LT && operator != Operator.LE;
            case Argument.Blob blob -> nothing |= operator != Operator.LT && operator != Operator.LE;
            case Argument.Null none -> nothing = true;
        }
    }

    /** Integers compare with reals exactly, not as doubles. */
    private void addReal(SearchKey key, Operator operator, double value) {
        double least = operator == Operator.GT ? Math.floor(value) + 1 : Math.ceil(value);
        double greatest = operator == Operator.LT ? Math.ceil(value) - 1 : Math.floor(value);
        boolean fromBelow = operator == Operator.EQ || operator == Operator.GT || operator == Operator.GE;
        boolean fromAbove = operator == Operator.EQ || operator == Operator.LT || operator == Operator.LE;
        if (Math.abs(value) >= 0x1p53) { // every such double is an integer, and adding 1 to it may not change it
            addHuge(key, operator, value);
        } else {
            narrow(key, fromBelow ? (long) least : Long.MIN_VALUE, fromAbove ? (long) greatest : Long.MAX_VALUE);
        }
    }

    private void addHuge(SearchKey key, Operator operator, double value) {
        if (value >= 0x1p63) {
            nothing |= operator != Operator.LT && operator != Operator.LE;
        } else if (value < -0x1p63) {
            nothing |= operator != Operator.GT && operator != Operator.GE;
        } else {
            addRange(key, operator, new Argument.Whole((long) value));
        }
    }

    private void narrow(SearchKey key, long first, long last) {
        if (key == SearchKey.TICK) {
            firstTick = Math.max(firstTick, first);
            lastTick = Math.min(lastTick, last);
        } else {
            firstTime = Math.max(firstTime, first);
            lastTime = Math.min(lastTime, last);
        }
    }

    /**
     * SQL may take 7 and '7' for equal, depending on what the other side of the comparison is declared as. Both are looked up, and
     * SQLite decides.
     */
    private void addEntity(Argument argument) {
        Set<EntityId> found = new HashSet<>();
        switch (argument) {
            case Argument.Whole(long number) -> {
                found.add(EntityId.of(number));
                found.add(EntityId.of(Long.toString(number)));
            }
            case Argument.Text(String text) -> addNamed(found, text);
            case Argument.Real real -> {
                return;
            }
            case Argument.Blob blob -> nothing = true;
            case Argument.Null none -> nothing = true;
        }
        entities.ifPresent(found::retainAll);
        entities = Optional.of(found);
    }

    private static void addNamed(Set<EntityId> found, String text) {
        try {
            found.add(EntityId.parse(text));
            found.add(EntityId.of(text));
        } catch (IllegalArgumentException impossible) {
            found.clear(); // no entity has a name of this length
        }
    }

    private Optional<String> narrowed(Optional<String> before, Argument argument) {
        String text;
        switch (argument) {
            case Argument.Text(String value) -> text = value;
            case Argument.Whole(long value) -> text = Long.toString(value);
            default -> {
                return before; // SQLite knows best how a real is written
            }
        }
        nothing |= before.isPresent() && !before.get().equals(text);
        return Optional.of(text);
    }

    /** Whether no row can match. */
    boolean nothing() {
        return nothing;
    }

    long firstTick() {
        return firstTick;
    }

    long lastTick() {
        return lastTick;
    }

    boolean touchesTicks(long first, long last) {
        return first <= lastTick && last >= firstTick;
    }

    boolean touchesTimes(long first, long last) {
        return first <= lastTime && last >= firstTime;
    }

    boolean contains(long tick, long time) {
        return tick >= firstTick && tick <= lastTick && time >= firstTime && time <= lastTime;
    }

    /** The entities to look for; empty for all. */
    Optional<Set<EntityId>> entities() {
        return entities;
    }

    Optional<String> component() {
        return component;
    }

    Optional<String> kind() {
        return kind;
    }

    Optional<String> source() {
        return source;
    }

    /** What a table was told. */
    Optional<Argument> parameter(SearchKey key) {
        return Optional.ofNullable(parameters.get(key));
    }

    /** Narrows to moments from one to another; without one it goes as far as the archive. */
    void narrow(Moment from, Moment to, MomentFunction moments) {
        switch (from) {
            case Moment.Tick(long tick) -> narrow(SearchKey.TICK, tick, Long.MAX_VALUE);
            default -> narrow(SearchKey.TIME, moments.nanos(from), Long.MAX_VALUE);
        }
        switch (to) {
            case Moment.Tick(long tick) -> narrow(SearchKey.TICK, Long.MIN_VALUE, tick);
            default -> narrow(SearchKey.TIME, Long.MIN_VALUE, moments.nanos(to));
        }
        nothing |= firstTick > lastTick || firstTime > lastTime;
    }
}
