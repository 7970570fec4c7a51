package io.worldreel.cli;

import io.worldreel.format.EntityId;
import io.worldreel.format.segment.TimedEvent;
import io.worldreel.replayer.EventQuery;
import io.worldreel.replayer.Replay;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code events ARCHIVE}. */
@Command(name = "events")
final class EventsVerb implements Callable<Integer> {
    private final Invocation run;

    @Mixin
    private final ArchiveArgument archive = new ArchiveArgument();

    @Mixin
    private final Range range = new Range();

    @Option(names = "--kind", paramLabel = "K")
    private Optional<String> kind;

    @Option(names = "--entity", paramLabel = "E", converter = Converters.ToEntity.class)
    private Optional<EntityId> entity;

    EventsVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        try (Replay replay = archive.open()) {
            Iterable<TimedEvent> events = replay.events(new EventQuery(range.from(), range.to(), kind, entity));
            if (run.json()) {
                objects(events);
            } else {
                table(events);
            }
            return Losses.report(run, replay);
        }
    }

    private void objects(Iterable<TimedEvent> events) {
        for (TimedEvent timed : events) {
            run.stop().check();
            run.out().object(json -> {
                json.writeNumberProperty("tick", timed.tick()).writeNumberProperty("time_ns", timed.timeNanos());
                FramePrinter.event(json, timed.event());
            });
        }
    }

    private void table(Iterable<TimedEvent> events) {
        try (Table table = new Table(run.out(), List.of("tick>", "time", "kind", "entity", "data"))) {
            for (TimedEvent timed : events) {
                run.stop().check();
                table.row(List.of(timed.tick(), Words.instant(timed.timeNanos()), timed.event().kind(),
                        timed.event().entity().map(EntityId::toString).orElse(""), timed.event().data()));
            }
        }
    }
}
