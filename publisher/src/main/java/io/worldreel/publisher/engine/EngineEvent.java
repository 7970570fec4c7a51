package io.worldreel.publisher.engine;

import java.net.InetSocketAddress;
import java.time.Duration;

/** What an operator should know of the engine. */
public sealed interface EngineEvent {
    /** The engine's process ended by itself and is started again after a pause; what it held is given to the new one. */
    record Died(int exitCode, String lastWords, Duration pause) implements EngineEvent {}

    /** Nobody can reach it: it could not listen. */
    record Deaf(String problem) implements EngineEvent {}

    /** It has found a peer that nobody told it of: on the local network, by a tracker, the DHT or another peer. */
    record Met(InetSocketAddress peer) implements EngineEvent {}

    /** A torrent that it holds is in trouble, or was refused. */
    record Trouble(String torrent, String problem) implements EngineEvent {}
}
