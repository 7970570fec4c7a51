package io.worldreel.format.message;

import io.worldreel.format.Component;
import io.worldreel.format.Limits;

import java.nio.charset.StandardCharsets;

/** Everything that a source can say (FORMAT.md, "Messages"). */
public sealed interface Message
        permits Message.Hello, Message.Declaration, Message.EntityName, FrameMessage, Message.End {

    /**
     * Opens a session: whatever was declared or alive before is forgotten.
     *
     * @param major version of the encoding of what follows
     * @param minor version of the encoding of what follows
     * @param sender the recording program and its version, free text
     */
    record Hello(int major, int minor, String world, String source, String sender) implements Message {
        public Hello {
            requireName("world", world);
            requireName("source", source);
        }
    }

    /**
     * Gives a component the number by which frames refer to it.
     *
     * @param number 0 to 1023
     */
    record Declaration(int number, Component component) implements Message {
        public Declaration {
            if (number < 0 || number >= Limits.COMPONENTS) {
                throw new IllegalArgumentException(
                        "component number must lie in 0.." + (Limits.COMPONENTS - 1) + ": " + number);
            }
        }
    }

    /** Gives an entity that is called by a string the reference by which frames name it. */
    record EntityName(long ref, String name) implements Message {
        public EntityName {
            requireName("entity", name);
        }
    }

    /**
     * Closes a session: nothing was lost at its end.
     *
     * @param sourceGoesOn whether the source will say more in another session; otherwise what lived in it is gone from the world
     */
    record End(boolean sourceGoesOn) implements Message {}

    private static void requireName(String what, String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > Limits.NAME_BYTES) {
            throw new IllegalArgumentException(
                    what + " name must have 1 to " + Limits.NAME_BYTES + " bytes, has " + length);
        }
    }
}
