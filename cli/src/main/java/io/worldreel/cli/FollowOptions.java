package io.worldreel.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long a publication is followed, and how often somebody asks for a new head. */
final class FollowOptions {
    private static final long SETTLE_MILLIS = 50;

    @Option(names = "--until-current")
    private boolean untilCurrent;

    @Option(names = "--look", paramLabel = "S", defaultValue = "2", converter = SqlVerb.ToSeconds.class)
    private Duration look;

    @Option(names = "--timeout", paramLabel = "S", converter = SqlVerb.ToSeconds.class)
    private @Nullable Duration timeout;

    /** What may fail on the way. */
    interface Step {
        void run() throws IOException, InterruptedException;
    }

    /**
     * What is followed.
     *
     * @param look asks for a new head
     * @param settle takes in what has arrived
     * @param isCurrent whether all that the newest head names is here
     * @param isOver whether no more of it is to be had
     */
    record Followed(Step look, Step settle, BooleanSupplier isCurrent, BooleanSupplier isOver) {}

    /**
     * Follows until the verb is told to stop, or, if that was wanted, until all is here.
     *
     * @param what is being done, for the message
     * @return the exit code
     */
    int follow(Invocation run, String what, Followed followed, PeerOptions.Place place, SwarmTeller teller)
            throws IOException, InterruptedException {
        long next = System.nanoTime();
        while (!run.stop().isRaised() && !(untilCurrent && followed.isOver().getAsBoolean())) {
            if (System.nanoTime() >= next) {
                followed.look().run();
                next = System.nanoTime() + (followed.isCurrent().getAsBoolean() ? look : look.dividedBy(4)).toNanos();
            }
            followed.settle().run();
            place.tell(run);
            teller.tell();
            if (untilCurrent && timeout != null) {
                teller.requireProgress(what, timeout);
            }
            Thread.sleep(SETTLE_MILLIS);
        }
        teller.tell();
        return teller.refused() == 0 ? ExitCode.DONE : ExitCode.DONE_WITH_LOSS;
    }
}
