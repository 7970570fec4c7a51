package io.worldreel.publisher;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;

/** Hostile variants of valid bytes; the same seed gives the same variant. */
public final class SeededDamage {
    private static final byte[] BENCODE_WORDS = "dl0123456789ie:-".getBytes(StandardCharsets.US_ASCII);

    private SeededDamage() {}

    /** 1,000 seeds. */
    public static LongStream thousandSeeds() {
        return LongStream.range(0, 1000);
    }

    /** One to four changes of one kind or another, or nothing but noise. */
    public static byte[] damage(byte[] valid, long seed) {
        var random = new Random(seed);
        byte[] bytes = valid.clone();
        if (random.nextInt(20) == 0) {
            bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            return bytes;
        }
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            bytes = change(bytes, random);
        }
        return bytes;
    }

    private static byte[] change(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return new byte[]{ (byte) random.nextInt() };
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(7)) {
            case 0 -> with(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> with(bytes, at, BENCODE_WORDS[random.nextInt(BENCODE_WORDS.length)]);
            case 3 -> splice(bytes, at, at, "99999999999999999999".substring(random.nextInt(20)));
            case 4 -> splice(bytes, at, at, "d".repeat(random.nextInt(200)) + "l".repeat(random.nextInt(200)));
            case 5 -> splice(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), "");
            default -> splice(bytes, at, at, new String(bytes, at, Math.min(bytes.length - at, random.nextInt(60)),
                    StandardCharsets.ISO_8859_1));
        };
    }

    private static byte[] with(byte[] bytes, int at, byte value) {
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    private static byte[] splice(byte[] bytes, int from, int to, String insert) {
        byte[] middle = insert.getBytes(StandardCharsets.ISO_8859_1);
        byte[] out = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(bytes, to, out, from + middle.length, bytes.length - to);
        return out;
    }
}
