package io.worldreel.format.head;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.path.RelativePath;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A publisher in a test: signs head after head and keeps them all. */
final class Publication {
    static final ByteString SALT = ByteString.utf8("arena");

    private final Map<Long, byte[]> heads = new HashMap<>();
    private SigningKey key;
    private SignedHead newest;

    Publication(SigningKey key) {
        this.key = key;
        this.newest = SignedHead.sign(first(key), key);
        keep();
    }

    static SigningKey key(int number) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) number);
        return SigningKey.ofSeed(seed);
    }

    static Head first(SigningKey key) {
        return new Head("the \"arena\" \\ мир", key.publicKey(), SALT, 1, Optional.empty(), catalog(1), 1, -5,
                Long.MAX_VALUE / 2, List.of());
    }

    static CatalogLink catalog(long seq) {
        return new CatalogLink(RelativePath.parse("catalog/" + seq + ".json"), 100 + seq,
                ByteString.hex("11".repeat(32)), ByteString.hex("22".repeat(32)));
    }

    /** A copy that goes its own way from here on. */
    Publication fork() {
        var copy = new Publication(key);
        copy.heads.putAll(heads);
        copy.newest = newest;
        return copy;
    }

    SignedHead newest() {
        return newest;
    }

    Publication publish(int times) {
        for (int i = 0; i < times; i++) {
            publish(newest.head().toNanos() + 1);
        }
        return this;
    }

    Publication publish(long toNanos) {
        Head head = newest.head();
        newest = SignedHead.sign(head.next(newest.sha256(), catalog(head.seq() + 1), head.chunks() + 1,
                head.fromNanos(), toNanos), key);
        keep();
        return this;
    }

    Publication handOver(SigningKey to) {
        return handOver(to, newest.head().seq() + 1);
    }

    Publication handOver(SigningKey to, long seq) {
        Head head = newest.head();
        var handovers = new java.util.ArrayList<>(head.handovers());
        handovers.add(Handover.sign(head.world(), SALT, key, to, seq));
        newest = SignedHead.sign(new Head(head.world(), to.publicKey(), SALT, head.seq() + 1,
                Optional.of(newest.sha256()), catalog(head.seq() + 1), head.chunks() + 1, head.fromNanos(),
                head.toNanos() + 1, handovers), to);
        key = to;
        keep();
        return this;
    }

    EarlierHeads earlier() {
        return seq -> Optional.ofNullable(heads.get(seq));
    }

    private void keep() {
        heads.put(newest.head().seq(), newest.bytes());
    }
}
