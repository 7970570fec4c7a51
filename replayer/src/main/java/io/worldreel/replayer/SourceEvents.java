package io.worldreel.replayer;

import io.worldreel.format.FormatException;
import io.worldreel.format.segment.EventFilter;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.replayer.WindowWalk.Step;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The events of one source, read some windows at a time: more of them at once while there are few events. */
final class SourceEvents implements Iterator<TimedEvent> {
    private static final int MOST_WINDOWS = 16;
    private static final int FEW = 256;
    private static final int MANY = 4096;

    private final WindowWalk walk;
    private final EventQuery query;
    private Optional<Step> next;
    private int windowsAtOnce = 1;
    private Iterator<TimedEvent> page = List.<TimedEvent>of().iterator();

    SourceEvents(WindowWalk walk, EventQuery query) {
        this.walk = walk;
        this.query = query;
        next = walk.range().isEmpty() ? Optional.empty() : walk.firstFrom(walk.range().first());
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && next.isPresent()) {
            turnPage(next.get());
        }
        return page.hasNext();
    }

    @Override
    public TimedEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException("behind the last event");
        }
        return page.next();
    }

    private void turnPage(Step first) {
        Step last = walk.ahead(first, windowsAtOnce - 1);
        Optional<List<TimedEvent>> events = last.equals(first) ? readNoting(first) : readAll(first, last);
        if (events.isEmpty() && !last.equals(first)) {
            windowsAtOnce = 1; // finds out which of the windows it is
            return;
        }
        next = walk.after(last);
        events.ifPresent(found -> {
            page = found.iterator();
            if (found.size() < FEW) {
                windowsAtOnce = Math.min(MOST_WINDOWS, 2 * windowsAtOnce);
            } else if (found.size() > MANY) {
                windowsAtOnce = Math.max(1, windowsAtOnce / 2);
            }
        });
    }

    private Optional<List<TimedEvent>> readNoting(Step step) {
        TickRange ticks = ticks(step, step);
        return walk.readEvents(step.chunk(), ticks, chunk -> read(chunk, ticks));
    }

    /** Empty if any of the windows has damaged events. */
    private Optional<List<TimedEvent>> readAll(Step first, Step last) {
        try {
            return Optional.of(read(walk.timeline().open(first.chunk()), ticks(first, last)));
        } catch (FormatException | UncheckedIOException damage) {
            Outage.rethrow(damage);
            return Optional.empty(); // read again window by window, which notes it
        }
    }

    private TickRange ticks(Step first, Step last) {
        return new TickRange(Math.max(first.firstTick(), walk.range().first()),
                Math.min(last.lastTick(), walk.range().last()));
    }

    private List<TimedEvent> read(OpenChunk chunk, TickRange ticks) {
        var events = new ArrayList<TimedEvent>();
        chunk.segment().events(new EventFilter(ticks.first(), ticks.last(), query.kind(), query.entity()), events::add);
        return events;
    }
}
