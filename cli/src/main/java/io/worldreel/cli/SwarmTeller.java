package io.worldreel.cli;

import io.worldreel.publisher.swarm.SwarmEvent;
import java.time.Duration;
import java.util.Queue;

/** Says what happens among peers as it happens; what is still so is not said again. */
final class SwarmTeller {
    private final Invocation run;
    private final Queue<SwarmEvent> events;
    private String waitsFor = "";
    private long heard = System.nanoTime();
    private int refused;

    SwarmTeller(Invocation run, Queue<SwarmEvent> events) {
        this.run = run;
        this.events = events;
    }

    /** Says what has happened since. */
    void tell() {
        for (SwarmEvent event = events.poll(); event != null; event = events.poll()) {
            refused += event instanceof SwarmEvent.Refused ? 1 : 0;
            String waits = event instanceof SwarmEvent.Waiting(String what) ? what : "";
            if (waits.isEmpty() || !waits.equals(waitsFor)) {
                SwarmWords.tell(run.progress(), event);
            }
            waitsFor = waits;
            heard = waits.isEmpty() ? System.nanoTime() : heard;
        }
    }

    /**
     * Goes on unless nothing has happened for too long.
     *
     * @param what is being done, for the message
     */
    void requireProgress(String what, Duration longest) {
        if (System.nanoTime() - heard > longest.toNanos()) {
            throw new FailedException(what + ": nothing has come for " + longest.toSeconds() + " s"
                    + (waitsFor.isEmpty() ? "" : ": " + waitsFor) + "; try again when somebody who has it is there");
        }
    }

    /** How often somebody was not believed. */
    int refused() {
        return refused;
    }
}
