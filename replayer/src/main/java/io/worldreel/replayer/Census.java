package io.worldreel.replayer;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Tells names that an archive knows from those it never heard of. Asks chunk after chunk until one knows. */
final class Census {
    private final List<SourceTimeline> timelines;
    private final Skips skips;
    private boolean complete = true;

    Census(List<SourceTimeline> timelines, Skips skips) {
        this.timelines = timelines;
        this.skips = skips;
    }

    void requireEntity(EntityId entity) {
        if (!any(chunk -> chunk.segment().hasEntity(entity))) {
            throw new ReplayException("there never was an entity '" + entity + "'" + hint() + reservation());
        }
    }

    void requireComponent(String name) {
        Set<String> known = new LinkedHashSet<>();
        boolean found = any(chunk -> {
            chunk.segment().components().values().stream().map(Component::name).forEach(known::add);
            return known.contains(name);
        });
        if (!found) {
            throw new ReplayException(
                    "there is no component '" + name + "'; there are: " + String.join(", ", known) + reservation());
        }
    }

    private boolean any(Function<OpenChunk, Boolean> question) {
        for (SourceTimeline timeline : timelines) {
            var walk = new WindowWalk(timeline, new TickRange(Long.MIN_VALUE, Long.MAX_VALUE), skips);
            for (int chunk = 0; chunk < timeline.chunks().size(); chunk++) {
                Optional<Boolean> answer = walk.readNames(chunk, question);
                complete &= answer.isPresent();
                if (answer.orElse(false)) {
                    return true;
                }
            }
        }
        return false;
    }

    private String hint() {
        return timelines.size() == 1
                ? ""
                : "; where there are several sources an entity is called SOURCE/ID, such as "
                        + timelines.getFirst().source() + "/7, unless its name begins with @";
    }

    private String reservation() {
        return complete ? "" : " (in the chunks that can be read; others are damaged)";
    }
}
