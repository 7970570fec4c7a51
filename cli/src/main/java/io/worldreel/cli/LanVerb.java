package io.worldreel.cli;

import io.worldreel.publisher.lan.LanDirectory;
import io.worldreel.publisher.lan.LanPublication;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lan}: what is published and followed on the local network. */
@Command(name = "lan")
final class LanVerb implements Callable<Integer> {
    private final Invocation run;

    @Option(names = "--for", paramLabel = "S", defaultValue = "3", converter = SqlVerb.ToSeconds.class)
    private Duration patience;

    LanVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BlockingQueue<LanPublication> found = new LinkedBlockingQueue<>();
        int count = 0;
        try (LanDirectory directory = LanDirectory.open()) {
            directory.listen(found::add);
            long end = System.nanoTime() + patience.toNanos();
            while (!run.stop().isRaised() && System.nanoTime() < end) {
                LanPublication next = found.poll(Math.min(end - System.nanoTime(), 100_000_000L), TimeUnit.NANOSECONDS);
                if (next != null) {
                    print(next);
                    count++;
                }
            }
        }
        if (count == 0 && !run.json()) {
            run.note("nobody publishes or follows anything here");
        }
        return ExitCode.DONE;
    }

    private void print(LanPublication copy) {
        String address = copy.address().getAddress().getHostAddress() + ":" + copy.address().getPort();
        if (run.json()) {
            run.out().object(json -> json.writeStringProperty("name", copy.magnet().name().orElse(""))
                    .writeStringProperty("address", address).writeStringProperty("magnet", copy.magnet().toString()));
        } else {
            run.out().line(copy.magnet().name().orElse("") + "  " + address + "  " + copy.magnet());
        }
        run.out().flush();
    }
}
