package io.worldreel.recorder;

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
