package io.worldreel.recorder.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.worldreel.format.FormatException;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sessions that come in datagrams over one address. Owned by its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed is found by its handler
final class DatagramServer extends SimpleChannelInboundHandler<DatagramPacket> {
    static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int MAGIC = 0x44524C57; // "WLRD" as bytes
    private static final int HEAD_BYTES = 20;
    private static final long FLUSH_MILLIS = 100;

    private final Sessions sessions;
    private final TokenGate gate;
    private final ListenLimits limits;
    private final ListenerCounters counters;
    private final ListenerEvents events;
    private final Map<Long, Sender> senders = new HashMap<>();

    /** A session by its number, from its first datagram on. */
    private final class Sender implements Peer {
        final long id;
        final InetSocketAddress address;
        final ChannelHandlerContext context;
        @Nullable
        DatagramSession session;
        long heardNanos = System.nanoTime();

        Sender(long id, InetSocketAddress address, ChannelHandlerContext context) {
            this.id = id;
            this.address = address;
            this.context = context;
        }

        @Override
        public void displace(String reason) {
            context.executor().execute(() -> {
                if (senders.remove(id, this)) {
                    say(Handshake.refused(reason));
                }
            });
        }

        @Override
        public void hangUp() {
            context.executor().execute(() -> senders.remove(id, this));
        }

        void say(WireMessage message) {
            answer(context, address, message);
        }
    }

    DatagramServer(Sessions sessions, TokenGate gate, ListenLimits limits, ListenerCounters counters,
            ListenerEvents events) {
        this.sessions = sessions;
        this.gate = gate;
        this.limits = limits;
        this.counters = counters;
        this.events = events;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.executor().scheduleWithFixedDelay(this::flush, FLUSH_MILLIS, FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        ByteBuf head = packet.content();
        if (head.readableBytes() < HEAD_BYTES || head.readIntLE() != MAGIC) {
            counters.discarded.increment();
            return;
        }
        long id = head.readLongLE();
        long number = head.readUnsignedIntLE();
        int part = head.readUnsignedShortLE();
        int parts = head.readUnsignedShortLE();
        MemorySegment messages = MemorySegment.ofBuffer(head.nioBuffer());
        Sender sender = senders.get(id);
        if (sender == null) {
            first(context, packet.sender(), id, number, messages);
        } else if (!sender.address.equals(packet.sender())) {
            counters.discarded.increment();
        } else {
            heard(sender, number, part, parts, messages);
        }
    }

    private void heard(Sender sender, long number, int part, int parts, MemorySegment messages) {
        sender.heardNanos = System.nanoTime();
        DatagramSession session = sender.session;
        if (session == null) {
            return; // still entering
        }
        if (isOpen(messages)) {
            welcome(sender, session);
            return;
        }
        session.take(number, part, parts, messages);
        if (session.isOver()) {
            senders.remove(sender.id);
            end(session, "it said its end");
        }
    }

    private static boolean isOpen(MemorySegment messages) {
        return messages.byteSize() > 12 && WireCodec.isWire(messages.asSlice(4));
    }

    private void first(ChannelHandlerContext context, InetSocketAddress from, long id, long number,
            MemorySegment messages) {
        if (!isOpen(messages)) {
            // A sender that went on while the recorder was started anew opens again when it hears this.
            counters.discarded.increment();
            answer(context, from, new WireMessage.Received(0));
            return;
        }
        try {
            long openBytes = Integer.toUnsignedLong(messages.get(U32, 0));
            if (openBytes > messages.byteSize() - 8) {
                throw new RefusedException("open and hello must be in one datagram");
            }
            WireMessage.Open open = Handshake.open(messages.asSlice(4, openBytes), gate);
            long helloBytes = Integer.toUnsignedLong(messages.get(U32, 4 + openBytes));
            if (open.unchecked() && messages.byteSize() > 8 + openBytes) {
                WireCodec.fillChecksum(messages.asSlice(8 + openBytes));
            }
            if (open.session() != id || helloBytes != messages.byteSize() - 8 - openBytes
                    || !(new MessageDecoder().decode(messages.asSlice(8 + openBytes)) instanceof Message.Hello hello)) {
                throw new RefusedException("open and hello must be in one datagram");
            }
            if (senders.size() >= limits.connections()) {
                throw new RefusedException("there are " + limits.connections() + " sessions already");
            }
            Sender sender = new Sender(id, from, context);
            senders.put(id, sender);
            Thread.ofVirtual().name("listen-enter").start(() -> enter(sender, open, hello, number));
        } catch (RefusedException | FormatException refused) {
            refuse(context, from, String.valueOf(refused.getMessage()));
        }
    }

    private void enter(Sender sender, WireMessage.Open open, Message.Hello hello, long number) {
        try {
            Session session = sessions.enter(open, hello, sender);
            sender.context.executor().execute(() -> {
                sender.session = new DatagramSession(session, sender, limits, counters, number);
                welcome(sender, sender.session);
            });
        } catch (RefusedException refused) {
            sender.context.executor().execute(() -> {
                senders.remove(sender.id, sender);
                if (!refused.isTold()) {
                    return;
                }
                refuse(sender.context, sender.address, String.valueOf(refused.getMessage()));
            });
        }
    }

    private void welcome(Sender sender, DatagramSession session) {
        sender.say(new WireMessage.Welcome(WireCodec.MAJOR, WireCodec.MINOR, limits.messageBytes(), 0,
                session.session().lastTick()));
    }

    private void refuse(ChannelHandlerContext context, InetSocketAddress from, String reason) {
        events.refused(String.valueOf(from), reason);
        counters.refused.increment();
        answer(context, from, Handshake.refused(reason));
    }

    private static void answer(ChannelHandlerContext context, InetSocketAddress to, WireMessage message) {
        byte[] bytes = WireCodec.encode(message);
        ByteBuf out = Unpooled.buffer(4 + bytes.length).writeIntLE(bytes.length).writeBytes(bytes);
        context.writeAndFlush(new DatagramPacket(out, to));
    }

    /** Hands on what nothing more is awaited for, and ends the sessions that have fallen silent. */
    private void flush() {
        long now = System.nanoTime();
        List<Sender> silent = new ArrayList<>();
        for (Sender sender : senders.values()) {
            long quiet = now - sender.heardNanos;
            if (sender.session != null && quiet > TimeUnit.MILLISECONDS.toNanos(FLUSH_MILLIS)) {
                sender.session.deliver(true);
            }
            if (quiet > limits.datagramSilence().toNanos()) {
                silent.add(sender);
            }
        }
        for (Sender sender : silent) {
            senders.remove(sender.id);
            if (sender.session != null) {
                end(sender.session, "it fell silent");
            }
        }
    }

    private void end(DatagramSession session, String reason) {
        Thread.ofVirtual().name("listen-end").start(() -> sessions.end(session.session(), reason));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // One datagram's fault must not close the address for all.
        counters.discarded.increment();
        events.failed("a datagram failed", cause);
    }
}
