package io.worldreel.cli;

import io.worldreel.format.publication.PublishedVersion;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.share.FetchConfig;
import io.worldreel.publisher.share.FetchProgress;
import io.worldreel.publisher.share.FetchReport;
import io.worldreel.publisher.share.Fetcher;
import io.worldreel.publisher.swarm.Announcer;
import io.worldreel.publisher.swarm.SwarmEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fetch MAGNET DIR}: shared files, and those that follow them, until it is told to stop. */
@Command(name = "fetch")
final class FetchVerb implements Callable<Integer> {
    private static final int SETTLES_A_REPORT = 20;

    private final Invocation run;

    @Parameters(index = "0", paramLabel = "MAGNET", converter = Converters.ToPublication.class)
    private MutableMagnet magnet;

    @Parameters(index = "1", paramLabel = "DIR")
    private Path folder;

    @Option(names = "--version", paramLabel = "SEQ")
    private @Nullable Long version;

    @Mixin
    private final FollowOptions following = new FollowOptions();

    @Mixin
    private final PeerOptions peers = new PeerOptions.Listening();

    private final BlockingQueue<SwarmEvent> events = new LinkedBlockingQueue<>();
    private final SwarmTeller teller;
    private int settles;

    FetchVerb(Invocation run) {
        this.run = run;
        this.teller = new SwarmTeller(run, events);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        MutableMagnet link = peers.with(magnet);
        var config = version == null ? FetchConfig.NEWEST : FetchConfig.NEWEST.withVersion(version);
        try (var place = peers.open(link);
                var announcer = new Announcer(place.swarm().dht(), false, events::add);
                var fetcher = Fetcher.open(link, folder, config, place.swarm(), announcer, events::add)) {
            place.announce(magnet.key(), magnet.salt(), magnet.name().orElse(folder.getFileName().toString()));
            return following.follow(run, "fetching into " + folder, new FollowOptions.Followed(fetcher::look,
                    () -> settle(fetcher), fetcher::isCurrent, fetcher::isCurrent), place, teller);
        }
    }

    private void settle(Fetcher fetcher) throws IOException, InterruptedException {
        fetcher.settle().ifPresent(this::report);
        if (settles++ % SETTLES_A_REPORT == 0) {
            fetcher.progress().ifPresent(this::show);
        }
    }

    private void show(FetchProgress far) {
        try {
            run.progress().at("fetching version " + far.version(), Math.min(far.doneBytes(), far.allBytes()),
                    far.allBytes());
        } catch (StopSignal.StoppedException stopped) {
            // the loop sees it, too, and ends in good order
        }
    }

    private void report(FetchReport report) {
        PublishedVersion version = report.version();
        if (run.json()) {
            run.out().object(json -> json.writeNumberProperty("version", version.seq())
                    .writeNumberProperty("files", version.files()).writeNumberProperty("bytes", version.bytes())
                    .writeNumberProperty("new_files", report.newFiles())
                    .writeNumberProperty("received_bytes", report.receivedBytes())
                    .writeNumberProperty("removed_files", report.removed()));
        } else {
            run.out().line("version " + version.seq() + ": " + Words.count(version.files(), "file") + ", "
                    + Words.bytes(version.bytes()) + "; " + report.newFiles() + " of them were not here, "
                    + Words.bytes(report.receivedBytes()) + " came; " + report.removed() + " removed");
        }
        run.out().flush();
    }
}
