package io.worldreel.cli;

import io.worldreel.replayer.Replay;
import io.worldreel.replayer.Skipped;
import java.util.List;

/** Says what reading an archive had to leave out. */
final class Losses {
    private Losses() {}

    /** @return the exit code that follows from it */
    static int report(Invocation run, Replay replay) {
        return report(run, replay.skipped());
    }

    /** @return the exit code that follows from it */
    static int report(Invocation run, List<Skipped> skipped) {
        for (Skipped loss : skipped) {
            run.note("skipped ticks " + loss.firstTick() + " to " + loss.lastTick() + " of source " + loss.source()
                    + ", chunk " + loss.chunk() + ": " + loss.problem());
        }
        return skipped.isEmpty() ? ExitCode.DONE : ExitCode.DONE_WITH_LOSS;
    }
}
