package io.worldreel.publisher.engine;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.torrent.Metainfo;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A torrent that the engine is to hold: of one file, or of a folder whose files each have their place.
 *
 * @param infohashV1 20 bytes, if it has a v1 description
 * @param infohashV2 32 bytes, if it has a v2 description
 * @param torrent what it consists of, if that is known; else it is asked of peers
 * @param folder where the file lies or will lie
 * @param fileName what the torrent has to call its file: another one is refused before anything is written
 * @param fileSize in bytes; a torrent of another size is refused, too. A negative number is a limit: at most so many
 * @param placement of the files of a folder; empty for a torrent of one file, which lies in {@code folder}
 * @param purpose what for
 * @param webSeeds addresses of the file, or with a slash at the end of its folder
 */
public record TorrentRequest(Optional<ByteString> infohashV1, Optional<ByteString> infohashV2,
        Optional<TorrentDescription> torrent, Path folder, String fileName, long fileSize,
        Optional<Placement> placement, Purpose purpose, List<URI> webSeeds, List<URI> trackers) {

    /** What a torrent is held for. */
    public enum Purpose {
        /** The file is there and known to be right. */
        SEED,
        /** All of the file is wanted; then it is seeded. */
        FETCH,
        /** Pieces are asked for one by one. */
        PIECES
    }

    public TorrentRequest {
        webSeeds = List.copyOf(webSeeds);
        trackers = List.copyOf(trackers);
        if (infohashV1.isEmpty() && infohashV2.isEmpty()) {
            throw new IllegalArgumentException("a torrent has an infohash");
        }
        if (placement.isPresent() && torrent.isEmpty()) {
            throw new IllegalArgumentException("the files of a torrent can only be placed if it is known");
        }
    }

    /** A small torrent of one file. */
    public static TorrentRequest of(Metainfo torrent, Path folder, Purpose purpose) {
        return of(torrent, new TorrentDescription.Inline(ByteString.of(torrent.bytes())), folder, purpose);
    }

    /**
     * A torrent of one file.
     *
     * @param description where {@code torrent} is kept meanwhile
     */
    public static TorrentRequest of(Metainfo torrent, TorrentDescription description, Path folder, Purpose purpose) {
        var file = torrent.files().getFirst();
        return new TorrentRequest(torrent.infohashV1(), torrent.infohashV2(), Optional.of(description), folder,
                file.path().toString(), file.length(), Optional.empty(), purpose, List.of(), List.of());
    }

    /** A folder's torrent. */
    public static TorrentRequest of(Metainfo torrent, Placement placement, Purpose purpose) {
        return new TorrentRequest(torrent.infohashV1(), torrent.infohashV2(),
                Optional.of(new TorrentDescription.Inline(ByteString.of(torrent.bytes()))),
                placement.files().getFirst().getRoot(), torrent.name(),
                torrent.totalLength(), Optional.of(placement), purpose, List.of(), List.of());
    }

    /**
     * A torrent of which there is nothing but the infohash, so that those who hold it find one another.
     *
     * @param infohash 20 bytes that are nobody's v1 infohash
     */
    public static TorrentRequest meeting(ByteString infohash, List<URI> trackers) {
        return new TorrentRequest(Optional.of(infohash), Optional.empty(), Optional.empty(),
                Path.of(System.getProperty("java.io.tmpdir")), "", -1, Optional.empty(), Purpose.PIECES, List.of(),
                trackers);
    }

    /** Whether this is nothing but a place where peers meet. */
    public boolean isMeeting() {
        return fileName.isEmpty();
    }

    /** By what it is called between the program and its engine. */
    public String id() {
        return infohashV1.or(() -> infohashV2).orElseThrow().hex();
    }

    /** Whether the file may have so many bytes. */
    public boolean allows(long bytes) {
        return fileSize >= 0 ? bytes == fileSize : bytes <= -fileSize;
    }

    /** The same, looked for at these places as well. */
    public TorrentRequest foundBy(List<URI> newWebSeeds, List<URI> newTrackers) {
        return new TorrentRequest(infohashV1, infohashV2, torrent, folder, fileName, fileSize, placement, purpose,
                newWebSeeds, newTrackers);
    }

    Dictionary toMessage() {
        var message = Dictionary.EMPTY.with("t", "add").with("id", id()).with("v1", infohashV1.orElse(ByteString.EMPTY))
                .with("v2", infohashV2.orElse(ByteString.EMPTY)).with("folder", folder.toString())
                .with("file", fileName).with("size", fileSize).with("for", purpose.name()).with("web", list(webSeeds))
                .with("trackers", list(trackers));
        var described = torrent.map(description -> description.into(message)).orElse(message);
        return placement.map(places -> places.into(described)).orElse(described);
    }

    /** Reads what {@link #toMessage} wrote. */
    public static TorrentRequest of(Dictionary message) {
        return new TorrentRequest(bytes(message, "v1"), bytes(message, "v2"), TorrentDescription.from(message),
                Path.of(Words.text(message, "folder")), Words.text(message, "file"),
                message.integer("size").orElseThrow(), message.items("paths").map(paths -> Placement.from(message)),
                Purpose.valueOf(Words.text(message, "for")),
                uris(message, "web"), uris(message, "trackers"));
    }

    private static BencodeValue list(List<URI> uris) {
        return new BencodeValue.Items(uris.stream().map(uri -> BencodeValue.of(uri.toString())).toList());
    }

    private static Optional<ByteString> bytes(Dictionary message, String key) {
        return message.bytes(key).filter(bytes -> bytes.length() > 0);
    }

    private static List<URI> uris(Dictionary message, String key) {
        return Words.texts(message, key).stream().map(URI::create).toList();
    }
}
