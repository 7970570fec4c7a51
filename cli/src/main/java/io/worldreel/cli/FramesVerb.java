package io.worldreel.cli;

import io.worldreel.format.Frame;
import io.worldreel.replayer.FollowedFrames;
import io.worldreel.replayer.FrameCursor;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.ReplayConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code frames ARCHIVE}. */
@Command(name = "frames")
final class FramesVerb implements Callable<Integer> {
    /** Short beside what anybody sees, long beside what a look costs. */
    private static final long PAUSE_NANOS = 20_000_000;

    private final Invocation run;

    @Mixin
    private final ArchiveArgument archive = new ArchiveArgument();

    @Mixin
    private final Range range = new Range();

    @Option(names = "--follow")
    private boolean follow;

    @Spec
    private CommandSpec spec;

    FramesVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        FramePrinter printer = new FramePrinter(run);
        if (follow) {
            return follow(printer);
        }
        try (Replay replay = archive.open(); FrameCursor frames = replay.frames(range.from(), range.to())) {
            while (frames.hasNext()) {
                run.stop().check();
                printer.print(frames.next());
            }
            return Losses.report(run, replay);
        }
    }

    /** Until it is told to stop, which is its good end. */
    private int follow(FramePrinter printer) throws IOException {
        if (!range.to().equals(Moment.END)) {
            throw new ParameterException(spec.commandLine(), "--follow has no end: leave --to out");
        }
        ReplayConfig looksWheneverAsked = ReplayConfig.DEFAULT.withLookInterval(Duration.ZERO);
        try (Replay replay = Replay.open(archive.address(), looksWheneverAsked)) {
            FollowedFrames frames = replay.follow(range.from());
            while (!run.stop().isRaised()) {
                Optional<Frame> next = frames.next();
                if (next.isPresent()) {
                    printer.print(next.get());
                } else {
                    run.out().flush();
                    run.stop().sleep(PAUSE_NANOS);
                }
            }
            return Losses.report(run, replay);
        } catch (StopSignal.StoppedException stopped) {
            return ExitCode.DONE;
        }
    }
}
