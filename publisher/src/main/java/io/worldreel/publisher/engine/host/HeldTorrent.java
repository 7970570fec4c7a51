package io.worldreel.publisher.engine.host;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.engine.Placement;
import io.worldreel.publisher.engine.TorrentRequest;
import io.worldreel.publisher.engine.TorrentRequest.Purpose;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.libtorrent4j.AddTorrentParams;
import org.libtorrent4j.AnnounceEntry;
import org.libtorrent4j.InfoHash;
import org.libtorrent4j.Priority;
import org.libtorrent4j.TcpEndpoint;
import org.libtorrent4j.TorrentFlags;
import org.libtorrent4j.TorrentHandle;
import org.libtorrent4j.TorrentInfo;
import org.libtorrent4j.Vectors;
import org.libtorrent4j.swig.bitfield;
import org.libtorrent4j.swig.info_hash_t;
import org.libtorrent4j.swig.int_string_map;
import org.libtorrent4j.swig.sha1_hash;
import org.libtorrent4j.swig.sha256_hash;
import org.libtorrent4j.swig.torrent_handle;

/** One torrent of the session, from the time it was asked for. Guarded by the session's monitor. */
final class HeldTorrent {
    private static final int TRUNCATED = 20;
    /** More pieces than a chunk has. None of them is fetched before the torrent is known to be the right one. */
    private static final int MOST_PIECES = 1 << 16;

    private final TorrentRequest request;
    private Purpose purpose;
    private Optional<TorrentHandle> handle = Optional.empty();
    private boolean described;
    private final List<Asked> waiting = new ArrayList<>();

    private record Asked(int piece, int millis) {}

    HeldTorrent(TorrentRequest request) {
        this.request = request;
        this.purpose = request.purpose();
        this.described = request.torrent().isPresent();
    }

    String id() {
        return request.id();
    }

    /** What libtorrent calls it: the v2 infohash, cut short, if there is one. */
    String name() {
        return request.infohashV2().map(hash -> ByteString.of(hash.toArray(), 0, TRUNCATED))
                .or(request::infohashV1).orElseThrow().hex();
    }

    Optional<TorrentHandle> handle() {
        return handle;
    }

    /** @throws IOException if what it consists of cannot be read */
    AddTorrentParams params(List<TcpEndpoint> peers) throws IOException {
        var params = new AddTorrentParams();
        if (request.torrent().isPresent()) {
            params.setTorrentInfo(new TorrentInfo(request.torrent().get().read()));
        } else {
            params.setInfoHashes(infohashes());
        }
        params.setSavePath(request.folder().toString());
        request.placement().ifPresent(placement -> place(params, placement));
        // What the .torrent file names may be of long ago: nobody is asked who is not named now.
        var flags = TorrentFlags.UPDATE_SUBSCRIBE.or_(TorrentFlags.APPLY_IP_FILTER)
                .or_(TorrentFlags.OVERRIDE_TRACKERS).or_(TorrentFlags.OVERRIDE_WEB_SEEDS);
        params.setFlags(purpose == Purpose.SEED
                ? flags.or_(TorrentFlags.SEED_MODE)
                : request.isMeeting()
                        ? flags.or_(TorrentFlags.PAUSED)
                        : flags.or_(TorrentFlags.PAUSED).or_(TorrentFlags.DISABLE_LSD));
        if (purpose == Purpose.PIECES || !described) {
            params.piecePriorities(all(Priority.IGNORE, MOST_PIECES));
        }
        params.setUrlSeeds(request.webSeeds().stream().map(URI::toString).toList());
        params.setTrackers(request.trackers().stream().filter(tracker -> !isForBrowsers(tracker)).map(URI::toString)
                .toList());
        params.peers(peers);
        return params;
    }

    /** Whether a tracker hands WebRTC offers over, of which each costs a socket. */
    private static boolean isForBrowsers(URI tracker) {
        return tracker.getScheme().toLowerCase(Locale.ROOT).startsWith("ws");
    }

    boolean isForBrowsers() {
        return request.trackers().stream().anyMatch(HeldTorrent::isForBrowsers);
    }

    /** From now on browsers find it. */
    void announceToBrowsers() {
        handle.ifPresent(known -> request.trackers().stream().filter(HeldTorrent::isForBrowsers)
                .forEach(tracker -> known.addTracker(new AnnounceEntry(tracker.toString()))));
    }

    /** Each file where it is said to lie, and the pieces that are there taken for granted. */
    private void place(AddTorrentParams params, Placement placement) {
        var storage = params.getTorrentInfo().files();
        var places = new int_string_map();
        var paths = placement.files().iterator();
        for (int file = 0; file < storage.numFiles(); file++) {
            if (!storage.padFileAt(file)) {
                places.put(file, paths.next().toString());
            }
        }
        params.swig().set_renamed_files(places);
        if (purpose == Purpose.FETCH) {
            var present = placement.present();
            var pieces = new bitfield(params.getTorrentInfo().numPieces(), false);
            present.stream().forEach(pieces::set_bit);
            params.swig().set_have_pieces(pieces);
        }
    }

    private InfoHash infohashes() {
        var v1 = request.infohashV1().map(hash -> new sha1_hash(Vectors.bytes2byte_vector(hash.toArray())));
        var v2 = request.infohashV2().map(hash -> new sha256_hash(Vectors.bytes2byte_vector(hash.toArray())));
        var hashes = new info_hash_t();
        v1.ifPresent(hashes::setV1);
        v2.ifPresent(hashes::setV2);
        return new InfoHash(hashes);
    }

    void added(TorrentHandle added) {
        handle = Optional.of(added);
        if (described) {
            begin();
        }
        if (!described || Files.exists(request.folder().resolve(request.fileName()))) {
            connect(); // what is known and not there yet is checked first, which takes no time
        }
    }

    /** What lies there already has been looked at. */
    void checked() {
        connect();
    }

    /** Who is resumed, and could connect, does so at once; others within a second. */
    private void connect() {
        if (purpose != Purpose.SEED) {
            handle.ifPresent(TorrentHandle::resume);
        }
    }

    /** @return why the torrent that peers know by the infohash is not the one that was asked for */
    Optional<String> described() {
        var found = handle.flatMap(known -> Optional.ofNullable(known.torrentFile()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        TorrentInfo info = found.get();
        if (info.numFiles() != 1 || !info.files().filePath(0).equals(request.fileName())
                || !request.allows(info.totalSize())) {
            return Optional.of("the torrent " + request.id() + " holds " + info.numFiles() + " files, first '"
                    + info.files().filePath(0) + "' of " + info.totalSize() + " bytes, not '" + request.fileName()
                    + "' of " + request.fileSize() + ": refused");
        }
        described = true;
        begin();
        return Optional.empty();
    }

    private void begin() {
        if (purpose == Purpose.FETCH && request.torrent().isEmpty()) {
            wantAll();
        }
        waiting.forEach(asked -> ask(asked.piece, asked.millis));
        waiting.clear();
    }

    /** From then on, all of it is wanted if it was not before. */
    void widen(Purpose wider) {
        if (purpose == Purpose.PIECES && wider == Purpose.FETCH) {
            purpose = wider;
            if (described) {
                wantAll();
            }
        }
    }

    private void wantAll() {
        handle.ifPresent(known -> known.prioritizePieces(all(Priority.DEFAULT, known.torrentFile().numPieces())));
    }

    private static Priority[] all(Priority priority, int pieces) {
        var priorities = new Priority[pieces];
        Arrays.fill(priorities, priority);
        return priorities;
    }

    void ask(int piece, int millis) {
        if (handle.isEmpty() || !described) {
            waiting.add(new Asked(piece, millis));
        } else {
            handle.get().setPieceDeadline(piece, millis, torrent_handle.alert_when_available);
        }
    }

    void connect(TcpEndpoint peer) {
        handle.ifPresent(known -> known.swig().connect_peer(peer.swig()));
    }

    /** Whether all of the file was wanted and is here. */
    boolean isWhole() {
        return purpose == Purpose.FETCH && handle.isPresent() && described && handle.get().status().isSeeding();
    }

    /**
     * From now on the local network may know of it. Before, whoever has it and heard that it is wanted here would connect as well, at the same
     * time as it is connected to: libtorrent closes one of such two, and does not ask for what a torrent consists of again for three seconds.
     */
    void whole() {
        handle.ifPresent(known -> known.unsetFlags(TorrentFlags.DISABLE_LSD));
    }

    Dictionary status() {
        var message = Dictionary.EMPTY.with("t", "status").with("id", id());
        if (handle.isEmpty()) {
            return message;
        }
        var status = handle.get().status();
        return message.with("done", status.totalDone()).with("got", status.totalPayloadDownload())
                .with("peers", status.numPeers()).with("seeds", status.numSeeds()).with("known", described ? 1 : 0);
    }
}
