package io.worldreel.publisher.swarm;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.Head;

/** What an operator should know of a publication among its followers. */
public sealed interface SwarmEvent {
    /** So many nodes of the DHT keep the pointer to this head. */
    record Announced(long seq, int nodes) implements SwarmEvent {}

    /** No node of the DHT took the pointer; tried again. */
    record NotAnnounced(long seq, String problem) implements SwarmEvent {}

    /** The publication goes on. */
    record Accepted(Head head, boolean chained) implements SwarmEvent {}

    /** Something claims to be of the publication and is not believed; or two hold the key. */
    record Refused(String problem) implements SwarmEvent {}

    /** A chunk is here, checked. */
    record Arrived(ChunkInfo chunk) implements SwarmEvent {}

    /** A chunk was given up: it is old, or another has taken its place. */
    record Removed(ChunkInfo chunk) implements SwarmEvent {}

    /** Nobody answers, or nobody has what is wanted; tried again. */
    record Waiting(String forWhat) implements SwarmEvent {}
}
