package io.worldreel.replayer;

import io.worldreel.format.Frame;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The frames from a moment on, those included that are not recorded yet. Of each source they come in the order of its ticks; what is
 * there at one time comes by time. Owned by one thread, the one that owns the {@link Replay} it came from.
 */
public final class FollowedFrames {
    private final Supplier<List<SourceTimeline>> timelines;
    private final Skips skips;
    private final ToLongFunction<SourceTimeline> firstTick;
    private final Map<String, Long> shown = new HashMap<>();
    private List<Head> heads = List.of();

    /** A source and its next frame. */
    private static final class Head {
        final String source;
        final FrameCursor frames;
        Optional<Frame> next;

        Head(String source, FrameCursor frames) {
            this.source = source;
            this.frames = frames;
            next = take();
        }

        Optional<Frame> take() {
            return frames.hasNext() ? Optional.of(frames.next()) : Optional.empty();
        }
    }

    /**
     * @param timelines as they are when they are asked for
     * @param firstTick the first tick to show of a source
     */
    FollowedFrames(Supplier<List<SourceTimeline>> timelines, Skips skips, ToLongFunction<SourceTimeline> firstTick) {
        this.timelines = timelines;
        this.skips = skips;
        this.firstTick = firstTick;
    }

    /**
     * The next frame; empty if it has not been recorded yet: ask again a little later.
     *
     * @throws ReplayException if the archive cannot be read
     */
    public Optional<Frame> next() {
        Optional<Head> earliest = earliest();
        if (earliest.isEmpty()) {
            heads = heads();
            earliest = earliest();
        }
        return earliest.flatMap(head -> {
            Optional<Frame> frame = head.next;
            frame.ifPresent(said -> shown.put(head.source, said.tick()));
            head.next = head.take();
            return frame;
        });
    }

    private Optional<Head> earliest() {
        Head earliest = null;
        for (Head head : heads) {
            if (head.next.isPresent() && (earliest == null
                    || head.next.get().timeNanos() < earliest.next.orElseThrow().timeNanos())) {
                earliest = head;
            }
        }
        return Optional.ofNullable(earliest);
    }

    private List<Head> heads() {
        List<Head> found = new ArrayList<>();
        for (SourceTimeline timeline : timelines.get()) {
            Long last = shown.get(timeline.source());
            TickRange rest = new TickRange(last == null ? firstTick.applyAsLong(timeline) : last + 1, Long.MAX_VALUE);
            found.add(new Head(timeline.source(), new SourceFrames(new WindowWalk(timeline, rest, skips), moment -> {
                throw new UnsupportedOperationException("frames that are followed cannot be sought in");
            })));
        }
        return found;
    }
}
