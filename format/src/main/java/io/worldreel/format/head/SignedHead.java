package io.worldreel.format.head;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.VersionException;
import io.worldreel.format.json.CanonicalJson;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.key.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A head and the bytes of its {@code head.json} (FORMAT.md, "Head"). There is none whose signatures do not hold: whether
 * its key is one to believe is for {@link HeadTrust}.
 */
public final class SignedHead {
    /** Bytes of a head.json. */
    public static final int MOST_BYTES = 16 << 10;

    private static final String OPENING = "{\"worldreel\":\"head\",\"version\":";
    private static final int SIGNATURE_MEMBER = ",\"signature\":\"\"}\n".length() + 2 * PublisherKey.SIGNATURE_BYTES;

    private final Head head;
    private final ByteString bytes;
    private final ByteString sha256;

    private SignedHead(Head head, byte[] bytes) {
        this.head = head;
        this.bytes = ByteString.of(bytes);
        this.sha256 = sha256(bytes);
    }

    /**
     * Signs a head.
     *
     * @throws IllegalArgumentException if {@code key} is not the head's, or a hand-over in it is not signed by both keys
     */
    public static SignedHead sign(Head head, SigningKey key) {
        if (!key.publicKey().equals(head.key())) {
            throw new IllegalArgumentException(
                    "the head is to be signed by " + head.key() + ", not " + key.publicKey());
        }
        if (!handoversHold(head)) {
            throw new IllegalArgumentException("a hand-over in the head is not signed by both keys");
        }
        byte[] body = body(head);
        String signature = key.sign(body).hex();
        String file = new String(body, 0, body.length - 1, StandardCharsets.UTF_8) + ",\"signature\":\"" + signature
                + "\"}\n";
        return new SignedHead(head, file.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a head.json and verifies every signature in it.
     *
     * @param what names the input, for the message
     * @throws CorruptException if it has another form than the canonical one, or a signature does not hold
     * @throws VersionException if it is of another major version
     */
    public static SignedHead read(String what, byte[] bytes) {
        Head head;
        try {
            head = parse(new CanonicalJson.Reader(what, bytes, MOST_BYTES));
        } catch (IllegalArgumentException wrongShape) {
            throw new CorruptException(what + ": " + wrongShape.getMessage(), wrongShape);
        }
        byte[] signed = Arrays.copyOf(bytes, bytes.length - SIGNATURE_MEMBER + 1);
        signed[signed.length - 1] = '}';
        var signature = ByteString.hex(new String(bytes, bytes.length - 3 - 2 * PublisherKey.SIGNATURE_BYTES,
                2 * PublisherKey.SIGNATURE_BYTES, StandardCharsets.US_ASCII));
        if (!head.key().verifies(signed, signature)) {
            throw new CorruptException(what + ": the signature is not by the key " + head.key()
                    + ": it was changed on the way; take it from another mirror or peer");
        }
        if (!handoversHold(head)) {
            throw new CorruptException(what + ": a hand-over in it is not signed by both keys: nobody passed the"
                    + " publication on; take the head from another mirror or peer");
        }
        return new SignedHead(head, bytes);
    }

    public Head head() {
        return head;
    }

    /** The file, byte for byte. */
    public byte[] bytes() {
        return bytes.toArray();
    }

    /** Of the file; the next head names this one by it. */
    public ByteString sha256() {
        return sha256;
    }

    private static boolean handoversHold(Head head) {
        return head.handovers().stream().allMatch(handover -> handover.isSignedFor(head.world(), head.salt()));
    }

    private static byte[] body(Head head) {
        var json = new CanonicalJson.Writer().raw(OPENING).string(FormatVersion.MAJOR + "." + FormatVersion.MINOR)
                .raw(",\"world\":").string(head.world())
                .raw(",\"key\":").hex(head.key().bytes())
                .raw(",\"salt\":").hex(head.salt())
                .raw(",\"seq\":").number(head.seq())
                .raw(",\"previous\":").hex(head.previous().orElse(ByteString.EMPTY))
                .raw(",\"catalog\":{\"path\":").string(head.catalog().path().toString())
                .raw(",\"size\":").number(head.catalog().size())
                .raw(",\"sha256\":").hex(head.catalog().sha256())
                .raw(",\"root\":").hex(head.catalog().root())
                .raw("},\"chunks\":").number(head.chunks())
                .raw(",\"from_ns\":").big(head.fromNanos())
                .raw(",\"to_ns\":").big(head.toNanos())
                .raw(",\"handovers\":[");
        String comma = "";
        for (Handover handover : head.handovers()) {
            json.raw(comma).raw("{\"from\":").hex(handover.from().bytes()).raw(",\"to\":").hex(handover.to().bytes())
                    .raw(",\"seq\":").number(handover.seq()).raw(",\"old\":").hex(handover.oldSignature())
                    .raw(",\"new\":").hex(handover.newSignature()).raw("}");
            comma = ",";
        }
        return json.raw("]}").bytes();
    }

    private static Head parse(CanonicalJson.Reader json) {
        json.raw(OPENING).version();
        String world = json.raw(",\"world\":").string();
        var key = new PublisherKey(json.raw(",\"key\":").hex(PublisherKey.BYTES));
        var salt = json.raw(",\"salt\":").hexUpTo(Head.SALT_BYTES);
        long seq = json.raw(",\"seq\":").number();
        var previous = json.raw(",\"previous\":").hexUpTo(32);
        var path = json.raw(",\"catalog\":{\"path\":").path();
        long size = json.raw(",\"size\":").number();
        var sha256 = json.raw(",\"sha256\":").hex(32);
        var root = json.raw(",\"root\":").hex(32);
        long chunks = json.raw("},\"chunks\":").number();
        long from = json.raw(",\"from_ns\":").big();
        long to = json.raw(",\"to_ns\":").big();
        List<Handover> handovers = new ArrayList<>();
        json.raw(",\"handovers\":[");
        for (boolean more = !json.skip("]"); more; more = !json.skip("]")) {
            if (handovers.size() == Head.MOST_HANDOVERS) {
                throw json.corrupt("more than " + Head.MOST_HANDOVERS + " hand-overs");
            }
            handovers.add(handover(json.raw(handovers.isEmpty() ? "" : ",")));
        }
        json.raw(",\"signature\":").hex(PublisherKey.SIGNATURE_BYTES);
        json.raw("}\n").end();
        return new Head(world, key, salt, seq, previous.length() == 0 ? Optional.empty() : Optional.of(previous),
                new CatalogLink(path, size, sha256, root), chunks, from, to, handovers);
    }

    private static Handover handover(CanonicalJson.Reader json) {
        var from = new PublisherKey(json.raw("{\"from\":").hex(PublisherKey.BYTES));
        var to = new PublisherKey(json.raw(",\"to\":").hex(PublisherKey.BYTES));
        long seq = json.raw(",\"seq\":").number();
        var oldSignature = json.raw(",\"old\":").hex(PublisherKey.SIGNATURE_BYTES);
        var newSignature = json.raw(",\"new\":").hex(PublisherKey.SIGNATURE_BYTES);
        json.raw("}");
        return new Handover(from, to, seq, oldSignature, newSignature);
    }

    private static ByteString sha256(byte[] bytes) {
        try {
            return ByteString.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
