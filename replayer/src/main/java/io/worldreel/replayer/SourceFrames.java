package io.worldreel.replayer;

import io.worldreel.format.Frame;
import io.worldreel.format.window.WindowDirectory;
import io.worldreel.replayer.WindowWalk.Step;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The frames of one source. Invariant: {@code begin <= place <= end}, tick indexes of the window at {@code step}. */
final class SourceFrames implements FrameCursor {
    private final WindowWalk walk;
    private final ToLongFunction<Moment> firstTickAt;
    /** Empty if no frame of the range can be read. */
    private Optional<Step> step = Optional.empty();
    /** The tick indexes that lie in the range. */
    private int begin;
    private int end;
    /** The tick index of the next frame. */
    private int place;

    /** @param firstTickAt the tick of the first frame at or after a moment */
    SourceFrames(WindowWalk walk, ToLongFunction<Moment> firstTickAt) {
        this.walk = walk;
        this.firstTickAt = firstTickAt;
        if (!walk.range().isEmpty()) {
            enterForwards(walk.firstFrom(walk.range().first()));
        }
    }

    @Override
    public boolean hasNext() {
        return place < end || (step.isPresent() && enterForwards(walk.after(step.get())));
    }

    @Override
    public Frame next() {
        if (!hasNext()) {
            throw new NoSuchElementException("behind the last frame");
        }
        return frame(place++);
    }

    @Override
    public boolean hasPrevious() {
        return place > begin || (step.isPresent() && enterBackwards(walk.before(step.get())));
    }

    @Override
    public Frame previous() {
        if (!hasPrevious()) {
            throw new NoSuchElementException("in front of the first frame");
        }
        return frame(--place);
    }

    private Frame frame(int tickIndex) {
        Step at = step.orElseThrow();
        return walk.readWhole(at, window -> window.frame(tickIndex))
                .orElseThrow(() -> new ReplayException("reading chunk "
                        + walk.timeline().chunk(at.chunk()).chunk() + " failed: what could be read before now cannot: "
                        + "open the archive again"));
    }

    @Override
    public void seek(Moment moment) {
        seekTick(firstTickAt.applyAsLong(moment));
    }

    private void seekTick(long tick) {
        if (step.isEmpty()) {
            return;
        }
        if (tick > walk.range().last() || !enterForwards(walk.firstFrom(tick))) {
            toEnd();
            return;
        }
        place = walk.read(step.get(), window -> window.directory().tickIndexAt(tick - 1) + 1).orElse(begin);
        place = Math.clamp(place, begin, end);
    }

    @Override
    public void toEnd() {
        if (step.isPresent()) {
            enterBackwards(walk.lastUpTo(walk.range().last()));
        }
    }

    /** Goes in front of the first readable frame from {@code first} on; stays if there is none. */
    private boolean enterForwards(Optional<Step> first) {
        for (Optional<Step> next = first; next.isPresent(); next = walk.after(next.get())) {
            if (enter(next.get())) {
                place = begin;
                return true;
            }
        }
        return false;
    }

    /** Goes behind the last readable frame from {@code last} back; stays if there is none. */
    private boolean enterBackwards(Optional<Step> last) {
        for (Optional<Step> next = last; next.isPresent(); next = walk.before(next.get())) {
            if (enter(next.get())) {
                place = end;
                return true;
            }
        }
        return false;
    }

    private boolean enter(Step next) {
        Optional<TickRange> inside = walk.readWhole(next, this::indexesInRange);
        if (inside.isEmpty() || inside.get().isEmpty()) {
            return false;
        }
        step = Optional.of(next);
        begin = (int) inside.get().first();
        end = (int) inside.get().last() + 1;
        return true;
    }

    private TickRange indexesInRange(LoadedWindow window) {
        window.readWhole();
        WindowDirectory directory = window.directory();
        TickRange range = walk.range();
        int first = range.first() == Long.MIN_VALUE ? 0 : directory.tickIndexAt(range.first() - 1) + 1;
        return new TickRange(first, directory.tickIndexAt(range.last()));
    }

    @Override
    public void close() {
        step = Optional.empty();
        begin = 0;
        end = 0;
        place = 0;
    }
}
