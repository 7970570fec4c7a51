package io.worldreel.publisher.dht;

import io.worldreel.format.ByteString;
import io.worldreel.format.FormatException;
import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.bencode.BencodeReader;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.bencode.BencodeWriter;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Asks nodes of the DHT questions (BEP 5), over UDP and IPv4; answers none itself and says so (BEP 43). Safe for all threads.
 */
final class Krpc implements AutoCloseable {
    private static final int LARGEST_DATAGRAM = 8 << 10;
    private static final BencodeLimits LIMITS = new BencodeLimits(LARGEST_DATAGRAM, 16, 2000);
    private static final int ID_BYTES = 20;

    private final DatagramChannel channel;
    private final ByteString id;
    private final AtomicInteger transactions;
    private final Map<ByteString, Question> open = new ConcurrentHashMap<>();

    private record Question(InetSocketAddress to, CompletableFuture<Dictionary> answer) {}

    /** @param from the address that is asked from; port 0 for any */
    Krpc(InetSocketAddress from, RandomGenerator random) throws IOException {
        byte[] own = new byte[ID_BYTES];
        random.nextBytes(own);
        id = ByteString.of(own);
        transactions = new AtomicInteger(random.nextInt());
        channel = open(from.getAddress());
        channel.bind(from);
        Thread.ofPlatform().daemon().name("dht").start(this::listen);
    }

    /** Everywhere means both kinds of addresses; a socket of one kind knows no other. */
    private static DatagramChannel open(InetAddress from) throws IOException {
        return from.isAnyLocalAddress()
                ? DatagramChannel.open()
                : DatagramChannel.open(from instanceof Inet4Address
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6);
    }

    /**
     * Asks one node.
     *
     * @return the whole answer, which may be an error of the node; fails after {@code patience} or if it cannot be sent
     */
    CompletableFuture<Dictionary> ask(InetSocketAddress node, String question, Dictionary arguments,
            Duration patience) {
        var transaction = ByteString.of(ByteBuffer.allocate(4).putInt(transactions.incrementAndGet()).array());
        var message = Dictionary.EMPTY.with("t", transaction).with("y", "q").with("q", question).with("ro", 1)
                .with("a", arguments.with("id", id));
        var answer = new CompletableFuture<Dictionary>().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        open.put(transaction, new Question(node, answer));
        var _ = answer.whenComplete((any, problem) -> open.remove(transaction));
        try {
            channel.send(ByteBuffer.wrap(BencodeWriter.write(message)), node);
        } catch (IOException | RuntimeException unsendable) { // an address of a kind that cannot be sent to
            answer.completeExceptionally(unsendable);
        }
        return answer;
    }

    private void listen() {
        var buffer = ByteBuffer.allocate(LARGEST_DATAGRAM);
        while (channel.isOpen()) {
            try {
                SocketAddress from = channel.receive(buffer.clear());
                byte[] bytes = new byte[buffer.flip().remaining()];
                buffer.get(bytes);
                heard(from, bytes);
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException | FormatException notForUs) {
                // Anybody may send anything; a question whose answer is broken runs out of patience.
            }
        }
    }

    private void heard(SocketAddress from, byte[] bytes) {
        var message = BencodeReader.readDictionary("a datagram", bytes, LIMITS);
        var question = message.bytes("t").map(open::get);
        if (question.isPresent() && question.get().to.equals(from)
                && message.get("y").filter(kind -> !kind.equals(BencodeValue.of("q"))).isPresent()) {
            question.get().answer.complete(message);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
