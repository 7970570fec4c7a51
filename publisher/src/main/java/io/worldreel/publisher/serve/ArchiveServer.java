package io.worldreel.publisher.serve;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.worldreel.publisher.tracker.Tracker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Serves an archive over HTTP/1.1, and beside it a tracker for browsers. One event loop owns all connections and the tracker; files are read
 * by virtual threads. Closing it ends all connections; the files are not closed with it.
 */
public final class ArchiveServer implements AutoCloseable {
    private final EventLoopGroup loop;
    private final Channel listening;

    private ArchiveServer(EventLoopGroup loop, Channel listening) {
        this.loop = loop;
        this.listening = listening;
    }

    /**
     * @param random decides whom the tracker tells of whom
     * @param problems hears what could not be served, and why; called by any thread
     * @throws IOException if the address cannot be listened on
     */
    public static ArchiveServer open(ServeConfig config, ArchiveFiles files, RandomGenerator random,
            Consumer<String> problems) throws IOException {
        var loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("serve", true),
                NioIoHandler.newFactory());
        boolean listens = false;
        try {
            var pipeline = new ServePipeline(config, new Answers(files, problems),
                    new Tracker(config.tracker(), random));
            var bound = new ServerBootstrap().group(loop).channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(pipeline).bind(config.listen()).awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new IOException("cannot serve on " + config.listen() + ": " + bound.cause().getMessage()
                        + "; is another program there?", bound.cause());
            }
            listens = true;
            return new ArchiveServer(loop, bound.channel());
        } finally {
            if (!listens) {
                var _ = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            }
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
