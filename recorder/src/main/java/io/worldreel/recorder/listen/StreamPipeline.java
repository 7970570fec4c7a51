package io.worldreel.recorder.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteOrder;
import java.util.Optional;

/** What lies between the bytes of a connection and its messages. */
final class StreamPipeline extends ChannelInitializer<Channel> {
    /** Open and hello have at most 2 kB. */
    private static final int HANDSHAKE_BYTES = 4096;
    private static final int HTTP_BYTES = 16 << 10;

    private final boolean webSocket;
    private final Optional<SslContext> tls;
    private final Sessions sessions;
    private final TokenGate gate;
    private final boolean needsToken;
    private final ListenLimits limits;
    private final ListenerCounters counters;
    private final ListenerEvents events;

    StreamPipeline(ListenUrl.Carrier carrier, Optional<SslContext> tls, Sessions sessions, TokenGate gate,
            boolean needsToken, ListenLimits limits, ListenerCounters counters,
            ListenerEvents events) {
        this.webSocket = carrier == ListenUrl.Carrier.WS || carrier == ListenUrl.Carrier.WSS;
        this.tls = carrier.isEncrypted() ? tls : Optional.empty();
        this.sessions = sessions;
        this.gate = gate;
        this.needsToken = needsToken;
        this.limits = limits;
        this.counters = counters;
        this.events = events;
    }

    @Override
    protected void initChannel(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        tls.ifPresent(context -> {
            SslHandler handler = context.newHandler(channel.alloc());
            handler.setHandshakeTimeoutMillis(limits.openPatience().toMillis());
            pipeline.addLast(handler);
        });
        MessageFraming framing = new MessageFraming(HANDSHAKE_BYTES);
        if (webSocket) {
            addWebSocket(pipeline);
        } else {
            pipeline.addLast(framing);
            pipeline.addLast(new LengthFieldPrepender(ByteOrder.LITTLE_ENDIAN, 4, 0, false));
        }
        pipeline.addLast(new FlowControlHandler());
        pipeline.addLast(new StreamConnection(sessions, gate, limits, counters, events,
                () -> framing.allow(limits.messageBytes())));
    }

    private void addWebSocket(ChannelPipeline pipeline) {
        pipeline.addLast(new HttpServerCodec());
        pipeline.addLast(new HttpObjectAggregator(HTTP_BYTES));
        if (!needsToken) {
            pipeline.addLast(new OriginGuard());
        }
        pipeline.addLast(new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/").checkStartsWith(true).handshakeTimeoutMillis(limits.openPatience().toMillis())
                .decoderConfig(WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(limits.messageBytes())
                        .allowExtensions(false).build())
                .build()));
        pipeline.addLast(new WebSocketFrameAggregator(limits.messageBytes()));
        pipeline.addLast(new WebSocketMessages());
    }
}
