package io.worldreel.publisher.torrent;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.publisher.bencode.BencodeLimits;
import io.worldreel.publisher.bencode.BencodeReader;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.bencode.BencodeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A torrent that was checked: every name is safe to write, every length adds up, every piece has its hash, and the Merkle
 * layers belong to their roots. There is none of which this does not hold.
 */
public final class Metainfo {
    static final int LEAST_PIECE = 16 << 10;
    static final int LARGEST_PIECE = 64 << 20;
    /** Files of one torrent. */
    public static final int MOST_FILES = 8192;

    private final Dictionary torrent;
    private final Dictionary info;
    private final TorrentVersion version;
    private final String name;
    private final int pieceLength;
    private final List<TorrentFile> files;

    private Metainfo(Dictionary torrent, Dictionary info) {
        this.torrent = torrent;
        this.info = info;
        this.name = text(info.get("name").orElseThrow(() -> new CorruptException("it has no name")), "name");
        this.pieceLength = readPieceLength(info);
        boolean v2 = info.get("meta version").isPresent();
        boolean v1 = info.get("pieces").isPresent();
        if (!v1 && !v2) {
            throw new CorruptException("it has neither pieces (v1) nor a meta version (v2)");
        }
        this.version = !v2 ? TorrentVersion.V1 : v1 ? TorrentVersion.HYBRID : TorrentVersion.V2;
        this.files = new MetainfoFiles(torrent, info, version, name, pieceLength).read();
    }

    /**
     * Reads a .torrent file.
     *
     * @param what names the input, for the message
     * @throws CorruptException if anything in it is out of order; with what
     */
    public static Metainfo read(String what, byte[] bytes) {
        return of(what, BencodeReader.readDictionary(what, bytes, BencodeLimits.METAINFO));
    }

    static Metainfo of(String what, Dictionary torrent) {
        try {
            var info = torrent.dictionary("info").orElseThrow(() -> new CorruptException("it has no info"));
            return new Metainfo(torrent, info);
        } catch (CorruptException problem) {
            throw new CorruptException(what + ": the torrent is refused: " + problem.getMessage(), problem);
        }
    }

    /** What the infohash is of. */
    Dictionary info() {
        return info;
    }

    public TorrentVersion version() {
        return version;
    }

    /** What it calls its file or folder. */
    public String name() {
        return name;
    }

    public int pieceLength() {
        return pieceLength;
    }

    /** The files in the torrent's order, at most {@link #MOST_FILES}; padding left out. */
    public List<TorrentFile> files() {
        return files;
    }

    /** Bytes of all files. */
    public long totalLength() {
        return files.stream().mapToLong(TorrentFile::length).sum();
    }

    /** How many pieces there are; in a v2 torrent each file begins with a piece of its own. */
    public int pieceCount() {
        return files.stream().mapToInt(this::pieceCount).sum();
    }

    /** Pieces of a file of a v2 torrent. */
    public int pieceCount(TorrentFile file) {
        return Math.toIntExact((file.length() + pieceLength - 1) / pieceLength);
    }

    /** The hashes of the pieces of a file of a v2 torrent, side by side, 32 bytes each. */
    public ByteString pieceHashes(TorrentFile file) {
        var root = file.root().orElse(ByteString.EMPTY);
        return file.length() <= pieceLength
                ? root
                : torrent.dictionary("piece layers").orElseThrow().bytes(root).orElseThrow();
    }

    /** 20 bytes, SHA-1 of the info dictionary; empty for a v2 torrent. */
    public Optional<ByteString> infohashV1() {
        return version.hasV1()
                ? Optional.of(ByteString.of(Digests.sha1().digest(BencodeWriter.write(info))))
                : Optional.empty();
    }

    /** 32 bytes, SHA-256 of the info dictionary; empty for a v1 torrent. */
    public Optional<ByteString> infohashV2() {
        return version.hasV2()
                ? Optional.of(ByteString.of(Digests.sha256().digest(BencodeWriter.write(info))))
                : Optional.empty();
    }

    /** Addresses of web seeds, as they stand there: not checked. */
    public List<String> webSeeds() {
        return torrent.get("url-list").map(list -> {
            List<String> addresses = new ArrayList<>();
            var items = list instanceof BencodeValue.Items(var values) ? values : List.of(list);
            items.forEach(item -> addresses.add(text(item, "url-list")));
            return List.copyOf(addresses);
        }).orElse(List.of());
    }

    /** The .torrent file. */
    public byte[] bytes() {
        return BencodeWriter.write(torrent);
    }

    static String text(BencodeValue value, String what) {
        if (value instanceof BencodeValue.Bytes(ByteString bytes)) {
            return bytes.text().orElseThrow(() -> new CorruptException("'" + what + "' is not UTF-8"));
        }
        throw new CorruptException("'" + what + "' is not a string");
    }

    private static int readPieceLength(Dictionary info) {
        long length = info.integer("piece length").orElseThrow(() -> new CorruptException("it has no piece length"));
        if (length < LEAST_PIECE || length > LARGEST_PIECE) {
            throw new CorruptException("pieces of " + length + " bytes; from 16 KiB to 64 MiB are taken");
        }
        return (int) length;
    }
}
