package io.worldreel.replayer;

import io.worldreel.format.journal.JournalFiles;
import io.worldreel.format.journal.JournalReader;
import io.worldreel.format.journal.JournalVisitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source's journal, part after part, while a recorder writes it and deletes what it needs no more. Owned by one thread.
 */
final class JournalFollower implements AutoCloseable {
    private final Path journal;
    private final long firstPart;
    private @Nullable Open open;

    /** A part, and what tells its file from a later one of the same name. */
    private record Open(JournalReader part, Object file) {}

    /** @param firstPart leaves the parts before this one out */
    JournalFollower(Path journal, long firstPart) {
        this.journal = journal;
        this.firstPart = firstPart;
    }

    /**
     * Hands over the documents that have been written and were not handed over yet. False if some were deleted before they could be:
     * they are in the open segment, or in a chunk, and this follower is at its end.
     */
    boolean poll(JournalVisitor visitor) throws IOException {
        while (true) {
            // Asked before reading: what a part lacks when another follows will never come.
            List<Long> parts = JournalFiles.parts(journal);
            Open reading = open;
            if (reading == null) {
                Optional<Long> first = parts.stream().filter(number -> number >= firstPart).findFirst();
                if (first.isEmpty()) {
                    return true;
                }
                if (!open(first.get())) {
                    return false;
                }
                continue;
            }
            while (reading.part().read(visitor)) {
                // all that there is
            }
            if (parts.isEmpty()) {
                return true;
            }
            Optional<Long> following = following(reading, parts);
            if (following.isEmpty()) {
                return isThere(reading);
            }
            close();
            if (!open(following.get())) {
                return false;
            }
        }
    }

    /** The part in which the session goes on, or the first of the next one if this one's recorder was killed. */
    private Optional<Long> following(Open reading, List<Long> parts) throws IOException {
        if (reading.part().next().isPresent()) {
            return Optional.of(reading.part().next().getAsLong()).filter(parts::contains);
        }
        return isThere(reading)
                ? parts.stream().filter(number -> number > reading.part().part()).findFirst()
                : Optional.empty();
    }

    private boolean isThere(Open reading) throws IOException {
        return reading.file().equals(file(reading.part().part()));
    }

    private Object file(long number) throws IOException {
        try {
            Path file = JournalFiles.part(journal, number);
            Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            return key == null ? file : key;
        } catch (NoSuchFileException deleted) {
            return "";
        }
    }

    private boolean open(long number) throws IOException {
        Object file = file(number);
        try {
            open = new Open(JournalReader.open(journal, number), file);
            return true;
        } catch (NoSuchFileException deleted) {
            return false;
        }
    }

    @Override
    public void close() {
        Open reading = open;
        open = null;
        if (reading != null) {
            reading.part().close();
        }
    }
}
