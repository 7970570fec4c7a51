package io.worldreel.recorder.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.worldreel.format.FormatException;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection over which messages come whole and in order: TCP, TLS, WebSocket, Unix socket. Owned by its event loop, but for
 * {@link #displace}.
 *
 * <pre>
 *   SILENT --open--> OPENED --hello--> ENTERING --(sink is open)--> SPEAKING --end, broken--> OVER
 *      any of them --rule broken, displaced, too slow--> OVER, with a reason said
 * </pre>
 * While it is ENTERING, or there is no room for a message, nothing is read: the sender's own queue fills.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed is found by its handler
final class StreamConnection extends SimpleChannelInboundHandler<ByteBuf> implements Peer {
    private static final long RETRY_MILLIS = 1;

    private enum Stage {
        SILENT, OPENED, ENTERING, SPEAKING, OVER
    }

    private final Sessions sessions;
    private final TokenGate gate;
    private final ListenLimits limits;
    private final ListenerCounters counters;
    private final ListenerEvents events;
    private final Runnable whenOpened;
    private Stage stage = Stage.SILENT;
    private boolean counted;
    private WireMessage.@Nullable Open open;
    private @Nullable Session session;
    private @Nullable ByteBuf waiting;
    private long acknowledged;
    private @Nullable ChannelHandlerContext context;

    /** @param whenOpened called once the sender has shown that it may speak */
    StreamConnection(Sessions sessions, TokenGate gate, ListenLimits limits, ListenerCounters counters,
            ListenerEvents events, Runnable whenOpened) {
        this.sessions = sessions;
        this.gate = gate;
        this.limits = limits;
        this.counters = counters;
        this.events = events;
        this.whenOpened = whenOpened;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext newContext) {
        context = newContext;
        counters.connections.incrementAndGet();
        counted = true;
        if (counters.unopened.incrementAndGet() > limits.unopened()
                || counters.connections.get() > limits.connections()) {
            counters.refused.increment();
            newContext.close();
            return;
        }
        newContext.executor().schedule(() -> {
            if (stage == Stage.SILENT || stage == Stage.OPENED) {
                refuse("the connection did not open in time");
            }
        }, limits.openPatience().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext at, ByteBuf message) {
        try {
            MemorySegment bytes = segment(message);
            switch (stage) {
                case SILENT -> open(bytes);
                case OPENED -> hello(bytes);
                case SPEAKING -> speak(message, bytes);
                case ENTERING, OVER -> {
                    // OVER: what came in before the end of the connection. ENTERING does not read.
                }
            }
        } catch (RefusedException broken) {
            turnAway(broken);
        } catch (FormatException broken) {
            refuse(String.valueOf(broken.getMessage()));
        }
    }

    private static MemorySegment segment(ByteBuf message) {
        return MemorySegment.ofBuffer(message.nioBuffer());
    }

    private void open(MemorySegment bytes) throws RefusedException {
        open = Handshake.open(bytes, gate);
        stage = Stage.OPENED;
    }

    private void hello(MemorySegment bytes) throws RefusedException {
        if (java.util.Objects.requireNonNull(open).unchecked()) {
            WireCodec.fillChecksum(bytes);
        }
        if (!(new MessageDecoder().decode(bytes) instanceof Message.Hello hello)) {
            throw new RefusedException("a hello must follow open");
        }
        counters.unopened.decrementAndGet();
        stage = Stage.ENTERING;
        whenOpened.run();
        ChannelHandlerContext at = here();
        at.channel().config().setAutoRead(false);
        WireMessage.Open said = java.util.Objects.requireNonNull(open);
        Thread.ofVirtual().name("listen-enter").start(() -> {
            try {
                Session entered = sessions.enter(said, hello, this);
                at.executor().execute(() -> welcome(entered));
            } catch (RefusedException refused) {
                at.executor().execute(() -> turnAway(refused));
            }
        });
    }

    private void welcome(Session entered) {
        session = entered;
        if (stage == Stage.OVER) {
            sessions.broken(entered, this);
            return;
        }
        stage = Stage.SPEAKING;
        acknowledged = entered.received();
        say(new WireMessage.Welcome(WireCodec.MAJOR, WireCodec.MINOR, limits.messageBytes(), acknowledged,
                entered.lastTick()));
        here().channel().config().setAutoRead(true);
    }

    private void speak(ByteBuf message, MemorySegment bytes) throws RefusedException {
        switch (java.util.Objects.requireNonNull(session).take(this, bytes)) {
            case YES -> {
                // The acknowledgement waits for the end of what was read.
            }
            case NO_ROOM -> {
                waiting = message.retain();
                here().channel().config().setAutoRead(false);
                here().executor().schedule(this::speakAgain, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
            case END -> end();
        }
    }

    private void speakAgain() {
        ByteBuf message = waiting;
        waiting = null;
        if (message == null) {
            return;
        }
        try {
            if (stage == Stage.SPEAKING) {
                speak(message, segment(message));
            }
        } catch (RefusedException broken) {
            turnAway(broken);
        } finally {
            message.release();
        }
        if (stage == Stage.SPEAKING && waiting == null) {
            acknowledge();
            here().channel().config().setAutoRead(true);
        }
    }

    private void end() {
        acknowledge();
        stage = Stage.OVER;
        Session ended = java.util.Objects.requireNonNull(session);
        here().channel().eventLoop().execute(() -> here().close());
        Thread.ofVirtual().name("listen-end").start(() -> sessions.end(ended, "it said its end"));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext at) {
        if (stage == Stage.SPEAKING) {
            acknowledge();
        }
        at.fireChannelReadComplete();
    }

    /** Says what was received, unless the sender did not ask, or does not listen. */
    private void acknowledge() {
        if (open == null || !open.acknowledge() || session == null || !here().channel().isWritable()) {
            return;
        }
        long received = session.received();
        if (received != acknowledged) {
            acknowledged = received;
            say(new WireMessage.Received(received));
        }
    }

    private void say(WireMessage message) {
        here().writeAndFlush(Unpooled.wrappedBuffer(WireCodec.encode(message)));
    }

    private void turnAway(RefusedException refused) {
        if (refused.isTold()) {
            refuse(String.valueOf(refused.getMessage()));
        } else if (stage != Stage.OVER) {
            leave();
            here().close();
        }
    }

    private void refuse(String reason) {
        if (stage == Stage.OVER) {
            return;
        }
        events.refused(String.valueOf(here().channel().remoteAddress()), reason);
        counters.refused.increment();
        leave();
        here().writeAndFlush(Unpooled.wrappedBuffer(WireCodec.encode(Handshake.refused(reason))))
                .addListener(ChannelFutureListener.CLOSE);
        // A peer that does not read its refusal is closed all the same.
        here().executor().schedule(() -> here().close(), 1, TimeUnit.SECONDS);
    }

    private void leave() {
        if (stage == Stage.SILENT || stage == Stage.OPENED) {
            counters.unopened.decrementAndGet();
        }
        boolean speaking = stage == Stage.SPEAKING;
        stage = Stage.OVER;
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        if (speaking && session != null) {
            sessions.broken(session, this);
        }
    }

    @Override
    public void displace(String reason) {
        here().executor().execute(() -> refuse(reason));
    }

    @Override
    public void hangUp() {
        here().executor().execute(() -> turnAway(RefusedException.stopping()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext at) {
        if (stage != Stage.OVER) {
            leave();
        }
        at.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext at) {
        if (stage != Stage.OVER) {
            leave();
        }
        if (counted) {
            counted = false;
            counters.connections.decrementAndGet();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
        if (cause instanceof IOException) {
            at.close(); // a broken connection: channelInactive follows
            return;
        }
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (!(reason instanceof DecoderException || reason instanceof RefusedException
                || reason instanceof javax.net.ssl.SSLException)) {
            events.failed("a connection from " + here().channel().remoteAddress() + " failed", cause);
        }
        refuse(reason instanceof Error ? "the recorder failed" : String.valueOf(reason.getMessage()));
    }

    private ChannelHandlerContext here() {
        return java.util.Objects.requireNonNull(context, "the handler is in a pipeline");
    }
}
