package io.worldreel.publisher.engine;

import io.worldreel.format.ByteString;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A peer that connects and sends, as fast as it can, what nobody has asked for; hung up on, it comes again. */
final class FloodingPeer implements AutoCloseable {
    private static final int EXTENDED = 20;
    private static final int LARGEST = 900_000;

    private final InetSocketAddress victim;
    private final ByteString infohash;
    private final Random random;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;

    FloodingPeer(InetSocketAddress victim, ByteString infohash, int seed) {
        this.victim = victim;
        this.infohash = infohash;
        this.random = new Random(seed);
        this.thread = Thread.ofPlatform().daemon().start(this::flood);
    }

    /** Bytes that were taken of it. */
    long sent() {
        return sent.get();
    }

    int connections() {
        return connections.get();
    }

    private void flood() {
        while (!closed) {
            try (Socket socket = new Socket(victim.getAddress(), victim.getPort())) {
                connections.incrementAndGet();
                socket.setSoTimeout(100);
                talk(socket.getInputStream(), new DataOutputStream(new BufferedOutputStream(socket.getOutputStream())));
            } catch (IOException hungUp) {
                // found out
            }
        }
    }

    private void talk(InputStream in, DataOutputStream out) throws IOException {
        out.writeByte(19);
        out.writeBytes("BitTorrent protocol");
        out.write(new byte[]{ 0, 0, 0, 0, 0, 0x10, 0, 0 });
        out.write(infohash.toArray());
        out.write("-FL0001-%012d".formatted(random.nextInt(1_000_000)).getBytes(StandardCharsets.US_ASCII));
        out.flush();
        in.skip(68);
        int kind = random.nextInt(5); // each connection floods in one way, as the wrong ones end it
        while (!closed) {
            switch (kind) {
                case 0 -> have(out);
                case 1 -> request(out);
                case 2 -> message(out, 7, noise(8 + (16 << 10))); // blocks
                case 3 -> message(out, EXTENDED, noise(random.nextInt(LARGEST)));
                default -> message(out, random.nextInt(256), noise(random.nextInt(20_000)));
            }
        }
    }

    private void have(DataOutputStream out) throws IOException {
        byte[] body = { 0, 0, 0, (byte) random.nextInt(40) };
        message(out, 4, body);
    }

    private void request(DataOutputStream out) throws IOException {
        byte[] body = { 0, 0, 0, (byte) random.nextInt(40), 0, 0, 0, 0, 0, 0, 0x40, 0 };
        message(out, 2, new byte[0]);
        message(out, 6, body);
    }

    private byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        random.nextBytes(noise);
        return noise;
    }

    private void message(DataOutputStream out, int kind, byte[] body) throws IOException {
        out.writeInt(1 + body.length);
        out.writeByte(kind);
        out.write(body);
        sent.addAndGet(5L + body.length);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
