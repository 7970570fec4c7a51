package io.worldreel.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What one run of the command gives its verb: streams, the options that all verbs share, and the signal to stop. The options are
 * known once the command line is parsed. Owned by one thread.
 */
final class Invocation {
    private final InputStream in;
    private final Output out;
    private final PrintStream err;
    private final StopSignal stop;
    private final BooleanSupplier json;
    private final Supplier<Progress.Style> style;
    private final Clock clock;
    private @Nullable Progress progress;

    Invocation(InputStream in, Output out, PrintStream err, StopSignal stop, BooleanSupplier json,
            Supplier<Progress.Style> style, Clock clock) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.stop = stop;
        this.json = json;
        this.style = style;
        this.clock = clock;
    }

    InputStream in() {
        return in;
    }

    Output out() {
        return out;
    }

    StopSignal stop() {
        return stop;
    }

    /** The time of day, for what happens daily. */
    Clock clock() {
        return clock;
    }

    /** Whether results are wanted as JSON. */
    boolean json() {
        return json.getAsBoolean();
    }

    Progress progress() {
        Progress known = progress;
        if (known == null) {
            known = new Progress(err, style.get(), stop);
            progress = known;
        }
        return known;
    }

    /** Says something to whoever is watching; no result. */
    void note(String text) {
        progress().note(text);
    }
}
