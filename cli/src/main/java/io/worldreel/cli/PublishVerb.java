package io.worldreel.cli;

import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.head.Head;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.mirror.ArchivePublisher;
import io.worldreel.publisher.mirror.FolderStore;
import io.worldreel.publisher.mirror.MirrorPublisher;
import io.worldreel.publisher.mirror.PublishReport;
import io.worldreel.publisher.torrent.TorrentSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code publish ARCHIVE}: what is sealed, as it is sealed, until it is told to stop. */
@Command(name = "publish")
final class PublishVerb implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Invocation run;

    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private Path archive;

    @Mixin
    private final KeyOptions keys = new KeyOptions();

    @Option(names = "--to", required = true, paramLabel = "DIR")
    private Path to;

    @Option(names = "--web-seed", paramLabel = "URL", converter = Converters.ToWebFolder.class)
    private List<URI> webSeeds = List.of();

    @Option(names = "--tracker", paramLabel = "URL", converter = Converters.ToTracker.class)
    private List<URI> trackers = List.of();

    @Option(names = "--once")
    private boolean once;

    private final Set<String> refused = new HashSet<>();

    PublishVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        var key = keys.key();
        var layout = new ArchiveLayout(archive);
        try (var store = FolderStore.open(to)) {
            var publisher = MirrorPublisher.open(layout, store, key, keys.salt(), TorrentSpec.HYBRID
                    .withTrackers(trackers)
                    .withWebSeeds(webSeeds.stream().map(uri -> uri.resolve("chunks/")).toList()));
            announce(new MutableMagnet(key.publicKey(), keys.salt(), java.util.Optional.empty(), trackers, webSeeds,
                    List.of()));
            var live = new ArchivePublisher(layout, publisher);
            if (once) {
                live.look((done, total) -> run.progress().at("publishing", done, total)).ifPresent(this::report);
                if (publisher.newest().isEmpty()) {
                    throw new FailedException("publishing " + archive + ": it holds no sealed chunk yet");
                }
            } else {
                untilStopped(live);
            }
        }
        return refused.isEmpty() ? ExitCode.DONE : ExitCode.DONE_WITH_LOSS;
    }

    private void untilStopped(ArchivePublisher live) {
        Duration pause = LOOK;
        String told = "";
        while (!run.stop().isRaised()) {
            try {
                live.look((done, total) -> run.progress().at("publishing", done, total)).ifPresent(this::report);
                pause = LOOK;
                told = "";
            } catch (StopSignal.StoppedException stopped) {
                return; // what was published before stands
            } catch (IOException | FormatException failure) {
                String problem = String.valueOf(failure.getMessage());
                if (!problem.equals(told)) {
                    run.note("publishing " + archive + ": " + problem + "; tried again until it succeeds");
                    told = problem;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
            try {
                run.stop().sleep(pause.toNanos());
            } catch (StopSignal.StoppedException stopped) {
                return;
            }
        }
    }

    private void announce(MutableMagnet magnet) {
        if (run.json()) {
            run.out().object(json -> json.writeStringProperty("magnet", magnet.toString()));
        } else {
            run.out().line(magnet.toString());
        }
        run.out().flush();
    }

    private void report(PublishReport report) {
        Head head = report.head().head();
        List<PublishReport.Refused> fresh = report.refused().stream()
                .filter(each -> refused.add(each.chunk() + each.problem())).toList();
        if (run.json()) {
            run.out().object(json -> {
                json.writeNumberProperty("seq", head.seq()).writeNumberProperty("chunks", head.chunks())
                        .writeStringProperty("from", Words.instant(head.fromNanos()).toString())
                        .writeStringProperty("to", Words.instant(head.toNanos()).toString())
                        .writeArrayPropertyStart("published");
                report.published().forEach(json::writeString);
                json.writeEndArray().writeArrayPropertyStart("refused");
                for (PublishReport.Refused each : fresh) {
                    json.writeStartObject().writeStringProperty("chunk", each.chunk())
                            .writeStringProperty("problem", each.problem()).writeEndObject();
                }
                json.writeEndArray();
            });
        } else {
            run.out().line("head " + head.seq() + ": " + Words.count(head.chunks(), "chunk") + ", "
                    + report.published().size() + " of them new, to " + Words.instant(head.toNanos()));
            fresh.forEach(each -> run.note("left out " + each.chunk() + ": " + each.problem()));
        }
        run.out().flush();
    }
}
