package io.worldreel.format.head;

/** What a follower makes of a head that was offered to it. Only an accepted head changes what it follows. */
public sealed interface Judgement {

    /**
     * The publication goes on with this head.
     *
     * @param chained whether every head between the last accepted one and this one was seen to follow from it; if not,
     *     a second holder of the key may have published in between
     */
    record Accepted(SignedHead head, boolean chained) implements Judgement {}

    /** The head that is followed already. */
    record Known() implements Judgement {}

    /** An older head, or one that takes part of the archive back: somebody replays, or a mirror lags. */
    record Rollback(String reason) implements Judgement {}

    /** Two heads that the same key signed and that exclude each other: the key has two holders. Tell people. */
    record Fork(SignedHead followed, SignedHead other, String reason) implements Judgement {}

    /** Not a head of this publication, or by a key that has no say in it. */
    record Refused(String reason) implements Judgement {}
}
