package io.worldreel.replayer;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.WorldState;
import io.worldreel.format.WorldState.EntityState;
import io.worldreel.format.window.WindowDirectory;
import io.worldreel.replayer.SourceTimeline.Place;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Reads states: of each source one window, decoded up to the moment. */
final class StateReader {
    private final List<SourceTimeline> timelines;
    private final MomentResolver moments;

    StateReader(List<SourceTimeline> timelines, MomentResolver moments) {
        this.timelines = timelines;
        this.moments = moments;
    }

    /** @throws ReplayException if no source has a frame at or before the moment */
    WorldState at(Moment moment, StateFilter filter) {
        List<SourceState> states = new ArrayList<>();
        if (filter.component().isEmpty() && timelines.size() > 1) {
            timelines.getFirst().pool().approach(timelines.stream()
                    .flatMap(timeline -> moments.approach(timeline, moment).stream()).toList());
        }
        for (SourceTimeline timeline : timelines) {
            Optional<Place> place = moments.last(timeline, moment, filter);
            place.ifPresent(found -> states.add(new SourceState(timeline, found, isOver(timeline, found, moment)
                    ? nobody(timeline, found)
                    : read(timeline, found, filter))));
        }
        if (states.isEmpty()) {
            throw new ReplayException("no frame is at or before " + moment);
        }
        return states.size() == 1 ? states.getFirst().state() : merged(states);
    }

    /** The state of one source. */
    private record SourceState(SourceTimeline timeline, Place place, WorldState state) {

        /** When the life of an entity began that lasts in this state. */
        long lifeBeganNanos(EntityId entity) {
            return timeline.open(place.chunk()).segment().lifeBeganNanos(entity, state.tick()).orElse(Long.MIN_VALUE);
        }
    }

    /** Whether a session has ended in order before the moment, and what lived in it is not in the world any more. */
    private boolean isOver(SourceTimeline timeline, Place place, Moment moment) {
        if (timelines.size() == 1) {
            return false; // its last state is what there is to see
        }
        OpenChunk chunk = timeline.open(place.chunk());
        WindowDirectory directory = timeline.load(place.chunk(), place.window()).directory();
        return place.window() == chunk.windows().size() - 1 && place.tickIndex() == directory.ticks() - 1
                && moments.isBefore(directory.tick(place.tickIndex()), directory.timeNanos(place.tickIndex()), moment)
                && chunk.segment().isEnd();
    }

    private static WorldState nobody(SourceTimeline timeline, Place place) {
        WindowDirectory directory = timeline.load(place.chunk(), place.window()).directory();
        return new WorldState(directory.tick(place.tickIndex()), directory.timeNanos(place.tickIndex()), List.of());
    }

    private static WorldState read(SourceTimeline timeline, Place place, StateFilter filter) {
        Optional<EntityId> entity = filter.entity();
        Optional<String> component = filter.component();
        LoadedWindow window = timeline.load(place.chunk(), place.window(), filter);
        Predicate<Component> wanted = candidate -> component.isEmpty() || component.get().equals(candidate.name());
        if (entity.isEmpty()) {
            window.decodeAhead(place.tickIndex(), wanted);
        }
        WorldState state = window.window().stateAt(place.tickIndex(),
                candidate -> entity.isEmpty() || entity.get().equals(candidate), wanted);
        if (component.isEmpty()) {
            return state;
        }
        return new WorldState(state.tick(), state.timeNanos(),
                state.entities().stream().filter(found -> !found.values().isEmpty()).toList());
    }

    /** An entity that lives in several sources was handed from one to another: the one in which it began to live last has it. */
    private static WorldState merged(List<SourceState> states) {
        states.sort(Comparator.comparingLong(source -> source.state().timeNanos()));
        var entities = new TreeMap<EntityId, EntityState>();
        var owners = new HashMap<EntityId, SourceState>();
        for (SourceState source : states) {
            for (EntityState entity : source.state().entities()) {
                EntityId id = entity.entity();
                SourceState before = owners.get(id);
                if (before == null || before.lifeBeganNanos(id) <= source.lifeBeganNanos(id)) {
                    owners.put(id, source);
                    entities.put(id, entity);
                }
            }
        }
        WorldState latest = states.getLast().state();
        return new WorldState(latest.tick(), latest.timeNanos(), List.copyOf(entities.values()));
    }
}
