package io.worldreel.format.variant;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** A value of Godot's scripting languages, immutable. Two are equal if they have the same type and the same bits. */
public sealed interface Variant {

    record Nil() implements Variant {}

    record Bool(boolean value) implements Variant {}

    record Int(long value) implements Variant {}

    record Real(double value) implements Variant {}

    /** @param type STRING or STRING_NAME */
    record Text(VariantType type, String value) implements Variant {}

    /**
     * @param names the nodes, outermost first
     * @param subnames the property, which stands behind colons
     */
    record NodePath(boolean absolute, List<String> names, List<String> subnames) implements Variant {
        public NodePath {
            names = List.copyOf(names);
            subnames = List.copyOf(subnames);
        }
    }

    /** A handle into a server of the engine. Godot 3 does not say which: always 0. */
    record Rid(long id) implements Variant {}

    /** An object of which only the engine's instance id was sent. */
    record ObjectId(long id) implements Variant {}

    /** An object with its properties. An empty class name is a null object. */
    record Instance(String className, List<Property> properties) implements Variant {
        public Instance {
            properties = List.copyOf(properties);
        }

        public record Property(String name, Variant value) {}
    }

    /** A function: the engine does not say which. */
    record Callable() implements Variant {}

    record Signal(String name, long objectId) implements Variant {}

    /** Entries in their order; keys of any type. */
    record Dictionary(ElementType keys, ElementType values, List<Entry> entries) implements Variant {
        public Dictionary {
            entries = List.copyOf(entries);
        }

        public record Entry(Variant key, Variant value) {}
    }

    record Array(ElementType type, List<Variant> elements) implements Variant {
        public Array {
            elements = List.copyOf(elements);
        }
    }

    record Strings(List<String> elements) implements Variant {
        public Strings {
            elements = List.copyOf(elements);
        }
    }

    /**
     * What the elements of a typed array or dictionary of Godot 4 must be.
     *
     * @param kind 0 anything, 1 the builtin type of number {@code builtin}, 2 the class or 3 the script called {@code name}
     */
    record ElementType(int kind, int builtin, String name) {
        public static final ElementType ANY = new ElementType(0, 0, "");

        public ElementType {
            if (kind < 0 || kind > 3) {
                throw new IllegalArgumentException("an element type has kind 0 to 3: " + kind);
            }
        }
    }

    /** Numbers side by side: a vector, a matrix, a colour, or a packed array of such or of single numbers. */
    final class Numbers implements Variant {
        private final VariantType type;
        private final boolean wide;
        private final byte[] bytes;

        /** @param bytes little endian, not copied */
        Numbers(VariantType type, boolean wide, byte[] bytes) {
            int element = type.lanes() * type.laneBytes(wide);
            if (element == 0 || (type.isPacked() ? bytes.length % element : bytes.length - element) != 0) {
                throw new IllegalArgumentException(type + " does not take " + bytes.length + " bytes");
            }
            this.type = type;
            this.wide = wide && type.lane() == VariantType.Lane.REAL;
            this.bytes = bytes;
        }

        /** Numbers of a type whose lanes are real, in single precision, or of colours. */
        public static Numbers ofFloats(VariantType type, float... values) {
            ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            out.asFloatBuffer().put(values);
            return new Numbers(type, false, out.array());
        }

        /** Numbers of a type whose lanes are 32-bit integers. */
        public static Numbers ofInts(VariantType type, int... values) {
            ByteBuffer out = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            out.asIntBuffer().put(values);
            return new Numbers(type, false, out.array());
        }

        public VariantType type() {
            return type;
        }

        /** Whether the numbers are f64 although the type's are f32 elsewhere: a double build of Godot 4. */
        public boolean wide() {
            return wide;
        }

        /** How many numbers there are, over all elements. */
        public int count() {
            return bytes.length / type.laneBytes(wide);
        }

        public boolean isFloating() {
            return switch (type.lane()) {
                case F32, F64, REAL -> true;
                case NONE, U8, I32, I64 -> false;
            };
        }

        /** The i-th number of a floating type. */
        public double real(int i) {
            return type.laneBytes(wide) == 8 ? buffer().getDouble(8 * i) : buffer().getFloat(4 * i);
        }

        /** The i-th number of an integer type. */
        public long integer(int i) {
            return switch (type.laneBytes(wide)) {
                case 1 -> bytes[i] & 0xFF;
                case 4 -> buffer().getInt(4 * i);
                default -> buffer().getLong(8 * i);
            };
        }

        private ByteBuffer buffer() {
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Numbers that && type == that.type && wide == that.wide
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return 31 * type.hashCode() + Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return VariantJson.of(this);
        }
    }

    /** A value that holds a type which this reader does not know: all of its bytes. */
    final class Opaque implements Variant {
        private final byte[] bytes;

        /** The bytes are copied. */
        public Opaque(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        /** A copy of the value as it was encoded. */
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Opaque that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return VariantJson.of(this);
        }
    }
}
