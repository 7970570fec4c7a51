package io.worldreel.recorder.listen;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.worldreel.recorder.RecorderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/**
 * Takes frames from game servers in other processes, and hands them to sinks. Its methods are open to any thread; sinks are called
 * by event loops.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to be written or closed is found by its handler
public final class Listener implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final int DATAGRAM_BYTES = 65_536;
    private static final int DATAGRAM_BUFFER_BYTES = 4 << 20;

    private final ListenConfig config;
    private final ListenerCounters counters = new ListenerCounters();
    private final ListenerEvents events;
    private final TokenGate gate;
    private final Sessions sessions;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(EVENT_LOOPS,
            new DefaultThreadFactory("listen", true), NioIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<ListenUrl> bound = new ArrayList<>();
    private final List<Path> socketFiles = new ArrayList<>();

    private Listener(ListenConfig config, FrameSinks sinks, Consumer<ListenerEvent> hearer) {
        this.config = config;
        events = new ListenerEvents(hearer, System::nanoTime);
        gate = new TokenGate(config.token());
        sessions = new Sessions(config.world(), sinks, config.limits(), counters, events);
    }

    /** As {@link #open(ListenConfig, FrameSinks, Consumer)}; events go into the log. */
    public static Listener open(ListenConfig config, FrameSinks sinks) {
        return open(config, sinks, ListenerEvents::log);
    }

    /**
     * @param hearer told of events by any thread, several at a time; must return at once
     * @throws RecorderException if an address cannot be listened on
     */
    public static Listener open(ListenConfig config, FrameSinks sinks, Consumer<ListenerEvent> hearer) {
        Listener listener = new Listener(config, sinks, hearer);
        try {
            Optional<SslContext> tls = listener.tls();
            for (ListenUrl url : config.urls()) {
                listener.bind(url, tls);
            }
        } catch (RuntimeException failure) {
            listener.close();
            throw failure;
        }
        listener.loops.scheduleWithFixedDelay(() -> Thread.ofVirtual().start(listener.sessions::forgetBroken), 1, 1,
                TimeUnit.SECONDS);
        return listener;
    }

    private Optional<SslContext> tls() {
        return config.certificate().map(certificate -> {
            try {
                return SslContextBuilder.forServer(certificate.chain().toFile(), certificate.key().toFile()).build();
            } catch (SSLException | IllegalArgumentException failure) {
                throw new RecorderException("cannot use the certificate " + certificate.chain() + " with the key "
                        + certificate.key() + ": " + failure.getMessage() + "; both must be PEM, the key PKCS 8",
                        failure);
            }
        });
    }

    private void bind(ListenUrl url, Optional<SslContext> tls) {
        boolean local = url.carrier() == ListenUrl.Carrier.UNIX;
        if (local) {
            removeStale(Path.of(url.path()));
        }
        Channel channel;
        try {
            channel = (url.carrier() == ListenUrl.Carrier.UDP ? bindDatagrams(url) : bindStream(url, tls, local))
                    .syncUninterruptibly().channel();
        } catch (RuntimeException failure) {
            throw cannotListen(url, failure);
        } catch (Exception failure) { // Netty throws the IOException of a bind without declaring it
            throw cannotListen(url, failure);
        }
        channels.add(channel);
        if (local) {
            socketFiles.add(Path.of(url.path()));
        }
        bound.add(channel.localAddress() instanceof InetSocketAddress address ? url.withPort(address.getPort()) : url);
    }

    private static RecorderException cannotListen(ListenUrl url, Exception failure) {
        return new RecorderException("cannot listen on " + url + ": " + failure.getMessage()
                + "; is another program there?", failure);
    }

    private io.netty.channel.ChannelFuture bindStream(ListenUrl url, Optional<SslContext> tls, boolean local) {
        ServerBootstrap server = new ServerBootstrap().group(loops)
                .channel(local ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(new StreamPipeline(url.carrier(), tls, sessions, gate, !config.token().isEmpty(),
                        config.limits(), counters, events));
        if (!local) {
            server.option(ChannelOption.SO_REUSEADDR, true);
            server.childOption(ChannelOption.SO_KEEPALIVE, true).childOption(ChannelOption.TCP_NODELAY, true);
        }
        return server.bind(url.address());
    }

    private io.netty.channel.ChannelFuture bindDatagrams(ListenUrl url) {
        return new Bootstrap().group(loops).channel(NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, DATAGRAM_BUFFER_BYTES)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM_BYTES))
                .handler(new DatagramServer(sessions, gate, config.limits(), counters, events)).bind(url.address());
    }

    /** A socket file that nobody answers at was left by a recorder that was killed. */
    private static void removeStale(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (SocketChannel probe = SocketChannel.open(java.net.UnixDomainSocketAddress.of(path))) {
            throw new RecorderException(
                    "cannot listen on unix:" + path + ": " + probe + " answers there; stop it first");
        } catch (java.net.ConnectException nobody) {
            try {
                Files.delete(path);
            } catch (IOException failure) {
                throw new RecorderException("cannot listen on unix:" + path + ": a stale file is in the way", failure);
            }
        } catch (IOException notASocket) {
            throw new RecorderException(
                    "cannot listen on unix:" + path + ": it is a file of another kind; remove it, or "
                            + "choose another path",
                    notASocket);
        }
    }

    /** Where it listens, with the ports that were free. */
    public List<ListenUrl> urls() {
        return List.copyOf(bound);
    }

    /** From now on senders must say this token; those that are connected stay. */
    public void replaceToken(String token) {
        if (token.isEmpty() != config.token().isEmpty()) {
            throw new IllegalArgumentException("a listener with a token keeps one, and one without has none");
        }
        gate.replace(token);
    }

    public ListenerHealth health() {
        return new ListenerHealth(counters.connections.get(), sessions.count(), counters.frames.sum(),
                counters.bytes.sum(), counters.ignored.sum(), counters.dropped.sum(), counters.partial.sum(),
                counters.refused.sum(), counters.discarded.sum());
    }

    /** Takes nothing more, ends all sessions and closes their sinks. */
    @Override
    public void close() {
        channels.close().awaitUninterruptibly();
        sessions.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        for (Path file : socketFiles) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException failure) {
                throw new RecorderException("cannot remove the socket " + file, failure);
            }
        }
    }
}
