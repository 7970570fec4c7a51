package io.worldreel.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;

/** Invocations for tests that look at the command tree and run nothing. */
final class Invocations {
    private Invocations() {}

    static Invocation silent() {
        return new Invocation(InputStream.nullInputStream(), new Output(OutputStream.nullOutputStream()),
                new PrintStream(OutputStream.nullOutputStream()), new StopSignal(), () -> false,
                () -> Progress.Style.NONE, Clock.systemUTC());
    }
}
