package io.worldreel.format.path;

import io.worldreel.format.CorruptException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The place of a file below a folder, as publications name it: parts that are plain file names on Linux, macOS and
 * Windows alike. What could leave the folder, or mean a device, cannot be constructed.
 *
 * @param parts the names from the folder down, the file's own name last
 */
public record RelativePath(List<String> parts) {
    private static final int MOST_PARTS = 32;
    private static final int PART_BYTES = 255;
    private static final int ALL_BYTES = 2048;

    private static final Pattern DEVICE = Pattern.compile(
            "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|CLOCK\\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3])( *\\..*)?",
            Pattern.CASE_INSENSITIVE);

    /**
     * Checks every part.
     *
     * @throws CorruptException if one of them is no plain file name; the message quotes it with escapes
     */
    public RelativePath {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > MOST_PARTS) {
            throw new CorruptException("a path has 1 to " + MOST_PARTS + " parts, not " + parts.size());
        }
        int bytes = parts.size() - 1;
        for (String part : parts) {
            bytes += checkPart(part);
        }
        if (bytes > ALL_BYTES) {
            throw new CorruptException("a path of " + bytes + " bytes, at most " + ALL_BYTES + " are taken");
        }
    }

    /** Reads parts with {@code /} between them. */
    public static RelativePath parse(String path) {
        if (path.length() > ALL_BYTES) {
            throw new CorruptException("a path of " + path.length() + " characters");
        }
        return new RelativePath(List.of(path.split("/", -1)));
    }

    /** The file's own name. */
    public String name() {
        return parts.getLast();
    }

    /** The parts with {@code /} between them. */
    @Override
    public String toString() {
        return String.join("/", parts);
    }

    /**
     * What two paths have in common that a file system without regard to case takes for the same.
     */
    public String folded() {
        return toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    /**
     * The place below {@code folder}, which exists.
     *
     * @throws CorruptException if a symbolic link stands on the way, also if it points inside
     * @throws IOException if the way cannot be looked at
     */
    public Path resolveIn(Path folder) throws IOException {
        Path at = folder;
        for (String part : parts) {
            at = at.resolve(part);
            if (Files.exists(at, LinkOption.NOFOLLOW_LINKS) && Files.isSymbolicLink(at)) {
                throw new CorruptException("path '" + this + "' leads over the symbolic link " + at
                        + ": nothing is written or read through it; remove the link");
            }
        }
        return at;
    }

    private static int checkPart(String part) {
        if (part.isEmpty() || part.equals(".") || part.equals("..")) {
            throw unsafe(part, "is no file name");
        }
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c < 0x20 || c == 0x7f || "/\\:*?\"<>|".indexOf(c) >= 0 || isInvisible(c)) {
                throw unsafe(part, "holds a character that file names cannot have everywhere");
            }
        }
        if (part.endsWith(".") || part.endsWith(" ") || part.startsWith(" ")) {
            throw unsafe(part, "begins or ends with a space, or ends with a dot");
        }
        if (DEVICE.matcher(part).matches()) {
            throw unsafe(part, "means a device on Windows");
        }
        int bytes = utf8Length(part);
        if (bytes > PART_BYTES) {
            throw unsafe(part, "has " + bytes + " bytes, at most " + PART_BYTES + " are taken");
        }
        return bytes;
    }

    /** Characters that make a name read otherwise than it is: bidirectional overrides, zero width, line separators. */
    private static boolean isInvisible(char c) {
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.CONTROL;
    }

    private static int utf8Length(String part) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(part)).remaining();
        } catch (CharacterCodingException halfACharacter) {
            throw new CorruptException("path part " + quote(part) + " holds half a character", halfACharacter);
        }
    }

    private static CorruptException unsafe(String part, String why) {
        return new CorruptException("path part " + quote(part) + " " + why + ": refused");
    }

    private static String quote(String part) {
        var quoted = new StringBuilder("'");
        for (char c : part.substring(0, Math.min(part.length(), 80)).toCharArray()) {
            quoted.append(c < 0x20 || c > 0x7e ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
        return quoted.append(part.length() > 80 ? "...'" : "'").toString();
    }
}
