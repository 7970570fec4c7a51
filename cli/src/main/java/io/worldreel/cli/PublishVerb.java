package io.worldreel.cli;

import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.head.Handover;
import io.worldreel.format.head.Head;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.mirror.ArchivePublisher;
import io.worldreel.publisher.mirror.MirrorCopy;
import io.worldreel.publisher.mirror.MirrorPublisher;
import io.worldreel.publisher.mirror.MirrorStore;
import io.worldreel.publisher.mirror.PublicationConfig;
import io.worldreel.publisher.mirror.PublishReport;
import io.worldreel.publisher.swarm.Announcer;
import io.worldreel.publisher.swarm.HandoverItems;
import io.worldreel.publisher.swarm.SwarmEvent;
import io.worldreel.publisher.swarm.SwarmPublisher;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code publish ARCHIVE}: what is sealed, as it is sealed, until it is told to stop. */
@Command(name = "publish")
final class PublishVerb implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Invocation run;

    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private Path archive;

    @Mixin
    private final KeyOptions keys = new KeyOptions();

    @Mixin
    private final PeerOptions peers = new PeerOptions.Listening();

    @Mixin
    private final MirrorOptions mirror = new MirrorOptions();

    @Option(names = "--web-seed", paramLabel = "URL", converter = Converters.ToWebFolder.class)
    private List<URI> webSeeds = List.of();

    @Option(names = "--v1")
    private boolean v1;

    @Option(names = "--once")
    private boolean once;

    @Option(names = "--daily")
    private boolean daily;

    @Option(names = "--keep-replaced", paramLabel = "TIME", defaultValue = "7d", converter = Converters.ToDuration.class)
    private Duration keepReplaced;

    private final BlockingQueue<SwarmEvent> events = new LinkedBlockingQueue<>();
    private final Set<String> refused = new HashSet<>();

    PublishVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var key = keys.key();
        var layout = new ArchiveLayout(archive);
        try (var places = mirror.open(archive, peers.givenPeers())) {
            var store = places.first();
            MirrorCopy.adopt(layout, store, places.copies());
            var config = new PublicationConfig(peers.trackers(),
                    webSeeds.stream().map(uri -> uri.resolve("chunks/")).toList(), v1, keepReplaced);
            var publisher = MirrorPublisher.open(layout, store, key, keys.salt(), config, run.clock());
            SwarmWords.announce(run,
                    new MutableMagnet(keysOf(publisher, key).getFirst(), keys.salt(), Optional.empty(),
                            peers.trackers(),
                            webSeeds,
                            List.of()));
            var live = new ArchivePublisher(layout, publisher);
            var days = daily
                    ? Optional.of(new DailyCompaction(archive, run.clock()))
                    : Optional.<DailyCompaction>empty();
            if (once) {
                compact(days);
                live.look((done, total) -> run.progress().at("publishing", done, total)).ifPresent(this::report);
                if (publisher.newest().isEmpty()) {
                    throw new FailedException("publishing " + archive + ": it holds no sealed chunk yet");
                }
                MirrorCopies.once(run, layout, places);
                return refused.isEmpty() ? ExitCode.DONE : ExitCode.DONE_WITH_LOSS;
            }
            try (var _ = MirrorCopies.start(run, layout, places)) {
                if (places.folder().isEmpty() || (mirror.given() && !peers.givenPeers())) {
                    untilStopped(live, report -> {}, () -> {}, () -> compact(days));
                } else {
                    amongPeers(places.folder().get(), store, key, publisher, live, days);
                }
            }
        }
        return refused.isEmpty() ? ExitCode.DONE : ExitCode.DONE_WITH_LOSS;
    }

    private void amongPeers(Path folder, MirrorStore store, SigningKey key, MirrorPublisher publisher,
            ArchivePublisher live,
            Optional<DailyCompaction> days) throws IOException, InterruptedException {
        try (var place = peers.open(peers.with(MutableMagnet.of(key.publicKey(), keys.salt())));
                var announcer = new Announcer(place.swarm().dht(), true, events::add);
                var _ = HandoverItems.announce(store, publisher.newest(), place.swarm().dht())) {
            keysOf(publisher, key).forEach(each -> place.swarm().gather(each, keys.salt(), peers.trackers()));
            var swarm = new SwarmPublisher(folder.toRealPath(), peers.trackers(), webSeeds, place.swarm().engine(),
                    announcer);
            String world = publisher.newest().map(head -> head.head().world())
                    .orElse(archive.toRealPath().getFileName().toString());
            for (var each : keysOf(publisher, key)) {
                place.announce(each, keys.salt(), world);
            }
            Published seed = report -> swarm.published(key, report);
            untilStopped(live, seed, new SeedBefore(publisher, seed), () -> {
                compact(days);
                place.tell(run);
            });
        }
    }

    /** Seeds what was published before, once: when what is new is seeded already, as there may be ten thousand chunks of the other. */
    private static final class SeedBefore implements UntilStopped.Look {
        private final MirrorPublisher publisher;
        private final Published seed;
        private boolean done;

        SeedBefore(MirrorPublisher publisher, Published seed) {
            this.publisher = publisher;
            this.seed = seed;
        }

        @Override
        public void once() throws IOException {
            if (!done) {
                var before = publisher.everything();
                if (before.isPresent()) {
                    seed.accept(before.get());
                }
                done = true;
            }
        }
    }

    /** Says what became of the day before; what cannot be done is tried again with the next look. */
    private void compact(Optional<DailyCompaction> days) {
        if (days.isEmpty()) {
            return;
        }
        var day = days.get().day();
        days.get().look((done, total) -> run.progress().at("compacting", done, total)).ifPresent(report -> {
            report.merged().forEach(merged -> run.progress().happened("compacted",
                    json -> json.writeStringProperty("day", day.toString())
                            .writeStringProperty("chunk", merged.chunk().chunk())
                            .writeNumberProperty("replaced", merged.replaced().size()),
                    day + ": " + merged.chunk().chunk() + " in place of "
                            + Words.count(merged.replaced().size(), "chunk")));
            report.problems().forEach(problem -> run.note(day + ": left as it is: " + problem));
        });
    }

    /** All keys by which the publication is known, the newest last. */
    private static List<PublisherKey> keysOf(MirrorPublisher publisher, SigningKey key) {
        var handovers = publisher.newest().map(head -> head.head().handovers()).orElse(List.of());
        return Stream.concat(handovers.stream().map(Handover::from), Stream.of(key.publicKey())).toList();
    }

    private interface Published {
        void accept(PublishReport report) throws IOException;
    }

    /** @param rest comes after the first look at the archive, even if nothing can be published */
    private void untilStopped(ArchivePublisher live, Published published, UntilStopped.Look rest, Runnable meanwhile) {
        UntilStopped.look(run, LOOK, "publishing " + archive, () -> {
            try {
                look(live, published);
            } catch (IOException | FormatException failure) {
                rest.once();
                throw failure;
            }
            rest.once();
            meanwhile.run();
            for (SwarmEvent event = events.poll(); event != null; event = events.poll()) {
                if (event instanceof SwarmEvent.Refused(String problem)) {
                    refused.add(problem);
                }
                SwarmWords.tell(run.progress(), event);
            }
        });
    }

    private void look(ArchivePublisher live, Published published) throws IOException {
        var report = live.look((done, total) -> run.progress().at("publishing", done, total));
        if (report.isPresent()) {
            published.accept(report.get());
            report(report.get());
        }
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
                report.published().forEach(chunk -> json.writeString(chunk.info().chunk()));
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
