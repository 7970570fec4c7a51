package io.worldreel.cli;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.engine.EngineEvent;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.lan.LanDirectory;
import io.worldreel.publisher.swarm.Swarm;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How peers are met: nobody is asked who does not stand here. */
class PeerOptions {
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress("0.0.0.0", 0);
    private static final Executor ANNOUNCING = Thread.ofPlatform().daemon().name("announcing")::start;

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", split = ",", converter = Converters.ToAddress.class)
    private List<InetSocketAddress> bootstrap = List.of();

    @Option(names = "--lan")
    private boolean lan;

    @Option(names = "--peer", paramLabel = "HOST:PORT", converter = Converters.ToAddress.class)
    private List<InetSocketAddress> peers = List.of();

    @Option(names = "--tracker", paramLabel = "URL", converter = Converters.ToTracker.class)
    private List<URI> trackers = List.of();

    /** With the address that peers reach this at. */
    static final class Listening extends PeerOptions {
        @Option(names = "--listen", paramLabel = "HOST:PORT", converter = Converters.ToAddress.class)
        private @Nullable InetSocketAddress listen;

        @Override
        Optional<InetSocketAddress> listen() {
            return Optional.ofNullable(listen);
        }
    }

    /** Where peers reach this, if that was said. */
    Optional<InetSocketAddress> listen() {
        return Optional.empty();
    }

    List<URI> trackers() {
        return trackers;
    }

    /** The same, from elsewhere than a command line. */
    static PeerOptions of(Optional<InetSocketAddress> listen, List<InetSocketAddress> bootstrap, boolean lan) {
        var options = new Listening();
        options.listen = listen.orElse(null);
        PeerOptions shared = options;
        shared.bootstrap = bootstrap;
        shared.lan = lan;
        return options;
    }

    /** Whether it was said how peers are met directly. */
    boolean givenPeers() {
        return listen().isPresent() || lan || !bootstrap.isEmpty() || !peers.isEmpty();
    }

    /** Whether any of them was given. */
    boolean given() {
        return givenPeers() || !trackers.isEmpty();
    }

    /** What a verb is among peers; closed in the order in which it is used. */
    record Place(Swarm swarm, Optional<LanDirectory> neighbours, Queue<String> notes) implements AutoCloseable {
        /** Says what the engine has said meanwhile. */
        void tell(Invocation run) {
            for (String note = notes.poll(); note != null; note = notes.poll()) {
                run.note(note);
            }
        }

        /** Says to the neighbours that a copy is here. It takes them some seconds to agree on its name, which nobody waits for. */
        void announce(PublisherKey key, ByteString salt, String name) throws IOException, InterruptedException {
            if (neighbours.isPresent()) {
                try {
                    int port = swarm.engine().port().get();
                    ANNOUNCING.execute(() -> announce(neighbours.get(), key, salt, name, port));
                } catch (ExecutionException deaf) {
                    throw new IOException(String.valueOf(deaf.getMessage()), deaf);
                }
            }
        }

        private void announce(LanDirectory directory, PublisherKey key, ByteString salt, String name, int port) {
            try {
                directory.announce(key, salt, name, port);
            } catch (IOException failure) {
                notes.add("telling the local network of this: " + failure.getMessage());
            }
        }

        @Override
        public void close() throws IOException {
            try (swarm) {
                if (neighbours.isPresent()) {
                    neighbours.get().close();
                }
            }
        }
    }

    /** The link with the peers and trackers that were given beside it. */
    MutableMagnet with(MutableMagnet link) {
        List<String> allPeers = new ArrayList<>(link.peers());
        peers.forEach(peer -> allPeers.add(Words.address(peer)));
        List<URI> allTrackers = new ArrayList<>(link.trackers());
        trackers.stream().filter(tracker -> !allTrackers.contains(tracker)).forEach(allTrackers::add);
        return new MutableMagnet(link.key(), link.salt(), link.name(), allTrackers, link.mirrors(), allPeers);
    }

    /**
     * Goes among peers.
     *
     * @param link of the publication that others are asked for, with the peers and trackers to begin at
     */
    Place open(MutableMagnet link) throws IOException {
        PublisherKey key = link.key();
        ByteString salt = link.salt();
        var known = link.peers().stream().map(new Converters.ToAddress()::convert).toList();
        var address = listen().orElse(ANYWHERE);
        // uTP is for lines that others share; on a local network it is many times slower than TCP.
        var settings = new EngineSettings(address, bootstrap, lan, !lan && !bootstrap.isEmpty());
        Queue<String> notes = new ConcurrentLinkedQueue<>();
        var swarm = Swarm.open(settings, new SecureRandom(), event -> notes.add(text(event)));
        boolean usable = false;
        try {
            var _ = swarm.engine().port().thenAccept(port -> notes.add("peers reach this at "
                    + Words.address(new InetSocketAddress(address.getAddress(), port))));
            swarm.meet(known);
            swarm.gather(key, salt, link.trackers());
            Optional<LanDirectory> neighbours = lan ? Optional.of(LanDirectory.open()) : Optional.empty();
            neighbours.ifPresent(directory -> directory.listen(copy -> {
                if (copy.magnet().key().equals(key) && copy.magnet().salt().equals(salt)) {
                    swarm.meet(List.of(copy.address()));
                }
            }));
            usable = true;
            return new Place(swarm, neighbours, notes);
        } finally {
            if (!usable) {
                swarm.close();
            }
        }
    }

    private static String text(EngineEvent event) {
        return switch (event) {
            case EngineEvent.Died(int code, String words, java.time.Duration pause) ->
                "the BitTorrent engine ended with " + code + " (" + words + "); started again in " + pause.toMillis()
                        + " ms";
            case EngineEvent.Deaf(String problem) -> problem + ": nobody can reach this; choose another --listen";
            case EngineEvent.Met(InetSocketAddress peer) -> "met a peer at " + Words.address(peer);
            case EngineEvent.Trouble(String torrent, String problem) -> "torrent " + torrent + ": " + problem;
        };
    }
}
