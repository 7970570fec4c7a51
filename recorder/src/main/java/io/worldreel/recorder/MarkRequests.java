package io.worldreel.recorder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;

/** What a recorder is asked from outside ({@link MarkRequest}). Owned by one thread. */
final class MarkRequests {
    private static final long LOOK_NANOS = 100_000_000;

    private final SourceFiles files;
    private long lookedAt = System.nanoTime();
    private boolean open;

    MarkRequests(SourceFiles files) {
        this.files = files;
    }

    /** Whether a mark is asked for; looks ten times a second. */
    boolean areOpen() {
        if (!open && System.nanoTime() - lookedAt >= LOOK_NANOS) {
            look();
        }
        return open;
    }

    /** As {@link #areOpen}, and looks now. */
    boolean look() {
        lookedAt = System.nanoTime();
        if (!Files.exists(files.markRequest())) {
            return open;
        }
        try {
            Files.move(files.markRequest(), files.marking(), StandardCopyOption.ATOMIC_MOVE);
            open = true;
        } catch (NoSuchFileException withdrawn) {
            return open;
        } catch (IOException failure) {
            throw new UncheckedIOException("taking the request " + files.markRequest() + " failed", failure);
        }
        return open;
    }

    /** The mark is made, as those who asked see. */
    void done() {
        open = false;
        try {
            Files.deleteIfExists(files.marking());
        } catch (IOException failure) {
            throw new UncheckedIOException("deleting " + files.marking() + " failed", failure);
        }
    }

    /** Whether the recorder died before it had done what it was asked. */
    boolean wereLeft() {
        open = Files.exists(files.marking());
        return look();
    }
}
