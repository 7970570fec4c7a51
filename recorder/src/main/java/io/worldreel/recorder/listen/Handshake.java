package io.worldreel.recorder.listen;

import io.worldreel.format.FormatException;
import io.worldreel.format.Limits;
import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** The first words of a connection, whatever carries them. */
final class Handshake {
    private Handshake() {}

    static WireMessage.Open open(MemorySegment bytes, TokenGate gate) throws RefusedException {
        try {
            if (!(WireCodec.decode(bytes) instanceof WireMessage.Open open)) {
                throw new RefusedException("a connection begins with open");
            }
            if (open.major() != WireCodec.MAJOR || (open.major() == 0 && open.minor() != WireCodec.MINOR)) {
                throw new RefusedException("protocol version " + open.major() + "." + open.minor()
                        + " is not spoken here, but " + WireCodec.MAJOR + "." + WireCodec.MINOR);
            }
            if (!gate.admits(open.token())) {
                throw new RefusedException("the token is wrong");
            }
            return open;
        } catch (FormatException damaged) {
            throw new RefusedException(damaged);
        }
    }

    /** A refusal with as much of its reason as goes in. */
    static WireMessage.Refused refused(String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        if (text.length <= Limits.NAME_BYTES) {
            return new WireMessage.Refused(reason);
        }
        int end = Limits.NAME_BYTES;
        while ((text[end] & 0xC0) == 0x80) {
            end--;
        }
        return new WireMessage.Refused(new String(text, 0, end, StandardCharsets.UTF_8));
    }
}
