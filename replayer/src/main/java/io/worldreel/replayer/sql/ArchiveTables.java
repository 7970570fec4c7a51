package io.worldreel.replayer.sql;

import io.worldreel.format.Component;
import io.worldreel.replayer.Replay;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables of an archive. Which components there are, chunks tell; to begin with only the newest of each source is asked, since
 * opening all of a long archive takes as long as a query, and longer from a web server. The others are asked when a query names a
 * table that is not there.
 */
final class ArchiveTables {
    private static final String INPUT = "input";

    private final ArchiveReader reader;
    private final StatementRuns runs;
    private final List<Table> tables = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private final Set<String> shown = new HashSet<>();
    private boolean whole;

    ArchiveTables(ArchiveReader reader, Replay replay, MomentFunction moments, StatementRuns runs) {
        this.reader = reader;
        this.runs = runs;
        Map<String, List<Component>> components = reader.components(false);
        tables.addAll(List.of(SampleTable.ofAll("samples", components.size(), reader, runs),
                new FrameTable("frames", reader), EventTable.ofAll("events", reader),
                EventTable.ofKind("inputs", INPUT, reader), new EntityTable("entities", reader),
                new LifetimeTable("lifetimes", reader), new NearTable("near", reader, moments),
                new EncounterTable("encounters", reader, moments), new WordTable("events_with", reader, moments),
                new StateTable("state", replay, reader, components.size(), this::hasComponent)));
        tables.forEach(table -> taken.add(table.name()));
        show(components);
    }

    List<Table> all() {
        return List.copyOf(tables);
    }

    /** The tables that are new now that every chunk has been asked; none if that was done before. */
    List<Table> complete() {
        if (whole) {
            return List.of();
        }
        whole = true;
        return show(reader.components(true));
    }

    private List<Table> show(Map<String, List<Component>> components) {
        List<Table> fresh = new ArrayList<>();
        components.forEach((name, declared) -> {
            if (shown.add(name)) {
                fresh.add(SampleTable.of(Names.ofComponent(name, taken), declared.getLast(), reader, runs));
            }
        });
        tables.addAll(fresh);
        return fresh;
    }

    private boolean hasComponent(String name) {
        return shown.contains(name) || (!whole && reader.components(true).containsKey(name));
    }
}
