package io.worldreel.format.wire;

import io.worldreel.format.Limits;
import java.nio.charset.StandardCharsets;

/** Everything that is said on the wire and not recorded. */
public sealed interface WireMessage {

    /**
     * Opens a connection.
     *
     * @param session drawn at random for each hello; the same again after a broken connection
     * @param token empty if none is needed
     * @param acknowledge whether the sender wants to be told what was received
     * @param unchecked whether the sender leaves the checksums of its other messages to the recorder
     */
    record Open(int major, int minor, long session, String token, boolean acknowledge,
            boolean unchecked) implements WireMessage {
        public Open {
            requireShort("token", token);
        }
    }

    /**
     * Lets a sender speak.
     *
     * @param messageBytes the largest message that is taken
     * @param received messages behind the hello that need not be said again
     * @param lastTick the source's last tick in the archive; {@link Long#MIN_VALUE} if there is none
     */
    record Welcome(int major, int minor, int messageBytes, long received, long lastTick) implements WireMessage {}

    /** Ends a connection, and says why. */
    record Refused(String reason) implements WireMessage {
        public Refused {
            requireShort("reason", reason);
        }
    }

    /** How many messages behind the hello survive the recorder's death. */
    record Received(long count) implements WireMessage {}

    private static void requireShort(String what, String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > Limits.NAME_BYTES) {
            throw new IllegalArgumentException(
                    "a " + what + " takes at most " + Limits.NAME_BYTES + " bytes, has " + length);
        }
    }
}
