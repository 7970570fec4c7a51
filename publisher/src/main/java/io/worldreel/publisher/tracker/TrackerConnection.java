package io.worldreel.publisher.tracker;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client's connection. What is wrong is told to the client; who is wrong again and again is hung up on. */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be written to is found closed
final class TrackerConnection extends SimpleChannelInboundHandler<WebSocketFrame> implements TrackerClient {
    private static final int PATIENCE = 16;

    private final TrackerReader reader;
    private final Swarms swarms;
    private final Visitor visitor;
    private @Nullable ChannelHandlerContext context;
    private int mistakes;
    private boolean asked;

    TrackerConnection(TrackerReader reader, Swarms swarms, Visitor visitor) {
        this.reader = reader;
        this.swarms = swarms;
        this.visitor = visitor;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public Visitor visitor() {
        return visitor;
    }

    @Override
    public void tell(String message) {
        ChannelHandlerContext to = context;
        if (to != null) {
            to.writeAndFlush(new TextWebSocketFrame(message));
        }
    }

    @Override
    public void pass(String message) {
        ChannelHandlerContext to = context;
        if (to != null && to.channel().isWritable()) {
            to.writeAndFlush(new TextWebSocketFrame(message));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext of) throws Exception {
        of.channel().config().setAutoRead(of.channel().isWritable());
        super.channelWritabilityChanged(of);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext from, WebSocketFrame frame) {
        asked = false;
        if (!(frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame)) {
            return; // a pong
        }
        Optional<String> about = Optional.empty();
        try {
            TrackerMessage message = reader.read(frame.content().toString(StandardCharsets.UTF_8));
            about = message instanceof TrackerMessage.Announce announce
                    ? Optional.of(announce.infohash())
                    : Optional.empty();
            swarms.hear(this, message);
        } catch (TrackerException wrong) {
            tell(TrackerWriter.failed(about, String.valueOf(wrong.getMessage())));
            // That there is no room is no mistake.
            if (about.isEmpty() && ++mistakes == PATIENCE) {
                from.close();
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext of, Object event) throws Exception {
        if (!(event instanceof IdleStateEvent)) {
            super.userEventTriggered(of, event);
        } else if (asked) {
            of.close();
        } else {
            asked = true;
            of.writeAndFlush(new PingWebSocketFrame());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext over) throws Exception {
        swarms.gone(this);
        super.channelInactive(over);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext of, Throwable broken) {
        of.close(); // a message that is too large, or a connection that broke
    }
}
