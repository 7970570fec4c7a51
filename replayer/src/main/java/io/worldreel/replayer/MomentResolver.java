package io.worldreel.replayer;

import io.worldreel.replayer.SourceTimeline.Place;

import java.util.List;
import java.util.Optional;

/** Says what a moment means to a source, and which moments an archive holds. */
final class MomentResolver {
    private final String archive;
    private final List<SourceTimeline> timelines;
    private final long firstTick;
    private final long lastTick;
    private final long leastTime;
    private final long greatestTime;

    MomentResolver(String archive, List<SourceTimeline> timelines) {
        this.archive = archive;
        this.timelines = timelines;
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (SourceTimeline timeline : timelines) {
            first = Math.min(first, timeline.firstTick());
            last = Math.max(last, timeline.lastTick());
            least = Math.min(least, timeline.leastTime());
            greatest = Math.max(greatest, timeline.greatestTime());
        }
        firstTick = first;
        lastTick = last;
        leastTime = least;
        greatestTime = greatest;
    }

    /**
     * The last frame of a source at or before a moment; empty if all are later.
     *
     * @param filter which values of its window are wanted
     */
    Optional<Place> last(SourceTimeline timeline, Moment moment, StateFilter filter) {
        return switch (moment) {
            case Moment.Tick(long tick) -> timeline.lastAtTick(tick, filter);
            case Moment.Time(long nanos) -> timeline.lastAtTime(nanos, filter);
            case Moment.Offset(long nanos) -> timeline.lastAtTime(Times.saturatedAdd(leastTime, nanos), filter);
            case Moment.Start start -> timelines.size() == 1
                    ? timeline.lastAtTick(timeline.firstTick(), filter)
                    : timeline.lastAtTime(leastTime, filter);
            case Moment.End end -> timeline.lastAtTick(Long.MAX_VALUE, filter);
        };
    }

    /** Where {@link #last} will read; empty if all frames are later. */
    Optional<Approach> approach(SourceTimeline timeline, Moment moment) {
        return switch (moment) {
            case Moment.Tick(long tick) -> timeline.approachTick(tick);
            case Moment.Time(long nanos) -> timeline.approachTime(nanos);
            case Moment.Offset(long nanos) -> timeline.approachTime(Times.saturatedAdd(leastTime, nanos));
            case Moment.Start start -> timelines.size() == 1
                    ? timeline.approachTick(timeline.firstTick())
                    : timeline.approachTime(leastTime);
            case Moment.End end -> timeline.approachTick(Long.MAX_VALUE);
        };
    }

    /** Whether a frame of a source lies before a moment, and not at it. */
    boolean isBefore(long tick, long timeNanos, Moment moment) {
        return switch (moment) {
            case Moment.Tick(long at) -> tick < at;
            case Moment.Time(long nanos) -> timeNanos < nanos;
            case Moment.Offset(long nanos) -> timeNanos < Times.saturatedAdd(leastTime, nanos);
            case Moment.Start start -> timeNanos < leastTime;
            case Moment.End end -> timeNanos < greatestTime;
        };
    }

    /** The tick of the first frame of a source at or after a moment; greater than its last if there is none. */
    long firstTick(SourceTimeline timeline, Moment moment) {
        return switch (moment) {
            case Moment.Tick(long tick) -> tick;
            case Moment.Time(long nanos) -> timeline.firstTickAtTime(nanos);
            case Moment.Offset(long nanos) -> timeline.firstTickAtTime(Times.saturatedAdd(leastTime, nanos));
            case Moment.Start start -> Long.MIN_VALUE;
            case Moment.End end -> timelines.size() == 1 ? timeline.lastTick() : timeline.firstTickAtTime(greatestTime);
        };
    }

    private long lastTick(SourceTimeline timeline, Moment moment) {
        return switch (moment) {
            case Moment.Tick(long tick) -> tick;
            case Moment.Time(long nanos) -> timeline.lastTickAtTime(nanos);
            case Moment.Offset(long nanos) -> timeline.lastTickAtTime(Times.saturatedAdd(leastTime, nanos));
            case Moment.Start start ->
                timelines.size() == 1 ? timeline.firstTick() : timeline.lastTickAtTime(leastTime);
            case Moment.End end -> Long.MAX_VALUE;
        };
    }

    /** The ticks of a source from one moment to another. */
    TickRange ticks(SourceTimeline timeline, Moment from, Moment to) {
        return new TickRange(firstTick(timeline, from), lastTick(timeline, to));
    }

    /** @throws ReplayException if the moment lies before the first frame or after the last */
    void requireInside(Moment moment) {
        int side = side(moment);
        if (side != 0) {
            throw new ReplayException(moment + " is " + (side < 0 ? "before the start" : "after the end") + range());
        }
    }

    /** @throws ReplayException if the range is reversed, or lies before the first frame or after the last as a whole */
    void requireRange(Moment from, Moment to) {
        if (side(from) > 0) {
            throw new ReplayException("a range from " + from + " begins after the end" + range());
        }
        if (side(to) < 0) {
            throw new ReplayException("a range to " + to + " ends before the start" + range());
        }
        if (timelines.stream().allMatch(timeline -> firstTick(timeline, from) > lastTick(timeline, to))
                && isReversed(from, to)) {
            throw new ReplayException("a range from " + from + " to " + to + " is reversed");
        }
    }

    private boolean isReversed(Moment from, Moment to) {
        if (from instanceof Moment.Tick(long first) && to instanceof Moment.Tick(long last)) {
            return first > last;
        }
        return timelines.stream().allMatch(timeline -> lastTick(timeline, from) > lastTick(timeline, to));
    }

    /** -1 before the archive, 0 inside, 1 after it. */
    private int side(Moment moment) {
        return switch (moment) {
            case Moment.Tick(long tick) -> side(tick, firstTick, lastTick);
            case Moment.Time(long nanos) -> side(nanos, leastTime, greatestTime);
            case Moment.Offset(long nanos) -> side(Times.saturatedAdd(leastTime, nanos), leastTime, greatestTime);
            case Moment.Start start -> 0;
            case Moment.End end -> 0;
        };
    }

    private static int side(long value, long least, long greatest) {
        return value < least ? -1 : value > greatest ? 1 : 0;
    }

    private String range() {
        return " of " + archive + ", which holds tick:" + firstTick + " to tick:" + lastTick + ", "
                + Times.format(leastTime) + " to " + Times.format(greatestTime) + " ("
                + new Moment.Offset(Math.max(0, Times.saturatedSubtract(greatestTime, leastTime))) + ")";
    }
}
