package io.worldreel.publisher.bencode;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One value of bencode. Equal values have equal encodings, and the other way round. */
public sealed interface BencodeValue {

    /** An integer within i64; bencode knows no bounds, but nothing that BitTorrent counts is larger. */
    record Int(long value) implements BencodeValue {}

    /** A string of bytes; text is UTF-8. */
    record Bytes(ByteString value) implements BencodeValue {}

    /** Values in an order. */
    record Items(List<BencodeValue> values) implements BencodeValue {
        public Items {
            values = List.copyOf(values);
        }
    }

    /** Values by key; the keys in rising order. */
    record Dictionary(SortedMap<ByteString, BencodeValue> entries) implements BencodeValue {
        public static final Dictionary EMPTY = new Dictionary(new TreeMap<>());

        public Dictionary {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        }

        /** This dictionary with one more entry. */
        public Dictionary with(ByteString key, BencodeValue value) {
            var more = new TreeMap<>(entries);
            more.put(key, value);
            return new Dictionary(more);
        }

        /** This dictionary without an entry. */
        public Dictionary without(String key) {
            var fewer = new TreeMap<>(entries);
            fewer.remove(ByteString.utf8(key));
            return new Dictionary(fewer);
        }

        public Dictionary with(String key, BencodeValue value) {
            return with(ByteString.utf8(key), value);
        }

        public Dictionary with(String key, long value) {
            return with(key, new Int(value));
        }

        public Dictionary with(String key, ByteString value) {
            return with(key, new Bytes(value));
        }

        public Dictionary with(String key, String value) {
            return with(key, ByteString.utf8(value));
        }

        public Optional<BencodeValue> get(String key) {
            return Optional.ofNullable(entries.get(ByteString.utf8(key)));
        }

        /** The integer under {@code key}, or empty if there is no such key; anything else is damage. */
        public Optional<Long> integer(String key) {
            return get(key).map(value -> {
                if (value instanceof Int(long number)) {
                    return number;
                }
                throw wrong(key, "an integer");
            });
        }

        /** The string under {@code key}, or empty if there is no such key; anything else is damage. */
        public Optional<ByteString> bytes(String key) {
            return bytes(ByteString.utf8(key));
        }

        /** As {@link #bytes(String)}, for keys that are no text. */
        public Optional<ByteString> bytes(ByteString key) {
            return Optional.ofNullable(entries.get(key)).map(value -> {
                if (value instanceof Bytes(ByteString bytes)) {
                    return bytes;
                }
                throw wrong(key.text().orElse(key.hex()), "a string");
            });
        }

        /** The list under {@code key}, or empty if there is no such key; anything else is damage. */
        public Optional<List<BencodeValue>> items(String key) {
            return get(key).map(value -> {
                if (value instanceof Items(var values)) {
                    return values;
                }
                throw wrong(key, "a list");
            });
        }

        /** The dictionary under {@code key}, or empty if there is no such key; anything else is damage. */
        public Optional<Dictionary> dictionary(String key) {
            return get(key).map(value -> {
                if (value instanceof Dictionary inner) {
                    return inner;
                }
                throw wrong(key, "a dictionary");
            });
        }

        private static CorruptException wrong(String key, String expected) {
            return new CorruptException("'" + key + "' is not " + expected);
        }
    }

    static BencodeValue of(long value) {
        return new Int(value);
    }

    static BencodeValue of(ByteString value) {
        return new Bytes(value);
    }

    static BencodeValue of(String text) {
        return new Bytes(ByteString.utf8(text));
    }
}
