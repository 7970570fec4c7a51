package io.worldreel.recorder.listen;

import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The other way to listen, to be measured against: the JDK's blocking channels, a virtual thread a connection. It speaks as much of
 * the protocol as the benchmark needs, with the same sessions and rules; hence it lies in their package.
 */
public final class JdkConnections implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final ServerSocketChannel server;
    private final Sessions sessions;
    private final TokenGate gate = new TokenGate("");
    private final ListenLimits limits = ListenLimits.DEFAULT;

    public JdkConnections(String world, FrameSinks sinks) throws IOException {
        sessions = new Sessions(world, sinks, limits, new ListenerCounters(),
                new ListenerEvents(event -> {}, System::nanoTime));
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    public int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                Thread.ofVirtual().start(() -> serve(channel));
            }
        } catch (IOException closed) {
            // the end of the benchmark
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            new Connection(channel).run();
        } catch (IOException | RefusedException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private final class Connection implements Peer {
        private final SocketChannel channel;
        private ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).flip();

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void displace(String reason) {
            // Said at the end; the connection ends by itself.
        }

        @Override
        public void hangUp() {
            // As above.
        }

        void run() throws IOException, RefusedException, InterruptedException {
            WireMessage.Open open = Handshake.open(next(), gate);
            MemorySegment bytes = next();
            WireCodec.fillChecksum(bytes);
            if (!(new MessageDecoder().decode(bytes) instanceof Message.Hello hello)) {
                throw new RefusedException("a hello must follow open");
            }
            Session session = sessions.enter(open, hello, this);
            byte[] welcome = WireCodec.encode(new WireMessage.Welcome(WireCodec.MAJOR, WireCodec.MINOR,
                    limits.messageBytes(), 0, session.lastTick()));
            channel.write(ByteBuffer.allocate(4 + welcome.length).order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(welcome.length).put(welcome).flip());
            while (true) {
                MemorySegment message = next();
                Session.Taken taken = session.take(this, message);
                while (taken == Session.Taken.NO_ROOM) {
                    Thread.sleep(1);
                    taken = session.take(this, message);
                }
                if (taken == Session.Taken.END) {
                    sessions.end(session, "it said its end");
                    return;
                }
            }
        }

        /** The next message; valid until the next call. */
        private MemorySegment next() throws IOException, RefusedException {
            fill(4);
            int length = in.getInt();
            if (length < 0 || length > limits.messageBytes()) {
                throw new RefusedException("a message of " + length + " bytes");
            }
            fill(length);
            MemorySegment message = MemorySegment.ofBuffer(in.slice(in.position(), length));
            in.position(in.position() + length);
            return message;
        }

        private void fill(int bytes) throws IOException {
            if (in.remaining() >= bytes) {
                return;
            }
            if (in.capacity() < bytes) {
                in = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN).put(in);
            } else {
                in.compact();
            }
            while (in.position() < bytes) {
                if (channel.read(in) < 0) {
                    throw new IOException("the sender is gone");
                }
            }
            in.flip();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        sessions.close();
    }
}
