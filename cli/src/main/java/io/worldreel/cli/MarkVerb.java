package io.worldreel.cli;

import io.worldreel.recorder.MarkRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mark ARCHIVE}: has those who record into it keep what led up to now. */
@Command(name = "mark")
final class MarkVerb implements Callable<Integer> {
    private static final long LOOK_NANOS = 20_000_000;
    /** A recorder looks ten times a second; one that seals a large segment at the moment takes longer. */
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Invocation run;

    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private Path archive;

    @Option(names = "--source", paramLabel = "NAME")
    private @Nullable String source;

    MarkVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        if (!Files.isDirectory(archive)) {
            throw new FailedException(archive + ": there is no such folder; name the archive of a running recorder");
        }
        Map<String, MarkRequest> requests = new LinkedHashMap<>();
        for (String each : source == null ? MarkRequest.recorded(archive) : List.of(source)) {
            requests.put(each, MarkRequest.ask(archive, each));
        }
        List<String> unheard = awaitAll(requests);
        List<String> marked = requests.keySet().stream().filter(each -> !unheard.contains(each)).toList();
        for (String each : unheard) {
            run.note("source " + each + " is not marked: its recorder does not answer; is it running?");
        }
        if (marked.isEmpty()) {
            throw new FailedException(archive + ": nothing is marked, for nobody records into it");
        }
        report(marked);
        return unheard.isEmpty() ? ExitCode.DONE : ExitCode.DONE_WITH_LOSS;
    }

    /** Waits until all that are heard are done; the others are taken back. */
    private List<String> awaitAll(Map<String, MarkRequest> requests) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        List<String> unheard = new ArrayList<>();
        try {
            for (Map.Entry<String, MarkRequest> each : requests.entrySet()) {
                MarkRequest request = each.getValue();
                while (!request.isDone() && (request.isTaken() || System.nanoTime() - deadline < 0)) {
                    run.stop().sleep(LOOK_NANOS);
                }
                if (!request.isTaken()) {
                    request.withdraw();
                    unheard.add(each.getKey());
                }
            }
        } catch (StopSignal.StoppedException stopped) {
            requests.values().forEach(MarkRequest::withdraw);
            throw stopped;
        }
        return unheard;
    }

    private void report(List<String> marked) {
        if (run.json()) {
            run.out().object(json -> {
                json.writeArrayPropertyStart("marked");
                marked.forEach(json::writeString);
                json.writeEndArray();
            });
        } else {
            run.out().line("sealed and kept what led up to now of " + String.join(", ", marked));
        }
    }
}
