package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Component;
import io.worldreel.format.ComponentType;
import io.worldreel.format.wire.WireMessage;
import io.worldreel.recorder.RecorderException;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is not let in, what nobody may say, and that it harms no others. */
class RefusalTest extends ListenerScene {
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

        listener().replaceToken("other");
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
        ListenUrl taken = listener().urls().getFirst();
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
        Waiting.until("all have left", () -> listener().health().connections() == 0);
    }
}
