package io.worldreel.recorder.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ListenerEventsTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final List<ListenerEvent> heard = new ArrayList<>();
    private final ListenerEvents events = new ListenerEvents(heard::add, now::get);

    @Test
    void tenRefusalsInTenSecondsAreToldAndTheOthersCounted() {
        for (int i = 0; i < 1000; i++) {
            events.refused("peer", "reason " + i);
        }
        assertThat(heard).hasSize(10).contains(new ListenerEvent.Refused("peer", "reason 9", 0));

        now.addAndGet(10_000_000_000L);
        events.refused("peer", "again");
        assertThat(heard.getLast()).isEqualTo(new ListenerEvent.Refused("peer", "again", 990));
        events.refused("peer", "and again");
        assertThat(heard.getLast()).isEqualTo(new ListenerEvent.Refused("peer", "and again", 0));
    }

    @Test
    void otherEventsAreAllTold() {
        for (int i = 0; i < 100; i++) {
            events.tell(new ListenerEvent.Opened("eu-1", "test/1"));
        }
        assertThat(heard).hasSize(100);
    }
}
