package io.worldreel.cli;

import io.worldreel.format.Limits;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecorderHealth;
import io.worldreel.recorder.listen.ListenConfig;
import io.worldreel.recorder.listen.ListenLimits;
import io.worldreel.recorder.listen.ListenUrl;
import io.worldreel.recorder.listen.Listener;
import io.worldreel.recorder.listen.ListenerHealth;
import io.worldreel.recorder.listen.RecorderSinks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Spec
    private CommandSpec spec;

    RecordVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        RecorderConfig config = RecorderConfig.of(archive, world);
        RecorderSinks sinks = source == null
                ? RecorderSinks.ofAnySource(config)
                : RecorderSinks.ofOneSource(config.withSource(source));
        List<String> problems = new ArrayList<>();
        Listener listener = Listener.open(listenConfig(), sinks);
        try (listener) {
            for (ListenUrl url : listener.urls()) {
                run.note("listening on " + url);
            }
            untilStopped(sinks, problems);
            run.note("stopping: what is recorded is being sealed");
        }
        ListenerHealth counted = listener.health();
        report(counted);
        return counted.dropped() + counted.partial() > 0 || !problems.isEmpty()
                ? ExitCode.DONE_WITH_LOSS
                : ExitCode.DONE;
    }

    private void report(ListenerHealth counted) {
        if (run.json()) {
            run.out().object(json -> json.writeNumberProperty("frames", counted.frames())
                    .writeNumberProperty("bytes", counted.bytes()).writeNumberProperty("ignored", counted.ignored())
                    .writeNumberProperty("dropped", counted.dropped()).writeNumberProperty("partial", counted.partial())
                    .writeNumberProperty("refused", counted.refused()));
        } else {
            run.out().line("recorded " + Words.count(counted.frames(), "frame") + "; " + counted.dropped()
                    + " dropped, " + counted.partial() + " partial, " + counted.ignored() + " ignored, "
                    + counted.refused() + " connections refused");
        }
    }

    private ListenConfig listenConfig() throws IOException {
        if ((certificate == null) != (key == null)) {
            throw wrong("--tls-certificate and --tls-key go together; give both or none");
        }
        Optional<ListenConfig.Certificate> tls = certificate == null || key == null
                ? Optional.empty()
                : Optional.of(new ListenConfig.Certificate(certificate, key));
        String token = tokenFile == null ? "" : readToken(tokenFile);
        try {
            return new ListenConfig(urls.stream().map(ListenUrl::parse).toList(), world, token, tls,
                    ListenLimits.DEFAULT);
        } catch (IllegalArgumentException notPossible) {
            throw wrong(String.valueOf(notPossible.getMessage()));
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private static String readToken(Path file) throws IOException {
        String token = Files.readString(file).strip();
        if (token.isEmpty() || token.getBytes(StandardCharsets.UTF_8).length > Limits.NAME_BYTES) {
            throw new FailedException(file + ": a token has 1 to " + Limits.NAME_BYTES + " bytes");
        }
        return token;
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
