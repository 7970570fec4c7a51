package io.worldreel.zstdvfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HedgedSourceTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final byte[] content = new byte[100_000];

    /** A source that fails if it is told to, or waits until it may go on. */
    private final class Place extends LayeredSource {
        private final String problem;
        private final CountDownLatch gate;
        private final AtomicInteger reads = new AtomicInteger();

        Place(String problem, int closed) {
            super(new MemorySource(content));
            this.problem = problem;
            this.gate = new CountDownLatch(closed);
        }

        @Override
        public void read(long offset, MemorySegment dst) throws IOException {
            reads.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException over) {
                throw new IOException(over);
            }
            if (!problem.isEmpty()) {
                throw SourceException.undelivered("place", problem, "try again");
            }
            source.read(offset, dst);
        }
    }

    @BeforeEach
    void fill() {
        new Random(5).nextBytes(content);
    }

    private void reads(ByteSource source) throws IOException {
        byte[] bytes = new byte[5000];
        source.read(777, MemorySegment.ofArray(bytes));
        assertThat(bytes).isEqualTo(Arrays.copyOfRange(content, 777, 5777));
    }

    @Test
    void oneThatDeliversIsEnough() throws IOException {
        try (var first = new Place("", 0); var second = new Place("", 0)) {
            var source = HedgedSource.of(List.of(first, second), LONG);
            reads(source);
            reads(source);
            assertThat(first.reads).hasValue(2);
            assertThat(second.reads).hasValue(0);
            assertThat(HedgedSource.of(List.of(first), LONG)).isSameAs(first);
        }
    }

    @Test
    void whereOneFailsTheNextIsAskedAtOnceAndFirstFromThenOn() throws IOException {
        try (var first = new Place("gone", 0); var second = new Place("", 0)) {
            var source = HedgedSource.of(List.of(first, second), LONG);
            reads(source);
            reads(source);
            assertThat(first.reads).hasValue(1);
            assertThat(second.reads).hasValue(2);
        }
    }

    @Test
    void whereOneIsSilentTheNextIsAskedAsWell() throws IOException {
        try (var silent = new Place("", 1); var second = new Place("", 0)) {
            reads(HedgedSource.of(List.of(silent, second), SHORT));
            assertThat(silent.reads).hasValue(1);
            silent.gate.countDown();
        }
    }

    @Test
    void whenAllHaveFailedTheReadSaysWhatEachOfThemSaid() {
        var source = HedgedSource.of(List.of(new Place("no peer is there", 0), new Place("the server is busy", 0)),
                SHORT);
        assertThatThrownBy(() -> reads(source)).isInstanceOf(SourceException.class)
                .hasMessageContainingAll("no peer is there", "the server is busy", "nobody is left to ask");
    }

    @Test
    void sourcesOfOneContentOnly() {
        assertThatThrownBy(() -> HedgedSource.of(List.of(), LONG)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HedgedSource.of(List.of(new MemorySource(content), new MemorySource(new byte[1])),
                LONG)).isInstanceOf(IllegalArgumentException.class);
    }
}
