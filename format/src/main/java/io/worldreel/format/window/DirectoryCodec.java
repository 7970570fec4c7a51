package io.worldreel.format.window;

import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Limits;
import io.worldreel.format.window.WindowDirectory.ComponentColumns;
import io.worldreel.format.window.WindowDirectory.Order;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes and reads directories (FORMAT.md, "Directory"). */
final class DirectoryCodec {
    static final int MAX_TIME_DIGITS = 9;
    /** How many windows back a reference window may lie. */
    static final int MAX_REFERENCE = 63;
    private static final int STEP_FOLLOWS = 128;
    private static final int SAME_PRESENCE = 1;
    private static final int OWN_AXES = 1;
    private static final int AIDED = 2;

    private DirectoryCodec() {}

    /** @param block of use only meanwhile */
    static void write(WindowDirectory directory, BlockEncoder block, PartWriter out) {
        writeTicks(directory, block, out);
        out.varint(directory.reference());
        directory.clock().write(out);
        out.varint(directory.rows());
        out.varint(directory.inherited());
        writeEntities(directory, out);
        Map<String, Integer> kinds = writeKinds(directory, out);
        writeMarks(directory, kinds, out);
        writeOrders(directory, out);
        writeComponents(directory, out);
    }

    static WindowDirectory read(byte[] part) {
        PartReader in = new PartReader(part, () -> "the directory of a window");
        int count = in.varint(Limits.WINDOW_TICKS, "the number of ticks");
        if (count == 0) {
            throw in.corrupt("has no ticks");
        }
        long[] ticks = new long[count];
        long[] times = new long[count];
        readTicks(in, ticks, times);
        int reference = in.varint(MAX_REFERENCE, "the distance of the reference window");
        Clock clock = Clock.read(in, count);
        int rows = in.varint(Limits.WINDOW_ENTITIES, "the number of entities");
        int inherited = in.varint(rows, "the number of inherited entities");
        EntityId[] entities = readEntities(in, rows);
        String[] kinds = readKinds(in);
        String[] inheritedKinds = new String[inherited];
        for (int row = 0; row < inherited; row++) {
            inheritedKinds[row] = kinds[in.varint(kinds.length - 1, "a kind")];
        }
        List<Mark> marks = readMarks(in, count, rows, kinds);
        List<Order> orders = readOrders(in, count, rows);
        List<ComponentColumns> components = readComponents(in, count, rows, reference > 0);
        in.finish();
        return new WindowDirectory(ticks, times, reference, clock, entities, inheritedKinds, marks, orders,
                components);
    }

    private static void writeTicks(WindowDirectory directory, BlockEncoder block, PartWriter out) {
        int later = directory.ticks() - 1;
        int digits = timeDigits(directory);
        long unit = (long) Coding.factor(Coding.DECIMAL + digits);
        out.varint(directory.ticks());
        out.i64(directory.tick(0));
        out.i64(directory.timeNanos(0));
        out.u8(digits);
        long[] values = new long[2 * later];
        for (int i = 0; i < later; i++) {
            values[i] = directory.tick(i + 1) - directory.tick(0);
            values[later + i] = (directory.timeNanos(i + 1) - directory.timeNanos(0)) / unit;
        }
        block.begin(false);
        block.addIntegers(Column.I64, values, 0, later);
        block.addIntegers(Column.I64, values, later, later);
        block.writeTo(out, Column.I64, 2);
    }

    /** The greatest power of ten that divides every time's difference to the first. */
    private static int timeDigits(WindowDirectory directory) {
        int digits = MAX_TIME_DIGITS;
        for (int i = 1; i < directory.ticks() && digits > 0; i++) {
            long difference = directory.timeNanos(i) - directory.timeNanos(0);
            while (difference % (long) Coding.factor(Coding.DECIMAL + digits) != 0) {
                digits--;
            }
        }
        return digits;
    }

    private static void readTicks(PartReader in, long[] ticks, long[] times) {
        ticks[0] = in.i64();
        times[0] = in.i64();
        int digits = in.u8();
        if (digits > MAX_TIME_DIGITS) {
            throw in.corrupt("has time scale " + digits);
        }
        int later = ticks.length - 1;
        GroupScratch scratch = GroupScratch.take();
        BlockDecoder block = new BlockDecoder(in, Column.I64, 2, new int[]{ later }, false, scratch);
        WideSeriesDecoder decoder = new WideSeriesDecoder(Column.I64);
        long[] values = new long[2 * later];
        for (int s = 0; s < 2; s++) {
            int at = s * later;
            if (block.isClocked(s)) {
                throw in.corrupt("predicts ticks by a clock");
            }
            block.residuals(s, later, values, at);
            decoder.decode(block.coding(s), block.order(s), 0, values, at, later, Motion.STILL);
        }
        scratch.giveBack();
        block.exceptions((s, index, bits) -> values[s * later + index] = bits);
        for (int i = 0; i < later; i++) {
            ticks[i + 1] = ticks[0] + values[i];
            times[i + 1] = times[0] + values[later + i] * (long) Coding.factor(Coding.DECIMAL + digits);
            if (ticks[i + 1] <= ticks[i]) {
                throw in.corrupt("has tick " + ticks[i + 1] + " after " + ticks[i]);
            }
        }
    }

    private static void writeEntities(WindowDirectory directory, PartWriter out) {
        int rows = directory.rows();
        byte[] which = new byte[(rows + 7) / 8];
        int named = 0;
        for (int row = 0; row < rows; row++) {
            if (directory.entity(row) instanceof EntityId.Named) {
                which[row / 8] |= (byte) (1 << (row % 8));
                named++;
            }
        }
        out.varint(named);
        if (named > 0 && named < rows) {
            out.bytes(which, 0, which.length);
        }
        long previous = 0;
        for (int row = 0; row < rows; row++) {
            if (directory.entity(row) instanceof EntityId.Numbered(long number)) {
                out.zigzag(number - previous);
                previous = number;
            }
        }
        for (int row = 0; row < rows; row++) {
            if (directory.entity(row) instanceof EntityId.Named(String name)) {
                out.string(name);
            }
        }
    }

    private static EntityId[] readEntities(PartReader in, int rows) {
        int named = in.varint(rows, "the number of named entities");
        in.require(rows, "entities");
        boolean[] isNamed = new boolean[rows];
        int which = named > 0 && named < rows ? in.skip((rows + 7) / 8) : -1;
        for (int row = 0; row < rows; row++) {
            isNamed[row] = which < 0 ? named > 0 : (in.array()[which + row / 8] >> (row % 8) & 1) != 0;
        }
        EntityId[] entities = new EntityId[rows];
        long previous = 0;
        int found = 0;
        for (int row = 0; row < rows; row++) {
            if (!isNamed[row]) {
                previous += in.zigzag();
                entities[row] = EntityId.of(previous);
            }
        }
        for (int row = 0; row < rows; row++) {
            if (isNamed[row]) {
                String name = in.string();
                if (name.isEmpty()) {
                    throw in.corrupt("has an entity without a name in row " + row);
                }
                entities[row] = EntityId.of(name);
                found++;
            }
        }
        if (found != named) {
            throw in.corrupt("has " + found + " named entities and says " + named);
        }
        return entities;
    }

    private static Map<String, Integer> writeKinds(WindowDirectory directory, PartWriter out) {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        int[] kindOf = new int[directory.inherited()];
        for (int row = 0; row < kindOf.length; row++) {
            String kind = directory.inheritedKind(row);
            // Most are of the same kind as the one before.
            kindOf[row] = row > 0 && kind.equals(directory.inheritedKind(row - 1))
                    ? kindOf[row - 1]
                    : kinds.computeIfAbsent(kind, fresh -> kinds.size());
        }
        for (Mark mark : directory.marks()) {
            if (mark.type() == Mark.Type.SPAWN) {
                kinds.putIfAbsent(mark.kind(), kinds.size());
            }
        }
        out.varint(kinds.size());
        kinds.keySet().forEach(out::string);
        for (int kind : kindOf) {
            out.varint(kind);
        }
        return kinds;
    }

    private static String[] readKinds(PartReader in) {
        String[] kinds = new String[in.count("the number of kinds")];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = in.string();
        }
        return kinds;
    }

    private static void writeMarks(WindowDirectory directory, Map<String, Integer> kinds, PartWriter out) {
        out.varint(directory.marks().size());
        int previous = 0;
        for (Mark mark : directory.marks()) {
            out.varint(mark.tickIndex() - previous);
            out.varint(mark.row());
            out.u8(mark.type().code());
            if (mark.type() == Mark.Type.SPAWN) {
                out.varint(kinds.getOrDefault(mark.kind(), 0));
            }
            previous = mark.tickIndex();
        }
    }

    private static List<Mark> readMarks(PartReader in, int ticks, int rows, String[] kinds) {
        int count = in.varint(in.remaining() / 3, "the number of marks");
        List<Mark> marks = new ArrayList<>(count);
        Mark.Type[] types = Mark.Type.values();
        int tickIndex = 0;
        for (int i = 0; i < count; i++) {
            tickIndex += in.varint(ticks - 1 - tickIndex, "the ticks between marks");
            int row = in.varint(rows - 1, "a mark's row");
            int type = in.u8();
            if (type >= types.length) {
                throw in.corrupt("has a mark of type " + type);
            }
            String kind = types[type] == Mark.Type.SPAWN ? kinds[in.varint(kinds.length - 1, "a kind")] : "";
            marks.add(new Mark(tickIndex, row, types[type], kind));
        }
        return marks;
    }

    private static void writeOrders(WindowDirectory directory, PartWriter out) {
        out.varint(directory.orders().size());
        int previous = 0;
        for (Order order : directory.orders()) {
            out.varint(order.tickIndex() - previous);
            out.varint(order.rows().length);
            for (int row : order.rows()) {
                out.varint(row);
            }
            previous = order.tickIndex();
        }
    }

    private static List<Order> readOrders(PartReader in, int ticks, int rows) {
        int count = in.varint(ticks, "the number of orders");
        List<Order> orders = new ArrayList<>(count);
        int tickIndex = 0;
        for (int i = 0; i < count; i++) {
            tickIndex += in.varint(ticks - 1 - tickIndex, "the ticks between orders");
            int[] order = new int[in.varint(Math.min(rows, in.remaining()), "the length of an order")];
            boolean[] seen = new boolean[rows];
            for (int place = 0; place < order.length; place++) {
                int row = in.varint(rows - 1, "a row of an order");
                if (seen[row]) {
                    throw in.corrupt("has an order that names row " + row + " twice");
                }
                seen[row] = true;
                order[place] = row;
            }
            orders.add(new Order(tickIndex, order));
        }
        return orders;
    }

    private static void writeComponents(WindowDirectory directory, PartWriter out) {
        out.varint(directory.components().size());
        int previousNumber = -1;
        ComponentColumns previous = null;
        for (ComponentColumns component : directory.components()) {
            out.varint(component.number() - previousNumber - 1);
            out.u8(component.type().code() | (component.step() > 0 ? STEP_FOLLOWS : 0));
            if (component.step() > 0) {
                out.i64(Double.doubleToRawLongBits(component.step()));
            }
            int flags = component.aid().isPresent() ? AIDED : 0;
            if (previous != null && component.presence().sameAs(previous.presence())) {
                out.u8(flags | SAME_PRESENCE);
            } else {
                out.u8(flags);
                PresenceCodec.write(component.presence(), directory.ticks(), directory.rows(), out);
            }
            if (component.aid().isPresent()) {
                out.varint(component.aid().component());
                out.u8(component.aid().own() ? OWN_AXES : 0);
                out.i64(Double.doubleToRawLongBits(component.aid().step()));
                if (component.type() == ComponentType.QUAT) {
                    out.i64(Double.doubleToRawLongBits(component.aid().scale()));
                }
            }
            previousNumber = component.number();
            previous = component;
        }
    }

    private static List<ComponentColumns> readComponents(PartReader in, int ticks, int rows, boolean mayRest) {
        int count = in.varint(Math.min(Limits.COMPONENTS, in.remaining() / 3), "the number of components");
        List<ComponentColumns> components = new ArrayList<>(count);
        int number = -1;
        long cells = 0;
        for (int i = 0; i < count; i++) {
            number += 1 + in.varint(Limits.COMPONENTS - 2 - number, "a component's number");
            int typeCode = in.u8();
            ComponentType type = ComponentType.ofCode(typeCode & ~STEP_FOLLOWS);
            double step = (typeCode & STEP_FOLLOWS) == 0 ? 0 : Double.longBitsToDouble(in.i64());
            if (!(step >= 0) || Double.isInfinite(step)) {
                throw in.corrupt("has step " + step + " in component " + number);
            }
            int flags = in.u8();
            int presence = flags & ~AIDED;
            if (presence > SAME_PRESENCE || (presence == SAME_PRESENCE && i == 0)) {
                throw in.corrupt("has presence " + presence + " in component " + number);
            }
            Presence own = presence == SAME_PRESENCE
                    ? components.get(i - 1).presence()
                    : PresenceCodec.read(in, ticks, rows, mayRest);
            cells += own.size() + own.resting();
            if (cells > PresenceCodec.MAX_CELLS) {
                throw in.corrupt("has more than " + PresenceCodec.MAX_CELLS + " pairs of component and entity");
            }
            components.add(
                    new ComponentColumns(number, type, step, own, flags == presence ? Aid.NONE : readAid(in, type)));
        }
        components.forEach(component -> checkAid(in, component, components));
        return components;
    }

    private static Aid readAid(PartReader in, ComponentType type) {
        int component = in.varint(Limits.COMPONENTS - 1, "the component of speeds");
        int way = in.u8();
        if (way > (type == ComponentType.QUAT ? OWN_AXES : 0)) {
            throw in.corrupt("has speeds of kind " + way);
        }
        double step = Double.longBitsToDouble(in.i64());
        if (!Double.isFinite(step)) {
            throw in.corrupt("has a physics step of " + step);
        }
        double scale = type == ComponentType.QUAT ? Double.longBitsToDouble(in.i64()) : 1;
        if (!Double.isFinite(scale)) {
            throw in.corrupt("has rotations of scale " + scale);
        }
        return new Aid(component, step, way == OWN_AXES, scale);
    }

    /** What tells speeds has the same entities and ticks, and needs no other component itself. */
    private static void checkAid(PartReader in, ComponentColumns aided, List<ComponentColumns> components) {
        if (!aided.aid().isPresent()) {
            return;
        }
        for (ComponentColumns aiding : components) {
            if (aiding.number() == aided.aid().component() && !aiding.aid().isPresent()
                    && aided.type().isFloating() && aiding.type().isFloating()
                    && aiding.type().columns() == (aided.type() == ComponentType.QUAT ? 3 : aided.type().columns())
                    && aiding.presence().sameAs(aided.presence())) {
                return;
            }
        }
        throw in.corrupt("has no speeds that fit component " + aided.number());
    }
}
