package io.worldreel.replayer.sql;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random conditions on columns that tables look up, with operands of every type. */
final class Conditions {
    private static final List<String> KEYS = List.of("tick", "time", "entity", "component", "kind", "source");

    private final Random random;
    private final List<Frame> frames;
    private final List<Component> components;
    private final List<String> columns;

    Conditions(Random random, List<Frame> frames, List<Component> components, List<String> columns) {
        this.random = random;
        this.frames = frames;
        this.components = components;
        this.columns = columns.stream().filter(KEYS::contains).toList();
    }

    String next() {
        List<String> terms = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            terms.add(term());
        }
        return String.join(random.nextInt(4) == 0 ? " OR " : " AND ", terms);
    }

    private String term() {
        String column = columns.get(random.nextInt(columns.size()));
        String left = column;
        return switch (column) {
            case "tick" -> ordered(left, frame().tick());
            case "time" -> ordered(left, frame().timeNanos());
            case "entity" -> left + equal(entity());
            case "component" -> left + equal("'" + components.get(random.nextInt(components.size())).name() + "'");
            case "kind" -> left + equal("'" + List.of("input", "ball", "", "goal").get(random.nextInt(4)) + "'");
            default -> left + equal(random.nextBoolean() ? "'eu-1'" : "'us-2'");
        };
    }

    private Frame frame() {
        return frames.get(random.nextInt(frames.size()));
    }

    private String ordered(String left, long value) {
        String operator = List.of("=", "<", "<=", ">", ">=", " IN ").get(random.nextInt(6));
        if (operator.equals(" IN ")) {
            return left + " IN (" + value + "," + (value + 3) + ", NULL)";
        }
        return left + operator + switch (random.nextInt(8)) {
            case 0 -> value + ".5";
            case 1 -> "'" + value + "'";
            case 2 -> "'no number'";
            case 3 -> List.of("NULL", "x'00'", "1e300", "-1e300", "9223372036854775807", "(-9223372036854775807 - 1)")
                    .get(random.nextInt(6));
            case 4 -> "CAST(" + value + " AS REAL)";
            default -> Long.toString(value);
        };
    }

    private String entity() {
        Frame frame = frame();
        EntityId entity = frame.samples().isEmpty()
                ? EntityId.of("nobody")
                : frame.samples().get(random.nextInt(frame.samples().size())).entity();
        String text = "'" + entity.toString().replace("'", "''") + "'";
        return random.nextInt(3) == 0 || entity instanceof EntityId.Named ? text : entity.toString();
    }

    private String equal(String value) {
        return switch (random.nextInt(6)) {
            case 0 -> " = " + value + " COLLATE NOCASE";
            case 1 -> " IN (" + value + ", 'other', 12)";
            default -> " = " + value;
        };
    }
}
