package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a file that is there whole or not at all, crashes included: under a temporary name beside its place, synced,
 * renamed, its directory synced.
 */
public final class DurableFile {
    private static final AtomicLong TEMPORARY_FILES = new AtomicLong();

    /** Writes the content; what it returns is returned to the caller. */
    interface Body<T> {
        T writeTo(FileChannel channel) throws IOException;
    }

    private DurableFile() {}

    static <T> T write(Path out, boolean replace, Body<T> body) throws IOException {
        requireFree(out, replace);
        Path directory = out.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(out + " is a directory: name a file");
        }
        Path temporary = directory.resolve(".%s.%d-%d.tmp".formatted(out.getFileName(), ProcessHandle.current().pid(),
                TEMPORARY_FILES.incrementAndGet()));
        try {
            T result;
            try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                result = body.writeTo(channel);
                channel.force(true);
            }
            if (replace) {
                Files.move(temporary, out, StandardCopyOption.ATOMIC_MOVE);
            } else {
                moveToFree(temporary, out);
            }
            syncDirectory(directory);
            return result;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    static void requireFree(Path out, boolean replace) throws FileAlreadyExistsException {
        if (!replace && Files.exists(out)) {
            throw new FileAlreadyExistsException(out.toString(), null,
                    "it is not overwritten: choose another name, or remove it first");
        }
    }

    /** A plain rename would replace what another process put there meanwhile; a hard link cannot. */
    private static void moveToFree(Path temporary, Path out) throws IOException {
        try {
            Files.createLink(out, temporary);
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            requireFree(out, false);
            Files.move(temporary, out, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Makes what was created, renamed or deleted in a directory survive a loss of power. */
    public static void syncDirectory(Path directory) throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return; // a directory cannot be opened there; NTFS journals the rename
        }
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
