package io.worldreel.format.head;

import io.worldreel.format.ByteString;
import io.worldreel.format.Limits;
import io.worldreel.format.json.CanonicalJson;
import io.worldreel.format.key.PublisherKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a publisher says of a world at one moment: where the newest catalog is, and what came before.
 *
 * @param key who signs it
 * @param salt tells the publications of one key apart; at most 64 bytes (BEP 44), often none
 * @param seq 1, 2, 3, ...; the same number that the DHT item carries
 * @param previous SHA-256 of the bytes of head {@code seq - 1}; empty exactly at 1
 * @param chunks in the catalog, at least 1
 * @param fromNanos first moment of the archive
 * @param toNanos last moment of the archive
 * @param handovers from the publication's first key to {@code key}, oldest first
 */
public record Head(String world, PublisherKey key, ByteString salt, long seq, Optional<ByteString> previous,
        CatalogLink catalog, long chunks, long fromNanos, long toNanos, List<Handover> handovers) {
    /** Bytes of a salt, as BEP 44 bounds it. */
    public static final int SALT_BYTES = 64;
    /** Hand-overs of one publication. */
    public static final int MOST_HANDOVERS = 16;

    /** Checks the shape and that the hand-overs lead to {@code key} in order; signatures are for {@link SignedHead}. */
    public Head {
        handovers = List.copyOf(handovers);
        CanonicalJson.requirePrintable(world);
        int nameBytes = world.getBytes(StandardCharsets.UTF_8).length;
        require(nameBytes >= 1 && nameBytes <= Limits.NAME_BYTES, "a world's name has 1 to 255 bytes");
        require(salt.length() <= SALT_BYTES, "a salt has at most " + SALT_BYTES + " bytes");
        require(seq >= 1, "heads are numbered from 1");
        require(previous.isEmpty() == (seq == 1), "head 1 has no previous, every other has one");
        require(previous.isEmpty() || previous.get().length() == 32, "the previous head is named by its SHA-256");
        require(chunks >= 1, "a head without chunks says nothing");
        require(fromNanos <= toNanos, "the archive ends before it begins");
        require(handovers.size() <= MOST_HANDOVERS, "more than " + MOST_HANDOVERS + " hand-overs");
        for (int i = 0; i < handovers.size(); i++) {
            var handover = handovers.get(i);
            var next = i + 1 < handovers.size() ? handovers.get(i + 1).from() : key;
            require(handover.to().equals(next), "the hand-overs do not lead to the head's key");
            long after = i == 0 ? 0 : handovers.get(i - 1).seq();
            require(handover.seq() > after && handover.seq() <= seq, "hand-overs are out of order");
        }
    }

    /** The head that follows this one, by the same key. */
    public Head next(ByteString thisHeadsSha256, CatalogLink newCatalog, long newChunks, long newFrom, long newTo) {
        return new Head(world, key, salt, seq + 1, Optional.of(thisHeadsSha256), newCatalog, newChunks, newFrom, newTo,
                handovers);
    }

    /**
     * The head that follows this one, by the key that the publication is handed over to; it leads to the same.
     *
     * @param handover from this head's key, at the number that comes next
     */
    public Head next(ByteString thisHeadsSha256, Handover handover) {
        List<Handover> more = new ArrayList<>(handovers);
        more.add(handover);
        return new Head(world, handover.to(), salt, seq + 1, Optional.of(thisHeadsSha256), catalog, chunks, fromNanos,
                toNanos, more);
    }

    /** The key that the publication began with: that of its link, for ever. */
    public PublisherKey firstKey() {
        return handovers.isEmpty() ? key : handovers.getFirst().from();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
