package io.worldreel.publisher.share;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.PublishedVersion;
import io.worldreel.publisher.engine.Placement;
import io.worldreel.publisher.mirror.FolderStore;
import io.worldreel.publisher.swarm.AcceptedHead;
import io.worldreel.publisher.torrent.Metainfo;
import io.worldreel.publisher.torrent.PieceCheck;
import io.worldreel.publisher.torrent.TorrentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder of who fetches: the files of one version, and what is known of it in {@code .fetching} (FORMAT.md, "Shared files"). Confined to
 * one thread; a lock keeps a second one out.
 */
final class FetchedFolder implements AutoCloseable {
    static final String STATE = ".fetching";
    /** What files without bytes are called while they come. */
    static final ByteString NOTHING = ByteString.utf8("0");
    /** What a copy is called while it is made. */
    static final ByteString COPY = ByteString.utf8("1");

    private static final RelativePath INSTALLED = RelativePath.parse("files");

    private final Path root;
    private final Path state;
    private final FolderStore store;
    private InstalledVersion installed;

    private FetchedFolder(Path root, Path state, FolderStore store, InstalledVersion installed) {
        this.root = root;
        this.state = state;
        this.store = store;
        this.installed = installed;
    }

    /**
     * Opens a folder; makes it if it is not there.
     *
     * @throws IOException if it holds files of somebody else, or somebody fetches into it
     */
    static FetchedFolder open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path root = folder.toRealPath();
        Path state = root.resolve(STATE);
        if (!Files.isDirectory(state, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> others = Files.list(root)) {
                if (others.findAny().isPresent()) {
                    throw new IOException("fetching into " + folder + ": it holds other files, which would be mixed"
                            + " with what is fetched; choose an empty folder");
                }
            }
        }
        var store = FolderStore.open(state);
        boolean usable = false;
        try {
            for (String below : List.of("heads", "versions", "new")) {
                Files.createDirectories(RelativePath.parse(below).resolveIn(state));
            }
            var installed = store.read(INSTALLED, InstalledVersion.MOST_BYTES)
                    .map(bytes -> InstalledVersion.decode(state.resolve("files").toString(), bytes))
                    .orElse(InstalledVersion.NONE);
            usable = true;
            return new FetchedFolder(root, state, store, installed);
        } finally {
            if (!usable) {
                store.close();
            }
        }
    }

    /** Refuses the paths that this keeps for itself. */
    static RelativePath requireOrdinary(RelativePath path) {
        if (path.parts().getFirst().equalsIgnoreCase(STATE)) {
            throw new CorruptException("path '" + path + "': " + STATE + " is for those who fetch");
        }
        return path;
    }

    /** A file's path below the folder: what the torrent itself is called does not matter. */
    static RelativePath pathOf(TorrentFile file) {
        var parts = file.path().parts();
        if (parts.size() < 2) {
            throw new CorruptException("'" + file.path() + "' lies in no folder");
        }
        return requireOrdinary(new RelativePath(parts.subList(1, parts.size())));
    }

    Path root() {
        return root;
    }

    Path state() {
        return state;
    }

    AcceptedHead accepted() {
        return new AcceptedHead(store, "");
    }

    InstalledVersion installed() {
        return installed;
    }

    /** Where what comes from peers is gathered. */
    Path incoming(ByteString content) {
        return state.resolve("new").resolve(content.hex());
    }

    Optional<byte[]> read(RelativePath path, int most) throws IOException {
        return store.read(path, most);
    }

    /** Where the files of a version lie that is installed. */
    Placement placement(Metainfo torrent) throws IOException {
        List<Path> places = new ArrayList<>();
        for (TorrentFile file : torrent.files()) {
            places.add(pathOf(file).resolveIn(root));
        }
        return Placement.ofWhole(places);
    }

    /**
     * Puts the files of a version in their places, each at once and whole; those of the version before that it does not have are removed,
     * unless somebody has changed them. If it is broken off, a new plan goes on.
     *
     * @param plan according to which all pieces have come
     * @return how many files were removed
     */
    int install(PublishedVersion version, Metainfo torrent, FetchPlan plan) throws IOException {
        int removed = removeOthers(torrent);
        Map<Path, Integer> uses = new HashMap<>();
        plan.places().forEach(place -> uses.merge(place, 1, Integer::sum));
        Path incoming = state.resolve("new");
        InstalledContent.sync(uses.keySet().stream()
                .filter(place -> place.startsWith(incoming) && !place.equals(incoming(NOTHING))).toList());
        List<InstalledFile> files = new ArrayList<>();
        for (int i = 0; i < torrent.files().size(); i++) {
            TorrentFile file = torrent.files().get(i);
            var path = pathOf(file);
            Path target = path.resolveIn(root);
            Path place = plan.places().get(i);
            if (file.length() == 0) {
                InstalledContent.empty(target);
            } else if (!place.equals(target)) {
                if (!PieceCheck.isWhole(place, torrent, file)) {
                    throw new IOException("version " + version.seq() + ": '" + path + "' came and is not right on the"
                            + " disk; is the disk all right?");
                }
                InstalledContent.put(place, target, uses.merge(place, -1, Integer::sum) > 0);
            }
            InstalledContent.mark(target, file.executable());
            files.add(InstalledFile.of(path, file.root().orElse(ByteString.EMPTY), target));
        }
        installed = new InstalledVersion(version.seq(), files);
        store.put(INSTALLED, installed.encode());
        clearIncoming();
        return removed;
    }

    private int removeOthers(Metainfo torrent) throws IOException {
        Set<RelativePath> wanted = new HashSet<>();
        torrent.files().forEach(file -> wanted.add(pathOf(file)));
        int removed = 0;
        for (InstalledFile old : installed.unchanged(root)) {
            if (!wanted.contains(old.path())) {
                InstalledContent.remove(old.path().resolveIn(root), root);
                removed++;
            }
        }
        return removed;
    }

    /** What is left of attempts at other versions. */
    private void clearIncoming() throws IOException {
        List<Path> left;
        try (Stream<Path> files = Files.list(state.resolve("new"))) {
            left = files.toList();
        }
        for (Path file : left) {
            Files.delete(file);
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
