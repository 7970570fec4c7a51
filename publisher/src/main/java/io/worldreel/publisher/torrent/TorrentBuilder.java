package io.worldreel.publisher.torrent;

import io.worldreel.format.ByteString;
import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes torrents from the hashes of their files. */
public final class TorrentBuilder {
    private static final String PADDING = ".pad";

    private TorrentBuilder() {}

    /**
     * The torrent of one file.
     *
     * @param hashes made with the spec's piece length
     */
    public static Metainfo ofFile(RelativePath name, FileHashes hashes, TorrentSpec spec) {
        var info = Dictionary.EMPTY.with("name", name.name()).with("piece length", spec.pieceLength());
        if (spec.version().hasV1()) {
            info = info.with("length", hashes.length()).with("pieces", hashes.pieces());
        }
        if (spec.version().hasV2()) {
            info = info.with("meta version", 2).with("file tree", Dictionary.EMPTY.with(name.name(), leaf(hashes)));
        }
        return finish(info, List.of(hashes), spec);
    }

    /**
     * The same file for clients that know v1 only, made of a hybrid's description: another torrent, with the same pieces.
     *
     * @param spec who is named in it
     */
    public static Metainfo v1Of(Metainfo hybrid, TorrentSpec spec) {
        return finish(hybrid.info().without("meta version").without("file tree"), List.of(),
                spec.withVersion(TorrentVersion.V1));
    }

    /**
     * The torrent of a folder. With v1 in it every file but the last is followed by padding, so that each begins with a
     * piece of its own.
     *
     * @param name of the folder
     * @param files by their path below it, at least one
     */
    public static Metainfo ofFolder(String name, SortedMap<RelativePath, FileHashes> files, TorrentSpec spec) {
        return ofFolder(name, files, Set.of(), spec);
    }

    /** @param programs those of the files that may be executed */
    public static Metainfo ofFolder(String name, SortedMap<RelativePath, FileHashes> files, Set<RelativePath> programs,
            TorrentSpec spec) {
        var info = Dictionary.EMPTY.with("name", name).with("piece length", spec.pieceLength());
        if (spec.version().hasV1()) {
            info = info.with("files", new BencodeValue.Items(fileList(files, programs, spec.pieceLength())))
                    .with("pieces", pieces(files.values()));
        }
        if (spec.version().hasV2()) {
            var tree = Dictionary.EMPTY;
            for (var file : files.entrySet()) {
                tree = graft(tree, file.getKey().parts(),
                        marked(leaf(file.getValue()), programs.contains(file.getKey())));
            }
            info = info.with("meta version", 2).with("file tree", tree);
        }
        return finish(info, files.values(), spec);
    }

    /** A map for {@link #ofFolder}, in the order in which a file tree lists its files. */
    public static SortedMap<RelativePath, FileHashes> inTreeOrder() {
        return new TreeMap<>(TorrentBuilder::compareInTree);
    }

    static int compareInTree(RelativePath a, RelativePath b) {
        for (int i = 0; i < Math.min(a.parts().size(), b.parts().size()); i++) {
            int order = ByteString.utf8(a.parts().get(i)).compareTo(ByteString.utf8(b.parts().get(i)));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.parts().size(), b.parts().size());
    }

    private static Metainfo finish(Dictionary info, Collection<FileHashes> files, TorrentSpec spec) {
        var torrent = Dictionary.EMPTY.with("info", info);
        if (spec.version().hasV2()) {
            var layers = Dictionary.EMPTY;
            for (FileHashes file : files) {
                layers = file.layer().length() == 0
                        ? layers
                        : layers.with(file.root(), BencodeValue.of(file.layer()));
            }
            torrent = torrent.with("piece layers", layers);
        }
        if (!spec.trackers().isEmpty()) {
            var tiers = spec.trackers().stream()
                    .map(uri -> (BencodeValue) new BencodeValue.Items(addresses(List.of(uri))));
            torrent = torrent.with("announce", spec.trackers().getFirst().toString())
                    .with("announce-list", new BencodeValue.Items(tiers.toList()));
        }
        if (!spec.webSeeds().isEmpty()) {
            torrent = torrent.with("url-list", new BencodeValue.Items(addresses(spec.webSeeds())));
        }
        return Metainfo.of("the new torrent", torrent);
    }

    private static List<BencodeValue> addresses(List<URI> uris) {
        return uris.stream().map(uri -> BencodeValue.of(uri.toString())).toList();
    }

    private static Dictionary leaf(FileHashes file) {
        var entry = Dictionary.EMPTY.with("length", file.length());
        return Dictionary.EMPTY.with("", file.length() == 0 ? entry : entry.with("pieces root", file.root()));
    }

    private static Dictionary marked(Dictionary leaf, boolean program) {
        return program ? Dictionary.EMPTY.with("", attribute(leaf.dictionary("").orElseThrow())) : leaf;
    }

    private static Dictionary attribute(Dictionary entry) {
        return entry.with("attr", "x");
    }

    private static Dictionary graft(Dictionary tree, List<String> parts, Dictionary leaf) {
        String first = parts.getFirst();
        if (parts.size() == 1) {
            return tree.with(first, leaf);
        }
        var below = tree.dictionary(first).orElse(Dictionary.EMPTY);
        return tree.with(first, graft(below, parts.subList(1, parts.size()), leaf));
    }

    private static List<BencodeValue> fileList(SortedMap<RelativePath, FileHashes> files,
            Set<RelativePath> programs, int pieceLength) {
        List<BencodeValue> list = new ArrayList<>();
        var last = files.lastKey();
        for (var file : files.entrySet()) {
            long length = file.getValue().length();
            var entry = Dictionary.EMPTY.with("length", length).with("path", path(file.getKey().parts()));
            list.add(programs.contains(file.getKey()) ? attribute(entry) : entry);
            long padding = -length & (pieceLength - 1);
            if (padding != 0 && !file.getKey().equals(last)) {
                list.add(Dictionary.EMPTY.with("attr", "p").with("length", padding)
                        .with("path", path(List.of(PADDING, Long.toString(padding)))));
            }
        }
        return list;
    }

    private static BencodeValue path(List<String> parts) {
        return new BencodeValue.Items(parts.stream().map(BencodeValue::of).toList());
    }

    private static ByteString pieces(Collection<FileHashes> files) {
        var all = new ByteArrayOutputStream();
        int left = files.size();
        for (FileHashes file : files) {
            left--;
            all.writeBytes((left == 0 ? file.pieces() : file.paddedPieces()).toArray());
        }
        return ByteString.of(all.toByteArray());
    }
}
