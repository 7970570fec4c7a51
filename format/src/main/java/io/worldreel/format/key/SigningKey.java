package io.worldreel.format.key;

import io.worldreel.format.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** A publisher's Ed25519 key: the 32-byte seed of RFC 8032, and what follows from it. Immutable; its text is public. */
public final class SigningKey {
    /** Bytes of a seed. */
    public static final int SEED_BYTES = 32;

    private static final byte[] PROBE = "worldreel".getBytes(StandardCharsets.US_ASCII);

    private final byte[] seed;
    private final PrivateKey privateKey;
    private final PublisherKey publicKey;

    private SigningKey(byte[] seed, PrivateKey privateKey, PublisherKey publicKey) {
        this.seed = seed;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** A new key, as good as {@code random} is. */
    public static SigningKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return ofSeed(seed);
    }

    /** The key that belongs to a seed of 32 bytes; any will do. */
    public static SigningKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("a seed has " + SEED_BYTES + " bytes, not " + seed.length);
        }
        try {
            byte[] own = seed.clone();
            var privateKey = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, own));
            var key = new SigningKey(own, privateKey, derivePublic(own));
            if (!key.publicKey.verifies(PROBE, key.sign(PROBE))) {
                throw new IllegalStateException("this JDK derives no public key from an Ed25519 seed: use JDK 25");
            }
            return key;
        } catch (GeneralSecurityException noEd25519) {
            throw new IllegalStateException("this JDK has no Ed25519: use JDK 25", noEd25519);
        }
    }

    public PublisherKey publicKey() {
        return publicKey;
    }

    /** 64 bytes that {@link PublisherKey#verifies} accepts; the same for the same message. */
    public ByteString sign(byte[] message) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(privateKey);
            signer.update(message);
            return ByteString.of(signer.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("signing with Ed25519 failed", impossible);
        }
    }

    /** A copy of the 32 secret bytes that keep the key. */
    public byte[] seed() {
        return seed.clone();
    }

    /**
     * The 64 secret bytes that libtorrent and the test vectors of BEP 44 call the private key: SHA-512 of the seed, its
     * first half clamped to a scalar as RFC 8032, section 5.1.5 says. The seed cannot be had back from them.
     */
    public byte[] expanded() {
        try {
            byte[] expanded = MessageDigest.getInstance("SHA-512").digest(seed);
            expanded[0] &= (byte) 0xf8;
            expanded[31] &= 0x3f;
            expanded[31] |= 0x40;
            return expanded;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-512", impossible);
        }
    }

    @Override
    public String toString() {
        return "SigningKey of " + publicKey;
    }

    /** The JDK computes a public key only where it generates a pair: let it draw our seed. */
    private static PublisherKey derivePublic(byte[] seed) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new SeedAsRandom(seed));
        byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
        return new PublisherKey(ByteString.of(encoded, encoded.length - PublisherKey.BYTES, encoded.length));
    }

    private static final class SeedAsRandom extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final byte[] seed;

        SeedAsRandom(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(Arrays.copyOf(seed, bytes.length), 0, bytes, 0, bytes.length);
        }
    }
}
