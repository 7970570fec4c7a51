package io.worldreel.format.variant;

import java.util.Base64;
import java.util.Iterator;
import java.util.List;

/**
 * Variants as JSON to be read by people and scripts. What JSON has no word for keeps its meaning rather than its type: vectors
 * and packed arrays are flat arrays, a node path is its text, an object is {@code {"object": id}} or {@code {"class": ..., ...}},
 * a dictionary with keys that are not strings is an array of pairs, bytes and unknown values are base64, NaN and the infinities
 * strings.
 */
public final class VariantJson {
    private final StringBuilder out = new StringBuilder();

    private VariantJson() {}

    public static String of(Variant value) {
        VariantJson json = new VariantJson();
        json.value(value);
        return json.out.toString();
    }

    private void value(Variant value) {
        switch (value) {
            case Variant.Nil() -> out.append("null");
            case Variant.Bool(boolean set) -> out.append(set);
            case Variant.Int(long number) -> out.append(number);
            case Variant.Real(double number) -> real(number);
            case Variant.Text text -> string(text.value());
            case Variant.NodePath path -> string(pathText(path));
            case Variant.Rid(long id) -> out.append("{\"rid\":").append(Long.toUnsignedString(id)).append('}');
            case Variant.ObjectId(long id) ->
                out.append("{\"object\":").append(Long.toUnsignedString(id)).append('}');
            case Variant.Instance instance -> instance(instance);
            case Variant.Callable() -> out.append("{\"callable\":null}");
            case Variant.Signal(String name, long object) -> {
                out.append("{\"signal\":");
                string(name);
                out.append(",\"object\":").append(Long.toUnsignedString(object)).append('}');
            }
            case Variant.Dictionary dictionary -> dictionary(dictionary.entries());
            case Variant.Array(var type, List<Variant> elements) -> list(elements.iterator(), this::value);
            case Variant.Strings(List<String> elements) -> list(elements.iterator(), this::string);
            case Variant.Numbers numbers -> numbers(numbers);
            case Variant.Opaque opaque -> string(Base64.getEncoder().encodeToString(opaque.bytes()));
        }
    }

    private static String pathText(Variant.NodePath path) {
        String names = (path.absolute() ? "/" : "") + String.join("/", path.names());
        return path.subnames().isEmpty() ? names : names + ":" + String.join(":", path.subnames());
    }

    private void instance(Variant.Instance instance) {
        if (instance.className().isEmpty()) {
            out.append("null");
            return;
        }
        out.append("{\"class\":");
        string(instance.className());
        for (Variant.Instance.Property property : instance.properties()) {
            out.append(',');
            string(property.name());
            out.append(':');
            value(property.value());
        }
        out.append('}');
    }

    private void dictionary(List<Variant.Dictionary.Entry> entries) {
        boolean plain = entries.stream().allMatch(entry -> entry.key() instanceof Variant.Text);
        if (!plain) {
            list(entries.iterator(), entry -> {
                out.append('[');
                value(entry.key());
                out.append(',');
                value(entry.value());
                out.append(']');
            });
            return;
        }
        out.append('{');
        String separator = "";
        for (Variant.Dictionary.Entry entry : entries) {
            out.append(separator);
            value(entry.key());
            out.append(':');
            value(entry.value());
            separator = ",";
        }
        out.append('}');
    }

    private void numbers(Variant.Numbers numbers) {
        if (numbers.type() == VariantType.PACKED_BYTES) {
            string(Base64.getEncoder().encodeToString(numbers.bytes()));
            return;
        }
        out.append('[');
        for (int i = 0; i < numbers.count(); i++) {
            if (i > 0) {
                out.append(',');
            }
            if (!numbers.isFloating()) {
                out.append(numbers.integer(i));
            } else if (numbers.type().laneBytes(numbers.wide()) == 4) {
                real((float) numbers.real(i));
            } else {
                real(numbers.real(i));
            }
        }
        out.append(']');
    }

    private void real(double number) {
        if (Double.isFinite(number)) {
            out.append(number);
        } else {
            out.append('"').append(number).append('"');
        }
    }

    /** With as many digits as it takes to read back the same f32. */
    private void real(float number) {
        if (Float.isFinite(number)) {
            out.append(number);
        } else {
            real((double) number);
        }
    }

    private <T> void list(Iterator<T> elements, java.util.function.Consumer<T> each) {
        out.append('[');
        while (elements.hasNext()) {
            each.accept(elements.next());
            if (elements.hasNext()) {
                out.append(',');
            }
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
