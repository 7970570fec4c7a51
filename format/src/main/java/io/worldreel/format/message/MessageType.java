package io.worldreel.format.message;

import io.worldreel.format.CorruptException;

/** What a message says (FORMAT.md, "Messages"). */
public enum MessageType {
    HELLO(1), COMPONENT(2), ENTITY_NAME(3), FRAME(4), END(5);

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    static MessageType ofCode(int code) {
        return switch (code) {
            case 1 -> HELLO;
            case 2 -> COMPONENT;
            case 3 -> ENTITY_NAME;
            case 4 -> FRAME;
            case 5 -> END;
            default -> throw new CorruptException("no message has type " + code);
        };
    }
}
