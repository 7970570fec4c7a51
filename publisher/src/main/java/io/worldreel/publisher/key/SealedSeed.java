package io.worldreel.publisher.key;

import io.worldreel.format.key.SigningKey;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A seed under a passphrase: PBKDF2-HMAC-SHA256 and AES-256-GCM, the header authenticated (FORMAT.md, "Key files"). */
final class SealedSeed {
    private static final byte[] MAGIC = "WLRK".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEADER_BYTES = 4 + 4 + 4 + SALT_BYTES + NONCE_BYTES;

    /** Bytes of the whole file. */
    static final int BYTES = HEADER_BYTES + SigningKey.SEED_BYTES + TAG_BYTES;

    /** OWASP's figure for PBKDF2 with SHA-256: a quarter of a second or so. */
    private static final int ITERATIONS = 600_000;
    /** A file that asks for more would only keep its reader busy. */
    private static final int MOST_ITERATIONS = 10_000_000;

    private SealedSeed() {}

    static boolean looksLike(byte[] content) {
        return content.length == BYTES && Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static byte[] seal(byte[] seed, char[] passphrase, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        byte[] header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).putInt(VERSION)
                .putInt(ITERATIONS).put(salt)
                .put(nonce).array();
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, header, salt, nonce, ITERATIONS, passphrase).doFinal(seed);
            return ByteBuffer.allocate(BYTES).put(header).put(sealed).array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has PBKDF2 and AES-GCM", impossible);
        }
    }

    static byte[] open(Path path, byte[] content, char[] passphrase) {
        byte[] header = Arrays.copyOf(content, HEADER_BYTES);
        var fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC.length);
        int version = fields.getInt();
        int iterations = fields.getInt();
        if (version != VERSION) {
            throw new KeyFileException("reading the key " + path + ": a newer Worldreel sealed it (version " + version
                    + "); use that one");
        }
        if (iterations < 1 || iterations > MOST_ITERATIONS) {
            throw new KeyFileException("reading the key " + path + ": it is damaged; restore it from a copy");
        }
        byte[] salt = new byte[SALT_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        fields.get(salt).get(nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, header, salt, nonce, iterations, passphrase).doFinal(content,
                    HEADER_BYTES, BYTES - HEADER_BYTES);
        } catch (AEADBadTagException wrong) {
            throw new KeyFileException("reading the key " + path
                    + ": the passphrase is wrong, or the file is damaged", wrong);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has PBKDF2 and AES-GCM", impossible);
        }
    }

    private static Cipher cipher(int mode, byte[] header, byte[] salt, byte[] nonce, int iterations, char[] passphrase)
            throws GeneralSecurityException {
        var words = new PBEKeySpec(passphrase, salt, iterations, 256);
        byte @Nullable [] key = null;
        try {
            key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(words).getEncoded();
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.updateAAD(header);
            return cipher;
        } finally {
            words.clearPassword();
            if (key != null) {
                Arrays.fill(key, (byte) 0);
            }
        }
    }
}
