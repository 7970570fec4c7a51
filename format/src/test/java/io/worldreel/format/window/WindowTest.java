package io.worldreel.format.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.Frame;
import io.worldreel.format.Limits;
import io.worldreel.format.WorldState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("worldreel.seeds", 60));
    }

    /** Windows of a session, each with the frames and states that a reader must find in it. */
    private record Expected(List<EncodedWindow> segment, List<Frame> frames, List<WorldState> states) {}

    /** Records a session, cutting windows early now and then, and now and then going on in a restored builder. */
    private static List<Expected> record(RandomSession session, Random random) {
        List<Expected> windows = new ArrayList<>();
        List<EncodedWindow> segment = new ArrayList<>();
        WindowBuilder builder = new WindowBuilder();
        session.introduceTo(builder);
        for (int w = 0; w < 5; w++) {
            int ticks = random.nextInt(3) == 0 ? 1 + random.nextInt(70) : Limits.WINDOW_TICKS;
            List<Frame> frames = new ArrayList<>();
            List<WorldState> states = new ArrayList<>();
            while (frames.size() < ticks && !builder.isFull()) {
                session.next();
                builder.add(session.message);
                frames.add(session.frame);
                states.add(session.state);
            }
            segment.add(builder.build(segment.size()));
            windows.add(new Expected(List.copyOf(segment), frames, states));
            if (random.nextInt(8) == 0) {
                segment.clear();
            }
            if (random.nextInt(3) == 0) {
                builder = new WindowBuilder();
                session.introduceTo(builder);
                builder.restore(session.state);
            }
        }
        return windows;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyFrameAndEveryStateReadsBackAsItWas(long seed) {
        Random random = new Random(seed);
        for (Expected expected : record(new RandomSession(seed), random)) {
            StoredWindow stored = new StoredWindow(expected.segment());
            Window forward = stored.open(RandomSession.COMPONENTS);
            assertThat(forward.directory().ticks()).isEqualTo(expected.frames().size());
            for (int t = 0; t < expected.frames().size(); t++) {
                assertThat(forward.frame(t)).as("frame %s", t).isEqualTo(expected.frames().get(t));
                assertThat(forward.stateAt(t)).as("state %s", t).isEqualTo(expected.states().get(t));
            }
            for (int i = 0; i < 5; i++) {
                Window seek = stored.open(RandomSession.COMPONENTS);
                for (int k = 0; k < 3; k++) {
                    int t = random.nextInt(expected.frames().size());
                    assertThat(seek.stateAt(t)).as("state %s", t).isEqualTo(expected.states().get(t));
                    int u = random.nextInt(expected.frames().size());
                    assertThat(seek.frame(u)).as("frame %s", u).isEqualTo(expected.frames().get(u));
                }
            }
        }
    }
}
