package io.worldreel.replayer;

import io.worldreel.format.journal.JournalFiles;
import io.worldreel.format.journal.JournalReader;
import io.worldreel.format.journal.JournalVisitor;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source's journal, part after part, while a recorder writes it and deletes what it needs no more. Owned by one thread.
 */
final class JournalFollower implements AutoCloseable {
    private final Path journal;
    private @Nullable JournalReader part;
    private long lastPart = -1;

    JournalFollower(Path journal) {
        this.journal = journal;
    }

    /** Leaves the parts before this one out, unless reading has begun. */
    void skipTo(long number) {
        lastPart = lastPart < 0 ? number - 1 : lastPart;
    }

    /** Hands over the documents that have been written and were not handed over yet, as long as more are wanted. */
    void poll(JournalVisitor visitor, BooleanSupplier wanted) throws IOException {
        JournalReader reading = part;
        while (true) {
            // Asked before reading: what a part lacks when another follows will never come.
            Optional<Long> following = following();
            if (reading != null && !readAll(reading, visitor, wanted)) {
                return;
            }
            if (following.isEmpty()) {
                return;
            }
            close();
            lastPart = following.get();
            reading = open(lastPart);
            part = reading;
        }
    }

    /** Whether all that there is has been read. */
    private static boolean readAll(JournalReader part, JournalVisitor visitor, BooleanSupplier wanted) {
        while (wanted.getAsBoolean()) {
            if (!part.read(visitor)) {
                return true;
            }
        }
        return false;
    }

    private Optional<Long> following() throws IOException {
        return JournalFiles.parts(journal).stream().filter(number -> number > lastPart).findFirst();
    }

    private @Nullable JournalReader open(long number) throws IOException {
        try {
            return JournalReader.open(journal, number);
        } catch (NoSuchFileException deleted) {
            return null; // what it held is in the open segment, or in a chunk
        }
    }

    @Override
    public void close() {
        JournalReader open = part;
        part = null;
        if (open != null) {
            open.close();
        }
    }
}
