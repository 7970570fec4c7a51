package io.worldreel.format.key;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** The public half of a publisher's Ed25519 key: whom followers believe. Written as 64 hexadecimal digits. */
public record PublisherKey(ByteString bytes) {
    /** Bytes of a public key: y in little endian, the lowest bit of x on top (RFC 8032). */
    public static final int BYTES = 32;
    /** Bytes of a signature. */
    public static final int SIGNATURE_BYTES = 64;

    /** What X.509 puts before the bytes of an Ed25519 key (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    public PublisherKey {
        if (bytes.length() != BYTES) {
            throw new IllegalArgumentException("a public key has " + BYTES + " bytes, not " + bytes.length());
        }
    }

    /**
     * Reads 64 hexadecimal digits.
     *
     * @throws CorruptException if the text is anything else
     */
    public static PublisherKey parse(String text) {
        try {
            return new PublisherKey(ByteString.hex(text));
        } catch (IllegalArgumentException notAKey) {
            throw new CorruptException("a publisher's key is 64 hexadecimal digits, not '" + brief(text) + "'",
                    notAKey);
        }
    }

    /** Whether this key's owner signed {@code message}. A signature of a wrong length or form is simply not theirs. */
    public boolean verifies(byte[] message, ByteString signature) {
        if (signature.length() != SIGNATURE_BYTES) {
            return false;
        }
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(toJdk());
            verifier.update(message);
            return verifier.verify(signature.toArray());
        } catch (SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException notAPoint) {
            return false; // bytes that are no point of the curve are nobody's key
        }
    }

    @Override
    public String toString() {
        return bytes.hex();
    }

    private PublicKey toJdk() throws GeneralSecurityException {
        byte[] encoded = new byte[X509_PREFIX.length + BYTES];
        System.arraycopy(X509_PREFIX, 0, encoded, 0, X509_PREFIX.length);
        System.arraycopy(bytes.toArray(), 0, encoded, X509_PREFIX.length, BYTES);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static String brief(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
