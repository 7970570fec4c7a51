package io.worldreel.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Where the process begins: its streams, its signals and its exit code. */
public final class Main {
    private static final Duration TIME_TO_TIDY_UP = Duration.ofSeconds(10);

    private Main() {}

    public static void main(String[] args) {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        StopSignal stop = new StopSignal();
        AtomicInteger ended = new AtomicInteger(ExitCode.STOPPED);
        stopWhenAskedTo(stop, Thread.currentThread(), ended);
        int code = Worldreel.run(args, System.in, new FileOutputStream(FileDescriptor.out), err,
                Boolean.getBoolean("worldreel.terminal"), stop);
        ended.set(code);
        if (!stop.isRaised()) {
            System.exit(code);
        }
    }

    /** On Ctrl-C or SIGTERM the verb under way is told to stop, and gets the time to leave nothing half done behind. */
    private static void stopWhenAskedTo(StopSignal stop, Thread worker, AtomicInteger ended) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stop.raise();
            try {
                if (ended.get() == ExitCode.STOPPED) { // or else it is the worker that ends the process, and waits for this
                    worker.join(TIME_TO_TIDY_UP);
                }
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
            if (ended.get() != ExitCode.STOPPED) {
                // A verb whose end is to be stopped has done its work: the signal's own exit code would say otherwise.
                Runtime.getRuntime().halt(ended.get());
            }
        }, "stop"));
    }
}
