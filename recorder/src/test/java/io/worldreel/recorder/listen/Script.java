package io.worldreel.recorder.listen;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Event;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageEncoder;
import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.lang.foreign.ValueLayout;

/** What a sender says, as bytes without their length. */
final class Script {
    private final MessageEncoder messages = new MessageEncoder();
    private final FrameEncoder frames = new FrameEncoder();
    private final Component position = Component.of("position", ComponentType.VEC3F32);

    Script() {
        frames.declare(0, position);
    }

    static byte[] open(long session, String token, boolean acknowledge) {
        return open(session, token, acknowledge, false);
    }

    static byte[] open(long session, String token, boolean acknowledge, boolean unchecked) {
        return WireCodec.encode(
                new WireMessage.Open(WireCodec.MAJOR, WireCodec.MINOR, session, token, acknowledge, unchecked));
    }

    byte[] hello(String source) {
        return hello("arena", source);
    }

    byte[] hello(String world, String source) {
        return messages.hello(new Message.Hello(0, 1, world, source, "test/1 worldreel-test/0.1"))
                .toArray(ValueLayout.JAVA_BYTE);
    }

    byte[] declaration() {
        return messages.declaration(new Message.Declaration(0, position)).toArray(ValueLayout.JAVA_BYTE);
    }

    byte[] declaration(int number, Component component) {
        return messages.declaration(new Message.Declaration(number, component)).toArray(ValueLayout.JAVA_BYTE);
    }

    byte[] name(long ref, String name) {
        return messages.entityName(new Message.EntityName(ref, name)).toArray(ValueLayout.JAVA_BYTE);
    }

    byte[] end() {
        return messages.end().toArray(ValueLayout.JAVA_BYTE);
    }

    /** Entities first to first + count - 1. */
    byte[] frame(long tick, int first, int count) {
        frames.begin(tick, tick * 1_000);
        for (int i = first; i < first + count; i++) {
            frames.put(frames.row(i, false), 0, (float) i, (float) tick, (float) -i);
        }
        if (first == 0) {
            frames.event("tick", -1, Event.Encoding.TEXT, Long.toString(tick));
        }
        return frames.finish().toArray(ValueLayout.JAVA_BYTE);
    }

    byte[] namedFrame(long tick, long ref) {
        frames.begin(tick, tick);
        frames.put(frames.row(ref, true), 0, 1f, 2f, 3f);
        return frames.finish().toArray(ValueLayout.JAVA_BYTE);
    }
}
