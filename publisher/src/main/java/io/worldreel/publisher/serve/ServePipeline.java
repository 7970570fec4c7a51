package io.worldreel.publisher.serve;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.worldreel.publisher.tracker.Tracker;
import io.worldreel.publisher.tracker.Visitor;
import io.worldreel.publisher.tracker.Visitors;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What lies between the bytes of a connection and its requests. Belongs to the server's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed is closed
final class ServePipeline extends ChannelInitializer<Channel> {
    private static final int LINE_BYTES = 4 << 10;
    private static final int HEADER_BYTES = 16 << 10;
    private static final int BODY_BYTES = 1 << 10;

    private final ServeConfig config;
    private final Answers answers;
    private final Tracker tracker;
    private final Visitors visitors;

    ServePipeline(ServeConfig config, Answers answers, Tracker tracker) {
        this.config = config;
        this.answers = answers;
        this.tracker = tracker;
        this.visitors = new Visitors(config.connections(), config.connectionsPerAddress());
    }

    @Override
    protected void initChannel(Channel channel) {
        Optional<Visitor> visitor = channel.remoteAddress() instanceof InetSocketAddress from
                ? visitors.enter(from.getAddress())
                : Optional.empty();
        if (visitor.isEmpty()) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> visitors.leave(visitor.get()));
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(new WriteTimeoutHandler(config.patience().toMillis(), TimeUnit.MILLISECONDS));
        pipeline.addLast(new HttpServerCodec(new HttpDecoderConfig().setMaxInitialLineLength(LINE_BYTES)
                .setMaxHeaderSize(HEADER_BYTES)));
        pipeline.addLast(new HttpObjectAggregator(BODY_BYTES));
        pipeline.addLast(new FlowControlHandler());
        pipeline.addLast(new ServedConnection(answers, tracker, visitor.get(), config.patience()));
    }
}
