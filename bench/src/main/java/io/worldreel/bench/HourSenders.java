package io.worldreel.bench;

import io.worldreel.fixtures.FrameMessages;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageEncoder;
import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Game servers that speak the wire protocol over TCP, each a source with a connection of its own and a window of frames that were
 * not yet acknowledged. Their clocks go faster than time.
 *
 * <p>Arguments: port, clients, entities, frames of each, times faster than time (0: as fast as the windows allow).
 */
final class HourSenders {
    static final int HERTZ = 60;
    private static final long TICK_NANOS = 1_000_000_000L / HERTZ;
    /** Frames that are made once and said over and over, with ticks and times that rise. */
    private static final int ROUND = 30 * HERTZ;
    private static final int VARIANTS = 5;
    private static final int WINDOW = 1024;
    private static final int BATCH_BYTES = 64 << 10;
    private static final long START_NANOS = 1_795_000_000_000_000_000L;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final int ATTEMPTS = 100;
    private static final int CRC_OFFSET = 4;
    private static final int TICK_OFFSET = 4 + 8;
    private static final int TIME_OFFSET = TICK_OFFSET + 8;

    private HourSenders() {}

    public static void main(String[] args) throws InterruptedException {
        int port = Integer.parseInt(args[0]);
        int clients = Integer.parseInt(args[1]);
        int frames = Integer.parseInt(args[3]);
        double speed = Double.parseDouble(args[4]);
        List<Round> rounds = new ArrayList<>();
        for (int variant = 0; variant < VARIANTS; variant++) {
            rounds.add(Round.of(variant, Integer.parseInt(args[2])));
        }
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int number = i;
            senders.add(Thread.ofVirtual().start(() -> {
                try {
                    new Client(number, rounds.get(number % VARIANTS), frames, speed).send(port);
                } catch (IOException | RuntimeException failed) {
                    failures.add(failed);
                }
            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " of " + clients + " clients failed",
                    List.copyOf(failures).getFirst());
        }
    }

    /** What a client says: its hello and declarations, and frames, each behind its length. */
    private record Round(List<byte[]> session, List<byte[]> frames) {
        static Round of(int seed, int entities) {
            PhysicsWorld world = PhysicsWorld.of(seed, entities, ROUND, HERTZ);
            List<byte[]> said = new ArrayList<>();
            FrameMessages messages = new FrameMessages(HourOfClients.WORLD, "SOURCE", world.components(),
                    bytes -> said.add(framed(bytes)));
            int session = said.size();
            world.forEach(messages::write);
            return new Round(List.copyOf(said.subList(1, session)), List.copyOf(said.subList(session, said.size())));
        }
    }

    private static byte[] framed(MemorySegment message) {
        byte[] bytes = message.toArray(ValueLayout.JAVA_BYTE);
        return ByteBuffer.allocate(4 + bytes.length).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).put(bytes)
                .array();
    }

    /** One game server. */
    private static final class Client {
        private final int number;
        private final Round round;
        private final int frames;
        private final double speed;
        private final ByteBuffer out = ByteBuffer.allocateDirect(BATCH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        private final ByteBuffer in = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
        private final MessageEncoder messages = new MessageEncoder();
        private final CRC32C crc = new CRC32C();
        private volatile long received;
        private volatile boolean closed;
        private volatile @Nullable IOException failure;

        Client(int number, Round round, int frames, double speed) {
            this.number = number;
            this.round = round;
            this.frames = frames;
            this.speed = speed;
        }

        void send(int port) throws IOException {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                try (SocketChannel channel = SocketChannel
                        .open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                    if (isWelcome(channel)) {
                        Thread self = Thread.currentThread();
                        Thread reader = Thread.ofVirtual().start(() -> listen(channel, self));
                        say(channel);
                        reader.join();
                        return;
                    }
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS * (1 + number)); // so many at once are not let in
            }
            throw new IOException("client " + number + " is not welcome");
        }

        /** Whether the recorder takes the session; it hangs up on those who come while too many others are coming. */
        private boolean isWelcome(SocketChannel channel) {
            out.clear();
            in.clear();
            try {
                put(channel, framed(MemorySegment.ofArray(WireCodec.encode(
                        new WireMessage.Open(WireCodec.MAJOR, WireCodec.MINOR, number + 1, "", true, false)))));
                put(channel, framed(messages.hello(new Message.Hello(FormatVersion.MAJOR, FormatVersion.MINOR,
                        HourOfClients.WORLD, "client-" + number, "bench/1 bench/1"))));
                flush(channel);
                return read(channel).filter(WireMessage.Welcome.class::isInstance).isPresent();
            } catch (IOException hungUp) {
                return false;
            }
        }

        private void say(SocketChannel channel) throws IOException {
            for (byte[] message : round.session()) {
                put(channel, message);
            }
            long sent = round.session().size();
            long began = System.nanoTime();
            for (int tick = 0; tick < frames; tick++) {
                await(channel, sent, began, tick);
                put(channel, frame(tick));
                sent++;
            }
            put(channel, framed(messages.end()));
            flush(channel);
        }

        private void put(SocketChannel channel, byte[] message) throws IOException {
            if (out.remaining() < message.length) {
                flush(channel);
            }
            out.put(message);
        }

        private void flush(SocketChannel channel) throws IOException {
            out.flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
            out.clear();
        }

        /** The next word of the recorder; empty if it has closed. */
        private Optional<WireMessage> read(SocketChannel channel) throws IOException {
            while (in.position() < Integer.BYTES || in.position() < Integer.BYTES + in.getInt(0)) {
                if (channel.read(in) < 0) {
                    return Optional.empty();
                }
            }
            byte[] message = new byte[in.getInt(0)];
            in.flip().getInt();
            in.get(message).compact();
            return Optional.of(WireCodec.decode(MemorySegment.ofArray(message)));
        }

        private void listen(SocketChannel channel, Thread sender) {
            try {
                for (var said = read(channel); said.isPresent(); said = read(channel)) {
                    if (!(said.get() instanceof WireMessage.Received(long count))) {
                        throw new IOException("the recorder says " + said.get());
                    }
                    received = count;
                    LockSupport.unpark(sender);
                }
            } catch (IOException broken) {
                failure = broken;
            } finally {
                closed = true;
                LockSupport.unpark(sender);
            }
        }

        /** The frames of the round, with the tick and time of this one. */
        private byte[] frame(int tick) {
            byte[] frame = round.frames().get(tick % ROUND).clone();
            ByteBuffer bytes = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(TICK_OFFSET, tick).putLong(TIME_OFFSET, START_NANOS + tick * TICK_NANOS);
            crc.reset();
            crc.update(frame, CRC_OFFSET + 4, frame.length - CRC_OFFSET - 4);
            bytes.putInt(CRC_OFFSET, (int) crc.getValue());
            return frame;
        }

        /** Waits until a frame is due, and until the window has room for it. */
        private void await(SocketChannel channel, long sent, long began, int tick) throws IOException {
            long due = speed > 0 ? began + (long) (tick * TICK_NANOS / speed) : began;
            if (due - System.nanoTime() > 0) {
                flush(channel);
                LockSupport.parkNanos(due - System.nanoTime());
            }
            while (sent - received >= WINDOW) {
                flush(channel);
                if (closed) {
                    throw new IOException("the recorder has hung up on client " + number + " at tick " + tick, failure);
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
    }
}
