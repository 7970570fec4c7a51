package io.worldreel.cli;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.Role;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageEncoder;
import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A game server elsewhere that sends frames over TCP. */
final class GameServer implements Closeable {
    static final String WORLD = "arena";

    private final MessageEncoder messages = new MessageEncoder();
    private final FrameEncoder frames = new FrameEncoder();
    private final Socket socket;

    GameServer(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        frames.declare(0, Component.of("position", ComponentType.VEC3F32, Role.POSITION));
    }

    /** @return what the recorder answers: welcome or refused */
    WireMessage open(long session, String source, String token) throws IOException {
        say(MemorySegment.ofArray(WireCodec
                .encode(new WireMessage.Open(WireCodec.MAJOR, WireCodec.MINOR, session, token, true, false))));
        say(messages
                .hello(new Message.Hello(FormatVersion.MAJOR, FormatVersion.MINOR, WORLD, source,
                        "godot/3.2.3 test/1")));
        return hear();
    }

    void declare() throws IOException {
        say(messages.declaration(
                new Message.Declaration(0, Component.of("position", ComponentType.VEC3F32, Role.POSITION))));
    }

    /** Entity {@code entity} stands at (tick, entity, 0). */
    void frame(long tick, long timeNanos, long entity) throws IOException {
        frames.begin(tick, timeNanos);
        frames.put(frames.row(entity, false), 0, (float) tick, (float) entity, 0f);
        say(frames.finish());
    }

    /** An entity has this name; frames call it by the reference. */
    void name(long reference, String name) throws IOException {
        say(messages.entityName(new Message.EntityName(reference, name)));
    }

    /** A frame of a named entity: it is spawned as a player, or moved, or despawned. */
    void player(long tick, long timeNanos, long reference, Life life) throws IOException {
        frames.begin(tick, timeNanos);
        int row = frames.row(reference, true);
        switch (life) {
            case BEGINS -> {
                frames.spawn(row, "player");
                frames.put(row, 0, (float) tick, 0f, 0f);
            }
            case GOES_ON -> frames.put(row, 0, (float) tick, 0f, 0f);
            case ENDS -> frames.despawn(row);
        }
        say(frames.finish());
    }

    enum Life {
        BEGINS, GOES_ON, ENDS
    }

    /** Says the end and hears until the recorder closes. */
    void end() throws IOException {
        say(messages.end());
        socket.getInputStream().readAllBytes();
    }

    private void say(MemorySegment message) throws IOException {
        byte[] bytes = message.toArray(ValueLayout.JAVA_BYTE);
        socket.getOutputStream().write(ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length).put(bytes).array());
    }

    /** Hears until the recorder has received {@code count} messages behind the hello. */
    void awaitReceived(long count) throws IOException {
        long received = 0;
        while (received < count) {
            if (hear() instanceof WireMessage.Received(long so)) {
                received = so;
            }
        }
    }

    private WireMessage hear() throws IOException {
        return WireCodec.decode(MemorySegment
                .ofArray(read(ByteBuffer.wrap(read(4)).order(ByteOrder.LITTLE_ENDIAN).getInt())));
    }

    private byte[] read(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the recorder closed the connection");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
