package io.worldreel.publisher.mirror;

import io.worldreel.format.ByteString;
import io.worldreel.format.head.CatalogLink;
import io.worldreel.format.head.Handover;
import io.worldreel.format.head.Head;
import io.worldreel.format.head.SignedHead;
import io.worldreel.format.key.SigningKey;
import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The heads of a publication where it is put, each signed and following from the one before: under its number, and the newest as head.json,
 * which is written last of all. Confined to one thread.
 */
public final class HeadSeries {
    static final RelativePath HEAD = RelativePath.parse("head.json");

    private final MirrorStore store;
    private final SigningKey key;
    private final ByteString salt;
    private Optional<SignedHead> newest;

    private HeadSeries(MirrorStore store, SigningKey key, ByteString salt, Optional<SignedHead> newest) {
        this.store = store;
        this.key = key;
        this.salt = salt;
        this.newest = newest;
    }

    /**
     * Goes on with what is published at {@code store}, or begins.
     *
     * @throws PublishException if it is another key's publication
     * @throws io.worldreel.format.CorruptException if the head is damaged
     */
    public static HeadSeries open(MirrorStore store, SigningKey key, ByteString salt) throws IOException {
        var newest = newest(store);
        newest.ifPresent(head -> requireOurs(head.head(), key, salt));
        return new HeadSeries(store, key, salt, newest);
    }

    /** The newest head at a place, whoever has signed it. */
    static Optional<SignedHead> newest(MirrorStore store) throws IOException {
        return store.read(HEAD, SignedHead.MOST_BYTES).map(bytes -> SignedHead.read(HEAD.toString(), bytes));
    }

    /** The newest head, if anything was published yet. */
    public Optional<SignedHead> newest() {
        return newest;
    }

    /** The number of the head that comes next. */
    public long nextSeq() {
        return newest.map(head -> head.head().seq() + 1).orElse(1L);
    }

    /**
     * Publishes the next head.
     *
     * @param catalog what it leads to, which is there already
     * @throws IOException if it cannot be written; then the old one stands
     */
    public SignedHead publish(String world, CatalogLink catalog, long entries, long fromNanos, long toNanos)
            throws IOException {
        var next = newest
                .map(last -> last.head().next(last.sha256(), catalog, entries, fromNanos, toNanos))
                .orElseGet(() -> new Head(world, key.publicKey(), salt, 1, Optional.empty(), catalog, entries,
                        fromNanos, toNanos, List.of()));
        return write(SignedHead.sign(next, key));
    }

    /**
     * Hands the publication over: the next head, and all that follow, are signed by another key. This one signs no more.
     *
     * @throws PublishException if nothing is published yet
     * @throws IOException if it cannot be written; then nothing was handed over
     */
    public SignedHead handOver(SigningKey successor) throws IOException {
        var last = newest.orElseThrow(() -> new PublishException("handing over " + store
                + ": nothing is published there yet, so there is nothing to hand over; publish with the new key"));
        var handover = Handover.sign(last.head().world(), salt, key, successor, nextSeq());
        return write(SignedHead.sign(last.head().next(last.sha256(), handover), successor));
    }

    private SignedHead write(SignedHead head) throws IOException {
        store.put(numbered(head.head().seq()), head.bytes());
        if (!store.exchange(HEAD, head.bytes())) {
            throw lost(head.head().seq());
        }
        newest = Optional.of(head);
        return head;
    }

    /** Somebody else was first: what is under the number of his head is to be his. */
    private PublishException lost(long seq) throws IOException {
        var theirs = newest(store);
        if (theirs.isPresent() && theirs.get().head().seq() == seq) {
            store.put(numbered(seq), theirs.get().bytes());
        }
        return new PublishException("publishing head " + seq + " to " + store + ": head "
                + theirs.map(head -> head.head().seq()).orElse(0L)
                + " is there by now, which is not ours: somebody else"
                + " publishes there; end one of the two, and publish again");
    }

    /** Where the head of a number lies. */
    static RelativePath numbered(long seq) {
        return RelativePath.parse("heads/" + seq + ".json");
    }

    /** Where the item lies that leads from the key before on, if the head of this number handed over. */
    public static RelativePath handover(long seq) {
        return RelativePath.parse("handovers/" + seq);
    }

    private static void requireOurs(Head head, SigningKey key, ByteString salt) {
        if (!head.key().equals(key.publicKey()) || !head.salt().equals(salt)) {
            throw new PublishException("publishing: there is a publication of key " + head.key() + " with salt '"
                    + head.salt() + "' already, not of " + key.publicKey() + " with '" + salt
                    + "'; use that key, or an empty place");
        }
    }
}
