package io.worldreel.bench;

import com.sun.management.OperatingSystemMXBean;
import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageEncoder;
import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import io.worldreel.recorder.listen.FrameSink;
import io.worldreel.recorder.listen.FrameSinks;
import io.worldreel.recorder.listen.JdkConnections;
import io.worldreel.recorder.listen.ListenConfig;
import io.worldreel.recorder.listen.ListenUrl;
import io.worldreel.recorder.listen.Listener;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What a frame over TCP costs a recorder: with Netty, as it listens, and with the JDK's channels and virtual threads. Frames are
 * checked and counted, and not recorded. Senders are another process, so that CPU time is the listener's alone.
 *
 * <p>Arguments: {@code netty} or {@code jdk}, connections, entities of a frame, frames of a connection, frames a second of a
 * connection (0: as fast as it goes). The first tenth is not measured.
 */
public final class ListenThroughput {
    private static final String WORLD = "bench";
    private static final int TICK_OFFSET = 4 + 8;

    private ListenThroughput() {}

    public static void main(String[] args) throws Exception {
        int connections = Integer.parseInt(args[1]);
        if (args[0].equals("send")) {
            send(Integer.parseInt(args[5]), connections, Integer.parseInt(args[2]), Integer.parseInt(args[3]),
                    Double.parseDouble(args[4]));
            return;
        }
        long total = (long) connections * Integer.parseInt(args[3]);
        Counting sinks = new Counting();
        try (AutoCloseable listener = args[0].equals("netty") ? netty(sinks) : new JdkConnections(WORLD, sinks)) {
            int port = switch (listener) {
                case Listener netty -> netty.urls().getFirst().port();
                case JdkConnections jdk -> jdk.port();
                default -> throw new AssertionError(listener);
            };
            Process sender = sender(args, port);
            awaitFrames(sinks, total / 10);
            double cpu = cpuNanos();
            long began = System.nanoTime();
            long before = sinks.frames.sum();
            awaitFrames(sinks, total);
            long nanos = System.nanoTime() - began;
            double frames = sinks.frames.sum() - before;
            System.out.printf(Locale.ROOT,
                    "%s connections=%d entities=%d bytes=%d: %.0f frames/s, %.2f us CPU a frame, %.0f MB/s%n", args[0],
                    connections, Integer.parseInt(args[2]), sinks.bytes.sum() / sinks.frames.sum(),
                    frames / nanos * 1e9, (cpuNanos() - cpu) / frames / 1e3,
                    frames * sinks.bytes.sum() / sinks.frames.sum() / nanos * 1e3);
            sender.waitFor();
        }
    }

    private static Listener netty(FrameSinks sinks) {
        return Listener.open(ListenConfig.of(WORLD, ListenUrl.parse("tcp://127.0.0.1:0")), sinks);
    }

    private static Process sender(String[] args, int port) throws IOException {
        return new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx512m", "-cp",
                System.getProperty("java.class.path"), ListenThroughput.class.getName(), "send", args[1], args[2],
                args[3], args[4], Integer.toString(port)).inheritIO().start();
    }

    private static void awaitFrames(Counting sinks, long frames) {
        while (sinks.frames.sum() < frames) {
            LockSupport.parkNanos(200_000);
        }
    }

    private static double cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Counts frames. */
    private static final class Counting implements FrameSinks {
        final LongAdder frames = new LongAdder();
        final LongAdder bytes = new LongAdder();

        @Override
        public FrameSink open(Message.Hello hello) {
            return new FrameSink() {
                @Override
                public long lastTick() {
                    return Long.MIN_VALUE;
                }

                @Override
                public boolean offer(Message message, MemorySegment segment) {
                    if (message instanceof io.worldreel.format.message.FrameMessage) {
                        frames.increment();
                        bytes.add(segment.byteSize());
                    }
                    return true;
                }

                @Override
                public void dropped(long tick, long timeNanos, String reason) {
                    throw new IllegalStateException(reason);
                }

                @Override
                public void close() {}

                @Override
                public void suspend() {}
            };
        }
    }

    private static void send(int port, int connections, int entities, int frames, double rate) throws Exception {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int number = i;
            senders.add(Thread.ofVirtual().start(() -> {
                try {
                    sendOne(port, number, entities, frames, rate);
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private static void sendOne(int port, int number, int entities, int frames, double rate) throws IOException {
        MessageEncoder messages = new MessageEncoder();
        try (SocketChannel channel = SocketChannel
                .open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            say(channel, MemorySegment.ofArray(WireCodec.encode(
                    new WireMessage.Open(WireCodec.MAJOR, WireCodec.MINOR, number, "", false, true))));
            say(channel, messages.hello(new Message.Hello(0, 1, WORLD, "sender-" + number, "bench/1 bench/1")));
            channel.read(ByteBuffer.allocate(512));
            Component[] components = { Component.of("position", ComponentType.VEC3F32),
                    Component.of("rotation", ComponentType.QUAT), Component.of("velocity", ComponentType.VEC3F32),
                    Component.of("spin", ComponentType.VEC3F32) };
            FrameEncoder encoder = new FrameEncoder();
            for (int i = 0; i < components.length; i++) {
                say(channel, messages.declaration(new Message.Declaration(i, components[i])));
                encoder.declare(i, components[i]);
            }
            encoder.begin(0, 0);
            for (int entity = 0; entity < entities; entity++) {
                int row = encoder.row(entity, false);
                encoder.put(row, 0, 1f, 2f, 3f);
                encoder.put(row, 1, 0f, 0f, 0f, 1f);
                encoder.put(row, 2, 1f, 2f, 3f);
                encoder.put(row, 3, 1f, 2f, 3f);
            }
            ByteBuffer frame = framed(encoder.finish());
            long began = System.nanoTime();
            for (int tick = 1; tick <= frames; tick++) {
                if (rate > 0) {
                    long due = began + (long) (tick / rate * 1e9);
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                frame.putLong(TICK_OFFSET, tick).rewind();
                while (frame.hasRemaining()) {
                    channel.write(frame);
                }
            }
            say(channel, messages.end());
            channel.read(ByteBuffer.allocate(512));
        }
    }

    private static void say(SocketChannel channel, MemorySegment message) throws IOException {
        ByteBuffer bytes = framed(message);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** The message behind its length, in memory of its own. */
    private static ByteBuffer framed(MemorySegment message) {
        return ByteBuffer.allocateDirect(4 + (int) message.byteSize()).order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) message.byteSize()).put(message.toArray(ValueLayout.JAVA_BYTE)).flip();
    }
}
