package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.wire.WireMessage;
import io.worldreel.recorder.RecorderException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTest {
    private static final ListenUrl TCP = ListenUrl.parse("tcp://127.0.0.1:0");

    private final KeptFrames kept = new KeptFrames();
    private final Script script = new Script();
    private final List<Wire> wires = new ArrayList<>();
    private Listener listener = Listener.open(ListenConfig.of("arena", TCP), kept);

    @AfterEach
    void close() throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
        listener.close();
    }

    private void listen(ListenConfig config) {
        listener.close();
        listener = Listener.open(config, kept);
    }

    private Wire connect() throws IOException {
        Wire wire = Wire.connect(listener.urls().getFirst());
        wires.add(wire);
        return wire;
    }

    private Wire welcomed(long session, String source) throws IOException {
        Wire wire = connect();
        wire.say(Script.open(session, "", true), script.hello(source));
        assertThat(wire.hear()).isInstanceOf(WireMessage.Welcome.class);
        return wire;
    }

    private void assertRefused(Wire wire, String reason) throws IOException {
        WireMessage heard = wire.hear();
        while (heard instanceof WireMessage.Received || heard instanceof WireMessage.Welcome) {
            heard = wire.hear();
        }
        assertThat(heard).isInstanceOfSatisfying(WireMessage.Refused.class,
                refused -> assertThat(refused.reason()).contains(reason));
        assertThat(wire.isClosed()).isTrue();
    }

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
        assertThat(listener.health().frames()).isEqualTo(500);
        assertThat(Files.exists(folder.resolve("socket"))).isEqualTo(url.equals("unix"));
        listener.close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsSaidOverTlsArrivesInOrder(@TempDir Path folder) throws Exception {
        SSLContext trusting = TestCertificate.make(folder);
        listen(TestCertificate.config(folder, "tls://127.0.0.1:0").withToken("s3cret"));
        Wire plain = connect();
        plain.say(Script.open(1, "s3cret", false), script.hello("eu-1"));
        assertThat(plain.isClosed()).isTrue();
        assertThatThrownBy(() -> Wire.connect(listener.urls().getFirst(), SSLContext.getDefault()).raw(new byte[1]))
                .isInstanceOf(SSLException.class);
        assertThat(kept.opened).isEmpty();

        try (Wire wire = Wire.connect(listener.urls().getFirst(), trusting)) {
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
        assertThat(listener.health().ignored()).isEqualTo(5);
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

    @Test
    void withoutTheTokenNobodySpeaks() throws Exception {
        listen(ListenConfig.of("arena", TCP).withToken("s3cret"));
        for (String wrong : List.of("", "s3cre", "s3crets", "S3cret")) {
            Wire wire = connect();
            wire.say(Script.open(1, wrong, false), script.hello("eu-1"));
            assertRefused(wire, "token");
        }
        assertThat(kept.opened).isEmpty();
        Wire right = connect();
        right.say(Script.open(1, "s3cret", false), script.hello("eu-1"));
        assertThat(right.hear()).isInstanceOf(WireMessage.Welcome.class);

        listener.replaceToken("other");
        Wire old = connect();
        old.say(Script.open(2, "s3cret", false), script.hello("eu-2"));
        assertRefused(old, "token");
        right.say(script.declaration(), script.frame(1, 0, 1), script.end());
        assertThat(right.isClosed()).isTrue();
        assertThat(kept.ticks("eu-1")).containsExactly(1L);
    }

    @Test
    void othersThanThisMachineNeedAToken() {
        assertThatThrownBy(() -> ListenConfig.of("arena", ListenUrl.parse("tcp://0.0.0.0:7700")))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("token");
        assertThatThrownBy(() -> ListenConfig.of("arena", ListenUrl.parse("wss://127.0.0.1:7700")))
                .hasMessageContaining("certificate");
        assertThatThrownBy(() -> ListenUrl.parse("http://127.0.0.1:7700")).hasMessageContaining("tcp://");
    }

    @Test
    void anAddressThatIsTakenIsSaid() {
        ListenUrl taken = listener.urls().getFirst();
        assertThatThrownBy(() -> Listener.open(ListenConfig.of("arena", taken), kept))
                .isInstanceOf(RecorderException.class).hasMessageContaining(taken.toString());
    }

    @Test
    void rulesThatAreBrokenAreNamed() throws Exception {
        Wire world = connect();
        world.say(Script.open(1, "", false), script.hello("other", "eu-1"));
        assertRefused(world, "world 'arena' is recorded here");

        Wire undeclared = welcomed(2, "a");
        undeclared.say(script.frame(1, 0, 1));
        assertRefused(undeclared, "component 0, which was not declared");

        Wire otherwise = welcomed(3, "b");
        otherwise.say(script.declaration(), script.declaration(0, Component.of("health", ComponentType.I32)));
        assertRefused(otherwise, "cannot become 'health'");

        Wire unnamed = welcomed(4, "c");
        unnamed.say(script.declaration(), script.namedFrame(1, 5));
        assertRefused(unnamed, "reference 5");

        Wire wrongType = welcomed(5, "d");
        wrongType.say(script.declaration(0, Component.of("position", ComponentType.F32)), script.frame(1, 0, 1));
        assertRefused(wrongType, "vec3f32, which was declared as f32");

        Wire twice = welcomed(6, "e");
        twice.say(script.hello("e"));
        assertRefused(twice, "hello once");

        Wire damaged = welcomed(7, "f");
        byte[] frame = script.frame(1, 0, 1);
        frame[30] ^= 1;
        damaged.say(script.declaration(), frame);
        assertRefused(damaged, "checksum");

        Wire tooLong = welcomed(8, "g");
        tooLong.raw(new byte[]{ 0, 0, 0, 127 });
        assertRefused(tooLong, "bytes");

        Wire tooLongAtFirst = connect();
        tooLongAtFirst.raw(new byte[]{ 0, 0, 1, 0 });
        assertRefused(tooLongAtFirst, "4096 are taken");
    }

    @Test
    void aSourceHasOneSenderAtATime() throws Exception {
        Wire first = welcomed(1, "eu-1");
        Wire second = connect();
        second.say(Script.open(2, "", false), script.hello("eu-1"));
        assertRefused(second, "is being recorded from another connection");

        first.close();
        Waiting.until("the first is gone", () -> listener.health().connections() == 0);
        Wire third = welcomed(3, "eu-1");
        third.say(script.declaration(), script.frame(1, 0, 1), script.end());
        assertThat(third.isClosed()).isTrue();
        assertThat(kept.closed).startsWith("eu-1");
        assertThat(kept.opened).containsExactly("eu-1", "eu-1");
    }

    /** A server that ends and is started anew at once finds its place, while what it said before is still being sealed. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aServerThatIsStartedAnewAtOnceIsLetIn(boolean inOrder) throws Exception {
        kept.sealMillis = 20;
        for (int run = 0; run < 30; run++) {
            Wire wire = welcomed(run, "eu-1");
            wire.say(script.declaration(), script.frame(run, 0, 1));
            if (inOrder) {
                wire.say(script.end());
                assertThat(wire.isClosed()).isTrue();
            } else {
                int frames = run + 1;
                Waiting.until("the frame is there", () -> kept.of("eu-1").size() == frames);
                wire.close();
            }
        }
        assertThat(kept.ticks("eu-1")).isEqualTo(LongStream.range(0, 30).boxed().toList());
    }

    @Test
    void aSourceWhoseSealingTakesTooLongIsToBeTriedAgain() throws Exception {
        ListenLimits d = ListenLimits.DEFAULT;
        listen(ListenConfig.of("arena", TCP).withLimits(new ListenLimits(d.messageBytes(), d.connections(),
                d.unopened(), d.names(), Duration.ofMillis(100), d.sessionMemory(), d.datagramSilence())));
        Wire first = welcomed(1, "eu-1");
        kept.sealMillis = 1000;
        first.say(script.end());
        assertThat(first.isClosed()).isTrue();
        Wire second = connect();
        second.say(Script.open(2, "", false), script.hello("eu-1"));
        assertThatThrownBy(second::hear).as("closed without a refusal").isInstanceOf(EOFException.class);
        kept.sealMillis = 0;
        Waiting.until("the first is sealed", () -> kept.closed.contains("eu-1"));
        welcomed(2, "eu-1");
    }

    @Test
    void aSessionThatNobodyResumesEnds() throws Exception {
        ListenLimits d = ListenLimits.DEFAULT;
        listen(ListenConfig.of("arena", TCP).withLimits(new ListenLimits(d.messageBytes(), d.connections(),
                d.unopened(), d.names(), d.openPatience(), Duration.ofMillis(50), d.datagramSilence())));
        Wire wire = welcomed(1, "eu-1");
        wire.say(script.declaration(), script.frame(1, 0, 1));
        Waiting.until("the frame is there", () -> kept.of("eu-1").size() == 1);
        wire.close();
        Waiting.until("the sink is closed", () -> kept.closed.contains("eu-1"));
        assertThat(listener.health().sessions()).isZero();
    }

    @Test
    void aSourceThatCannotBeRecordedIsToldWhy() throws Exception {
        kept.failure = "the archive is full";
        Wire wire = connect();
        wire.say(Script.open(1, "", false), script.hello("eu-1"));
        assertRefused(wire, "the archive is full");
        kept.failure = "";
        welcomed(2, "eu-1");
    }

    @Test
    void namesAreBounded() throws Exception {
        ListenLimits d = ListenLimits.DEFAULT;
        listen(ListenConfig.of("arena", TCP).withLimits(new ListenLimits(d.messageBytes(), d.connections(),
                d.unopened(), 3, d.openPatience(), d.sessionMemory(), d.datagramSilence())));
        Wire wire = welcomed(1, "eu-1");
        wire.say(script.name(1, "a"), script.name(2, "b"), script.name(3, "c"), script.name(3, "c"),
                script.name(4, "d"));
        assertRefused(wire, "at most 3 entities");
    }

    @Test
    void thoseWhoDoNotOpenAreSentAwayAndDoNotKeepOthersOut() throws Exception {
        ListenLimits d = ListenLimits.DEFAULT;
        listen(ListenConfig.of("arena", TCP)
                .withLimits(new ListenLimits(d.messageBytes(), d.connections(), 4, d.names(),
                        Duration.ofMillis(300), d.sessionMemory(), d.datagramSilence())));
        List<Wire> silent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            silent.add(connect());
        }
        for (Wire wire : silent) {
            assertRefused(wire, "did not open in time");
        }
        welcomed(1, "eu-1");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = { 1, 2, 3, 4 })
    void garbageHarmsItsSenderOnly(long seed) throws Exception {
        Random random = new Random(seed);
        Wire good = welcomed(1, "good");
        good.say(script.declaration());
        for (int round = 0; round < 60; round++) {
            Wire bad = connect();
            byte[][] said = { Script.open(round, "", true), script.hello("bad"), script.declaration(),
                    script.frame(round, 0, 5) };
            try {
                for (byte[] message : said) {
                    byte[] garbled = message.clone();
                    if (random.nextInt(3) == 0) {
                        garbled[random.nextInt(garbled.length)] ^= (byte) (1 + random.nextInt(255));
                    }
                    if (random.nextInt(6) == 0) {
                        byte[] noise = new byte[random.nextInt(300)];
                        random.nextBytes(noise);
                        bad.raw(noise);
                    }
                    bad.say(garbled);
                }
            } catch (IOException sentAway) {
                assertThat(sentAway).isNotInstanceOf(EOFException.class);
            }
            bad.close();
            good.say(script.frame(round, 0, 3));
        }
        good.say(script.end());
        assertThat(good.isClosed()).isTrue();
        assertThat(kept.ticks("good")).isEqualTo(LongStream.range(0, 60).boxed().toList());
        Waiting.until("all have left", () -> listener.health().connections() == 0);
    }
}
