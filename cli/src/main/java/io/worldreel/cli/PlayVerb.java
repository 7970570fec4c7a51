package io.worldreel.cli;

import io.worldreel.replayer.FrameCursor;
import io.worldreel.replayer.Player;
import io.worldreel.replayer.Replay;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code play ARCHIVE}. */
@Command(name = "play")
final class PlayVerb implements Callable<Integer> {
    private final Invocation run;

    @Mixin
    private final ArchiveArgument archive = new ArchiveArgument();

    @Mixin
    private final Range range = new Range();

    @Option(names = "--speed", paramLabel = "X", defaultValue = "1")
    private double speed;

    @Spec
    private CommandSpec spec;

    PlayVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Player player = player();
        FramePrinter printer = new FramePrinter(run);
        try (Replay replay = archive.open(); FrameCursor frames = replay.frames(range.from(), range.to())) {
            if (speed < 0) {
                frames.toEnd();
            }
            player.play(frames, frame -> {
                run.stop().check();
                printer.print(frame);
                run.out().flush();
                return true;
            });
            return Losses.report(run, replay);
        }
    }

    private Player player() {
        try {
            return new Player(speed, Player.Clock.SYSTEM, run.stop()::sleep);
        } catch (IllegalArgumentException outOfRange) {
            throw new ParameterException(spec.commandLine(), "--speed: " + outOfRange.getMessage(), outOfRange);
        }
    }
}
