package io.worldreel.cli;

import io.worldreel.format.ComponentType;
import io.worldreel.format.EntityId;
import io.worldreel.format.Value;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.TrackSample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code track ARCHIVE ENTITY COMPONENT}. */
@Command(name = "track")
final class TrackVerb implements Callable<Integer> {
    private static final List<String> AXES = List.of("x", "y", "z", "w");

    private final Invocation run;

    @Mixin
    private final ArchiveArgument archive = new ArchiveArgument();

    @Parameters(index = "1", paramLabel = "ENTITY", converter = Converters.ToEntity.class)
    private EntityId entity;

    @Parameters(index = "2", paramLabel = "COMPONENT")
    private String component;

    @Mixin
    private final Range range = new Range();

    @Option(names = "--csv")
    private boolean csv;

    TrackVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        try (Replay replay = archive.open()) {
            Iterable<TrackSample> samples = replay.track(entity, component, range.from(), range.to());
            if (run.json()) {
                objects(samples);
            } else if (csv) {
                csv(samples);
            } else {
                table(run, samples);
            }
            return Losses.report(run, replay);
        }
    }

    private void objects(Iterable<TrackSample> samples) {
        for (TrackSample sample : samples) {
            run.stop().check();
            run.out().object(json -> {
                json.writeNumberProperty("tick", sample.tick()).writeNumberProperty("time_ns", sample.timeNanos())
                        .writeName("value");
                JsonValues.value(json, sample.value());
            });
        }
    }

    static void table(Invocation run, Iterable<TrackSample> samples) {
        try (Table table = new Table(run.out(), List.of("tick>", "time", "value"))) {
            for (TrackSample sample : samples) {
                run.stop().check();
                table.row(List.of(sample.tick(), Words.instant(sample.timeNanos()), Words.value(sample.value())));
            }
        }
    }

    /** A cell a column of the component; which they are shows with the first sample. */
    private void csv(Iterable<TrackSample> samples) {
        boolean first = true;
        for (TrackSample sample : samples) {
            run.stop().check();
            int columns = sample.value().type().columns();
            if (first) {
                List<String> header = new ArrayList<>(List.of("tick", "time_ns"));
                header.addAll(columns > 1 ? AXES.subList(0, columns) : List.of("value"));
                run.out().line(Csv.line(header));
                first = false;
            }
            List<String> cells = new ArrayList<>(
                    List.of(Long.toString(sample.tick()), Long.toString(sample.timeNanos())));
            cells(cells, sample.value());
            run.out().line(Csv.line(cells));
        }
        if (first) {
            run.out().line("tick,time_ns,value");
        }
    }

    private static void cells(List<String> cells, Value value) {
        ComponentType type = value.type();
        if (type == ComponentType.UTF8) {
            cells.add(value.text());
        } else if (type.isVariable()) {
            cells.add(Base64.getEncoder().encodeToString(value.bytes()));
        }
        for (int i = 0; i < type.columns(); i++) {
            cells.add(type == ComponentType.BOOL
                    ? Boolean.toString(value.bits(i) != 0)
                    : !type.isFloating()
                            ? Long.toString(value.bits(i))
                            : type.columnBytes() == 4
                                    ? Float.toString(Float.intBitsToFloat((int) value.bits(i)))
                                    : Double.toString(value.number(i)));
        }
    }
}
