package io.worldreel.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy on the loopback that makes a link slow: bytes arrive half the added latency after they were sent, in either
 * direction, and those from the server at no more than a given rate, shared by all connections. Opening a connection
 * through it costs no round trip, as one that was kept would not.
 */
final class VfsSlowLink implements AutoCloseable {
    private static final int CHUNK = 16 << 10;

    private final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final long oneWayNanos;
    private final double nanosPerByte;
    /** When the link is free to take the next byte from the server. */
    private long linkFree;
    private final AtomicLong bytes = new AtomicLong();

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(byte[] bytes, long due) {}

    VfsSlowLink(int serverPort, long latencyMillis, double megabitsPerSecond) throws IOException {
        this.serverPort = serverPort;
        this.oneWayNanos = latencyMillis * 500_000;
        this.nanosPerByte = 8000 / megabitsPerSecond;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Bytes that came from the server, headers included. */
    long bytes() {
        return bytes.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                var server = new Socket();
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                pump(client, server, false);
                pump(server, client, true);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pump(Socket from, Socket to, boolean limited) {
        BlockingQueue<Piece> line = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (InputStream in = from.getInputStream()) {
                byte[] buffer = new byte[CHUNK];
                for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                    line.add(new Piece(java.util.Arrays.copyOf(buffer, n),
                            limited ? due(n) : System.nanoTime() + oneWayNanos));
                }
            } catch (IOException closed) {
                // the other side hung up
            }
            line.add(new Piece(new byte[0], 0));
        });
        Thread.ofPlatform().daemon().start(() -> {
            try (to; OutputStream out = to.getOutputStream()) {
                for (Piece piece = line.take(); piece.bytes.length > 0; piece = line.take()) {
                    for (long left = piece.due - System.nanoTime(); left > 0; left = piece.due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    out.write(piece.bytes);
                }
            } catch (IOException | InterruptedException closed) {
                // the other side hung up
            }
        });
    }

    private synchronized long due(int n) {
        bytes.addAndGet(n);
        linkFree = Math.max(linkFree, System.nanoTime()) + (long) (n * nanosPerByte);
        return linkFree + oneWayNanos;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
