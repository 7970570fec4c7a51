package io.worldreel.cli;

import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.swarm.Announcer;
import io.worldreel.publisher.swarm.FollowConfig;
import io.worldreel.publisher.swarm.Follower;
import io.worldreel.publisher.swarm.SwarmEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code follow MAGNET DIR}: mirrors a publication and seeds it on, until it is told to stop. */
@Command(name = "follow")
final class FollowVerb implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "MAGNET", converter = Converters.ToPublication.class)
    private MutableMagnet magnet;

    @Parameters(index = "1", paramLabel = "DIR")
    private Path folder;

    @Mixin
    private final PeerOptions peers = new PeerOptions.Listening();

    @Option(names = "--since", paramLabel = "T", converter = Converters.ToNanos.class)
    private @Nullable Long since;

    @Option(names = "--keep", paramLabel = "TIME", converter = Converters.ToDuration.class)
    private @Nullable Duration keep;

    @Option(names = "--v1")
    private boolean v1;

    @Mixin
    private final FollowOptions following = new FollowOptions();

    private final BlockingQueue<SwarmEvent> events = new LinkedBlockingQueue<>();
    private final SwarmTeller teller;

    FollowVerb(Invocation run) {
        this.run = run;
        this.teller = new SwarmTeller(run, events);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        MutableMagnet link = peers.with(magnet);
        try (var place = peers.open(link);
                var announcer = new Announcer(place.swarm().dht(), false, events::add);
                var follower = Follower.open(link, folder, config(), place.swarm().engine(), place.swarm().dht(),
                        announcer, events::add)) {
            place.announce(magnet.key(), magnet.salt(), magnet.name().orElse(folder.getFileName().toString()));
            return following.follow(run, "following into " + folder, new FollowOptions.Followed(follower::look,
                    follower::settle, follower::isCurrent, follower::isSettled), place, teller);
        }
    }

    private FollowConfig config() {
        FollowConfig all = FollowConfig.ALL.withV1(v1);
        FollowConfig config = since == null ? all : all.withSince(since);
        return keep == null ? config : config.withKeep(keep);
    }
}
