package io.worldreel.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The right to write one source of one archive: a lock of the operating system on the source's directory, which a killed process
 * loses with its life.
 */
final class SourceLock implements AutoCloseable {
    private final FileChannel channel;
    private final Path directory;
    private final Path file;

    private SourceLock(FileChannel channel, Path directory, Path file) {
        this.channel = channel;
        this.directory = directory;
        this.file = file;
    }

    /**
     * Creates the directory if need be.
     *
     * @throws RecorderException if another recorder holds the lock, or the directory cannot be written
     */
    static SourceLock take(Path directory) {
        Path file = directory.resolve("lock");
        while (true) {
            SourceLock lock = lock(directory, file);
            if (lock.isStillThere()) {
                return lock;
            }
            // The last holder deleted the file between our opening and our locking it.
            lock.close();
        }
    }

    private static SourceLock lock(Path directory, Path file) {
        FileChannel channel;
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.READ);
        } catch (IOException failure) {
            throw new RecorderException("cannot record into " + directory + ": " + reason(failure)
                    + "; the recorder needs a directory that it may write", failure);
        }
        try {
            if (tryLock(channel) != null) {
                return new SourceLock(channel, directory, file);
            }
        } catch (IOException failure) {
            throw closing(channel, new RecorderException("cannot lock " + file + ": " + reason(failure)
                    + "; put the archive on a file system that has locks", failure));
        }
        throw closing(channel, new RecorderException("cannot record into " + directory
                + ": another recorder is at work there; stop it, or record under another source name"));
    }

    /** Whether the locked file is the one that others will find under its name: it holds the mark that we now write. */
    private boolean isStillThere() {
        byte[] mark = new byte[16];
        new SecureRandom().nextBytes(mark);
        try {
            channel.write(ByteBuffer.wrap(mark), 0);
            return Files.exists(file) && Arrays.equals(Files.readAllBytes(file), mark);
        } catch (NoSuchFileException deleted) {
            return false;
        } catch (IOException failure) {
            throw closing(channel, new RecorderException("cannot use " + file + ": " + reason(failure)
                    + "; the recorder needs a directory that it may write", failure));
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    private static RecorderException closing(FileChannel channel, RecorderException failure) {
        try {
            channel.close();
        } catch (IOException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
        return failure;
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
        }
    }
}
