package io.worldreel.cli;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.publisher.engine.EngineEvent;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.lan.LanDirectory;
import io.worldreel.publisher.swarm.Swarm;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How peers are met: nobody is asked who does not stand here. */
final class PeerOptions {
    @Option(names = "--listen", paramLabel = "HOST:PORT", converter = Converters.ToAddress.class)
    private @Nullable InetSocketAddress listen;

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", split = ",", converter = Converters.ToAddress.class)
    private List<InetSocketAddress> bootstrap = List.of();

    @Option(names = "--lan")
    private boolean lan;

    /** The same, from elsewhere than a command line. */
    static PeerOptions of(Optional<InetSocketAddress> listen, List<InetSocketAddress> bootstrap, boolean lan) {
        var options = new PeerOptions();
        options.listen = listen.orElse(null);
        options.bootstrap = bootstrap;
        options.lan = lan;
        return options;
    }

    /** Whether any of them was given. */
    boolean given() {
        return listen != null || lan || !bootstrap.isEmpty();
    }

    /** What a verb is among peers; closed in the order in which it is used. */
    record Place(Swarm swarm, Optional<LanDirectory> neighbours, Queue<String> notes) implements AutoCloseable {
        /** Says what the engine has said meanwhile. */
        void tell(Invocation run) {
            for (String note = notes.poll(); note != null; note = notes.poll()) {
                run.note(note);
            }
        }

        /** Says to the neighbours that a copy is here. */
        void announce(PublisherKey key, ByteString salt, String name) throws IOException, InterruptedException {
            if (neighbours.isPresent()) {
                try {
                    neighbours.get().announce(key, salt, name, swarm.engine().port().get());
                } catch (ExecutionException deaf) {
                    throw new IOException(String.valueOf(deaf.getMessage()), deaf);
                }
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

    /**
     * Goes among peers.
     *
     * @param key of the publication that neighbours are asked for
     * @param known peers whose address is known
     */
    Place open(PublisherKey key, ByteString salt, List<InetSocketAddress> known) throws IOException {
        var address = listen == null ? new InetSocketAddress("0.0.0.0", 0) : listen;
        // uTP is for lines that others share; on a local network it is many times slower than TCP.
        var settings = new EngineSettings(address, bootstrap, lan, !lan && !bootstrap.isEmpty());
        Queue<String> notes = new ConcurrentLinkedQueue<>();
        var swarm = Swarm.open(settings, new SecureRandom(), event -> notes.add(text(event)));
        boolean usable = false;
        try {
            var _ = swarm.engine().port().thenAccept(port -> notes.add("peers reach this at "
                    + address.getAddress().getHostAddress() + ":" + port));
            swarm.meet(known);
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
            case EngineEvent.Trouble(String torrent, String problem) -> "torrent " + torrent + ": " + problem;
        };
    }
}
