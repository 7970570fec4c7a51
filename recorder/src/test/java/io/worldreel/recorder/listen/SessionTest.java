package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose turn it is to speak for a source. */
class SessionTest extends ListenerScene {
    @Test
    void aSourceHasOneSenderAtATime() throws Exception {
        Wire first = welcomed(1, "eu-1");
        Wire second = connect();
        second.say(Script.open(2, "", false), script.hello("eu-1"));
        assertRefused(second, "is being recorded from another connection");

        first.close();
        Waiting.until("the first is gone", () -> listener().health().connections() == 0);
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
        assertThat(listener().health().sessions()).isZero();
    }
}
