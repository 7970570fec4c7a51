package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageEncoder;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A session that is over is not always the end of its source. */
class SourceEndTest extends ListenerScene {
    private void awaitClosed(String source) throws InterruptedException {
        Waiting.until("the sink is closed", () -> kept.closed.contains(source));
    }

    @Test
    void aSenderSaysWhetherItGoesOn() throws Exception {
        welcomed(1, "west").say(script.declaration(), script.frame(1, 0, 1), script.end());
        byte[] goesOn = new MessageEncoder().end(new Message.End(true)).toArray(ValueLayout.JAVA_BYTE);
        welcomed(2, "east").say(script.declaration(), script.frame(1, 0, 1), goesOn);
        awaitClosed("west");
        awaitClosed("east");
        assertThat(kept.suspended).containsExactly("east");
    }

    @Test
    void aServerThatIsStartedAnewGoesOn() throws Exception {
        Wire first = welcomed(1, "west");
        first.close();
        Waiting.until("the first is gone", () -> listener().health().connections() == 0);
        welcomed(2, "west").say(script.end());
        Waiting.until("both are closed", () -> kept.closed.size() == 2);
        assertThat(kept.suspended).containsExactly("west");
    }

    @Test
    void aRecorderThatStopsEndsNobody() throws Exception {
        welcomed(1, "west");
        listener().close();
        assertThat(kept.closed).containsExactly("west");
        assertThat(kept.suspended).containsExactly("west");
    }

    @Test
    void aServerThatDoesNotComeBackHasEnded() throws Exception {
        ListenLimits d = ListenLimits.DEFAULT;
        listen(ListenConfig.of("arena", TCP)
                .withLimits(new ListenLimits(d.messageBytes(), d.connections(), d.unopened(),
                        d.names(), d.openPatience(), Duration.ofMillis(50), d.datagramSilence())));
        welcomed(1, "west").close();
        awaitClosed("west");
        assertThat(kept.suspended).isEmpty();
    }
}
