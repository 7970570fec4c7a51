package io.worldreel.publisher.bencode;

import io.worldreel.format.ByteString;

import io.worldreel.format.CorruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads bencode in its one canonical form and refuses every other: leading zeros, minus zero, keys out of order or
 * twice, bytes after the end. So what was read, written again, has the same bytes and the same hash. Memory stays
 * within a small multiple of the limits, whatever the input claims.
 */
public final class BencodeReader {
    private static final int LONGEST_LENGTH = 9;
    private static final int LONGEST_INTEGER = 20;

    private final String what;
    private final byte[] input;
    private final BencodeLimits limits;
    private int at;
    private int values;

    private BencodeReader(String what, byte[] input, BencodeLimits limits) {
        this.what = what;
        this.input = input;
        this.limits = limits;
    }

    /**
     * Reads one value that fills {@code bytes}.
     *
     * @param what names the input, for the message
     * @throws CorruptException if it is not canonical bencode or lies beyond {@code limits}; with the offset
     */
    public static BencodeValue read(String what, byte[] bytes, BencodeLimits limits) {
        var reader = new BencodeReader(what, bytes, limits);
        if (bytes.length > limits.bytes()) {
            throw reader.corrupt("it has " + bytes.length + " bytes, at most " + limits.bytes() + " are read");
        }
        var value = reader.value(0);
        if (reader.at != bytes.length) {
            throw reader.corrupt((bytes.length - reader.at) + " bytes follow the end");
        }
        return value;
    }

    /**
     * Reads one dictionary that fills {@code bytes}.
     *
     * @throws CorruptException as {@link #read}, and if it is another kind of value
     */
    public static BencodeValue.Dictionary readDictionary(String what, byte[] bytes, BencodeLimits limits) {
        if (read(what, bytes, limits) instanceof BencodeValue.Dictionary dictionary) {
            return dictionary;
        }
        throw new CorruptException(what + ": the bencode is not a dictionary");
    }

    private BencodeValue value(int depth) {
        if (++values > limits.values()) {
            throw corrupt("more than " + limits.values() + " values");
        }
        byte first = peek();
        return switch (first) {
            case 'i' -> integer();
            case 'l' -> items(depth);
            case 'd' -> dictionary(depth);
            default -> new BencodeValue.Bytes(string());
        };
    }

    private BencodeValue.Int integer() {
        at++;
        int start = at;
        int end = find('e', LONGEST_INTEGER);
        String digits = ascii(start, end);
        long number = parse(digits);
        if (!Long.toString(number).equals(digits)) {
            throw corrupt("integer '" + digits + "' is not in its shortest form");
        }
        at = end + 1;
        return new BencodeValue.Int(number);
    }

    private ByteString string() {
        int start = at;
        if (input[at] < '0' || input[at] > '9') {
            throw corrupt("a value starts with byte 0x%02x".formatted(input[at]));
        }
        int colon = find(':', LONGEST_LENGTH);
        String digits = ascii(start, colon);
        long length = parse(digits);
        if (!Long.toString(length).equals(digits) || length < 0) {
            throw corrupt("string length '" + digits + "' is not in its shortest form");
        }
        if (length > input.length - colon - 1) {
            throw corrupt("a string of " + length + " bytes, but " + (input.length - colon - 1) + " are left");
        }
        at = colon + 1 + (int) length;
        return ByteString.of(input, colon + 1, at);
    }

    private BencodeValue.Items items(int depth) {
        enter(depth);
        List<BencodeValue> items = new ArrayList<>();
        while (peek() != 'e') {
            items.add(value(depth + 1));
        }
        at++;
        return new BencodeValue.Items(items);
    }

    private BencodeValue.Dictionary dictionary(int depth) {
        enter(depth);
        var entries = new TreeMap<ByteString, BencodeValue>();
        @Nullable
        ByteString previous = null;
        while (peek() != 'e') {
            ByteString key = string();
            if (previous != null && previous.compareTo(key) >= 0) {
                throw corrupt("dictionary keys are not in rising order");
            }
            previous = key;
            entries.put(key, value(depth + 1));
        }
        at++;
        return new BencodeValue.Dictionary(entries);
    }

    private void enter(int depth) {
        if (depth >= limits.depth()) {
            throw corrupt("lists and dictionaries deeper than " + limits.depth());
        }
        at++;
    }

    private byte peek() {
        if (at >= input.length) {
            throw corrupt("it ends in the middle");
        }
        return input[at];
    }

    private int find(char terminator, int longest) {
        int last = Math.min(input.length, at + longest + 1);
        for (int i = at; i < last; i++) {
            if (input[i] == terminator) {
                return i;
            }
        }
        throw corrupt("no '" + terminator + "' after the digits");
    }

    private String ascii(int from, int to) {
        var text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            if (input[i] != '-' && (input[i] < '0' || input[i] > '9')) {
                throw corrupt("byte 0x%02x where a digit is due".formatted(input[i]));
            }
            text.append((char) input[i]);
        }
        return text.toString();
    }

    private long parse(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException notAnInteger) {
            throw new CorruptException(place() + "'" + digits + "' is not an integer of 64 bits", notAnInteger);
        }
    }

    private String place() {
        return what + ": bencode at offset " + at + ": ";
    }

    private CorruptException corrupt(String problem) {
        return new CorruptException(place() + problem);
    }
}
