package io.worldreel.replayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.worldreel.format.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlayerTest {
    private static final long MILLI = 1_000_000;

    /** A clock that only its sleeper moves. */
    private long now = 77;
    private final List<Long> seenTicks = new ArrayList<>();
    private final List<Long> seenAt = new ArrayList<>();

    private long play(double speed, FrameCursor frames) throws InterruptedException {
        return new Player(speed, () -> now, nanos -> now += nanos).play(frames, this::note);
    }

    private boolean note(Frame frame) {
        seenTicks.add(frame.tick());
        seenAt.add(now - 77);
        return true;
    }

    @Test
    void framesComeAtTheirOwnPace() throws InterruptedException {
        assertThat(play(1, framesAt(0, 50 * MILLI, 60 * MILLI))).isEqualTo(3);
        assertThat(seenTicks).containsExactly(0L, 1L, 2L);
        assertThat(seenAt).containsExactly(0L, 50 * MILLI, 60 * MILLI);
    }

    @Test
    void aSpeedDividesThePauses() throws InterruptedException {
        play(16, framesAt(5, 5 + 16 * MILLI, 5 + 48 * MILLI));
        play(0.0625, framesAt(5, 5 + MILLI));
        assertThat(seenAt).containsExactly(0L, MILLI, 3 * MILLI, 3 * MILLI, 19 * MILLI);
    }

    @Test
    void aNegativeSpeedPlaysBackwards() throws InterruptedException {
        FrameCursor frames = framesAt(0, 50 * MILLI, 60 * MILLI);
        frames.toEnd();
        play(-2, frames);
        assertThat(seenTicks).containsExactly(2L, 1L, 0L);
        assertThat(seenAt).containsExactly(0L, 5 * MILLI, 30 * MILLI);
    }

    @Test
    void latenessDoesNotAddUp() throws InterruptedException {
        var player = new Player(1, () -> now, nanos -> now += nanos);
        player.play(framesAt(0, 10 * MILLI, 20 * MILLI, 60 * MILLI), frame -> {
            note(frame);
            now += frame.tick() == 0 ? 30 * MILLI : 0;
            return true;
        });
        assertThat(seenAt).containsExactly(0L, 30 * MILLI, 30 * MILLI, 60 * MILLI);
    }

    @Test
    void timesThatFallMakeNoPause() throws InterruptedException {
        play(1, framesAt(Long.MAX_VALUE, Long.MIN_VALUE, 0));
        assertThat(seenAt).containsExactly(0L, 0L, 0L);
    }

    @Test
    void theReceiverCanStop() throws InterruptedException {
        assertThat(new Player(1, () -> now, nanos -> now += nanos).play(framesAt(0, 1, 2), frame -> frame.tick() < 1))
                .isEqualTo(2);
    }

    @Test
    void anInterruptEndsAPause() {
        var player = new Player(1, () -> now, nanos -> {
            throw new InterruptedException("stop");
        });
        assertThatThrownBy(() -> player.play(framesAt(0, 1), this::note)).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = { 0, -0.0, 16.01, -17, 0.06, Double.NaN, Double.POSITIVE_INFINITY })
    void aSpeedBeyondTheRangeIsRefused(double speed) {
        assertThatThrownBy(() -> new Player(speed, () -> 0, nanos -> {})).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.0625..16");
    }

    private static FrameCursor framesAt(long... times) {
        List<Frame> frames = LongStream.range(0, times.length)
                .mapToObj(i -> new Frame(i, times[(int) i], List.of(), List.of(), List.of(), List.of())).toList();
        return new ListCursor(frames);
    }

    /** Frames that are already there. */
    private static final class ListCursor implements FrameCursor {
        private final List<Frame> frames;
        private int place;

        ListCursor(List<Frame> frames) {
            this.frames = frames;
        }

        @Override
        public boolean hasNext() {
            return place < frames.size();
        }

        @Override
        public Frame next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return frames.get(place++);
        }

        @Override
        public boolean hasPrevious() {
            return place > 0;
        }

        @Override
        public Frame previous() {
            if (!hasPrevious()) {
                throw new NoSuchElementException();
            }
            return frames.get(--place);
        }

        @Override
        public void seek(Moment moment) {
            throw new UnsupportedOperationException("the player does not seek");
        }

        @Override
        public void toEnd() {
            place = frames.size();
        }

        @Override
        public void close() {}
    }
}
