package io.worldreel.cli.table;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.Event;
import io.worldreel.format.FormatException;
import io.worldreel.format.message.FrameEncoder;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Gathers rows into frames. What a row cannot say is refused by {@link IllegalArgumentException}. Owned by one thread. */
final class TableFrames {
    private static final int NOBODY = -1;

    private final TableLayout layout;
    private final Consumer<Message> messages;
    private final FrameEncoder encoder = new FrameEncoder();
    private final MessageDecoder decoder = new MessageDecoder();
    private final List<ValueCells> components;
    private final Map<EntityId, Known> entities = new HashMap<>();
    private long names;
    private boolean open;
    private long tick;
    private long timeNanos;
    private long tickLine;
    private long rows;
    private long frames;
    private long values;
    private long events;

    /** What has been said of an entity. */
    private static final class Known {
        private final long ref;
        private final boolean named;
        /** By component: the frame in which it last had a value. */
        private final long[] lastFrame;
        private String kind = "";

        Known(long ref, boolean named, int components) {
            this.ref = ref;
            this.named = named;
            lastFrame = new long[components];
            Arrays.fill(lastFrame, -1);
        }
    }

    /** A frame that whoever gets the messages does not want. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final long line;

        RefusedException(long line, FormatException cause) {
            super(cause.getMessage(), cause);
            this.line = line;
        }

        /** Where the frame begins. */
        long line() {
            return line;
        }
    }

    TableFrames(TableLayout layout, Consumer<Message> messages) {
        this.layout = layout;
        this.messages = messages;
        components = IntStream.range(0, layout.components().size())
                .mapToObj(number -> new ValueCells(number, layout.components().get(number), encoder)).toList();
    }

    void declare() {
        for (int number = 0; number < components.size(); number++) {
            Component component = components.get(number).component();
            messages.accept(new Message.Declaration(number, component));
            encoder.declare(number, component);
        }
    }

    void take(ColumnIndex.Row row) {
        openFrame(row);
        rows++;
        Optional<Known> entity = row.entity().isEmpty() ? Optional.empty() : Optional.of(known(row));
        int target = entity.map(known -> encoder.row(known.ref, known.named)).orElse(NOBODY);
        entity.ifPresent(known -> tellKind(row, known, target));
        for (int number = 0; number < components.size(); number++) {
            if (components.get(number).load(row)) {
                put(number, entity, target, row);
            }
        }
        for (int number = 0; number < layout.events().size(); number++) {
            tellEvent(number, target, row);
        }
    }

    /** Ends the last frame. */
    void finish() {
        if (open) {
            try {
                messages.accept(decoder.decode(encoder.finish()));
            } catch (FormatException refused) {
                throw new RefusedException(tickLine, refused);
            }
            frames++;
            open = false;
        }
    }

    ImportedTable summary() {
        return new ImportedTable(rows, frames, entities.size(), values, events);
    }

    private void openFrame(ColumnIndex.Row row) {
        long newTick = CellReader.read(layout.tick(), row.tick(), CellReader::wholeNumber);
        long newTime = CellReader.read(layout.time(), row.time(), cell -> CellReader.time(cell, layout.startNanos()));
        if (open && newTick == tick) {
            if (newTime != timeNanos) {
                throw new IllegalArgumentException("column '" + layout.time() + "': tick " + tick
                        + " has another time here than in line " + tickLine + "; a frame has one time");
            }
            return;
        }
        if (open && newTick < tick) {
            throw new IllegalArgumentException("column '" + layout.tick() + "': tick " + newTick + " comes after tick "
                    + tick + " of line " + tickLine + "; ticks must rise: sort the table by them");
        }
        finish();
        open = true;
        tick = newTick;
        timeNanos = newTime;
        tickLine = row.line();
        encoder.begin(tick, timeNanos);
    }

    private Known known(ColumnIndex.Row row) {
        EntityId id = CellReader.read(layout.entity(), row.entity(), EntityWord::parse);
        return entities.computeIfAbsent(id, this::introduce);
    }

    private Known introduce(EntityId id) {
        return switch (id) {
            case EntityId.Numbered(long number) -> new Known(number, false, components.size());
            case EntityId.Named(String name) -> {
                messages.accept(new Message.EntityName(names, name));
                yield new Known(names++, true, components.size());
            }
        };
    }

    private void tellKind(ColumnIndex.Row row, Known entity, int target) {
        String kind = row.kind();
        if (!kind.isEmpty() && !kind.equals(entity.kind)) {
            encoder.spawn(target, kind);
            entity.kind = kind;
        }
    }

    private void put(int number, Optional<Known> entity, int target, ColumnIndex.Row row) {
        ValueCells component = components.get(number);
        Known known = entity.orElseThrow(() -> new IllegalArgumentException("column '" + layout.entity()
                + "' is empty, but component '" + component.component().name() + "' has a value: whose is it?"));
        if (known.lastFrame[number] == frames) {
            throw new IllegalArgumentException("entity " + row.entity() + " has component '"
                    + component.component().name() + "' a second time in tick " + tick);
        }
        known.lastFrame[number] = frames;
        component.put(target);
        values++;
    }

    private void tellEvent(int number, int target, ColumnIndex.Row row) {
        EventColumns event = layout.events().get(number);
        String json = EventJson.of(event.columns(), column -> row.event(number, column));
        if (!json.isEmpty()) {
            encoder.event(event.kind(), target, Event.Encoding.JSON, json);
            events++;
        }
    }
}
