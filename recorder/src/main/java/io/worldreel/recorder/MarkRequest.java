package io.worldreel.recorder;

import io.worldreel.format.archive.ArchiveLayout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the recorder of a source, in whatever process it runs, to keep what led up to this moment, as {@link Recorder#mark} does
 * (FORMAT.md, "Archives"). Who may write to the archive's folder may ask. A recorder that dies before it has done so does it when
 * it starts anew.
 */
public final class MarkRequest {
    private final SourceFiles files;

    private MarkRequest(SourceFiles files) {
        this.files = files;
    }

    /** Names of the folders of sources that are recorded, or were when their recorder died. */
    public static List<String> recorded(Path archive) {
        List<String> sources = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(new ArchiveLayout(archive).recordings(),
                folder -> Files.exists(SourceLock.file(folder)))) {
            folders.forEach(folder -> sources.add(folder.getFileName().toString()));
        } catch (NoSuchFileException nothingRecorded) {
            return List.of();
        } catch (IOException failure) {
            throw new RecorderException("cannot tell who records into " + archive + ": " + SourceLock.reason(failure),
                    failure);
        }
        sources.sort(null);
        return sources;
    }

    /**
     * @param source its name, or that of its folder
     * @throws RecorderException if nobody has recorded the source, or the folder cannot be written
     */
    public static MarkRequest ask(Path archive, String source) {
        SourceFiles files = new SourceFiles(new ArchiveLayout(archive).recording(source));
        try {
            if (!Files.exists(files.marking())) {
                Files.createFile(files.markRequest());
            }
        } catch (FileAlreadyExistsException askedAlready) {
            // one mark serves both
        } catch (NoSuchFileException nobody) {
            throw new RecorderException("cannot mark source '" + source + "' of " + archive
                    + ": nobody records it; start its recorder, or name another source", nobody);
        } catch (IOException failure) {
            throw new RecorderException("cannot ask for a mark in " + files.directory() + ": "
                    + SourceLock.reason(failure), failure);
        }
        return new MarkRequest(files);
    }

    /** Whether the recorder has seen the request. */
    public boolean isTaken() {
        return !Files.exists(files.markRequest());
    }

    /** Whether what led up to the request is sealed and kept. */
    public boolean isDone() {
        return isTaken() && !Files.exists(files.marking());
    }

    /** Takes back a request that nobody has taken. */
    public void withdraw() {
        try {
            Files.deleteIfExists(files.markRequest());
        } catch (IOException failure) {
            throw new RecorderException("cannot take back " + files.markRequest() + ": " + SourceLock.reason(failure)
                    + "; delete it", failure);
        }
    }
}
