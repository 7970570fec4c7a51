package io.worldreel.recorder.listen;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Compares tokens in a time that tells nothing of them. Any thread. */
final class TokenGate {
    private volatile byte[] token;

    TokenGate(String token) {
        this.token = digest(token);
    }

    void replace(String newToken) {
        token = digest(newToken);
    }

    boolean admits(String said) {
        return MessageDigest.isEqual(token, digest(said));
    }

    /** Hashed, so that tokens of any length compare alike. */
    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }
}
