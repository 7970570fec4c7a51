package io.worldreel.replayer;

import io.worldreel.format.EntityId;
import io.worldreel.format.WorldState;
import io.worldreel.format.WorldState.EntityState;
import io.worldreel.replayer.SourceTimeline.Place;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

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
        List<WorldState> states = new ArrayList<>();
        for (SourceTimeline timeline : timelines) {
            Optional<Place> place = moments.last(timeline, moment);
            place.ifPresent(found -> states.add(read(timeline, found, filter)));
        }
        if (states.isEmpty()) {
            throw new ReplayException("no frame is at or before " + moment);
        }
        return states.size() == 1 ? states.getFirst() : merged(states);
    }

    private static WorldState read(SourceTimeline timeline, Place place, StateFilter filter) {
        Optional<EntityId> entity = filter.entity();
        Optional<String> component = filter.component();
        WorldState state = timeline.load(place.chunk(), place.window()).window().stateAt(place.tickIndex(),
                candidate -> entity.isEmpty() || entity.get().equals(candidate),
                candidate -> component.isEmpty() || component.get().equals(candidate.name()));
        if (component.isEmpty()) {
            return state;
        }
        return new WorldState(state.tick(), state.timeNanos(),
                state.entities().stream().filter(found -> !found.values().isEmpty()).toList());
    }

    private static WorldState merged(List<WorldState> states) {
        states.sort(Comparator.comparingLong(WorldState::timeNanos));
        var entities = new TreeMap<EntityId, EntityState>();
        states.forEach(state -> state.entities().forEach(entity -> entities.put(entity.entity(), entity)));
        WorldState latest = states.getLast();
        return new WorldState(latest.tick(), latest.timeNanos(), List.copyOf(entities.values()));
    }
}
