package io.worldreel.cli;

import io.worldreel.format.Event;
import io.worldreel.format.Frame;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Prints frames: what each of them itself said. */
final class FramePrinter {
    private final Invocation run;

    FramePrinter(Invocation run) {
        this.run = run;
    }

    void print(Frame frame) {
        if (run.json()) {
            run.out().object(json -> members(json, frame));
        } else {
            lines(run.out(), frame);
        }
    }

    /** Spawns and despawns are there only in a frame that has some. */
    private static void members(JsonGenerator json, Frame frame) {
        json.writeNumberProperty("tick", frame.tick()).writeNumberProperty("time_ns", frame.timeNanos())
                .writeArrayPropertyStart("samples");
        for (Frame.Sample sample : frame.samples()) {
            json.writeStartObject().writeName("entity");
            JsonValues.entity(json, sample.entity());
            json.writeStringProperty("component", sample.component().name()).writeName("value");
            JsonValues.value(json, sample.value());
            json.writeEndObject();
        }
        json.writeEndArray().writeArrayPropertyStart("events");
        for (Event event : frame.events()) {
            json.writeStartObject();
            event(json, event);
            json.writeEndObject();
        }
        json.writeEndArray();
        spawns(json, frame.spawns());
        if (!frame.despawns().isEmpty()) {
            json.writeArrayPropertyStart("despawns");
            frame.despawns().forEach(entity -> JsonValues.entity(json, entity));
            json.writeEndArray();
        }
    }

    private static void spawns(JsonGenerator json, List<Frame.Spawn> spawns) {
        if (!spawns.isEmpty()) {
            json.writeArrayPropertyStart("spawns");
            for (Frame.Spawn spawn : spawns) {
                json.writeStartObject().writeName("entity");
                JsonValues.entity(json, spawn.entity());
                json.writeStringProperty("kind", spawn.kind()).writeEndObject();
            }
            json.writeEndArray();
        }
    }

    /** Kind, entity and data of an event, as members of an object that is open. */
    static void event(JsonGenerator json, Event event) {
        json.writeStringProperty("kind", event.kind()).writeName("entity");
        event.entity().ifPresentOrElse(entity -> JsonValues.entity(json, entity), json::writeNull);
        json.writeName("data");
        JsonValues.data(json, event.data());
    }

    private static void lines(Output out, Frame frame) {
        out.line("tick " + frame.tick() + ", " + Words.instant(frame.timeNanos()));
        frame.spawns().forEach(spawn -> out.line("  + " + spawn.entity() + " " + spawn.kind()));
        frame.samples().forEach(sample -> out
                .line("    " + sample.entity() + " " + sample.component().name() + " "
                        + Words.printable(Words.value(sample.value()))));
        frame.events().forEach(event -> out.line("  ! " + event.kind()
                + event.entity().map(entity -> " " + entity).orElse("") + " "
                + Words.printable(event.data().toString())));
        frame.despawns().forEach(entity -> out.line("  - " + entity));
    }
}
