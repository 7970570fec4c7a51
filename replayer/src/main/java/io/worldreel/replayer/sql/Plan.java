package io.worldreel.replayer.sql;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which conditions of a query a table looks up itself, in the order in which SQLite passes what they compare with.
 *
 * @param inOrder whether rows come by rising tick
 */
record Plan(List<Condition> conditions, boolean inOrder) {

    Plan {
        conditions = List.copyOf(conditions);
    }

    enum Operator {
        EQ(2, "=", true), GT(4, ">", false), LE(8, "<=", false), LT(16, "<", false), GE(32, ">=", false);

        private final int code;
        private final String sign;
        private final boolean always;

        Operator(int code, String sign, boolean always) {
            this.code = code;
            this.sign = sign;
            this.always = always;
        }

        /** @return null if tables do not look that operator up */
        static @org.jspecify.annotations.Nullable Operator ofCode(int code) {
            for (Operator operator : values()) {
                if (operator.code == code) {
                    return operator;
                }
            }
            return null;
        }

        boolean appliesTo(SearchKey key) {
            return key != SearchKey.NONE && (always || key.isOrdered());
        }
    }

    record Condition(SearchKey key, Operator operator) {}

    boolean has(SearchKey key, Operator operator) {
        return conditions.contains(new Condition(key, operator));
    }

    boolean narrows(SearchKey key) {
        return conditions.stream().anyMatch(condition -> condition.key() == key);
    }

    /** As EXPLAIN QUERY PLAN shows it: {@code time>=? time<? entity=?}. */
    @Override
    public String toString() {
        String text = conditions.stream()
                .map(c -> c.key().name().toLowerCase(java.util.Locale.ROOT) + c.operator().sign + "?")
                .collect(Collectors.joining(" "));
        return inOrder ? (text + " by tick").strip() : text;
    }
}
