package io.worldreel.cli;

import io.worldreel.format.Component;
import io.worldreel.format.Role;
import io.worldreel.replayer.ArchiveInfo;
import io.worldreel.replayer.ArchiveInfo.Source;
import io.worldreel.replayer.ArchiveInfo.TickAccount;
import io.worldreel.replayer.Replay;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.core.JsonGenerator;

/** {@code info ARCHIVE}. */
@Command(name = "info")
final class InfoVerb implements Callable<Integer> {
    private final Invocation run;

    @Mixin
    private final ArchiveArgument archive = new ArchiveArgument();

    InfoVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        try (Replay replay = archive.open()) {
            ArchiveInfo info = replay.info();
            if (run.json()) {
                run.out().object(json -> members(json, info));
            } else {
                describe(info);
            }
            return Losses.report(run, replay);
        }
    }

    private static void members(JsonGenerator json, ArchiveInfo info) {
        json.writeStringProperty("world", info.world()).writeArrayPropertyStart("sources");
        for (Source source : info.sources()) {
            json.writeStartObject().writeStringProperty("source", source.name())
                    .writeNumberProperty("chunks", source.chunks())
                    .writeNumberProperty("first_tick", source.firstTick())
                    .writeNumberProperty("last_tick", source.lastTick())
                    .writeStringProperty("from", Words.instant(source.leastTimeNanos()).toString())
                    .writeStringProperty("to", Words.instant(source.greatestTimeNanos()).toString()).writeEndObject();
        }
        json.writeEndArray().writeArrayPropertyStart("components");
        for (Component component : info.components()) {
            json.writeStartObject().writeStringProperty("component", component.name())
                    .writeStringProperty("type", component.type().label())
                    .writeStringProperty("role", component.role().label())
                    .writeStringProperty("unit", component.unit()).writeNumberProperty("step", component.step())
                    .writeBooleanProperty("lossy", component.lossy()).writeEndObject();
        }
        json.writeEndArray().writeNumberProperty("entities", info.entities())
                .writeNumberProperty("chunks", info.chunks()).writeNumberProperty("bytes", info.bytes())
                .writeNumberProperty("raw_bytes", info.rawBytes()).writeNumberProperty("samples", info.samples())
                .writeNumberProperty("space_index_bytes", info.indexes().space())
                .writeNumberProperty("text_index_bytes", info.indexes().text())
                .writeNumberProperty("ticks_recorded", info.ticks().recorded())
                .writeNumberProperty("ticks_dropped", info.ticks().dropped())
                .writeNumberProperty("ticks_missing", info.ticks().missing())
                .writeNumberProperty("ticks_recovered", info.ticks().recovered())
                .writeObjectPropertyStart("dropped_for");
        info.ticks().droppedFor().forEach(json::writeNumberProperty);
        json.writeEndObject().writeArrayPropertyStart("accounts");
        for (ArchiveInfo.ChunkAccount account : info.accounts()) {
            json.writeStartObject().writeStringProperty("chunk", account.chunk())
                    .writeNumberProperty("ticks_recorded", account.recorded())
                    .writeNumberProperty("ticks_dropped", account.dropped())
                    .writeNumberProperty("ticks_missing", account.missing())
                    .writeNumberProperty("ticks_recovered", account.recovered()).writeEndObject();
        }
        json.writeEndArray().writeArrayPropertyStart("unsealed");
        info.unsealed().forEach(json::writeString);
        json.writeEndArray();
    }

    private void describe(ArchiveInfo info) {
        Output out = run.out();
        out.line("world       " + info.world());
        for (Source source : info.sources()) {
            out.line("source      " + source.name() + ": ticks " + source.firstTick() + " to " + source.lastTick()
                    + ", "
                    + Words.instant(source.leastTimeNanos()) + " to " + Words.instant(source.greatestTimeNanos()) + " ("
                    + Words.duration(source.greatestTimeNanos() - source.leastTimeNanos()) + "), "
                    + Words.count(source.chunks(), "chunk"));
        }
        for (Component component : info.components()) {
            out.line("component   " + component.name() + ": " + component.type().label() + details(component));
        }
        out.line("entities    " + String.format(Locale.ROOT, "%,d", info.entities()));
        out.line("samples     " + String.format(Locale.ROOT, "%,d", info.samples()));
        out.line("size        " + Words.bytes(info.bytes()) + " in " + Words.count(info.chunks(), "chunk")
                + (info.samples() == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %.1f bytes a sample", (double) info.bytes() / info.samples())));
        out.line("indexes     space " + Words.bytes(info.indexes().space()) + ", text "
                + Words.bytes(info.indexes().text()) + " before compression");
        TickAccount ticks = info.ticks();
        out.line(String.format(Locale.ROOT, "ticks       %,d recorded, %,d dropped, %,d missing, %,d recovered",
                ticks.recorded(), ticks.dropped(), ticks.missing(), ticks.recovered()));
        ticks.droppedFor().forEach((reason, count) -> out.line("            " + count + " dropped: " + reason));
        for (ArchiveInfo.ChunkAccount account : info.accounts()) {
            out.line(String.format(Locale.ROOT, "chunk       %s: %,d recorded, %,d dropped, %,d missing, %,d recovered",
                    account.chunk(), account.recorded(), account.dropped(), account.missing(), account.recovered()));
        }
        for (String source : info.unsealed()) {
            run.note("source " + source + " has frames that are not sealed yet and not shown: it is being recorded, or "
                    + "needs `worldreel recover`");
        }
    }

    private static String details(Component component) {
        List<String> details = new java.util.ArrayList<>();
        if (component.role() != Role.NONE) {
            details.add("role " + component.role().label());
        }
        if (!component.unit().isEmpty()) {
            details.add("in " + component.unit());
        }
        if (component.step() > 0) {
            details.add((component.lossy() ? "rounded to " : "on a grid of ") + component.step());
        }
        return details.isEmpty() ? "" : ", " + String.join(", ", details);
    }
}
