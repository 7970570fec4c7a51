package io.worldreel.cli;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.Event;
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
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A game server elsewhere that sends frames over TCP, or a few over UDP. */
final class GameServer implements Closeable {
    static final String WORLD = "arena";

    private static final long DATAGRAM_SESSION = 0x1234;

    private final MessageEncoder messages = new MessageEncoder();
    private final FrameEncoder frames = new FrameEncoder();
    private final Socket socket;

    GameServer(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        frames.declare(0, Component.of("position", ComponentType.VEC3F32, Role.POSITION));
    }

    /**
     * Sends a whole session over UDP: entity 7 in ticks 0 to {@code ticks} - 1, but for one whose datagram is lost on the way. One
     * datagram is sent twice and two come in the wrong order.
     */
    static void sendDatagrams(int port, String source, int ticks, int lost) throws IOException {
        List<byte[]> said = new ArrayList<>();
        MessageEncoder messages = new MessageEncoder();
        Component position = Component.of("position", ComponentType.VEC3F32, Role.POSITION);
        FrameEncoder frames = new FrameEncoder();
        frames.declare(0, position);
        said.add(datagram(0, MemorySegment.ofArray(WireCodec.encode(
                new WireMessage.Open(WireCodec.MAJOR, WireCodec.MINOR, DATAGRAM_SESSION, "", false, false))),
                messages.hello(new Message.Hello(FormatVersion.MAJOR, FormatVersion.MINOR, WORLD, source, "test/1"))));
        said.add(datagram(1, messages.declaration(new Message.Declaration(0, position))));
        for (int tick = 0; tick < ticks; tick++) {
            frames.begin(tick, tick * 1_000_000L);
            frames.put(frames.row(7, false), 0, (float) tick, 0f, 0f);
            said.add(datagram(2 + tick, frames.finish()));
        }
        said.add(datagram(2 + ticks, messages.end()));
        said.remove(2 + lost);
        said.add(10, said.get(9));
        Collections.swap(said, 20, 21);
        InetSocketAddress recorder = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(60_000);
            boolean welcomed = false;
            for (byte[] datagram : said) {
                socket.send(new DatagramPacket(datagram, datagram.length, recorder));
                if (!welcomed) {
                    socket.receive(new DatagramPacket(new byte[512], 512));
                    welcomed = true;
                }
            }
        }
    }

    private static byte[] datagram(int number, MemorySegment... messages) {
        ByteBuffer out = ByteBuffer.allocate(1200).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x44524C57).putLong(DATAGRAM_SESSION).putInt(number).putShort((short) 0).putShort((short) 1);
        for (MemorySegment message : messages) {
            out.putInt((int) message.byteSize()).put(message.asByteBuffer());
        }
        return Arrays.copyOf(out.array(), out.position());
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

    /** A frame in which nothing is but an event of nobody. */
    void event(long tick, long timeNanos, String kind) throws IOException {
        frames.begin(tick, timeNanos);
        frames.event(kind, -1, Event.Encoding.NONE, "");
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
