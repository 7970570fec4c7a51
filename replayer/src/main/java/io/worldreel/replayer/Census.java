package io.worldreel.replayer;

import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.WorldIds;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells names that an archive knows from those it never heard of. Asks chunk after chunk until one knows. */
final class Census {
    private final List<SourceTimeline> timelines;
    private final Skips skips;
    private boolean complete = true;

    Census(List<SourceTimeline> timelines, Skips skips) {
        this.timelines = timelines;
        this.skips = skips;
    }

    /**
     * What an entity is called in the archive: where there are several sources, the id that one of them gave it will do if no other
     * gave the same.
     *
     * @throws ReplayException if there never was such an entity, or several are meant
     */
    EntityId find(EntityId asked) {
        if (any(timelines, chunk -> chunk.segment().hasEntity(asked))) {
            return asked;
        }
        List<EntityId> meant = timelines.size() == 1
                ? List.of()
                : timelines.stream().<EntityId>mapMulti((one, found) -> {
                    EntityId called = WorldIds.ofSource(one.source()).toWorld(asked);
                    if (any(List.of(one), chunk -> chunk.segment().hasEntity(called))) {
                        found.accept(called);
                    }
                }).toList();
        if (meant.isEmpty()) {
            throw new ReplayException("there never was an entity '" + asked + "'" + reservation());
        }
        if (meant.size() > 1) {
            throw new ReplayException("several entities are called '" + asked + "', by their sources; say which: "
                    + meant.stream().map(EntityId::toString).collect(Collectors.joining(" or ")));
        }
        return meant.getFirst();
    }

    void requireComponent(String name) {
        Set<String> known = new LinkedHashSet<>();
        boolean found = any(timelines, chunk -> {
            chunk.segment().components().values().stream().map(Component::name).forEach(known::add);
            return known.contains(name);
        });
        if (!found) {
            throw new ReplayException(
                    "there is no component '" + name + "'; there are: " + String.join(", ", known) + reservation());
        }
    }

    private boolean any(List<SourceTimeline> asked, Function<OpenChunk, Boolean> question) {
        for (SourceTimeline timeline : asked) {
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

    private String reservation() {
        return complete ? "" : " (in the chunks that can be read; others are damaged)";
    }
}
