package io.worldreel.format.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of a journal: one a part, named by the part's number, eight digits or more. */
public final class JournalFiles {
    /** Begins the name of a part that is being made: nothing acknowledged can be in it. */
    private static final String NEW = ".new-";
    private static final String SUFFIX = ".journal";
    private static final Pattern PART = Pattern.compile("(\\d{8,18})" + Pattern.quote(SUFFIX));

    private JournalFiles() {}

    public static Path part(Path journal, long number) {
        return journal.resolve("%08d%s".formatted(number, SUFFIX));
    }

    /** Where a part is made before it gets its name. */
    public static Path newPart(Path journal, long number) {
        return journal.resolve(NEW + part(journal, number).getFileName());
    }

    /** The numbers of the parts, rising. Whatever else lies in the folder is not the journal's. */
    public static List<Long> parts(Path journal) throws IOException {
        List<Long> numbers = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(journal)) {
            for (Path entry : entries) {
                Matcher name = PART.matcher(entry.getFileName().toString());
                if (name.matches() && Files.isRegularFile(entry)) {
                    numbers.add(Long.parseLong(name.group(1)));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
        numbers.sort(null);
        return numbers;
    }

    /** Deletes what a process left that died while it made a part. */
    public static void deleteNewParts(Path journal) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(journal, NEW + "*" + SUFFIX)) {
            for (Path entry : entries) {
                Files.deleteIfExists(entry);
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            // nothing was begun there
        }
    }
}
