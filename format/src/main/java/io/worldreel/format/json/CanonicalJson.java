package io.worldreel.format.json;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.VersionException;
import io.worldreel.format.path.RelativePath;
import java.nio.charset.StandardCharsets;

/**
 * JSON in one form only (FORMAT.md, "Canonical JSON"): members in the order of the document, no space, strings with
 * only the quote and the backslash escaped. The reader takes what the writer writes and nothing else.
 */
public final class CanonicalJson {

    /** Writes; the caller supplies punctuation and names by {@link #raw}. */
    public static final class Writer {
        private final StringBuilder out = new StringBuilder();

        public Writer raw(String punctuation) {
            out.append(punctuation);
            return this;
        }

        public Writer string(String text) {
            requirePrintable(text);
            out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
            return this;
        }

        public Writer hex(ByteString bytes) {
            return string(bytes.hex());
        }

        public Writer number(long value) {
            out.append(value);
            return this;
        }

        /** An integer that may lie beyond 2^53, where JSON numbers end for many readers: a string of digits. */
        public Writer big(long value) {
            return string(Long.toString(value));
        }

        public byte[] bytes() {
            return out.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Reads what {@link Writer} wrote, piece by piece; everything else is damage, named by its offset in characters. */
    public static final class Reader {
        private final String what;
        private final String text;
        private int at;

        public Reader(String what, byte[] bytes, int limit) {
            this.what = what;
            if (bytes.length > limit) {
                throw new CorruptException(
                        what + ": it has " + bytes.length + " bytes, at most " + limit + " are read");
            }
            this.text = ByteString.of(bytes).text()
                    .orElseThrow(() -> new CorruptException(what + ": it is not UTF-8"));
        }

        /** Whether {@code punctuation} comes next; if so it is behind us. */
        public boolean skip(String punctuation) {
            if (!text.startsWith(punctuation, at)) {
                return false;
            }
            at += punctuation.length();
            return true;
        }

        public Reader raw(String punctuation) {
            if (!skip(punctuation)) {
                throw corrupt("expected " + punctuation);
            }
            return this;
        }

        public String string() {
            raw("\"");
            var value = new StringBuilder();
            for (char c = next(); c != '"'; c = next()) {
                if (c == '\\') {
                    c = next();
                    if (c != '\\' && c != '"') {
                        throw corrupt("an escape of another character than quote and backslash");
                    }
                }
                value.append(c);
            }
            String read = value.toString();
            try {
                requirePrintable(read);
            } catch (IllegalArgumentException unprintable) {
                throw new CorruptException(place() + unprintable.getMessage(), unprintable);
            }
            return read;
        }

        public RelativePath path() {
            String path = string();
            try {
                return RelativePath.parse(path);
            } catch (CorruptException unsafe) {
                throw new CorruptException(place() + unsafe.getMessage(), unsafe);
            }
        }

        public ByteString hex(int bytes) {
            String digits = string();
            try {
                var value = ByteString.hex(digits);
                if (value.length() == bytes && value.hex().equals(digits)) {
                    return value;
                }
            } catch (IllegalArgumentException notHex) {
                throw new CorruptException(place() + "expected hexadecimal digits", notHex);
            }
            throw corrupt("expected " + 2 * bytes + " lower-case hexadecimal digits");
        }

        /** Hexadecimal digits of up to so many bytes, perhaps none. */
        public ByteString hexUpTo(int bytes) {
            int start = at;
            int length = string().length() / 2;
            at = start;
            if (length > bytes) {
                throw corrupt("more than " + bytes + " bytes");
            }
            return hex(length);
        }

        public long number() {
            int start = at;
            while (at < text.length() && (text.charAt(at) == '-' || Character.digit(text.charAt(at), 10) >= 0)) {
                at++;
            }
            return integer(text.substring(start, at));
        }

        public long big() {
            return integer(string());
        }

        /** The version of the file, {@code "major.minor"}: it comes first, because a newer file may be another from there on. */
        public void version() {
            String version = string();
            if (!version.matches("[0-9]{1,5}\\.[0-9]{1,5}")) {
                throw corrupt("'" + version + "' is no version");
            }
            int dot = version.indexOf('.');
            VersionException.check(what, Integer.parseInt(version.substring(0, dot)),
                    Integer.parseInt(version.substring(dot + 1)));
        }

        public void end() {
            if (at != text.length()) {
                throw corrupt("something follows the end");
            }
        }

        private long integer(String digits) {
            try {
                long value = Long.parseLong(digits);
                if (Long.toString(value).equals(digits)) {
                    return value;
                }
            } catch (NumberFormatException notAnInteger) {
                throw new CorruptException(place() + "expected an integer of 64 bits", notAnInteger);
            }
            throw corrupt("an integer that is not in its shortest form");
        }

        private char next() {
            if (at >= text.length()) {
                throw corrupt("it ends in the middle");
            }
            return text.charAt(at++);
        }

        private String place() {
            return what + ": at character " + at + ": ";
        }

        public CorruptException corrupt(String problem) {
            return new CorruptException(place() + problem);
        }
    }

    private CanonicalJson() {}

    /** Refuses what canonical JSON has no form for. */
    public static void requirePrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
                throw new IllegalArgumentException("text holds a control character or half a character");
            }
        }
    }
}
