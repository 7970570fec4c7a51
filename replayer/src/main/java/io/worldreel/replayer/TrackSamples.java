package io.worldreel.replayer;

import io.worldreel.format.EntityId;
import io.worldreel.replayer.WindowWalk.Step;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The values of one component of an entity in one source, a window at a time: of each, only the parts of the entity's group. */
final class TrackSamples implements Iterator<TrackSample> {
    private final WindowWalk walk;
    private final EntityId entity;
    private final String component;
    private Optional<Step> next;
    private Iterator<TrackSample> page = List.<TrackSample>of().iterator();

    TrackSamples(WindowWalk walk, EntityId entity, String component) {
        this.walk = walk;
        this.entity = entity;
        this.component = component;
        next = walk.range().isEmpty() ? Optional.empty() : walk.firstFrom(walk.range().first());
    }

    @Override
    public boolean hasNext() {
        while (!page.hasNext() && next.isPresent()) {
            Step step = next.get();
            page = walk.read(step, this::samples).orElse(List.of()).iterator();
            next = walk.after(step);
        }
        return page.hasNext();
    }

    @Override
    public TrackSample next() {
        if (!hasNext()) {
            throw new NoSuchElementException("behind the last sample of the track");
        }
        return page.next();
    }

    private List<TrackSample> samples(LoadedWindow window) {
        var samples = new ArrayList<TrackSample>();
        for (var point : window.track(entity, component)) {
            if (walk.range().touches(point.tick(), point.tick())) {
                samples.add(new TrackSample(point.tick(), point.timeNanos(), point.value()));
            }
        }
        return samples;
    }
}
