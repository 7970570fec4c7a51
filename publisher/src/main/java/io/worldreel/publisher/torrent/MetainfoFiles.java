package io.worldreel.publisher.torrent;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads and checks the files of an info dictionary, in either description, and that a hybrid's two agree. */
final class MetainfoFiles {
    private static final long MOST_BYTES = 1L << 50;

    private final Dictionary torrent;
    private final Dictionary info;
    private final TorrentVersion version;
    private final String name;
    private final int pieceLength;

    /** A file of the v1 description, with where its bytes begin among those of all. */
    private record Placed(TorrentFile file, long offset) {}

    MetainfoFiles(Dictionary torrent, Dictionary info, TorrentVersion version, String name, int pieceLength) {
        this.torrent = torrent;
        this.info = info;
        this.version = version;
        this.name = name;
        this.pieceLength = pieceLength;
    }

    List<TorrentFile> read() {
        List<Placed> v1 = version.hasV1() ? readV1() : List.of();
        List<TorrentFile> files = version.hasV2() ? readV2() : v1.stream().map(Placed::file).toList();
        if (version == TorrentVersion.HYBRID) {
            requireAgreement(v1, files);
        }
        if (files.isEmpty()) {
            throw new CorruptException("it has no files");
        }
        requireDistinct(files);
        return List.copyOf(files);
    }

    private List<Placed> readV1() {
        List<Placed> files = new ArrayList<>();
        long total = 0;
        var single = info.integer("length");
        var list = info.items("files");
        if (single.isPresent() == list.isPresent()) {
            throw new CorruptException("v1 needs either a length or a list of files");
        }
        if (single.isPresent()) {
            files.add(new Placed(file(List.of(name), single.get(), Optional.empty(), info), 0));
            total = single.get();
        } else {
            for (BencodeValue item : list.get()) {
                if (!(item instanceof Dictionary entry)) {
                    throw new CorruptException("the list of files holds something else");
                }
                long length = checkLength(entry.integer("length").orElse(-1L));
                if (!isPadding(entry)) {
                    files.add(new Placed(file(v1Path(entry), length, Optional.empty(), entry), total));
                    requireFew(files.size());
                }
                total = checkLength(total + length);
            }
        }
        long pieces = (total + pieceLength - 1) / pieceLength;
        var hashes = info.bytes("pieces").orElse(ByteString.EMPTY);
        if (hashes.length() != pieces * Digests.SHA1_BYTES) {
            throw new CorruptException(total + " bytes make " + pieces + " pieces, but there are " + hashes.length()
                    + " bytes of hashes");
        }
        return files;
    }

    private List<String> v1Path(Dictionary entry) {
        List<String> parts = new ArrayList<>();
        parts.add(name);
        var path = entry.items("path").orElseThrow(() -> new CorruptException("a file has no path"));
        path.forEach(part -> parts.add(Metainfo.text(part, "path")));
        if (parts.size() == 1) {
            throw new CorruptException("a file has an empty path");
        }
        return parts;
    }

    /** BEP 47: p is padding, x executable, h hidden. */
    private static String attributes(Dictionary entry) {
        return entry.get("attr").map(value -> Metainfo.text(value, "attr")).orElse("");
    }

    /** An l is a symbolic link, which nobody gets to lay here. */
    private static boolean isPadding(Dictionary entry) {
        String attributes = attributes(entry);
        if (attributes.indexOf('l') >= 0 || entry.get("symlink path").isPresent()) {
            throw new CorruptException("a file is a symbolic link");
        }
        return attributes.indexOf('p') >= 0;
    }

    private List<TorrentFile> readV2() {
        if (!info.integer("meta version").equals(Optional.of(2L))) {
            throw new CorruptException("meta version " + info.integer("meta version").orElse(0L)
                    + ", only 2 is known: use a newer Worldreel");
        }
        if (Integer.bitCount(pieceLength) != 1) {
            throw new CorruptException("pieces of " + pieceLength + " bytes, which is no power of two");
        }
        var tree = info.dictionary("file tree").orElseThrow(() -> new CorruptException("it has no file tree"));
        boolean single = tree.entries().size() == 1
                && tree.dictionary(name).map(entry -> entry.get("").isPresent()).orElse(false);
        List<TorrentFile> files = new ArrayList<>();
        walk(tree, single ? List.of() : List.of(name), files);
        checkLayers(files);
        return files;
    }

    private void walk(Dictionary folder, List<String> above, List<TorrentFile> files) {
        for (var entry : folder.entries().entrySet()) {
            var parts = new ArrayList<>(above);
            parts.add(entry.getKey().text().orElseThrow(() -> new CorruptException("a file's name is not UTF-8")));
            // Before anything below: a hostile tree ends here, not in deep recursion.
            var path = new RelativePath(parts);
            if (!(entry.getValue() instanceof Dictionary below)) {
                throw new CorruptException("the file tree holds something else at '" + path + "'");
            }
            var leaf = below.dictionary("");
            if (leaf.isPresent()) {
                if (below.entries().size() > 1) {
                    throw new CorruptException("'" + path + "' is a file and a folder");
                }
                files.add(v2File(parts, leaf.get()));
                requireFew(files.size());
            } else {
                walk(below, parts, files);
            }
        }
    }

    private static TorrentFile v2File(List<String> parts, Dictionary leaf) {
        if (isPadding(leaf)) {
            throw new CorruptException("the file tree holds padding");
        }
        long length = checkLength(leaf.integer("length").orElse(-1L));
        var root = leaf.bytes("pieces root");
        boolean wellFormed = root.map(ByteString::length).orElse(0) == (length > 0 ? Digests.SHA256_BYTES : 0);
        if (!wellFormed) {
            throw new CorruptException("a file has a Merkle root of 32 bytes, an empty file none");
        }
        return file(parts, length, root, leaf);
    }

    /** Each layer belongs to a file of more than one piece, and its hashes make the root. */
    private void checkLayers(List<TorrentFile> files) {
        var layers = torrent.dictionary("piece layers").orElse(Dictionary.EMPTY).entries();
        Set<ByteString> used = new HashSet<>();
        int pieceHeight = Integer.numberOfTrailingZeros(pieceLength / MerkleLayer.LEAF_BYTES);
        for (TorrentFile file : files) {
            if (file.length() <= pieceLength) {
                continue;
            }
            var root = file.root().orElseThrow();
            long pieces = (file.length() + pieceLength - 1) / pieceLength;
            if (!(layers.get(root) instanceof BencodeValue.Bytes(ByteString hashes))
                    || hashes.length() != pieces * Digests.SHA256_BYTES) {
                throw new CorruptException("'" + file.path() + "' lacks the hashes of its " + pieces + " pieces");
            }
            byte[] top = MerkleLayer.of(hashes.toArray()).rootAbove(pieceHeight, MerkleLayer.levelsAbove(pieces));
            if (!ByteString.of(top).equals(root)) {
                throw new CorruptException("the piece hashes of '" + file.path() + "' do not make its Merkle root");
            }
            used.add(root);
        }
        if (used.size() != layers.size()) {
            throw new CorruptException("there are piece layers that belong to no file");
        }
    }

    private void requireAgreement(List<Placed> v1, List<TorrentFile> v2) {
        boolean same = v1.size() == v2.size();
        for (int i = 0; same && i < v1.size(); i++) {
            same = v1.get(i).file().path().equals(v2.get(i).path()) && v1.get(i).file().length() == v2.get(i).length();
        }
        if (!same) {
            throw new CorruptException("its v1 and its v2 description name different files");
        }
        for (Placed placed : v1) {
            if (placed.file().length() > 0 && placed.offset() % pieceLength != 0) {
                throw new CorruptException("in v1 '" + placed.file().path() + "' does not begin with a piece");
            }
        }
    }

    /** No two files may meet on a file system without regard to case, nor a file and a folder. */
    private static void requireDistinct(List<TorrentFile> files) {
        Set<String> taken = new HashSet<>();
        for (TorrentFile file : files) {
            if (!taken.add(file.path().folded())) {
                throw new CorruptException("two files would be '" + file.path() + "'");
            }
        }
        for (TorrentFile file : files) {
            var parts = file.path().parts();
            for (int depth = 1; depth < parts.size(); depth++) {
                if (taken.contains(new RelativePath(parts.subList(0, depth)).folded())) {
                    throw new CorruptException(
                            "'" + String.join("/", parts.subList(0, depth)) + "' would be a file and a folder");
                }
            }
        }
    }

    private static TorrentFile file(List<String> parts, long length, Optional<ByteString> root, Dictionary entry) {
        return new TorrentFile(new RelativePath(parts), checkLength(length), root,
                attributes(entry).indexOf('x') >= 0);
    }

    private static void requireFew(int files) {
        if (files > Metainfo.MOST_FILES) {
            throw new CorruptException("more than " + Metainfo.MOST_FILES + " files");
        }
    }

    private static long checkLength(long length) {
        if (length < 0 || length > MOST_BYTES) {
            throw new CorruptException(String.format(Locale.ROOT, "a length of %d bytes", length));
        }
        return length;
    }
}
