package io.worldreel.recorder;

import io.worldreel.zstdvfs.DurableFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The parts of a journal on the disk: a directory each, named by the part's number, eight digits or more. */
final class JournalDirectory {
    private static final Pattern PART = Pattern.compile("\\d{8,18}");

    private static final String READY = "ready";

    private JournalDirectory() {}

    static Path part(Path journal, long number) {
        return journal.resolve("%08d".formatted(number));
    }

    /** The numbers of the parts, rising. Whatever else lies in the directory is not the journal's. */
    static List<Long> parts(Path journal) throws IOException {
        List<Long> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(journal)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (PART.matcher(name).matches() && Files.isDirectory(entry)) {
                    numbers.add(Long.parseLong(name));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
        numbers.sort(null);
        return numbers;
    }

    /**
     * Says that frames may go into a part. A recorder that is killed while it makes a part leaves a folder without this mark: nothing
     * acknowledged can be in it.
     */
    static void markReady(Path part) throws IOException {
        Files.createFile(part.resolve(READY));
    }

    /** Makes a part and its mark survive a loss of power. */
    static void sync(Path part) throws IOException {
        DurableFile.syncDirectory(part);
        DurableFile.syncDirectory(part.resolve(".."));
    }

    static boolean isReady(Path part) {
        return Files.exists(part.resolve(READY));
    }

    /** Deletes a part: its files, then its directory. */
    static void delete(Path part) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(part)) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (NoSuchFileException gone) {
            return;
        }
        Files.delete(part);
    }
}
