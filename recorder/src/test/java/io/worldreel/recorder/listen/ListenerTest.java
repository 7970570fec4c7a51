package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.wire.WireMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders say arrives, in its order and once. */
class ListenerTest extends ListenerScene {
    @ParameterizedTest
    @ValueSource(strings = { "tcp://127.0.0.1:0", "unix" })
    void whatASenderSaysArrivesInOrder(String url, @TempDir Path folder) throws Exception {
        ListenUrl local = ListenUrl.parse("unix:" + folder.resolve("socket"));
        listen(ListenConfig.of("arena", url.equals("unix") ? local : TCP));
        Wire wire = welcomed(1, "eu-1");
        wire.say(script.declaration(), script.name(-5, "ball"));
        for (int tick = 0; tick < 500; tick++) {
            wire.say(tick % 2 == 0 ? script.frame(tick, 0, 30) : script.namedFrame(tick, -5));
        }
        wire.say(script.end());
        assertThat(wire.isClosed()).isTrue();
        Waiting.until("the sink is closed", () -> kept.closed.contains("eu-1"));

        assertThat(kept.ticks("eu-1")).isEqualTo(LongStream.range(0, 500).boxed().toList());
        assertThat(kept.of("eu-1").get(2)).isEqualTo(new KeptFrames.Kept(2, 30, List.of("tick 2")));
        assertThat(kept.hellos.getFirst().sender()).isEqualTo("test/1 worldreel-test/0.1");
        assertThat(listener().health().frames()).isEqualTo(500);
        assertThat(Files.exists(folder.resolve("socket"))).isEqualTo(url.equals("unix"));
        listener().close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsSaidOverTlsArrivesInOrder(@TempDir Path folder) throws Exception {
        SSLContext trusting = TestCertificate.make(folder);
        listen(TestCertificate.config(folder, "tls://127.0.0.1:0").withToken("s3cret"));
        Wire plain = connect();
        plain.say(Script.open(1, "s3cret", false), script.hello("eu-1"));
        assertThat(plain.isClosed()).isTrue();
        assertThatThrownBy(() -> Wire.connect(listener().urls().getFirst(), SSLContext.getDefault()).raw(new byte[1]))
                .isInstanceOf(SSLException.class);
        assertThat(kept.opened).isEmpty();

        try (Wire wire = Wire.connect(listener().urls().getFirst(), trusting)) {
            wire.say(Script.open(1, "s3cret", true), script.hello("eu-1"));
            assertThat(wire.hear()).isInstanceOf(WireMessage.Welcome.class);
            wire.say(script.declaration());
            for (int tick = 0; tick < 500; tick++) {
                wire.say(script.frame(tick, 0, 30));
            }
            wire.say(script.end());
            assertThat(wire.isClosed()).isTrue();
        }
        assertThat(kept.ticks("eu-1")).isEqualTo(LongStream.range(0, 500).boxed().toList());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4, 5, 6 })
    void aBrokenConnectionLosesAndDoublesNothing(long seed) throws Exception {
        Random random = new Random(seed);
        List<byte[]> messages = new ArrayList<>(List.of(script.declaration(), script.name(-5, "ball")));
        for (int tick = 0; tick < 400; tick++) {
            messages.add(script.frame(tick, 0, 20));
        }
        messages.add(script.end());
        long received = 0;
        for (int connection = 0; received < messages.size(); connection++) {
            assertThat(connection).isLessThan(200);
            Wire wire = connect();
            wire.say(Script.open(77, "", true), script.hello("eu-1"));
            if (!(wire.hear() instanceof WireMessage.Welcome welcome)) {
                throw new AssertionError("not welcomed");
            }
            assertThat(welcome.received()).isGreaterThanOrEqualTo(received);
            received = welcome.received();
            int until = Math.min(messages.size(), (int) received + 1 + random.nextInt(60));
            for (int i = (int) received; i < until; i++) {
                wire.say(messages.get(i));
            }
            if (until == messages.size()) {
                assertThat(wire.isClosed()).isTrue();
                break;
            }
            if (random.nextBoolean()) {
                byte[] half = Arrays.copyOf(messages.get(until), 17);
                wire.raw(new byte[]{ (byte) messages.get(until).length, 1, 0, 0 });
                wire.raw(half);
            }
            if (random.nextBoolean() && wire.hear() instanceof WireMessage.Received(long count)) {
                assertThat(count).isLessThanOrEqualTo(until);
                received = Math.max(received, count);
            }
            wire.close();
        }
        Waiting.until("the sink is closed", () -> !kept.closed.isEmpty());
        assertThat(kept.opened).containsExactly("eu-1");
        assertThat(kept.ticks("eu-1")).isEqualTo(LongStream.range(0, 400).boxed().toList());
    }

    @Test
    void aSenderMayLeaveChecksumsToTheRecorder() throws Exception {
        Wire wire = connect();
        byte[][] said = { script.hello("eu-1"), script.declaration(), script.frame(1, 0, 3), script.end() };
        for (byte[] message : said) {
            Arrays.fill(message, 0, 4, (byte) 0);
        }
        wire.say(Script.open(1, "", false, true));
        wire.say(said);
        assertThat(wire.isClosed()).isTrue();
        assertThat(kept.bytes.getOrDefault("eu-1", List.of()).getFirst()).isEqualTo(script.frame(1, 0, 3));
    }

    @Test
    void framesThatTheArchiveHasAreReceivedAndIgnored() throws Exception {
        kept.lastTick = 9;
        Wire wire = connect();
        wire.say(Script.open(1, "", true), script.hello("eu-1"));
        assertThat(wire.hear()).isInstanceOfSatisfying(WireMessage.Welcome.class,
                welcome -> assertThat(welcome.lastTick()).isEqualTo(9));
        wire.say(script.declaration());
        for (int tick = 5; tick < 15; tick++) {
            wire.say(script.frame(tick, 0, 1));
        }
        wire.say(script.end());
        assertThat(wire.isClosed()).isTrue();
        assertThat(kept.ticks("eu-1")).containsExactly(10L, 11L, 12L, 13L, 14L);
        assertThat(listener().health().ignored()).isEqualTo(5);
    }

    @Test
    void whereThereIsNoRoomTheSenderWaits() throws Exception {
        Wire wire = welcomed(1, "eu-1");
        kept.room = false;
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                wire.say(script.declaration());
                for (int tick = 0; tick < 3000; tick++) {
                    wire.say(script.frame(tick, 0, 200));
                }
                wire.say(script.end());
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        });
        Thread.sleep(200);
        assertThat(sender.isAlive()).as("7 MB do not fit into the sockets").isTrue();
        kept.room = true;
        sender.join();
        assertThat(wire.isClosed()).isTrue();
        assertThat(kept.ticks("eu-1")).hasSize(3000);
    }
}
