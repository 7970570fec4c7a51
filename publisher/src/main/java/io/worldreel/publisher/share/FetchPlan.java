package io.worldreel.publisher.share;

import io.worldreel.format.ByteString;
import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.engine.Placement;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.PieceCheck;
import io.worldreel.publisher.torrent.TorrentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each file of a version is to be had: in its place already, in another place under another name, half there from an attempt before, or
 * nowhere here. What comes from peers goes into a folder of its own, under its Merkle root: nothing that a torrent says names a place to
 * write to.
 *
 * @param places of the files, in the torrent's order
 * @param present the pieces of the torrent that are there
 * @param newFiles files of which something is missing
 */
record FetchPlan(List<Path> places, BitSet present, int newFiles) {

    Placement placement() {
        return Placement.of(places, present);
    }

    /** Plans; reads files only that were not put there by a version before. */
    static FetchPlan of(Metainfo torrent, FetchedFolder folder) throws IOException {
        var draft = new Draft(torrent, folder);
        for (TorrentFile file : torrent.files()) {
            draft.add(file);
        }
        return new FetchPlan(draft.places, draft.present, draft.newFiles);
    }

    private static final class Draft {
        private final Metainfo torrent;
        private final FetchedFolder folder;
        private final Map<RelativePath, InstalledFile> byPath = new HashMap<>();
        private final Map<ByteString, InstalledFile> byRoot = new HashMap<>();
        private final List<Path> places = new ArrayList<>();
        private final BitSet present = new BitSet();
        private int piece;
        private int newFiles;

        Draft(Metainfo torrent, FetchedFolder folder) throws IOException {
            this.torrent = torrent;
            this.folder = folder;
            for (InstalledFile file : folder.installed().unchanged(folder.root())) {
                byPath.put(file.path(), file);
                byRoot.put(file.root(), file);
            }
        }

        void add(TorrentFile file) throws IOException {
            int count = torrent.pieceCount(file);
            if (count == 0) {
                places.add(folder.incoming(FetchedFolder.NOTHING));
                return;
            }
            var path = FetchedFolder.pathOf(file);
            Path target = path.resolveIn(folder.root());
            var root = file.root().orElseThrow();
            var known = byPath.get(path);
            if ((known != null && known.root().equals(root)) || isThere(target, file)) {
                place(target, count);
            } else if (byRoot.containsKey(root)) {
                place(copy(byRoot.get(root), root), count);
            } else {
                Path incoming = folder.incoming(root);
                var right = PieceCheck.pieces(incoming, torrent, file);
                places.add(incoming);
                right.stream().forEach(number -> present.set(piece + number));
                newFiles += right.cardinality() < count ? 1 : 0;
            }
            piece += count;
        }

        private void place(Path at, int count) {
            places.add(at);
            present.set(piece, piece + count);
        }

        private boolean isThere(Path target, TorrentFile file) throws IOException {
            return Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS) && PieceCheck.isWhole(target, torrent, file);
        }

        /** A file that only has another name now is copied here: the version before may still be asked for. */
        private Path copy(InstalledFile known, ByteString root) throws IOException {
            Path incoming = folder.incoming(root);
            if (!Files.exists(incoming) || Files.size(incoming) != known.size()) {
                Path draft = folder.incoming(FetchedFolder.COPY);
                Files.copy(known.path().resolveIn(folder.root()), draft, StandardCopyOption.REPLACE_EXISTING);
                Files.move(draft, incoming, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            return incoming;
        }
    }
}
