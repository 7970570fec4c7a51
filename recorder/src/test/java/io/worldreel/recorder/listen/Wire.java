package io.worldreel.recorder.listen;

import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One end of a byte stream, told by a test what to say. */
final class Wire implements Closeable {
    private final Closeable socket;
    private final InputStream in;
    private final OutputStream out;

    Wire(Closeable socket, InputStream in, OutputStream out) {
        this.socket = socket;
        this.in = in;
        this.out = out;
    }

    static Wire connect(ListenUrl url) throws IOException {
        SocketChannel channel = SocketChannel.open(url.address());
        return new Wire(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    static Wire connect(ListenUrl url, SSLContext trusting) throws IOException {
        SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket(url.host(), url.port());
        return new Wire(socket, socket.getInputStream(), socket.getOutputStream());
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void say(byte[]... messages) throws IOException {
        for (byte[] message : messages) {
            raw(ByteBuffer.allocate(4 + message.length).order(ByteOrder.LITTLE_ENDIAN).putInt(message.length)
                    .put(message).array());
        }
    }

    WireMessage hear() throws IOException {
        ByteBuffer length = ByteBuffer.wrap(read(4)).order(ByteOrder.LITTLE_ENDIAN);
        return WireCodec.decode(MemorySegment.ofArray(read(length.getInt())));
    }

    private byte[] read(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the recorder closed the connection");
        }
        return bytes;
    }

    /** Whether the recorder closes, whatever it still says. */
    boolean isClosed() {
        try {
            in.readAllBytes();
            return true;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
