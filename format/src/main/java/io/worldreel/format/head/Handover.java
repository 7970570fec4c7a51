package io.worldreel.format.head;

import io.worldreel.format.ByteString;
import io.worldreel.format.json.CanonicalJson;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.key.SigningKey;

/**
 * One key passes a publication on to another: from head {@code seq} on, {@code to} signs and {@code from} no longer
 * does. Both have signed it: the old key that it lets go, the new one that it has taken over.
 */
public record Handover(PublisherKey from, PublisherKey to, long seq, ByteString oldSignature,
        ByteString newSignature) {
    public Handover {
        if (seq < 1 || from.equals(to)) {
            throw new IllegalArgumentException(
                    "a hand-over leads to another key, at head 1 or later: from " + from + " to " + to + " at " + seq);
        }
    }

    /** Signs a hand-over with both keys. */
    public static Handover sign(String world, ByteString salt, SigningKey from, SigningKey to, long seq) {
        byte[] message = message(world, salt, from.publicKey(), to.publicKey(), seq);
        return new Handover(from.publicKey(), to.publicKey(), seq, from.sign(message), to.sign(message));
    }

    /** Whether both keys signed it for this publication. */
    boolean isSignedFor(String world, ByteString salt) {
        byte[] message = message(world, salt, from, to, seq);
        return from.verifies(message, oldSignature) && to.verifies(message, newSignature);
    }

    private static byte[] message(String world, ByteString salt, PublisherKey from, PublisherKey to, long seq) {
        return new CanonicalJson.Writer().raw("{\"worldreel\":\"handover\",\"world\":").string(world)
                .raw(",\"salt\":").hex(salt).raw(",\"from\":").hex(from.bytes()).raw(",\"to\":").hex(to.bytes())
                .raw(",\"seq\":").number(seq).raw("}").bytes();
    }
}
