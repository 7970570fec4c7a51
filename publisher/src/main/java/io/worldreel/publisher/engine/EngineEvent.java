package io.worldreel.publisher.engine;

import java.time.Duration;

/** What an operator should know of the engine. */
public sealed interface EngineEvent {
    /** The engine's process ended by itself and is started again after a pause; what it held is given to the new one. */
    record Died(int exitCode, String lastWords, Duration pause) implements EngineEvent {}

    /** Nobody can reach it: it could not listen. */
    record Deaf(String problem) implements EngineEvent {}

    /** A torrent that it holds is in trouble, or was refused. */
    record Trouble(String torrent, String problem) implements EngineEvent {}
}
