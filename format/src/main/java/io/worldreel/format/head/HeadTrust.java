package io.worldreel.format.head;

import io.worldreel.format.ByteString;
import io.worldreel.format.FormatException;
import io.worldreel.format.key.PublisherKey;
import java.util.List;
import java.util.Optional;

/**
 * Whom a follower believes. It starts from the key in the link and never goes back: not to a lower number, not to an
 * archive that ends earlier, not to a key that was handed over. The state is the last accepted head; keep its bytes.
 * Confined to one thread.
 */
public final class HeadTrust {
    /** Heads that are fetched, at most, to see one head follow from another. */
    private static final int LONGEST_WALK = 1000;

    private final PublisherKey pinned;
    private final ByteString salt;
    private Optional<SignedHead> followed;

    private HeadTrust(PublisherKey pinned, ByteString salt, Optional<SignedHead> followed) {
        this.pinned = pinned;
        this.salt = salt;
        this.followed = followed;
    }

    /** A follower that knows nothing but the link. */
    public static HeadTrust start(PublisherKey pinned, ByteString salt) {
        return new HeadTrust(pinned, salt, Optional.empty());
    }

    /** A follower that goes on from the head that it accepted last. */
    public static HeadTrust resume(PublisherKey pinned, ByteString salt, SignedHead lastAccepted) {
        return new HeadTrust(pinned, salt, Optional.of(lastAccepted));
    }

    /** The last accepted head. */
    public Optional<SignedHead> followed() {
        return followed;
    }

    /** Judges a head from anywhere; accepts it if it carries the publication on. Never throws for what is in it. */
    public Judgement offer(String from, byte[] headJson, EarlierHeads earlier) {
        SignedHead candidate;
        try {
            candidate = SignedHead.read(from, headJson);
        } catch (FormatException unusable) {
            return new Judgement.Refused(String.valueOf(unusable.getMessage()));
        }
        var judgement = judge(candidate, earlier);
        if (judgement instanceof Judgement.Accepted) {
            followed = Optional.of(candidate);
        }
        return judgement;
    }

    private Judgement judge(SignedHead candidate, EarlierHeads earlier) {
        Head head = candidate.head();
        if (!head.salt().equals(salt)) {
            return new Judgement.Refused("the head belongs to another publication of the key: its salt is '"
                    + head.salt() + "', the link's '" + salt + "'");
        }
        if (!isAuthorised(head)) {
            return new Judgement.Refused("the head is signed by " + head.key() + ", to whom the link's key " + pinned
                    + " never passed the publication on");
        }
        return followed.map(known -> judge(known, candidate, earlier))
                .orElseGet(() -> new Judgement.Accepted(candidate, true));
    }

    private Judgement judge(SignedHead known, SignedHead candidate, EarlierHeads earlier) {
        Head mine = known.head();
        Head theirs = candidate.head();
        if (!theirs.world().equals(mine.world())) {
            return new Judgement.Refused(
                    "the head is of world '" + theirs.world() + "', not '" + mine.world() + "'");
        }
        if (candidate.sha256().equals(known.sha256())) {
            return new Judgement.Known();
        }
        var disputed = disputedHandover(mine.handovers(), theirs.handovers());
        if (disputed.isPresent()) {
            return new Judgement.Fork(known, candidate, "key " + disputed.get().from()
                    + " was handed over to two keys: two people hold it");
        }
        if (theirs.seq() < mine.seq()) {
            return new Judgement.Rollback("head " + theirs.seq() + " is older than head " + mine.seq()
                    + ", which is followed");
        }
        if (theirs.handovers().size() < mine.handovers().size()) {
            return new Judgement.Refused("head " + theirs.seq() + " is signed by " + theirs.key()
                    + ", which passed the publication on to " + mine.key());
        }
        if (theirs.seq() == mine.seq()) {
            return new Judgement.Fork(known, candidate, "two different heads " + mine.seq() + " are signed");
        }
        var late = theirs.handovers().stream().skip(mine.handovers().size()).filter(next -> next.seq() <= mine.seq())
                .findFirst();
        if (late.isPresent()) {
            return new Judgement.Fork(known, candidate,
                    "key " + late.get().from() + " passed the publication on at head "
                            + late.get().seq() + ", and signed head " + mine.seq() + " all the same");
        }
        if (theirs.toNanos() < mine.toNanos() || theirs.fromNanos() > mine.fromNanos()) {
            return new Judgement.Rollback("head " + theirs.seq() + " takes back a part of the archive: it covers "
                    + theirs.fromNanos() + " to " + theirs.toNanos() + " ns, head " + mine.seq() + " covered "
                    + mine.fromNanos() + " to " + mine.toNanos() + " ns");
        }
        return follow(known, candidate, earlier);
    }

    /** Walks back from the candidate, hash by hash, to the number that is known. */
    private static Judgement follow(SignedHead known, SignedHead candidate, EarlierHeads earlier) {
        SignedHead at = candidate;
        for (int steps = 0; at.head().seq() > known.head().seq() + 1; steps++) {
            var before = steps < LONGEST_WALK ? previous(at, earlier) : Optional.<SignedHead>empty();
            if (before.isEmpty()) {
                return new Judgement.Accepted(candidate, false);
            }
            at = before.get();
        }
        if (!at.head().previous().equals(Optional.of(known.sha256()))) {
            return new Judgement.Fork(known, candidate, "head " + at.head().seq() + " follows from another head "
                    + known.head().seq() + " than the one that is followed");
        }
        return new Judgement.Accepted(candidate, true);
    }

    /** The head before, if somebody has exactly that one. */
    private static Optional<SignedHead> previous(SignedHead head, EarlierHeads earlier) {
        long seq = head.head().seq() - 1;
        return earlier.find(seq).flatMap(bytes -> {
            try {
                var found = SignedHead.read("head " + seq, bytes);
                boolean fits = found.head().seq() == seq
                        && head.head().previous().equals(Optional.of(found.sha256()));
                return fits ? Optional.of(found) : Optional.empty();
            } catch (FormatException notTheOne) {
                return Optional.empty(); // who supplied it has not got the head: the same as finding none
            }
        });
    }

    private boolean isAuthorised(Head head) {
        return head.key().equals(pinned)
                || head.handovers().stream().anyMatch(handover -> handover.from().equals(pinned));
    }

    private static Optional<Handover> disputedHandover(List<Handover> mine, List<Handover> theirs) {
        for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
            if (!mine.get(i).equals(theirs.get(i))) {
                return Optional.of(mine.get(i));
            }
        }
        return Optional.empty();
    }
}
