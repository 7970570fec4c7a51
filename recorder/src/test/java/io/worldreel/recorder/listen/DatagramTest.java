package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.wire.WireCodec;
import io.worldreel.format.wire.WireMessage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatagramTest {
    private static final long SESSION = 0x1122334455667788L;

    private final KeptFrames kept = new KeptFrames();
    private final Script script = new Script();
    private final Listener listener = Listener.open(ListenConfig.of("arena", ListenUrl.parse("udp://127.0.0.1:0")),
            kept);
    private final DatagramSocket socket = open();
    private int number;

    private static DatagramSocket open() {
        try {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(20_000);
            return socket;
        } catch (SocketException failure) {
            throw new AssertionError(failure);
        }
    }

    @AfterEach
    void close() {
        socket.close();
        listener.close();
    }

    private byte[] datagram(int at, int part, int parts, byte[]... messages) {
        ByteBuffer out = ByteBuffer.allocate(65_000).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x44524C57).putLong(SESSION).putInt(at).putShort((short) part).putShort((short) parts);
        for (byte[] message : messages) {
            out.putInt(message.length).put(message);
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }

    private void send(byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, listener.urls().getFirst().address()));
    }

    private void say(byte[]... messages) throws IOException {
        send(datagram(number++, 0, 1, messages));
    }

    private WireMessage hear() throws IOException {
        byte[] bytes = new byte[1000];
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        return WireCodec.decode(MemorySegment.ofArray(java.util.Arrays.copyOfRange(bytes, 4, packet.getLength())));
    }

    private void opened() throws IOException {
        say(Script.open(SESSION, "", false), script.hello("eu-1"));
        assertThat(hear()).isInstanceOf(WireMessage.Welcome.class);
        say(script.declaration());
    }

    private void awaitTick(long tick) throws InterruptedException {
        Waiting.until("tick " + tick + " is there",
                () -> !kept.of("eu-1").isEmpty() && kept.of("eu-1").getLast().tick() >= tick);
    }

    @Test
    void framesInOrderArriveInOrder() throws Exception {
        opened();
        say(script.declaration());
        for (int tick = 0; tick < 300; tick++) {
            say(script.frame(tick, 0, 10));
            if (tick % 50 == 49) {
                awaitTick(tick);
            }
        }
        say(script.end());
        Waiting.until("the sink is closed", () -> kept.closed.contains("eu-1"));
        assertThat(kept.ticks("eu-1")).isEqualTo(LongStream.range(0, 300).boxed().toList());
        assertThat(listener.health().partial()).isZero();
    }

    @Test
    void aFrameInPartsIsPutTogether() throws Exception {
        opened();
        List<byte[]> parts = new ArrayList<>();
        for (int part = 0; part < 5; part++) {
            parts.add(datagram(number + part, part, 5, script.frame(7, part * 10, 10)));
        }
        number += 5;
        Collections.shuffle(parts, new Random(3));
        for (byte[] part : parts) {
            send(part);
        }
        awaitTick(7);
        assertThat(kept.of("eu-1")).containsExactly(new KeptFrames.Kept(7, 50, List.of("tick 7")));
        assertThat(kept.bytes.getOrDefault("eu-1", List.of()).getFirst()).isEqualTo(script.frame(7, 0, 50));
    }

    @Test
    void aFrameOfWhichPartsAreLostSaysSo() throws Exception {
        opened();
        send(datagram(number, 0, 3, script.frame(7, 0, 10)));
        send(datagram(number + 2, 2, 3, script.frame(7, 20, 10)));
        number += 3;
        awaitTick(7);
        assertThat(kept.of("eu-1")).containsExactly(new KeptFrames.Kept(7, 20,
                List.of("tick 7", "worldreel.partial {\"parts\":3,\"arrived\":2}")));
        assertThat(listener.health().partial()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4 })
    void lossReorderingAndDoublesGiveRisingTicks(long seed) throws Exception {
        Random random = new Random(seed);
        opened();
        List<Long> sent = new ArrayList<>();
        List<byte[]> delayed = new ArrayList<>();
        for (long tick = 0; tick < 200; tick++) {
            byte[] datagram = datagram(number++, 0, 1, script.frame(tick, 0, 5));
            int fate = random.nextInt(10);
            if (fate > 0) {
                sent.add(tick);
                (fate == 1 ? delayed : new ArrayList<byte[]>()).add(datagram);
            }
            if (fate > 1) {
                send(datagram);
            }
            if (fate == 2) {
                send(datagram);
            }
            if (fate > 6) {
                for (byte[] late : delayed) {
                    send(late);
                }
                delayed.clear();
            }
            if (tick % 50 == 49) {
                Thread.sleep(20);
            }
        }
        say(script.end());
        Waiting.until("the sink is closed", () -> kept.closed.contains("eu-1"));
        assertThat(kept.ticks("eu-1")).isSorted().doesNotHaveDuplicates().isSubsetOf(sent).hasSizeGreaterThan(140);
    }

    @Test
    void whatComesTwiceCountsOnceAndWhatComesTooLateIsDropped() throws Exception {
        opened();
        byte[] late = datagram(number++, 0, 1, script.frame(0, 0, 3));
        for (int tick = 1; tick < 20; tick++) {
            byte[] datagram = datagram(number++, 0, 1, script.frame(tick, 0, 3));
            send(datagram);
            send(datagram);
        }
        awaitTick(19);
        send(late);
        send(late);
        say(script.end());
        Waiting.until("the sink is closed", () -> kept.closed.contains("eu-1"));
        assertThat(kept.ticks("eu-1")).isEqualTo(LongStream.range(1, 20).boxed().toList());
        assertThat(listener.health().dropped()).as("the late one, once").isEqualTo(1);
    }

    @Test
    void aFrameWhoseDeclarationWasLostIsAccountedFor() throws Exception {
        say(Script.open(SESSION, "", false), script.hello("eu-1"));
        assertThat(hear()).isInstanceOf(WireMessage.Welcome.class);
        say(script.frame(1, 0, 1));
        say(script.declaration());
        say(script.frame(2, 0, 1));
        awaitTick(2);
        assertThat(kept.ticks("eu-1")).containsExactly(2L);
        assertThat(kept.dropped).singleElement().asString().startsWith("1 a frame has component 0");
    }

    @Test
    void anUnknownSessionIsAskedToOpen() throws Exception {
        say(script.frame(1, 0, 1));
        assertThat(hear()).isEqualTo(new WireMessage.Received(0));
        opened();
        say(script.frame(2, 0, 1));
        awaitTick(2);
    }

    @Test
    void aStrangerCannotSpeakForASession() throws Exception {
        opened();
        try (DatagramSocket stranger = open()) {
            stranger.setSoTimeout(200);
            byte[] forged = datagram(number, 0, 1, script.frame(1, 0, 1));
            stranger.send(new DatagramPacket(forged, forged.length, listener.urls().getFirst().address()));
            org.assertj.core.api.Assertions
                    .assertThatThrownBy(() -> stranger.receive(new DatagramPacket(new byte[10], 10)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
        say(script.frame(2, 0, 1));
        awaitTick(2);
        assertThat(kept.ticks("eu-1")).containsExactly(2L);
        assertThat(listener.health().discarded()).isEqualTo(1);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3 })
    void garbageIsDiscarded(long seed) throws Exception {
        Random random = new Random(seed);
        opened();
        for (int round = 0; round < 300; round++) {
            byte[] garbled = datagram(number++, random.nextInt(3), random.nextInt(4),
                    script.frame(random.nextInt(), 0, 3));
            for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                garbled[random.nextInt(garbled.length)] ^= (byte) (1 << random.nextInt(8));
            }
            send(java.util.Arrays.copyOf(garbled, random.nextInt(garbled.length + 1)));
        }
        Waiting.until("the listener goes on", () -> {
            try {
                say(script.declaration());
                say(script.frame(Long.MAX_VALUE - 1, 0, 1));
                Thread.sleep(Duration.ofMillis(20));
            } catch (IOException | InterruptedException failure) {
                throw new AssertionError(failure);
            }
            return kept.ticks("eu-1").contains(Long.MAX_VALUE - 1);
        });
    }
}
