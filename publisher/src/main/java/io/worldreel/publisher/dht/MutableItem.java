package io.worldreel.publisher.dht;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.bencode.BencodeReader;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.bencode.BencodeWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.NoSuchElementException;

/**
 * A mutable item of the DHT (BEP 44). There is none whose signature does not hold.
 *
 * @param salt at most 64 bytes, often none
 * @param seq 0 or more; nodes keep the item with the highest
 * @param signature over salt, seq and the encoded value
 */
public record MutableItem(PublisherKey key, ByteString salt, long seq, BencodeValue value, ByteString signature) {
    /** Bytes of a salt. */
    public static final int SALT_BYTES = 64;
    /** Bytes of an encoded value; nodes refuse more (error 205). */
    public static final int VALUE_BYTES = BencodeLimits.DHT_ITEM.bytes();

    /** Verifies the signature. */
    public MutableItem {
        byte[] signed = signedBytes(salt, seq, value);
        if (!key.verifies(signed, signature)) {
            throw new CorruptException("the DHT item " + seq + " of key " + key + " is not signed by it: ignored");
        }
    }

    /**
     * Signs an item.
     *
     * @throws IllegalArgumentException if the value takes more than {@link #VALUE_BYTES} or the salt is too long
     */
    public static MutableItem sign(SigningKey key, ByteString salt, long seq, BencodeValue value) {
        return new MutableItem(key.publicKey(), salt, seq, value, key.sign(signedBytes(salt, seq, value)));
    }

    /**
     * Reads an item as a node hands it over.
     *
     * @param encodedValue the bencode of the value, as received
     * @throws CorruptException if it is no canonical bencode within the limits, or the signature does not hold
     */
    public static MutableItem read(PublisherKey key, ByteString salt, long seq, byte[] encodedValue,
            ByteString signature) {
        try {
            var value = BencodeReader.read("the DHT item of key " + key, encodedValue, BencodeLimits.DHT_ITEM);
            return new MutableItem(key, salt, seq, value, signature);
        } catch (IllegalArgumentException wrongShape) {
            throw new CorruptException("the DHT item of key " + key + ": " + wrongShape.getMessage(), wrongShape);
        }
    }

    /** The item as a file: bencode {@code {"k", "salt", "seq", "sig", "v"}}. */
    public byte[] toBytes() {
        return BencodeWriter.write(Dictionary.EMPTY.with("k", key.bytes()).with("salt", salt).with("seq", seq)
                .with("v", value).with("sig", signature));
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws CorruptException if it is something else, or not signed by its key
     */
    public static MutableItem ofBytes(String what, byte[] bytes) {
        var item = BencodeReader.readDictionary(what, bytes, BencodeLimits.METAINFO);
        try {
            return new MutableItem(new PublisherKey(item.bytes("k").orElseThrow()),
                    item.bytes("salt").orElse(ByteString.EMPTY), item.integer("seq").orElseThrow(),
                    item.get("v").orElseThrow(), item.bytes("sig").orElseThrow());
        } catch (IllegalArgumentException | NoSuchElementException wrongShape) {
            throw new CorruptException(what + ": it is no item of the DHT", wrongShape);
        }
    }

    /** Under which 20 bytes the DHT keeps the items of a key and salt: SHA-1 of the one and the other. */
    public static ByteString target(PublisherKey key, ByteString salt) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(key.bytes().toArray());
            sha1.update(salt.toArray());
            return ByteString.of(sha1.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }

    /** The exact bytes that BEP 44 signs: entries of a dictionary without its brackets, the salt only if there is one. */
    static byte[] signedBytes(ByteString salt, long seq, BencodeValue value) {
        byte[] encoded = BencodeWriter.write(value);
        if (encoded.length > VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "a DHT item has at most " + VALUE_BYTES + " bytes, this one " + encoded.length);
        }
        if (salt.length() > SALT_BYTES || seq < 0) {
            throw new IllegalArgumentException("a DHT item has a salt of at most " + SALT_BYTES
                    + " bytes and a number from 0: " + salt.length() + " bytes, number " + seq);
        }
        var out = new ByteArrayOutputStream();
        if (salt.length() > 0) {
            ascii(out, "4:salt" + salt.length() + ":");
            out.writeBytes(salt.toArray());
        }
        ascii(out, "3:seqi" + seq + "e1:v");
        out.writeBytes(encoded);
        return out.toByteArray();
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
