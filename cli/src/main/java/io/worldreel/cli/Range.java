package io.worldreel.cli;

import io.worldreel.replayer.Moment;
import picocli.CommandLine.Option;

/** The part of a recording that a verb is asked for: {@code --from} and {@code --to}, both included. */
final class Range {
    @Option(names = "--from", paramLabel = "TIME", defaultValue = "start", converter = Converters.ToMoment.class)
    private Moment from = Moment.START;

    @Option(names = "--to", paramLabel = "TIME", defaultValue = "end", converter = Converters.ToMoment.class)
    private Moment to = Moment.END;

    Moment from() {
        return from;
    }

    Moment to() {
        return to;
    }
}
