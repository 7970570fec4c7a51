package io.worldreel.publisher.engine;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.bencode.BencodeReader;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.bencode.BencodeWriter;
import io.worldreel.publisher.torrent.FileHashes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A peer (BEP 3, 10, 9) that claims to have every piece of any torrent it is asked for, describes it by whatever bytes it likes, and sends
 * noise.
 */
final class HostilePeer implements AutoCloseable {
    private static final String PROTOCOL = "BitTorrent protocol";
    private static final int EXTENDED = 20;
    private static final int REQUEST = 6;
    private static final int METADATA = 3;
    private static final int METADATA_PIECE = 16 << 10;

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final byte[] info;
    private final long claimedSize;
    private final int pieces;
    private final Random random = new Random(6);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger described = new AtomicInteger();

    /**
     * @param info what it gives as the torrent's info dictionary
     * @param claimedSize what it says that this has
     * @param pieces that it claims to have
     */
    HostilePeer(byte[] info, long claimedSize, int pieces) throws IOException {
        this.info = info;
        this.claimedSize = claimedSize;
        this.pieces = pieces;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    /** Blocks of noise that somebody has taken. */
    int sent() {
        return sent.get();
    }

    /** Parts of a description that somebody has asked for. */
    int described() {
        return described.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket peer = socket.accept();
                Thread.ofVirtual().start(() -> {
                    try (peer) {
                        talk(new DataInputStream(peer.getInputStream()), new DataOutputStream(peer.getOutputStream()));
                    } catch (IOException hungUp) {
                        // found out
                    }
                });
            }
        } catch (IOException closed) {
            // its end
        }
    }

    private void talk(DataInputStream in, DataOutputStream out) throws IOException {
        if (in.readUnsignedByte() != PROTOCOL.length()) {
            return; // an encrypted handshake: the next attempt comes without
        }
        in.skipNBytes(PROTOCOL.length());
        byte[] reserved = in.readNBytes(8);
        byte[] infohash = in.readNBytes(20);
        in.skipNBytes(20);
        out.writeByte(PROTOCOL.length());
        out.writeBytes(PROTOCOL);
        reserved[5] |= 0x10; // BEP 10
        reserved[7] = 0; // no fast extension, no DHT
        out.write(reserved);
        out.write(infohash);
        out.writeBytes("-HO0001-" + "%012d".formatted(socket.getLocalPort()));
        byte[] all = new byte[(pieces + 7) / 8];
        for (int i = 0; i < pieces; i++) {
            all[i / 8] |= (byte) (0x80 >> i % 8);
        }
        message(out, 5, all);
        extended(out, 0, Dictionary.EMPTY.with("m", Dictionary.EMPTY.with("ut_metadata", METADATA))
                .with("metadata_size", claimedSize), new byte[0]);
        message(out, 1, new byte[0]);
        while (true) {
            byte[] body = in.readNBytes(in.readInt());
            if (body.length > 0 && body[0] == REQUEST) {
                noise(out, body);
            } else if (body.length > 1 && body[0] == EXTENDED && body[1] == METADATA) {
                describe(out, body);
            }
        }
    }

    private void noise(DataOutputStream out, byte[] request) throws IOException {
        byte[] block = new byte[8 + METADATA_PIECE];
        random.nextBytes(block);
        System.arraycopy(request, 1, block, 0, 8);
        message(out, 7, block);
        sent.incrementAndGet();
    }

    private void describe(DataOutputStream out, byte[] body) throws IOException {
        var request = BencodeReader.readDictionary("request", Arrays.copyOfRange(body, 2, body.length),
                new BencodeLimits(1000, 4, 20));
        int piece = (int) (long) request.integer("piece").orElse(0L);
        described.incrementAndGet();
        int from = Math.min(info.length, piece * METADATA_PIECE);
        // libtorrent's name for its own messages of this kind
        extended(out, 2, Dictionary.EMPTY.with("msg_type", 1).with("piece", piece).with("total_size", claimedSize),
                Arrays.copyOfRange(info, from, Math.min(info.length, from + METADATA_PIECE)));
    }

    private static void extended(DataOutputStream out, int kind, Dictionary header, byte[] tail) throws IOException {
        byte[] head = BencodeWriter.write(header);
        byte[] body = new byte[1 + head.length + tail.length];
        body[0] = (byte) kind;
        System.arraycopy(head, 0, body, 1, head.length);
        System.arraycopy(tail, 0, body, 1 + head.length, tail.length);
        message(out, EXTENDED, body);
    }

    private static void message(DataOutputStream out, int kind, byte[] body) throws IOException {
        out.writeInt(1 + body.length);
        out.writeByte(kind);
        out.write(body);
        out.flush();
    }

    /** The v1 infohash of what it describes. */
    static ByteString infohash(byte[] info) {
        return FileHashes.of(info, 1 << 26).pieces();
    }

    /** An info dictionary, encoded. */
    static byte[] encode(Dictionary info) {
        return BencodeWriter.write(info);
    }

    /** Text as bytes that are no text. */
    static ByteString pieces(int count) {
        return ByteString.of("x".repeat(20 * count).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
