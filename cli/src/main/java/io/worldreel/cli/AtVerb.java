package io.worldreel.cli;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Value;
import io.worldreel.format.WorldState;
import io.worldreel.format.WorldState.EntityState;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.StateFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code at ARCHIVE TIME}. */
@Command(name = "at")
final class AtVerb implements Callable<Integer> {
    private final Invocation run;

    @Mixin
    private final ArchiveArgument archive = new ArchiveArgument();

    @Parameters(index = "1", paramLabel = "TIME", converter = Converters.ToMoment.class)
    private Moment moment;

    @Option(names = "--entity", paramLabel = "E", converter = Converters.ToEntity.class)
    private Optional<EntityId> entity;

    @Option(names = "--component", paramLabel = "C")
    private Optional<String> component;

    AtVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        try (Replay replay = archive.open()) {
            WorldState state = replay.at(moment, new StateFilter(entity, component));
            if (run.json()) {
                run.out().object(json -> members(json, state));
            } else {
                run.note("tick " + state.tick() + ", " + Words.instant(state.timeNanos()) + ": "
                        + Words.count(state.entities().size(), "entity"));
                table(run.out(), state);
            }
            return Losses.report(run, replay);
        }
    }

    private static void members(JsonGenerator json, WorldState state) {
        json.writeNumberProperty("tick", state.tick()).writeNumberProperty("time_ns", state.timeNanos())
                .writeArrayPropertyStart("entities");
        for (EntityState each : state.entities()) {
            json.writeStartObject().writeName("entity");
            JsonValues.entity(json, each.entity());
            json.writeStringProperty("kind", each.kind()).writeObjectPropertyStart("components");
            each.values().forEach((declared, value) -> {
                json.writeName(declared.name());
                JsonValues.value(json, value);
            });
            json.writeEndObject().writeEndObject();
        }
        json.writeEndArray();
    }

    /** A line an entity, a column a component. */
    static void table(Output out, WorldState state) {
        Set<Component> components = new LinkedHashSet<>();
        state.entities().forEach(each -> components.addAll(each.values().keySet()));
        List<String> header = new ArrayList<>(List.of("entity", "kind"));
        components.forEach(each -> header.add(each.name()));
        try (Table table = new Table(out, header)) {
            for (EntityState each : state.entities()) {
                List<Object> row = new ArrayList<>(List.of(each.entity(), each.kind()));
                for (Component declared : components) {
                    Value value = each.values().get(declared);
                    row.add(value == null ? "" : Words.value(value));
                }
                table.row(row);
            }
        }
    }
}
