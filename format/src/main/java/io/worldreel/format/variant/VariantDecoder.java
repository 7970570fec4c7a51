package io.worldreel.format.variant;

import io.worldreel.format.CorruptException;
import io.worldreel.format.variant.Variant.ElementType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads Variants (the engine's documentation, "Binary serialization API", and its {@code marshalls.cpp}).
 *
 * <p>A value begins with a u32: its type in the low byte, flags from bit 16 on. Strings and byte arrays are padded to four bytes;
 * what the padding holds is of no meaning.
 */
public final class VariantDecoder {
    /** How deep arrays, dictionaries and objects may lie in one another. */
    public static final int DEPTH = 512;

    private final GodotVersion version;
    private final ByteBuffer in;

    private VariantDecoder(byte[] bytes, GodotVersion version) {
        this.version = version;
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * @param bytes one whole value
     * @return {@link Variant.Opaque} if a type in it is not known
     * @throws CorruptException if a length in it is wrong, or it is nested deeper than {@link #DEPTH}
     */
    public static Variant decode(byte[] bytes, GodotVersion version) {
        VariantDecoder decoder = new VariantDecoder(bytes, version);
        Variant value;
        try {
            value = decoder.value(0);
        } catch (UnknownTypeException unknown) {
            return new Variant.Opaque(bytes);
        }
        if (decoder.in.hasRemaining()) {
            throw new CorruptException("a Variant of " + bytes.length + " bytes has " + decoder.in.remaining()
                    + " bytes too many");
        }
        return value;
    }

    /** Ends the reading: nothing tells the length of a value whose type is unknown. */
    private static final class UnknownTypeException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownTypeException() {
            super("a Variant of a type that is not known", null, false, false);
        }
    }

    private Variant value(int depth) {
        if (depth > DEPTH) {
            throw new CorruptException("a Variant is nested deeper than " + DEPTH);
        }
        int header = u32();
        boolean flag = (header & VariantEncoder.FLAG) != 0;
        VariantType type = VariantType.ofCode(header & 0xFF, version).orElseThrow(UnknownTypeException::new);
        if (type.lane() != VariantType.Lane.NONE) {
            return numbers(type, flag && version == GodotVersion.GODOT_4);
        }
        return switch (type) {
            case NIL -> new Variant.Nil();
            case BOOL -> new Variant.Bool(u32() != 0);
            case INT -> new Variant.Int(flag ? i64() : u32());
            case FLOAT -> new Variant.Real(flag ? Double.longBitsToDouble(i64()) : Float.intBitsToFloat(u32()));
            case STRING, STRING_NAME -> new Variant.Text(type, text());
            case NODE_PATH -> nodePath();
            case RID -> new Variant.Rid(version == GodotVersion.GODOT_3 ? 0 : i64());
            case OBJECT -> flag ? new Variant.ObjectId(i64()) : instance(depth);
            case CALLABLE -> new Variant.Callable();
            case SIGNAL -> new Variant.Signal(text(), i64());
            case DICTIONARY -> dictionary(header, depth);
            case ARRAY -> array(header, depth);
            case PACKED_STRINGS -> strings();
            default -> throw new AssertionError(type + " has numbers");
        };
    }

    private Variant numbers(VariantType type, boolean wide) {
        int element = type.lanes() * type.laneBytes(wide);
        int count = type.isPacked() ? count(element) : 1;
        byte[] bytes = new byte[need((long) count * element)];
        in.get(bytes);
        pad(bytes.length);
        return new Variant.Numbers(type, wide, bytes);
    }

    private Variant nodePath() {
        int names = u32();
        if (names >= 0) {
            throw new CorruptException("a NodePath in the form of Godot 2");
        }
        names &= 0x7FFFFFFF;
        int subnames = u32();
        int flags = u32();
        // Godot 3.0 counted the property apart from the subnames.
        long parts = (long) names + Integer.toUnsignedLong(subnames) + ((flags & 2) != 0 ? 1 : 0);
        need(4 * parts);
        List<String> words = new ArrayList<>();
        for (long i = 0; i < parts; i++) {
            words.add(text());
        }
        return new Variant.NodePath((flags & 1) != 0, words.subList(0, names), words.subList(names, words.size()));
    }

    private Variant instance(int depth) {
        String className = text();
        if (className.isEmpty()) {
            return new Variant.Instance("", List.of());
        }
        int count = count(8);
        List<Variant.Instance.Property> properties = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            properties.add(new Variant.Instance.Property(text(), value(depth + 1)));
        }
        return new Variant.Instance(className, properties);
    }

    private Variant dictionary(int header, int depth) {
        ElementType keys = elementType(header >> 16);
        ElementType values = elementType(header >> 18);
        int count = sharedCount(8);
        List<Variant.Dictionary.Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new Variant.Dictionary.Entry(value(depth + 1), value(depth + 1)));
        }
        return new Variant.Dictionary(keys, values, entries);
    }

    private Variant array(int header, int depth) {
        ElementType type = elementType(header >> 16);
        int count = sharedCount(4);
        List<Variant> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            elements.add(value(depth + 1));
        }
        return new Variant.Array(type, elements);
    }

    private ElementType elementType(int bits) {
        if (version == GodotVersion.GODOT_3) {
            return ElementType.ANY;
        }
        return switch (bits & 3) {
            case 0 -> ElementType.ANY;
            case 1 -> new ElementType(1, u32(), "");
            case 2 -> new ElementType(2, 0, text());
            default -> new ElementType(3, 0, text());
        };
    }

    private Variant strings() {
        int count = count(4);
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = count(1);
            // These strings count a NUL at their end.
            int letters = length > 0 && in.get(in.position() + length - 1) == 0 ? length - 1 : length;
            elements.add(text(letters, length));
        }
        return new Variant.Strings(elements);
    }

    private String text() {
        int length = count(1);
        return text(length, length);
    }

    private String text(int letters, int length) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(in.slice(in.position(), letters)).toString();
            in.position(in.position() + length);
            pad(length);
            return text;
        } catch (CharacterCodingException notText) {
            throw new CorruptException("a string at " + in.position() + " of a Variant is not UTF-8", notText);
        }
    }

    private void pad(int length) {
        int padding = -length & 3;
        need(padding);
        in.position(in.position() + padding);
    }

    private int u32() {
        need(4);
        return in.getInt();
    }

    private long i64() {
        need(8);
        return in.getLong();
    }

    /** A u32 that counts things of at least {@code itemBytes} bytes each, which must still follow. */
    private int count(int itemBytes) {
        long count = Integer.toUnsignedLong(u32());
        need(count * itemBytes);
        return (int) count;
    }

    /** As {@link #count}; older engines set the highest bit if several values shared the container. */
    private int sharedCount(int itemBytes) {
        int count = u32() & 0x7FFFFFFF;
        need((long) count * itemBytes);
        return count;
    }

    private int need(long bytes) {
        if (bytes > in.remaining()) {
            throw new CorruptException("a Variant of " + in.limit() + " bytes claims " + bytes + " bytes at "
                    + in.position());
        }
        return (int) bytes;
    }
}
