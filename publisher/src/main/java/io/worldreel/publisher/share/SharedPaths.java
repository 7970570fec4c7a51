package io.worldreel.publisher.share;

import io.worldreel.format.CorruptException;
import io.worldreel.format.path.RelativePath;
import io.worldreel.publisher.torrent.Metainfo;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is to be shared: what is in one folder; or several files and folders, each by its own name.
 *
 * <p>A symbolic link to a file that is shared, too, counts as another file with the same content. Any other link, and whatever is
 * neither file nor folder, is refused: who fetches would get less than what is there.
 */
public final class SharedPaths {
    private final List<Path> paths;

    /** @throws IOException if one of {@code paths} is not there */
    public SharedPaths(List<Path> paths) throws IOException {
        List<Path> real = new ArrayList<>();
        Set<Path> names = new HashSet<>();
        for (Path path : paths) {
            real.add(path.toRealPath());
            if (!names.add(real.getLast().getFileName())) {
                throw new IOException("sharing " + path + ": there are two of this name; rename one");
            }
        }
        this.paths = List.copyOf(real);
    }

    /**
     * Refuses what is not meant for others.
     *
     * @param what it is, for the message
     */
    public void requireOutside(Path place, String what) throws IOException {
        Path real = place.toRealPath();
        if (paths.stream().anyMatch(real::startsWith)) {
            throw new IOException(
                    "sharing " + paths + ": " + what + " " + place + " lies in it; move it elsewhere");
        }
    }

    /**
     * The files that are there now, by their paths in the version.
     *
     * @throws IOException if there is something that cannot be shared, or read
     */
    Map<RelativePath, SharedFile> look() throws IOException {
        Map<RelativePath, SharedFile> files = new TreeMap<>(Comparator.comparing(RelativePath::toString));
        for (Path path : paths) {
            Path base = paths.size() == 1 && Files.isDirectory(path) ? path : parentOf(path);
            Files.walkFileTree(path, new Visitor(base, files));
        }
        if (files.isEmpty()) {
            throw new IOException("sharing " + paths + ": there is no file");
        }
        return files;
    }

    private static Path parentOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final Path base;
        private final Map<RelativePath, SharedFile> files;

        Visitor(Path base, Map<RelativePath, SharedFile> files) {
            this.base = base;
            this.files = files;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Path real = attributes.isSymbolicLink() ? target(file) : file;
            if (!Files.isRegularFile(real)) {
                throw refused(file, "it is neither a file nor a folder");
            }
            if (files.size() == Metainfo.MOST_FILES) {
                throw refused(file, "there are more than " + Metainfo.MOST_FILES + " files; share an archive of them");
            }
            files.put(pathOf(file), SharedFile.of(real));
            return FileVisitResult.CONTINUE;
        }

        private Path target(Path link) throws IOException {
            try {
                Path real = link.toRealPath();
                if (paths.stream().anyMatch(real::startsWith)) {
                    return real;
                }
                throw refused(link, "it is a link out of what is shared");
            } catch (NoSuchFileException dangling) {
                throw refused(link, "it is a link to nothing");
            }
        }

        private RelativePath pathOf(Path file) throws IOException {
            List<String> parts = new ArrayList<>();
            base.relativize(file).forEach(part -> parts.add(part.toString()));
            try {
                return FetchedFolder.requireOrdinary(new RelativePath(parts));
            } catch (CorruptException unsafe) {
                throw refused(file, String.valueOf(unsafe.getMessage()));
            }
        }
    }

    private static IOException refused(Path file, String why) {
        return new IOException("sharing " + file + ": " + why);
    }

    @Override
    public String toString() {
        return paths.toString();
    }
}
