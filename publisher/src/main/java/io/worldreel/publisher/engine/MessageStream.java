package io.worldreel.publisher.engine;

import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.bencode.BencodeReader;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.bencode.BencodeWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Messages between a program and its engine: dictionaries in bencode, each behind its length as four bytes, big-endian. Any thread may
 * send, one receives.
 */
public final class MessageStream implements AutoCloseable {
    /** A torrent of the largest file that is taken, and something around it. */
    private static final BencodeLimits LIMITS = new BencodeLimits(BencodeLimits.METAINFO.bytes() + (64 << 10),
            16, 100_000);

    private final DataInputStream in;
    private final DataOutputStream out;

    public MessageStream(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
    }

    /** Sends a message, at once. */
    public synchronized void send(Dictionary message) throws IOException {
        byte[] bytes = BencodeWriter.write(message);
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    /**
     * Waits for the next message.
     *
     * @return empty at the end of the stream
     * @throws IOException if it breaks off, or what comes is no message
     */
    public Optional<Dictionary> receive() throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException end) {
            return Optional.empty();
        }
        if (length < 2 || length > LIMITS.bytes()) {
            throw new IOException("a message of " + length + " bytes between a program and its engine");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return Optional.of(BencodeReader.readDictionary("a message between a program and its engine", bytes, LIMITS));
    }

    @Override
    public void close() throws IOException {
        try (in; out) {
            // Both ends, whatever the first says.
        }
    }
}
