package io.worldreel.replayer;

import io.worldreel.format.Frame;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The frames of several sources by time, those of the same time by source. Stepping back gives the same order reversed as far as
 * the times of each source rise.
 */
final class MergedFrames implements FrameCursor {
    private final List<FrameCursor> sources;

    MergedFrames(List<FrameCursor> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public boolean hasNext() {
        return sources.stream().anyMatch(FrameCursor::hasNext);
    }

    @Override
    public Frame next() {
        Optional<FrameCursor> best = Optional.empty();
        long bestTime = 0;
        for (FrameCursor source : sources) {
            if (source.hasNext()) {
                long time = source.next().timeNanos();
                source.previous();
                if (best.isEmpty() || time < bestTime) {
                    best = Optional.of(source);
                    bestTime = time;
                }
            }
        }
        return best.orElseThrow(() -> new NoSuchElementException("behind the last frame")).next();
    }

    @Override
    public boolean hasPrevious() {
        return sources.stream().anyMatch(FrameCursor::hasPrevious);
    }

    @Override
    public Frame previous() {
        Optional<FrameCursor> best = Optional.empty();
        long bestTime = 0;
        for (FrameCursor source : sources) {
            if (source.hasPrevious()) {
                long time = source.previous().timeNanos();
                source.next();
                if (best.isEmpty() || time >= bestTime) {
                    best = Optional.of(source);
                    bestTime = time;
                }
            }
        }
        return best.orElseThrow(() -> new NoSuchElementException("in front of the first frame")).previous();
    }

    @Override
    public void seek(Moment moment) {
        sources.forEach(source -> source.seek(moment));
    }

    @Override
    public void toEnd() {
        sources.forEach(FrameCursor::toEnd);
    }

    @Override
    public void close() {
        sources.forEach(FrameCursor::close);
    }
}
