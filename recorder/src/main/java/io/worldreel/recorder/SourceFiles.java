package io.worldreel.recorder;

import io.worldreel.format.archive.ArchiveLayout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** What a source keeps in its directory while something is unsealed (FORMAT.md, "Archives"). */
record SourceFiles(Path directory) {
    private static final List<String> SQLITE_COMPANIONS = List.of("-wal", "-shm", "-journal");
    private static final String SEALING = ".sealing-";
    /** Begins the name of a segment that is being created. */
    static final String NEW = ".new-";

    Path journal() {
        return directory.resolve("journal");
    }

    Path openSegment() {
        return directory.resolve("open.sqlite");
    }

    /** The archive of its own in which an import gathers its chunks. */
    ArchiveLayout importing() {
        return new ArchiveLayout(directory.resolve("import"));
    }

    /** Made by whoever wants a recorder in another process to keep what led up to now. */
    Path markRequest() {
        return directory.resolve("mark");
    }

    /** What {@link #markRequest} becomes while the recorder sees to it. */
    Path marking() {
        return directory.resolve("marking");
    }

    static void deleteSegment(Path segment) throws IOException {
        for (String companion : SQLITE_COMPANIONS) {
            Files.deleteIfExists(segment.resolveSibling(segment.getFileName() + companion));
        }
        Files.deleteIfExists(segment);
    }

    /** Deletes what creating or sealing a segment of this source left half-done, here and among the chunks. */
    void deleteTemporaries(ArchiveLayout archive) throws IOException {
        delete(directory, NEW + "*");
        delete(directory, SEALING + "*");
        String begin = archive.root().relativize(directory).toString().replace('/', '-').replace('\\', '-');
        delete(archive.chunks(), SEALING + begin + "-*");
    }

    private static void delete(Path folder, String pattern) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException noFolder) {
            // nothing was begun there
        }
    }

    /** Deletes a folder that may hold files and folders of files. */
    static void deleteTree(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    deleteTree(entry);
                } else {
                    Files.delete(entry);
                }
            }
        } catch (NoSuchFileException gone) {
            return;
        }
        Files.delete(folder);
    }

    /** Deletes the journal's folder if nothing is left in it. */
    void deleteEmptyJournal() throws IOException {
        try {
            Files.deleteIfExists(journal());
        } catch (java.nio.file.DirectoryNotEmptyException others) {
            // whatever lies there is not the recorder's
        }
    }
}
