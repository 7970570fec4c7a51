package io.worldreel.format.variant;

import io.worldreel.format.variant.Variant.ElementType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes Variants as the engine does: numbers as narrow as they fit, padding as zeros. */
public final class VariantEncoder {
    static final int FLAG = 1 << 16;

    private final GodotVersion version;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private VariantEncoder(GodotVersion version) {
        this.version = version;
    }

    /** @throws IllegalArgumentException if this version of the engine lacks a type in the value, or it is nested too deeply */
    public static byte[] encode(Variant value, GodotVersion version) {
        VariantEncoder encoder = new VariantEncoder(version);
        encoder.value(value, 0);
        return encoder.out.toByteArray();
    }

    private void value(Variant value, int depth) {
        if (depth > VariantDecoder.DEPTH) {
            throw new IllegalArgumentException("a Variant is nested deeper than " + VariantDecoder.DEPTH);
        }
        switch (value) {
            case Variant.Nil() -> header(VariantType.NIL, 0);
            case Variant.Bool(boolean set) -> {
                header(VariantType.BOOL, 0);
                u32(set ? 1 : 0);
            }
            case Variant.Int(long number) -> integer(number);
            case Variant.Real(double number) -> real(number);
            case Variant.Text(VariantType type, String text) -> {
                header(type, 0);
                text(text);
            }
            case Variant.NodePath path -> nodePath(path);
            case Variant.Rid(long id) -> {
                header(VariantType.RID, 0);
                if (version == GodotVersion.GODOT_4) {
                    i64(id);
                }
            }
            case Variant.ObjectId(long id) -> {
                header(VariantType.OBJECT, FLAG);
                i64(id);
            }
            case Variant.Instance instance -> instance(instance, depth);
            case Variant.Callable() -> header(VariantType.CALLABLE, 0);
            case Variant.Signal(String name, long object) -> {
                header(VariantType.SIGNAL, 0);
                text(name);
                i64(object);
            }
            case Variant.Dictionary dictionary -> dictionary(dictionary, depth);
            case Variant.Array array -> array(array, depth);
            case Variant.Strings(List<String> elements) -> strings(elements);
            case Variant.Numbers numbers -> numbers(numbers);
            case Variant.Opaque opaque -> out.writeBytes(opaque.bytes());
        }
    }

    private void integer(long number) {
        boolean fits = number == (int) number;
        header(VariantType.INT, fits ? 0 : FLAG);
        if (fits) {
            u32((int) number);
        } else {
            i64(number);
        }
    }

    private void real(double number) {
        float narrow = (float) number;
        // NaN equals nothing, itself included, and so is sent as f64.
        boolean fits = narrow == number;
        header(VariantType.FLOAT, fits ? 0 : FLAG);
        if (fits) {
            u32(Float.floatToRawIntBits(narrow));
        } else {
            i64(Double.doubleToRawLongBits(number));
        }
    }

    private void nodePath(Variant.NodePath path) {
        header(VariantType.NODE_PATH, 0);
        u32(path.names().size() | 0x80000000);
        u32(path.subnames().size());
        u32(path.absolute() ? 1 : 0);
        path.names().forEach(this::text);
        path.subnames().forEach(this::text);
    }

    private void instance(Variant.Instance instance, int depth) {
        header(VariantType.OBJECT, 0);
        text(instance.className());
        if (instance.className().isEmpty()) {
            return;
        }
        u32(instance.properties().size());
        for (Variant.Instance.Property property : instance.properties()) {
            text(property.name());
            value(property.value(), depth + 1);
        }
    }

    private void dictionary(Variant.Dictionary dictionary, int depth) {
        header(VariantType.DICTIONARY, dictionary.keys().kind() << 16 | dictionary.values().kind() << 18);
        elementType(dictionary.keys());
        elementType(dictionary.values());
        u32(dictionary.entries().size());
        for (Variant.Dictionary.Entry entry : dictionary.entries()) {
            value(entry.key(), depth + 1);
            value(entry.value(), depth + 1);
        }
    }

    private void array(Variant.Array array, int depth) {
        header(VariantType.ARRAY, array.type().kind() << 16);
        elementType(array.type());
        u32(array.elements().size());
        for (Variant element : array.elements()) {
            value(element, depth + 1);
        }
    }

    private void elementType(ElementType type) {
        if (type.kind() != 0 && version == GodotVersion.GODOT_3) {
            throw new IllegalArgumentException("Godot 3 has no typed arrays and dictionaries");
        }
        if (type.kind() == 1) {
            u32(type.builtin());
        } else if (type.kind() > 1) {
            text(type.name());
        }
    }

    private void strings(List<String> elements) {
        header(VariantType.PACKED_STRINGS, 0);
        u32(elements.size());
        for (String element : elements) {
            byte[] letters = element.getBytes(StandardCharsets.UTF_8);
            u32(letters.length + 1);
            out.writeBytes(letters);
            out.write(0);
            pad(letters.length + 1);
        }
    }

    private void numbers(Variant.Numbers numbers) {
        VariantType type = numbers.type();
        if (numbers.wide() && version == GodotVersion.GODOT_3) {
            throw new IllegalArgumentException("Godot 3 has no " + type + " of f64");
        }
        header(type, numbers.wide() ? FLAG : 0);
        if (type.isPacked()) {
            u32(numbers.count() / type.lanes());
        }
        out.writeBytes(numbers.bytes());
        pad(numbers.bytes().length);
    }

    private void header(VariantType type, int flags) {
        int code = type.code(version);
        if (code < 0) {
            throw new IllegalArgumentException(version + " has no " + type);
        }
        u32(code | flags);
    }

    private void text(String text) {
        byte[] letters = text.getBytes(StandardCharsets.UTF_8);
        u32(letters.length);
        out.writeBytes(letters);
        pad(letters.length);
    }

    private void pad(int length) {
        for (int i = -length & 3; i > 0; i--) {
            out.write(0);
        }
    }

    private void u32(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >> shift);
        }
    }

    private void i64(long value) {
        u32((int) value);
        u32((int) (value >> 32));
    }
}
