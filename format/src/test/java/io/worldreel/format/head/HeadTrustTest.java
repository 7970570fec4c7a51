package io.worldreel.format.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.SigningKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadTrustTest {
    private static final SigningKey KEY = Publication.key(1);
    private static final SigningKey NEW_KEY = Publication.key(2);

    private final Publication publication = new Publication(KEY);
    private final HeadTrust follower = HeadTrust.start(KEY.publicKey(), Publication.SALT);

    @Test
    void followsHeadAfterHead() {
        for (int i = 0; i < 3; i++) {
            assertThat(offer(publication)).isEqualTo(new Judgement.Accepted(follower.followed().orElseThrow(), true));
            publication.publish(1);
        }
        assertThat(follower.followed().orElseThrow().head().seq()).isEqualTo(3);
    }

    @Test
    void seesThatAMuchLaterHeadFollowsFromItsOwn() {
        offer(publication);
        assertThat(((Judgement.Accepted) offer(publication.publish(40))).chained()).isTrue();
    }

    @Test
    void saysWhenItCouldNotSeeTheHeadsBetween() {
        offer(publication);
        var judgement = follower.offer("peer", publication.publish(5).newest().bytes(), EarlierHeads.NONE);
        assertThat(((Judgement.Accepted) judgement).chained()).isFalse();
    }

    @Test
    void takesHeadsOfThePastFromNobodyOnTrust() {
        offer(publication);
        publication.publish(5);
        EarlierHeads liar = seq -> java.util.Optional.of(new Publication(KEY).newest().bytes());
        assertThat(((Judgement.Accepted) follower.offer("peer", publication.newest().bytes(), liar)).chained())
                .isFalse();
    }

    @Test
    void knowsTheHeadItFollows() {
        offer(publication);
        assertThat(offer(publication)).isInstanceOf(Judgement.Known.class);
    }

    @Test
    void neverGoesBackToALowerNumber() {
        byte[] old = publication.newest().bytes();
        offer(publication.publish(4));
        var followed = follower.followed();
        assertThat(follower.offer("replaying node", old, EarlierHeads.NONE)).isInstanceOf(Judgement.Rollback.class);
        assertThat(follower.followed()).isEqualTo(followed);
    }

    @Test
    void neverGoesBackAfterARestart() {
        byte[] old = publication.newest().bytes();
        publication.publish(4);
        var resumed = HeadTrust.resume(KEY.publicKey(), Publication.SALT, publication.newest());
        assertThat(resumed.offer("node", old, EarlierHeads.NONE)).isInstanceOf(Judgement.Rollback.class);
    }

    @Test
    void neverGoesToAnEarlierCatalogUnderAHigherNumber() {
        offer(publication);
        var judgement = offer(publication.publish(publication.newest().head().toNanos() - 1));
        assertThat(judgement).isInstanceOf(Judgement.Rollback.class);
        assertThat(((Judgement.Rollback) judgement).reason()).contains("takes back a part");
    }

    @Test
    void reportsAForkAtTheSameNumber() {
        var second = publication.fork();
        offer(publication.publish(1));
        assertThat(offer(second.publish(publication.newest().head().toNanos() + 7))).isInstanceOf(Judgement.Fork.class);
        assertThat(follower.followed().orElseThrow().sha256()).isEqualTo(publication.newest().sha256());
    }

    @Test
    void reportsAForkOneAndManyHeadsLater() {
        for (int later : List.of(1, 2, 30)) {
            var trust = HeadTrust.start(KEY.publicKey(), Publication.SALT);
            var first = new Publication(KEY);
            var second = first.fork();
            first.publish(1);
            second.publish(first.newest().head().toNanos() + 7).publish(later);
            trust.offer("first", first.newest().bytes(), first.earlier());
            assertThat(trust.offer("second", second.newest().bytes(), second.earlier())).as("%d later", later)
                    .isInstanceOf(Judgement.Fork.class);
        }
    }

    @Test
    void refusesAnotherKeyAnotherSaltAndAnotherWorld() {
        offer(publication);
        assertThat(offer(new Publication(NEW_KEY).publish(3))).isInstanceOf(Judgement.Refused.class);
        var otherSalt = HeadTrust.start(KEY.publicKey(), ByteString.EMPTY);
        assertThat(otherSalt.offer("x", publication.newest().bytes(), EarlierHeads.NONE))
                .isInstanceOf(Judgement.Refused.class);
        Head head = publication.publish(1).newest().head();
        var otherWorld = SignedHead.sign(new Head("other", head.key(), head.salt(), head.seq(), head.previous(),
                head.catalog(), head.chunks(), head.fromNanos(), head.toNanos(), List.of()), KEY);
        assertThat(follower.offer("x", otherWorld.bytes(), EarlierHeads.NONE)).isInstanceOf(Judgement.Refused.class);
    }

    @Test
    void refusesDamageWithoutThrowing() {
        var judgement = follower.offer("peer 7", new byte[]{ 1, 2, 3 }, EarlierHeads.NONE);
        assertThat(((Judgement.Refused) judgement).reason()).contains("peer 7");
    }

    @Test
    void followsTheHandOverToANewKey() {
        offer(publication.publish(2));
        assertThat(offer(publication.handOver(NEW_KEY))).isInstanceOf(Judgement.Accepted.class);
        assertThat(offer(publication.publish(1))).isInstanceOf(Judgement.Accepted.class);
        assertThat(follower.followed().orElseThrow().head().key()).isEqualTo(NEW_KEY.publicKey());
    }

    @Test
    void theOldLinkAndTheNewLinkBothLeadToTheNewKey() {
        publication.publish(2).handOver(NEW_KEY).publish(1).handOver(Publication.key(3));
        for (int number = 1; number <= 3; number++) {
            var late = HeadTrust.start(Publication.key(number).publicKey(), Publication.SALT);
            assertThat(late.offer("x", publication.newest().bytes(), publication.earlier())).as("key %d", number)
                    .isInstanceOf(Judgement.Accepted.class);
        }
    }

    @Test
    void refusesTheOldKeyOnceItWasHandedOver() {
        var thief = publication.fork();
        offer(publication.handOver(NEW_KEY));
        assertThat(offer(thief.publish(5))).isInstanceOf(Judgement.Refused.class);
    }

    @Test
    void reportsAKeyThatWasHandedToTwo() {
        var thief = publication.fork();
        offer(publication.handOver(NEW_KEY));
        assertThat(offer(thief.handOver(Publication.key(9)).publish(5))).isInstanceOf(Judgement.Fork.class);
    }

    @Test
    void reportsAKeyThatSignedOnAfterItsHandOver() {
        offer(publication.publish(4));
        assertThat(offer(publication.handOver(NEW_KEY, 3))).isInstanceOf(Judgement.Fork.class);
    }

    private Judgement offer(Publication by) {
        return follower.offer("test", by.newest().bytes(), by.earlier());
    }
}
