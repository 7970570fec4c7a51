package io.worldreel.format.archive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of chunk files: time, source and content (FORMAT.md, "Chunks"). */
final class ChunkName {
    static final String SUFFIX = ".sqlite.zst";

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,120}\\.sqlite\\.zst");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'")
            .withZone(ZoneOffset.UTC);
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9-][a-z0-9.-]{0,63}");
    private static final int SOURCE_CHARS = 32;
    private static final int DIGEST_CHARS = 16;
    private static final long NANOS_A_SECOND = 1_000_000_000;

    private ChunkName() {}

    static String of(long fromNanos, String source, String sha256) {
        return time(fromNanos) + "_" + shortened(source) + "_" + sha256.substring(0, DIGEST_CHARS) + SUFFIX;
    }

    /** The folder of a source, which it shares with no other, even on a file system that takes upper and lower case for the same. */
    static String folder(String source) {
        if (PLAIN.matcher(source).matches()) {
            return source;
        }
        return shortened(source) + "_" + sha256(source).substring(0, DIGEST_CHARS);
    }

    private static String shortened(String source) {
        String safe = fileSafe(source);
        return safe.substring(0, Math.min(SOURCE_CHARS, safe.length()));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }

    private static String time(long nanos) {
        Instant instant = Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_A_SECOND),
                Math.floorMod(nanos, NANOS_A_SECOND));
        try {
            return TIME.format(instant);
        } catch (DateTimeException outsideTheCalendar) {
            return "t" + nanos;
        }
    }

    /** A name that cannot leave its folder, on any file system. */
    private static String fileSafe(String source) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '-' || (c == '.' && i > 0));
            safe.append(plain ? c : '-');
        }
        return safe.toString();
    }

    /** Whether a name from a catalog may be used as a file name. */
    static boolean isValid(String name) {
        return VALID.matcher(name).matches() && !name.contains("..");
    }
}
