package io.worldreel.cli;

import io.worldreel.format.FormatException;
import io.worldreel.recorder.RecorderException;
import java.io.IOException;
import java.time.Duration;

/** What a verb does again and again until it is told to stop. */
final class UntilStopped {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** One look at what there is to do. */
    interface Look {
        void once() throws IOException;
    }

    private UntilStopped() {}

    /**
     * Looks every so often. What fails is said once and tried again, more rarely each time.
     *
     * @param what is being done, for the message
     */
    static void look(Invocation run, Duration every, String what, Look look) {
        Duration pause = every;
        String told = "";
        while (!run.stop().isRaised()) {
            try {
                look.once();
                pause = every;
                told = "";
            } catch (StopSignal.StoppedException stopped) {
                return; // what was done before stands
            } catch (IOException | FormatException | RecorderException failure) {
                String problem = String.valueOf(failure.getMessage());
                if (!problem.equals(told)) {
                    run.note(what + ": " + problem + "; tried again until it succeeds");
                    told = problem;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
            try {
                run.stop().sleep(pause.toNanos());
            } catch (StopSignal.StoppedException stopped) {
                return;
            }
        }
    }
}
