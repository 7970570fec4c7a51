package io.worldreel.recorder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to write one source of one archive: a lock of the operating system on the source's directory, which a killed process
 * loses with its life.
 *
 * <p>POSIX takes a lock away when its process closes the locked file through any descriptor. So within a process nobody opens the
 * file of a lock that is held: {@link #HELD} is asked first.
 */
final class SourceLock implements AutoCloseable {
    /** The directories that this process holds. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path held;
    private final Path file;
    private final FileChannel channel;

    private SourceLock(Path directory, Path held, FileChannel channel) {
        this.directory = directory;
        this.held = held;
        this.file = file(directory);
        this.channel = channel;
    }

    static Path file(Path directory) {
        return directory.resolve("lock");
    }

    /**
     * Creates the directory if need be.
     *
     * @throws RecorderException if another recorder holds the lock, or the directory cannot be written
     */
    static SourceLock take(Path directory) {
        return take(directory, "cannot record into " + directory
                + ": another recorder is at work there; stop it, or record under another source name");
    }

    /** @param inUse what to say if another process, or another part of this one, holds the lock */
    static SourceLock take(Path directory, String inUse) {
        while (true) {
            try {
                Files.createDirectories(directory);
                Path real = directory.toRealPath();
                if (!HELD.add(real)) {
                    throw new RecorderException(inUse);
                }
                FileChannel channel = null;
                try {
                    channel = lock(directory, inUse);
                } finally {
                    if (channel == null) {
                        HELD.remove(real);
                    }
                }
                return new SourceLock(directory, real, channel);
            } catch (NoSuchFileException deleted) {
                // The last holder is cleaning up.
            } catch (IOException failure) {
                throw new RecorderException("cannot write " + directory + ": " + reason(failure)
                        + "; it must be a directory that this process may write, on a file system that has locks",
                        failure);
            }
        }
    }

    /** @throws NoSuchFileException if the file that was locked is not the one that others will find under its name */
    private static FileChannel lock(Path directory, String inUse) throws IOException {
        Path file = file(directory);
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException leftByAnother) {
            // its lock is what counts
        }
        Object before = identity(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        boolean mine = false;
        try {
            if (tryLock(channel) == null) {
                throw new RecorderException(inUse);
            }
            // An identity that has not changed since before the file was opened is that of the file which was opened.
            if (!before.equals(identity(file))) {
                throw new NoSuchFileException(file.toString());
            }
            mine = true;
            return channel;
        } finally {
            if (!mine) {
                channel.close();
            }
        }
    }

    /** Device and inode; on Windows nothing, since there an open file keeps its name. */
    private static Object identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? "" : key;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    /** What an I/O error says, with its kind, which {@link java.nio.file.FileSystemException} leaves to its class name. */
    static String reason(Throwable failure) {
        String kind = failure.getClass().getSimpleName().replace("Exception", "");
        return failure.getMessage() == null ? kind : kind + " " + failure.getMessage();
    }

    /** Deletes the lock file, and the directory if nothing else is in it: nothing unfinished is left of the source. */
    void releaseForGood() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException somethingIsLeft) {
            // it stays for whoever is to look at it
        } catch (IOException failure) {
            throw new RecorderException("cannot delete " + file + ": " + reason(failure), failure);
        }
        close();
    }

    /** Gives the right up. May be called again. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new RecorderException("cannot unlock " + file + ": " + reason(failure), failure);
        } finally {
            HELD.remove(held);
        }
    }
}
