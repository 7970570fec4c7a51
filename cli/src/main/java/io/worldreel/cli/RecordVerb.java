package io.worldreel.cli;

import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecorderHealth;
import io.worldreel.recorder.listen.ListenConfig;
import io.worldreel.recorder.listen.ListenLimits;
import io.worldreel.recorder.listen.ListenUrl;
import io.worldreel.recorder.listen.Listener;
import io.worldreel.recorder.listen.ListenerHealth;
import io.worldreel.recorder.listen.RecorderSinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code record ARCHIVE}: listens until it is told to stop, then seals. */
@Command(name = "record")
final class RecordVerb implements Callable<Integer> {
    private static final long LOOK_NANOS = 1_000_000_000L;

    private final Invocation run;

    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private Path archive;

    @Option(names = "--world", required = true, paramLabel = "NAME")
    private String world;

    @Option(names = "--source", paramLabel = "NAME")
    private @Nullable String source;

    @Option(names = "--listen", required = true, paramLabel = "URL", arity = "1..*")
    private List<String> urls;

    @Option(names = "--token-file", paramLabel = "FILE")
    private @Nullable Path tokenFile;

    @Option(names = "--tls-certificate", paramLabel = "PEM")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "PEM")
    private @Nullable Path key;

    RecordVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        RecorderConfig config = RecorderConfig.of(archive, world);
        RecorderSinks sinks = source == null
                ? RecorderSinks.ofAnySource(config)
                : RecorderSinks.ofOneSource(config.withSource(source));
        ListenerHealth before;
        List<String> problems = new ArrayList<>();
        Listener listener = Listener.open(listenConfig(), sinks);
        try (listener) {
            for (ListenUrl url : listener.urls()) {
                run.note("listening on " + url);
            }
            untilStopped(sinks, problems);
            before = listener.health();
            run.note("stopping: what is recorded is being sealed");
        }
        if (run.json()) {
            run.out().object(json -> json.writeNumberProperty("frames", before.frames())
                    .writeNumberProperty("bytes", before.bytes()).writeNumberProperty("ignored", before.ignored())
                    .writeNumberProperty("dropped", before.dropped()).writeNumberProperty("partial", before.partial())
                    .writeNumberProperty("refused", before.refused()));
        } else {
            run.out().line("recorded " + Words.count(before.frames(), "frame") + "; " + before.dropped() + " dropped, "
                    + before.partial() + " partial, " + before.ignored() + " ignored, " + before.refused()
                    + " connections refused");
        }
        return before.dropped() + before.partial() > 0 || !problems.isEmpty() ? ExitCode.DONE_WITH_LOSS : ExitCode.DONE;
    }

    private ListenConfig listenConfig() throws IOException {
        try {
            if ((certificate == null) != (key == null)) {
                throw new FailedException("--tls-certificate and --tls-key go together; give both or none");
            }
            Optional<ListenConfig.Certificate> tls = certificate == null || key == null
                    ? Optional.empty()
                    : Optional.of(new ListenConfig.Certificate(certificate, key));
            String token = tokenFile == null ? "" : Files.readString(tokenFile).strip();
            return new ListenConfig(urls.stream().map(ListenUrl::parse).toList(), world, token, tls,
                    ListenLimits.DEFAULT);
        } catch (IllegalArgumentException wrong) {
            throw new FailedException(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /** Looks after the recorders once a second, and says each of their problems once. */
    private void untilStopped(RecorderSinks sinks, List<String> problems) {
        while (!run.stop().isRaised()) {
            for (Map.Entry<String, RecorderHealth> each : sinks.health().entrySet()) {
                each.getValue().problem().map(problem -> "source '" + each.getKey() + "': " + problem)
                        .filter(problem -> !problems.contains(problem)).ifPresent(problem -> {
                            problems.add(problem);
                            run.note(problem);
                        });
            }
            try {
                run.stop().sleep(LOOK_NANOS);
            } catch (StopSignal.StoppedException stopped) {
                return;
            }
        }
    }
}
