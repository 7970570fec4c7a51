package io.worldreel.recorder.listen;

import io.worldreel.recorder.RecoveryReport;
import io.worldreel.recorder.SealedChunk;
import java.util.Optional;

/** What an operator wants to hear of a listener. */
public sealed interface ListenerEvent {

    /** A session began. */
    record Opened(String source, String sender) implements ListenerEvent {
        @Override
        public String toString() {
            return "source '" + source + "' is recorded from " + sender;
        }
    }

    /** What a recorder that died had left of a source was brought into the archive, as far as it could be. */
    record Recovered(RecoveryReport.Source left) implements ListenerEvent {
        @Override
        public String toString() {
            return "source '" + left.source() + "' had been left open: kept " + left.frames() + " frames of its journal"
                    + (left.problems().isEmpty() ? "" : "; lost: " + String.join("; ", left.problems()));
        }
    }

    /** A connection broke without an end. */
    record Broken(String source, long memorySeconds) implements ListenerEvent {
        @Override
        public String toString() {
            return "source '" + source + "' is gone without an end; it may come back for " + memorySeconds + " s";
        }
    }

    /** A session is over and sealed. */
    record Ended(String source, String reason) implements ListenerEvent {
        @Override
        public String toString() {
            return "source '" + source + "' is no longer recorded: " + reason;
        }
    }

    /** A segment of a source became a chunk. */
    record Sealed(SealedChunk sealed) implements ListenerEvent {
        @Override
        public String toString() {
            return "sealed " + sealed.chunk().chunk() + " of source '" + sealed.chunk().source() + "': "
                    + sealed.chunk().frames() + " frames, " + sealed.chunk().bytes() + " bytes";
        }
    }

    /**
     * A sender was turned away, or broke a rule.
     *
     * @param peer its address
     * @param others how many more were turned away since the last such event was told
     */
    record Refused(String peer, String reason, long others) implements ListenerEvent {
        @Override
        public String toString() {
            return "refused " + peer + ": " + reason + (others == 0 ? "" : "; and " + others + " more before");
        }
    }

    /** The token that senders must say was read again. */
    record TokenRead(String file) implements ListenerEvent {
        @Override
        public String toString() {
            return "the token was read again from " + file;
        }
    }

    /** The token that senders must say could not be read again, and is the one before. */
    record TokenKept(String file, String reason) implements ListenerEvent {
        @Override
        public String toString() {
            return "the old token stays, " + file + " cannot be read: " + reason;
        }
    }

    /** Something does not work that should. */
    record Failed(String what, Optional<Throwable> cause) implements ListenerEvent {
        @Override
        public String toString() {
            return what + cause.map(problem -> ": " + problem.getMessage()).orElse("");
        }
    }
}
