package io.worldreel.publisher.tracker;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.handler.traffic.ChannelTrafficShapingHandler;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** A tracker on an event loop of somebody's server: takes connections over that ask for WebSocket. All of it belongs to that loop. */
public final class Tracker {
    private final TrackerLimits limits;
    private final TrackerReader reader;
    private final Swarms swarms;

    /** @param random decides whom an offer goes to */
    public Tracker(TrackerLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.reader = new TrackerReader(limits);
        this.swarms = new Swarms(limits, random);
    }

    /**
     * Makes a tracker's connection of one whose pipeline ends with an HTTP codec and an aggregator. The request for it is to be passed
     * on to what has been added.
     *
     * @param visitor who it is
     */
    public void take(ChannelPipeline pipeline, Visitor visitor) {
        pipeline.addLast(new ChannelTrafficShapingHandler(0, limits.bytesPerSecond()));
        pipeline.addLast(new WebSocketServerProtocolHandler(WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/").checkStartsWith(true)
                .decoderConfig(WebSocketDecoderConfig.newBuilder().maxFramePayloadLength(limits.messageBytes())
                        .allowExtensions(false).build())
                .dropPongFrames(false).build()));
        pipeline.addLast(new WebSocketFrameAggregator(limits.messageBytes()));
        pipeline.addLast(new IdleStateHandler(limits.silence().toMillis(), 0, 0, TimeUnit.MILLISECONDS));
        pipeline.addLast(connection(visitor));
    }

    private ChannelHandler connection(Visitor visitor) {
        return new TrackerConnection(reader, swarms, visitor);
    }
}
