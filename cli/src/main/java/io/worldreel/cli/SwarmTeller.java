package io.worldreel.cli;

import io.worldreel.publisher.swarm.SwarmEvent;
import java.util.Queue;

/** Says what happens among peers as it happens; what is still so is not said again. */
final class SwarmTeller {
    private final Invocation run;
    private final Queue<SwarmEvent> events;
    private String said = "";
    private int refused;

    SwarmTeller(Invocation run, Queue<SwarmEvent> events) {
        this.run = run;
        this.events = events;
    }

    /** Says what has happened since. */
    void tell() {
        for (SwarmEvent event = events.poll(); event != null; event = events.poll()) {
            String text = event.toString();
            refused += event instanceof SwarmEvent.Refused ? 1 : 0;
            if (!(event instanceof SwarmEvent.Waiting) || !text.equals(said)) {
                SwarmWords.tell(run.progress(), event);
            }
            said = text;
        }
    }

    /** How often somebody was not believed. */
    int refused() {
        return refused;
    }
}
