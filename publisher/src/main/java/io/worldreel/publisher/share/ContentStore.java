package io.worldreel.publisher.share;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.torrent.FileHashes;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copies of what was in files, each under its Merkle root: so what several versions have in common is there once, and a version stays what it
 * was whatever becomes of the files.
 */
final class ContentStore {
    private static final String NEW = ".new-";

    private final Path folder;
    private final Set<ByteString> fresh = new LinkedHashSet<>();

    ContentStore(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
        discard();
    }

    /** Where the content of a root lies. */
    Path place(ByteString root) {
        return folder.resolve(root.hex());
    }

    private Path draft(ByteString root) {
        return folder.resolve(NEW + root.hex());
    }

    /** Hashes a file, and copies what is in it if that is not here yet. The copy counts when it is settled. */
    FileHashes take(Path source, int pieceLength, Progress progress) throws IOException {
        var hashes = FileHashes.of(source, pieceLength, progress);
        var root = hashes.root();
        if (hashes.length() > 0 && !Files.exists(place(root)) && fresh.add(root)) {
            Files.copy(source, draft(root), StandardCopyOption.REPLACE_EXISTING);
        }
        return hashes;
    }

    /** What was taken in is right: none of the files has changed between being hashed and being copied. */
    void settle() throws IOException {
        for (ByteString root : fresh) {
            try (var channel = FileChannel.open(draft(root), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        for (ByteString root : fresh) {
            Files.move(draft(root), place(root), StandardCopyOption.ATOMIC_MOVE);
        }
        fresh.clear();
    }

    /** Gives up what was taken in and not settled. */
    void discard() throws IOException {
        fresh.clear();
        for (Path file : list()) {
            if (file.getFileName().toString().startsWith(NEW)) {
                Files.delete(file);
            }
        }
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** Gives everything else up. */
    void keepOnly(Set<ByteString> roots) throws IOException {
        Set<String> kept = roots.stream().map(ByteString::hex).collect(Collectors.toSet());
        for (Path file : list()) {
            if (!kept.contains(file.getFileName().toString())) {
                Files.delete(file);
            }
        }
    }
}
