package io.worldreel.publisher.engine;

import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * BitTorrent, in a process of its own. When that dies it is started again, after a pause that doubles each time, and given what it held
 * before; whoever waits for a piece or a file goes on waiting. Safe for all threads; ends its process when it is closed, and with this one.
 */
public final class Engine implements AutoCloseable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** An engine that lived so long did not die of its start. */
    private static final Duration GOOD_LIFE = Duration.ofMinutes(1);

    private final Consumer<EngineEvent> events;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final Map<String, TorrentRequest> held = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> wholes = new HashMap<>();
    private final Map<Piece, CompletableFuture<byte[]>> pieces = new LinkedHashMap<>();
    private final Map<String, List<CompletableFuture<TorrentStatus>>> looks = new HashMap<>();
    private final Set<InetSocketAddress> peers = new LinkedHashSet<>();
    private final Set<InetSocketAddress> nodes = new LinkedHashSet<>();
    private EngineSettings settings;
    private @Nullable EngineProcess process;
    private boolean closed;

    private record Piece(String torrent, int number) {}

    private Engine(EngineSettings settings, Consumer<EngineEvent> events) {
        this.settings = settings;
        this.events = events;
    }

    /**
     * Starts it; returns before it is up.
     *
     * @param events hears of trouble, on the engine's thread
     */
    public static Engine start(EngineSettings settings, Consumer<EngineEvent> events) {
        var engine = new Engine(settings, events);
        Thread.ofPlatform().daemon().name("engine").start(engine::live);
        return engine;
    }

    /** The port that peers and DHT nodes reach it at, when it is known; fails if it cannot listen. */
    public CompletableFuture<Integer> port() {
        return port;
    }

    /** The process id of the engine; 0 while there is none. */
    public synchronized long pid() {
        return process == null ? 0 : process.pid();
    }

    /**
     * Holds a torrent until {@link #drop}. One that is held already is held for the wider of both purposes; of one whose file has come meanwhile
     * the next life of the engine takes it for granted.
     *
     * @return done when the whole file is there, checked; at once for {@link Purpose#SEED}, never for {@link Purpose#PIECES}
     */
    public synchronized CompletableFuture<Void> hold(TorrentRequest request) {
        var known = held.get(request.id());
        boolean wider = known == null || known.purpose() == Purpose.PIECES;
        if (wider || request.purpose() == Purpose.SEED) {
            held.put(request.id(), request);
        }
        if (wider) {
            send(request.toMessage());
        }
        return request.purpose() == Purpose.SEED
                ? CompletableFuture.completedFuture(null)
                : wholes.computeIfAbsent(request.id(), id -> new CompletableFuture<>());
    }

    /** Holds a torrent of which the file is there and known to be right. */
    public void seed(TorrentRequest request) {
        var _ = hold(request);
    }

    /** Gives a torrent up; its file stays. */
    public synchronized void drop(String torrent) {
        if (held.remove(torrent) != null) {
            wholes.remove(torrent);
            pieces.keySet().removeIf(piece -> piece.torrent.equals(torrent));
            send(Dictionary.EMPTY.with("t", "drop").with("id", torrent));
        }
    }

    /**
     * Asks for a piece of a torrent that is held.
     *
     * @param soon how soon it is wanted: pieces that are wanted sooner come first
     */
    public synchronized CompletableFuture<byte[]> piece(String torrent, int number, Duration soon) {
        return pieces.computeIfAbsent(new Piece(torrent, number), piece -> {
            send(ask(piece, soon.toMillis()));
            return new CompletableFuture<>();
        });
    }

    /** Peers that are tried for everything that is wanted. */
    public synchronized void meet(Collection<InetSocketAddress> addresses) {
        if (peers.addAll(addresses)) {
            send(Dictionary.EMPTY.with("t", "peers").with("peers", Words.list(List.copyOf(addresses))));
        }
    }

    /** DHT nodes that it may start from. */
    public synchronized void addNodes(Collection<InetSocketAddress> addresses) {
        if (nodes.addAll(addresses)) {
            send(Dictionary.EMPTY.with("t", "nodes").with("nodes", Words.list(List.copyOf(addresses))));
        }
    }

    /** How far a torrent is. */
    public synchronized CompletableFuture<TorrentStatus> look(String torrent) {
        var answer = new CompletableFuture<TorrentStatus>();
        looks.computeIfAbsent(torrent, id -> new ArrayList<>()).add(answer);
        send(Dictionary.EMPTY.with("t", "look").with("id", torrent));
        return answer;
    }

    private static Dictionary ask(Piece piece, long millis) {
        return Dictionary.EMPTY.with("t", "piece").with("id", piece.torrent).with("n", piece.number).with("ms", millis);
    }

    /** To the process if there is one; the next one is told everything anyway. */
    private void send(Dictionary message) {
        if (process != null) {
            try {
                process.send(message);
            } catch (IOException dying) {
                process.close(); // the engine's thread sees its end, and starts another
            }
        }
    }

    private void live() {
        Duration pause = FIRST_PAUSE;
        while (!isClosed()) {
            long began = System.nanoTime();
            EngineEvent.Died death;
            try (EngineProcess life = EngineProcess.start()) {
                begin(life);
                String broken = listen(life);
                int exitCode = life.exitCode();
                death = new EngineEvent.Died(exitCode, life.lastWords().isEmpty() ? broken : life.lastWords(), pause);
            } catch (IOException failure) {
                death = new EngineEvent.Died(-1, String.valueOf(failure.getMessage()), pause);
            } catch (InterruptedException ended) {
                return;
            }
            if (end()) {
                return;
            }
            events.accept(death);
            boolean lived = System.nanoTime() - began > GOOD_LIFE.toNanos();
            try {
                Thread.sleep(lived ? FIRST_PAUSE : pause);
            } catch (InterruptedException ended) {
                return;
            }
            pause = lived || pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                    ? lived ? FIRST_PAUSE : LONGEST_PAUSE
                    : pause.multipliedBy(2);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean end() {
        process = null;
        looks.values().forEach(waiting -> waiting
                .forEach(each -> each.completeExceptionally(new EngineException("the BitTorrent engine died"))));
        looks.clear();
        return closed;
    }

    private synchronized void begin(EngineProcess life) throws IOException {
        life.send(settings.toMessage());
        life.send(Dictionary.EMPTY.with("t", "nodes").with("nodes", Words.list(List.copyOf(nodes))));
        life.send(Dictionary.EMPTY.with("t", "peers").with("peers", Words.list(List.copyOf(peers))));
        for (TorrentRequest request : held.values()) {
            life.send(request.toMessage());
        }
        for (Piece piece : pieces.keySet()) {
            life.send(ask(piece, 0));
        }
        process = life;
    }

    /** @return why it cannot be listened to any more; empty at its end */
    private String listen(EngineProcess life) {
        try {
            for (var message = life.receive(); message.isPresent(); message = life.receive()) {
                if (Words.text(message.get(), "t").equals("over")) {
                    life.over(Words.text(message.get(), "why"));
                } else {
                    hear(message.get());
                }
            }
            return "";
        } catch (IOException | io.worldreel.format.FormatException broken) {
            return String.valueOf(broken.getMessage());
        }
    }

    private void hear(Dictionary message) {
        String torrent = Words.text(message, "id");
        switch (Words.text(message, "t")) {
            case "listening" -> heardListening(message);
            case "deaf" -> {
                String problem = "listening on " + Words.text(message, "why");
                port.completeExceptionally(new EngineException(problem + "; choose another --listen"));
                events.accept(new EngineEvent.Deaf(problem));
            }
            case "met" -> Words.addresses(message, "peers").forEach(this::heardOf);
            case "whole" -> waiting(torrent).complete(null);
            case "piece" -> take(torrent, message).complete(message.bytes("bytes").orElseThrow().toArray());
            case "status" -> answer(torrent, message);
            case "failed" -> failed(torrent, message);
            default -> throw new io.worldreel.format.CorruptException("the engine says something unknown: " + message);
        }
    }

    private void heardOf(InetSocketAddress peer) {
        synchronized (this) {
            peers.add(peer); // the next life knows it from the beginning
            nodes.add(peer);
        }
        events.accept(new EngineEvent.Met(peer));
    }

    private synchronized void heardListening(Dictionary message) {
        if (Words.text(message, "kind").equals("TCP")) {
            int heard = (int) (long) message.integer("port").orElseThrow();
            // The next life is to be found where this one was.
            settings = new EngineSettings(new InetSocketAddress(settings.listen().getAddress(), heard),
                    settings.bootstrap(), settings.lan(), settings.utp(), settings.mostMemory());
            port.complete(heard);
        }
    }

    private synchronized CompletableFuture<Void> waiting(String torrent) {
        return wholes.computeIfAbsent(torrent, id -> new CompletableFuture<>());
    }

    private synchronized CompletableFuture<byte[]> take(String torrent, Dictionary message) {
        var waiting = pieces.remove(new Piece(torrent, (int) (long) message.integer("n").orElseThrow()));
        return waiting == null ? new CompletableFuture<>() : waiting;
    }

    private void answer(String torrent, Dictionary message) {
        var status = new TorrentStatus(message.integer("done").orElse(0L), message.integer("got").orElse(0L),
                (int) (long) message.integer("peers").orElse(0L), (int) (long) message.integer("seeds").orElse(0L),
                message.integer("known").orElse(0L) == 1);
        List<CompletableFuture<TorrentStatus>> waiting;
        synchronized (this) {
            waiting = looks.remove(torrent);
        }
        if (waiting != null) {
            waiting.forEach(each -> each.complete(status));
        }
    }

    private void failed(String torrent, Dictionary message) {
        var problem = new EngineException(Words.text(message, "why"));
        if (message.integer("n").isPresent()) {
            take(torrent, message).completeExceptionally(problem);
            return;
        }
        waiting(torrent).completeExceptionally(problem);
        synchronized (this) {
            held.remove(torrent);
            wholes.remove(torrent);
        }
        events.accept(new EngineEvent.Trouble(torrent, String.valueOf(problem.getMessage())));
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (process != null) {
            process.close();
        }
        var over = new EngineException("the BitTorrent engine was closed");
        wholes.values().forEach(each -> each.completeExceptionally(over));
        pieces.values().forEach(each -> each.completeExceptionally(over));
        port.completeExceptionally(over);
    }
}
