package io.worldreel.cli;

import io.worldreel.replayer.FrameCursor;
import io.worldreel.replayer.Replay;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code frames ARCHIVE}. */
@Command(name = "frames")
final class FramesVerb implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private Path archive;

    @Mixin
    private final Range range = new Range();

    FramesVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        FramePrinter printer = new FramePrinter(run);
        try (Replay replay = Replay.open(archive); FrameCursor frames = replay.frames(range.from(), range.to())) {
            while (frames.hasNext()) {
                run.stop().check();
                printer.print(frames.next());
            }
            return Losses.report(run, replay);
        }
    }
}
