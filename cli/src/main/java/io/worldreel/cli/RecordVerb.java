package io.worldreel.cli;

import io.worldreel.format.Limits;
import io.worldreel.format.segment.Indexes;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.JournalConfig;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecoveryReport;
import io.worldreel.recorder.SealedChunk;
import io.worldreel.recorder.Sync;
import io.worldreel.recorder.listen.ListenConfig;
import io.worldreel.recorder.listen.ListenLimits;
import io.worldreel.recorder.listen.ListenUrl;
import io.worldreel.recorder.listen.Listener;
import io.worldreel.recorder.listen.ListenerEvent;
import io.worldreel.recorder.listen.ListenerHealth;
import io.worldreel.recorder.listen.RecorderSinks;
import io.worldreel.recorder.metrics.MeteredSinks;
import io.worldreel.recorder.metrics.MetricsServer;
import io.worldreel.recorder.metrics.RecorderMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code record ARCHIVE}: listens until it is told to stop, then seals. */
@Command(name = "record")
final class RecordVerb implements Callable<Integer> {
    private static final long LOOK_MILLIS = 200;

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

    @Option(names = "--metrics", paramLabel = "HOST:PORT", converter = Converters.ToAddress.class)
    private @Nullable InetSocketAddress metricsAddress;

    @Option(names = "--index", paramLabel = "KINDS", defaultValue = "space,text", converter = Converters.ToIndexes.class)
    private Indexes indexes;

    @Option(names = "--backlog", paramLabel = "SIZE", defaultValue = "512mb", converter = Converters.ToBytes.class)
    private long backlog;

    @Option(names = "--sync", paramLabel = "none|frame|TIME", defaultValue = "none", converter = Converters.ToSync.class)
    private Sync sync;

    @Mixin
    private final Keeping keeping = new Keeping();

    @Spec
    private CommandSpec spec;

    RecordVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        OperatorLog log = new OperatorLog(run.progress());
        RecorderMetrics metrics = new RecorderMetrics(Clock.systemUTC());
        RecorderSinks sinks = sinks(log, metrics);
        Listener listener = Listener.open(listenConfig(), new MeteredSinks(sinks, metrics), log::add);
        metrics.show(listener::health, sinks::health);
        try (listener) {
            Optional<MetricsServer> server = serve(metrics, sinks);
            try {
                rereadToken(listener, log); // before anybody is told that this is there, and has it read again
                for (ListenUrl url : listener.urls()) {
                    run.note("listening on " + url);
                }
                untilStopped(sinks, log);
                run.note("stopping: what is recorded is being sealed");
            } finally {
                server.ifPresent(MetricsServer::close);
            }
        }
        log.write(0);
        ListenerHealth counted = listener.health();
        report(counted);
        return counted.dropped() + counted.partial() + log.failures() > 0
                ? ExitCode.DONE_WITH_LOSS
                : ExitCode.DONE;
    }

    private RecorderSinks sinks(OperatorLog log, RecorderMetrics metrics) {
        long least = 2 * JournalConfig.DEFAULT.partBytes();
        if (backlog < least) {
            throw wrong("--backlog must be at least " + Words.bytes(least));
        }
        RecorderConfig config = RecorderConfig.of(archive, world)
                .withJournal(JournalConfig.DEFAULT.withSync(sync).withBacklogBytes(backlog))
                .withIngest(keeping.applyTo(IngestConfig.DEFAULT.withIndexes(indexes)));
        Consumer<SealedChunk> sealed = chunk -> {
            metrics.sealed(chunk);
            log.add(new ListenerEvent.Sealed(chunk));
        };
        Consumer<RecoveryReport.Source> recovered = left -> log.add(new ListenerEvent.Recovered(left));
        return source == null
                ? RecorderSinks.ofAnySource(config, ListenLimits.DEFAULT, recovered, sealed)
                : RecorderSinks.ofOneSource(config.withSource(source), ListenLimits.DEFAULT, recovered, sealed);
    }

    private Optional<MetricsServer> serve(RecorderMetrics metrics, RecorderSinks sinks) {
        if (metricsAddress == null) {
            return Optional.empty();
        }
        MetricsServer server = MetricsServer.open(metricsAddress, metrics, () -> problems(sinks));
        InetSocketAddress at = server.address();
        run.note("metrics on http://" + at.getHostString() + ":" + at.getPort() + "/metrics");
        return Optional.of(server);
    }

    private static List<String> problems(RecorderSinks sinks) {
        List<String> problems = new ArrayList<>();
        sinks.health().forEach((name, health) -> health.problem()
                .ifPresent(problem -> problems.add("source '" + name + "': " + problem)));
        return problems;
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

    /** On SIGHUP the token file is read again; if that fails the old token stays. */
    private void rereadToken(Listener listener, OperatorLog log) {
        Path file = tokenFile;
        if (file == null) {
            HangUpSignal.handle(() -> {}); // which would end the process otherwise
            return;
        }
        HangUpSignal.handle(() -> {
            try {
                listener.replaceToken(readToken(file));
                log.add(new ListenerEvent.TokenRead(file.toString()));
            } catch (IOException | FailedException failure) {
                log.add(new ListenerEvent.TokenKept(file.toString(), String.valueOf(failure.getMessage())));
            }
        });
    }

    /** Writes what happens, looks after the recorders and says each of their problems once. */
    private void untilStopped(RecorderSinks sinks, OperatorLog log) {
        Set<String> told = new HashSet<>();
        while (!run.stop().isRaised()) {
            log.write(LOOK_MILLIS);
            for (String problem : problems(sinks)) {
                if (told.add(problem)) {
                    log.add(new ListenerEvent.Failed(problem, Optional.empty()));
                }
            }
        }
    }
}
