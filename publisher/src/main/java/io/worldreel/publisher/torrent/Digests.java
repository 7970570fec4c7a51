package io.worldreel.publisher.torrent;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two hash functions of BitTorrent. */
final class Digests {
    static final int SHA1_BYTES = 20;
    static final int SHA256_BYTES = 32;

    private Digests() {}

    static MessageDigest sha1() {
        return digest("SHA-1");
    }

    static MessageDigest sha256() {
        return digest("SHA-256");
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has " + name, impossible);
        }
    }
}
