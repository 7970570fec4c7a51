package io.worldreel.publisher.dht;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.bencode.BencodeReader;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.bencode.BencodeWriter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** A node that stands nearest to an item and says of it whatever it likes, for ever. */
public final class HostileNode implements AutoCloseable {
    private final DatagramSocket socket;
    private final ByteString id;
    private final Dictionary says;
    private volatile boolean silent;

    /** @param says what its answers to get hold beside id, token and nodes */
    public HostileNode(ByteString target, Dictionary says) throws IOException {
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.id = target;
        this.says = says;
        Thread.ofPlatform().daemon().start(this::answer);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
    }

    /** Whether it does not answer from now on. */
    public void silent(boolean newSilent) {
        silent = newSilent;
    }

    private void answer() {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[8192], 8192);
                socket.receive(packet);
                if (silent) {
                    continue;
                }
                var question = BencodeReader.readDictionary("question",
                        Arrays.copyOf(packet.getData(), packet.getLength()), new BencodeLimits(8192, 8, 100));
                boolean get = question.bytes("q").flatMap(ByteString::text).orElse("").equals("get");
                var reply = (get ? says : Dictionary.EMPTY).with("id", id).with("token", "t");
                byte[] bytes = BencodeWriter.write(Dictionary.EMPTY.with("t", question.get("t").orElseThrow())
                        .with("y", "r").with("r", reply));
                socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            // its end
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
