package io.worldreel.publisher.engine.host;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.engine.MessageStream;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import io.worldreel.publisher.engine.Words;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.libtorrent4j.AlertListener;
import org.libtorrent4j.Pair;
import org.libtorrent4j.SessionHandle;
import org.libtorrent4j.SessionManager;
import org.libtorrent4j.SessionParams;
import org.libtorrent4j.TcpEndpoint;
import org.libtorrent4j.alerts.AddTorrentAlert;
import org.libtorrent4j.alerts.Alert;
import org.libtorrent4j.alerts.AlertType;
import org.libtorrent4j.alerts.ListenFailedAlert;
import org.libtorrent4j.alerts.ListenSucceededAlert;
import org.libtorrent4j.alerts.LsdPeerAlert;
import org.libtorrent4j.alerts.PeerConnectAlert;
import org.libtorrent4j.alerts.ReadPieceAlert;
import org.libtorrent4j.alerts.TorrentAlert;
import org.libtorrent4j.swig.peer_connect_alert;
import org.libtorrent4j.swig.socket_type_t;

/**
 * libtorrent's session. Messages come on one thread, alerts on libtorrent's; whatever an alert holds is copied before its callback ends, for
 * its memory is gone then.
 *
 * <p>Who has one torrent of a publication mostly has the others, too: each peer that was reached is tried for all that is wanted.
 */
final class TorrentSession implements AlertListener {
    private static final int MOST_PEERS = 64;
    private static final long LOOK_MILLIS = 20;
    private static final int EXIT_CODE = 77;
    private static final long ANNOUNCE_NANOS = 100_000_000;

    private final MessageStream messages;
    private final SessionManager manager = new SessionManager(false);
    private final SessionHandle session;
    /** By libtorrent's name of the torrent. */
    private final Map<String, HeldTorrent> torrents = new HashMap<>();
    private final Map<String, HeldTorrent> byId = new HashMap<>();
    /** Those of which something is wanted from others, by their id: few, however many are held. */
    private final Map<String, HeldTorrent> wanting = new HashMap<>();
    private final Set<InetSocketAddress> peers = new LinkedHashSet<>();
    private final Set<Integer> ownPorts = new HashSet<>();
    private final AtomicBoolean connected = new AtomicBoolean();
    private final MemoryBound memory;
    private final Deque<HeldTorrent> unannounced = new ArrayDeque<>();
    private long lastAnnounced = System.nanoTime() - ANNOUNCE_NANOS;

    TorrentSession(EngineSettings settings, MessageStream messages, RandomGenerator random) throws IOException {
        this.messages = messages;
        this.memory = new MemoryBound(settings.mostMemory());
        manager.addListener(this);
        var params = new SessionParams(SessionSettings.of(settings, random));
        // The default one takes the JVM's signal handlers away, and with them the process at its next safepoint.
        params.setPosixDiskIO();
        manager.start(params);
        session = new SessionHandle(manager.swig());
        session.applySettings(SessionSettings.quiet());
        if (SessionSettings.isPrivate(settings)) {
            // Where one begins is not taken for a node of the network; in a small one it has to be.
            addNodes(settings.bootstrap());
        }
        Thread.ofPlatform().daemon().name("look").start(this::look);
    }

    private void end(String why) {
        send(Dictionary.EMPTY.with("t", "over").with("why", why));
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    /** libtorrent says that a torrent is finished as soon as nothing more of it is wanted: so each is looked at. */
    private void look() {
        try {
            while (true) {
                Thread.sleep(LOOK_MILLIS);
                memory.check().ifPresent(this::end);
                if (connected.getAndSet(false)) {
                    PromptSockets.all();
                }
                synchronized (this) {
                    announceToBrowsers();
                    for (HeldTorrent whole : wanting.values().stream().filter(HeldTorrent::isWhole).toList()) {
                        wanting.remove(whole.id());
                        whole.whole();
                        send(Dictionary.EMPTY.with("t", "whole").with("id", whole.id()));
                    }
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Few at a time, the newest first: a thousand torrents that are announced at once would take thousands of sockets.
     */
    private void announceToBrowsers() {
        if (System.nanoTime() - lastAnnounced >= ANNOUNCE_NANOS && !unannounced.isEmpty()) {
            lastAnnounced = System.nanoTime();
            HeldTorrent next = unannounced.removeFirst();
            if (byId.containsKey(next.id())) {
                next.announceToBrowsers();
            }
        }
    }

    synchronized void add(TorrentRequest request) {
        var known = byId.get(request.id());
        if (known != null) {
            known.widen(request.purpose());
            return;
        }
        var held = new HeldTorrent(request);
        byId.put(request.id(), held);
        if (request.purpose() != Purpose.SEED) {
            wanting.put(request.id(), held);
        }
        torrents.put(held.name(), held);
        try {
            session.asyncAddTorrent(held.params(request.purpose() == Purpose.SEED ? List.of() : endpoints()));
        } catch (IOException | IllegalArgumentException unreadable) {
            refuse(held, "what it consists of cannot be read: " + unreadable.getMessage());
        }
    }

    synchronized void drop(String id) {
        var held = byId.remove(id);
        wanting.remove(id);
        if (held != null) {
            torrents.remove(held.name());
            held.handle().ifPresent(session::removeTorrent);
        }
    }

    synchronized void piece(String id, int number, int millis) {
        var held = byId.get(id);
        if (held == null) {
            send(Dictionary.EMPTY.with("t", "failed").with("id", id).with("n", number).with("why", "no such torrent"));
        } else {
            held.ask(number, millis);
        }
    }

    synchronized void meet(List<InetSocketAddress> addresses) {
        addresses.forEach(this::meet);
    }

    private boolean meet(InetSocketAddress peer) {
        boolean fresh = peer.getPort() > 0 && !isSelf(peer) && peers.size() < MOST_PEERS && peers.add(peer);
        if (fresh) {
            wanting.values().forEach(held -> held.connect(endpoint(peer)));
        }
        return fresh;
    }

    /** What this says to a local network it hears, too. */
    private boolean isSelf(InetSocketAddress peer) {
        try {
            return ownPorts.contains(peer.getPort()) && NetworkInterface.getByInetAddress(peer.getAddress()) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    private synchronized void listening(ListenSucceededAlert heard) {
        ownPorts.add(heard.port());
        send(Dictionary.EMPTY.with("t", "listening").with("kind", heard.socketType().name()).with("port",
                heard.port()));
    }

    /** Who was found is a node of the DHT at the same port, as ours is. */
    private synchronized void found(TcpEndpoint endpoint) {
        var peer = new InetSocketAddress(endpoint.address().toString(), endpoint.port());
        if (meet(peer)) {
            addNodes(List.of(peer));
            send(Dictionary.EMPTY.with("t", "met").with("peers", Words.list(List.of(peer))));
        }
    }

    void addNodes(List<InetSocketAddress> nodes) {
        nodes.forEach(node -> session.addDhtNode(new Pair<>(node.getAddress().getHostAddress(), node.getPort())));
    }

    synchronized void look(String id) {
        var held = byId.get(id);
        send(held == null ? Dictionary.EMPTY.with("t", "status").with("id", id) : held.status());
    }

    @Override
    public int[] types() {
        return new int[]{ AlertType.LISTEN_SUCCEEDED.swig(), AlertType.LISTEN_FAILED.swig(),
                AlertType.ADD_TORRENT.swig(), AlertType.TORRENT_CHECKED.swig(), AlertType.METADATA_RECEIVED.swig(),
                AlertType.TORRENT_ERROR.swig(), AlertType.FILE_ERROR.swig(), AlertType.READ_PIECE.swig(),
                AlertType.PEER_CONNECT.swig(), AlertType.LSD_PEER.swig() };
    }

    @Override
    public void alert(Alert<?> alert) {
        switch (alert) {
            case ListenSucceededAlert heard -> listening(heard);
            case ListenFailedAlert deaf -> send(Dictionary.EMPTY.with("t", "deaf")
                    .with("why", deaf.listenInterface() + ": " + deaf.error().getMessage()));
            case LsdPeerAlert local -> found(local.endpoint());
            case PeerConnectAlert reached -> {
                connected.set(true);
                boolean address = reached.socketType().equals(socket_type_t.tcp)
                        || reached.socketType().equals(socket_type_t.utp);
                if (address && reached.swig().getDirection() == peer_connect_alert.direction_t.out) {
                    found(reached.endpoint());
                }
            }
            case TorrentAlert<?> about -> about(about);
            default -> {
            }
        }
    }

    private synchronized void about(TorrentAlert<?> alert) {
        var held = torrents.get(alert.handle().infoHash().toHex());
        if (held == null) {
            return; // dropped meanwhile
        }
        switch (alert) {
            case AddTorrentAlert added -> {
                if (added.error().isError()) {
                    fail(held, added.error().getMessage());
                } else {
                    // The alert's own handle ends with the alert.
                    held.added(session.findTorrent(added.handle().infoHash()));
                    if (held.isForBrowsers()) {
                        unannounced.addFirst(held);
                    }
                }
            }
            case ReadPieceAlert read -> send(pieceMessage(held, read));
            default -> {
                switch (alert.type()) {
                    case TORRENT_CHECKED -> held.checked();
                    case METADATA_RECEIVED -> held.described().ifPresent(problem -> refuse(held, problem));
                    default -> fail(held, alert.message());
                }
            }
        }
    }

    private static Dictionary pieceMessage(HeldTorrent held, ReadPieceAlert read) {
        var message = Dictionary.EMPTY.with("id", held.id()).with("n", read.piece());
        if (read.error().isError()) {
            return message.with("t", "failed").with("why", read.error().getMessage());
        }
        byte[] bytes = MemorySegment.ofAddress(read.bufferPtr()).reinterpret(read.size())
                .toArray(ValueLayout.JAVA_BYTE);
        return message.with("t", "piece").with("bytes", ByteString.of(bytes));
    }

    private void refuse(HeldTorrent held, String problem) {
        drop(held.id());
        fail(held, problem);
    }

    private void fail(HeldTorrent held, String why) {
        send(Dictionary.EMPTY.with("t", "failed").with("id", held.id()).with("why", why));
    }

    private List<TcpEndpoint> endpoints() {
        List<TcpEndpoint> list = new ArrayList<>();
        peers.forEach(peer -> list.add(endpoint(peer)));
        return list;
    }

    private static TcpEndpoint endpoint(InetSocketAddress peer) {
        return new TcpEndpoint(peer.getAddress().getHostAddress(), peer.getPort());
    }

    private void send(Dictionary message) {
        try {
            messages.send(message);
        } catch (IOException nobodyListens) {
            Runtime.getRuntime().halt(0); // the program that this engine belongs to is gone
        }
    }
}
