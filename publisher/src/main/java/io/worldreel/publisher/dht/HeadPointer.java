package io.worldreel.publisher.dht;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.publisher.bencode.BencodeValue;
import java.util.Optional;

/**
 * What the DHT says of a publication (BEP 46, with entries of our own): {@code {"h": SHA-256 of head.json, "ih": v1
 * infohash, "n": new key, "t": v1 infohash of the head}}. The item's seq is the head's.
 *
 * @param infohash v1 infohash (20 bytes) of the torrent that holds head.json
 * @param files v1 infohash of the newest version of shared files, which any client of BEP 46 follows; without it, it follows the head's
 * @param head SHA-256 of head.json, so that a copy from anywhere is recognised
 * @param successor the key under which the publication goes on, if it was handed over
 */
public record HeadPointer(ByteString infohash, ByteString head, Optional<PublisherKey> successor,
        Optional<ByteString> files) {
    public HeadPointer {
        if (infohash.length() != 20 || head.length() != 32 || files.filter(hash -> hash.length() != 20).isPresent()) {
            throw new IllegalArgumentException("a head pointer has an infohash of 20 and a hash of 32 bytes, not "
                    + infohash.length() + " and " + head.length());
        }
    }

    public BencodeValue toValue() {
        var plain = BencodeValue.Dictionary.EMPTY.with("h", head).with("ih", files.orElse(infohash));
        var value = files.isPresent() ? plain.with("t", infohash) : plain;
        return successor.map(key -> value.with("n", key.bytes())).orElse(value);
    }

    /**
     * Reads the value of an item; entries that are not ours are ignored.
     *
     * @throws CorruptException if it points to no head
     */
    public static HeadPointer of(BencodeValue value) {
        if (!(value instanceof BencodeValue.Dictionary entries)) {
            throw new CorruptException("the DHT item holds no dictionary: it points to no head");
        }
        try {
            var infohash = entries.bytes("ih").orElseThrow(() -> missing("ih"));
            var head = entries.bytes("h").orElseThrow(() -> missing("h"));
            var own = entries.bytes("t");
            return new HeadPointer(own.orElse(infohash), head, entries.bytes("n").map(PublisherKey::new),
                    own.map(ofHead -> infohash));
        } catch (IllegalArgumentException wrongLength) {
            throw new CorruptException("the DHT item: " + wrongLength.getMessage(), wrongLength);
        }
    }

    private static CorruptException missing(String key) {
        return new CorruptException("the DHT item has no '" + key + "': it points to no head of an archive");
    }
}
