package io.worldreel.publisher.mirror;

import io.worldreel.format.path.RelativePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A publication in a folder; it may be the archive's own. Files are written under a temporary name, synced, renamed, and
 * their directory synced. A lock file keeps a second publisher out. Reading is safe for all threads, writing confined to one.
 */
public final class FolderStore implements MirrorStore {
    private static final String LOCK = ".publishing.lock";
    private static final String TEMPORARY = ".publishing-";

    private final Path folder;
    private final FileChannel lockChannel;
    private final FileLock lock;
    private final Set<Path> known = new HashSet<>();

    private FolderStore(Path folder, FileChannel lockChannel, FileLock lock) {
        this.folder = folder;
        this.lockChannel = lockChannel;
        this.lock = lock;
    }

    /**
     * Opens a folder for publishing; makes it if it is not there.
     *
     * @throws IOException if it cannot be written to, or somebody else publishes into it
     */
    public static FolderStore open(Path folder) throws IOException {
        Files.createDirectories(folder);
        var channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable
        FileLock lock = null;
        try {
            lock = tryLock(channel);
            if (lock == null) {
                throw new IOException("publishing to " + folder
                        + ": another process publishes to it; end that one, or choose another folder");
            }
            return new FolderStore(folder.toRealPath(), channel, lock);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    @Override
    public Optional<byte[]> read(RelativePath path, int most) throws IOException {
        try (var channel = FileChannel.open(path.resolveIn(folder), StandardOpenOption.READ)) {
            if (channel.size() > most) {
                throw new IOException("reading " + path.resolveIn(folder) + ": it has " + channel.size()
                        + " bytes, at most " + most + " are expected; something else lies there");
            }
            return Optional.of(Channels.newInputStream(channel).readAllBytes());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Path> local(RelativePath path) {
        Path file = folder.resolve(path.toString());
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public Optional<Long> length(RelativePath path) throws IOException {
        try {
            return Optional.of(Files.size(path.resolveIn(folder)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    @Override
    public void put(RelativePath path, byte[] bytes) throws IOException {
        write(path, channel -> {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        });
    }

    @Override
    public void add(RelativePath path, byte[] bytes) throws IOException {
        if (!length(path).equals(Optional.of((long) bytes.length))) {
            put(path, bytes);
        }
    }

    /** Nobody else writes here. */
    @Override
    public boolean exchange(RelativePath path, byte[] bytes) throws IOException {
        put(path, bytes);
        return true;
    }

    @Override
    public void copy(RelativePath path, Path file) throws IOException {
        Path target = path.resolveIn(folder);
        if (Files.exists(target) && Files.isSameFile(file, target)) {
            return; // the archive is published where it is
        }
        write(path, channel -> {
            try (var source = FileChannel.open(file, StandardOpenOption.READ)) {
                long size = source.size();
                long at = 0;
                while (at < size) {
                    long copied = source.transferTo(at, size - at, channel);
                    if (copied <= 0) {
                        throw new IOException("copying " + file + ": it became shorter meanwhile");
                    }
                    at += copied;
                }
            }
        });
    }

    @Override
    public void remove(RelativePath path) throws IOException {
        Files.deleteIfExists(path.resolveIn(folder));
    }

    @Override
    public void close() throws IOException {
        try (lockChannel) {
            lock.release();
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    private interface Body {
        void writeTo(FileChannel channel) throws IOException;
    }

    private void write(RelativePath path, Body body) throws IOException {
        Path target = path.resolveIn(folder);
        Path parent = target.getParent() == null ? folder : target.getParent();
        makeFolder(parent);
        // One name for every attempt: what an attempt left behind is overwritten by the next.
        Path temporary = parent.resolve(TEMPORARY + "tmp");
        try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            body.writeTo(channel);
            channel.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(parent);
    }

    private void makeFolder(Path parent) throws IOException {
        if (known.add(parent) && !Files.isDirectory(parent)) {
            Files.createDirectories(parent);
            for (Path at = parent; at != null && at.startsWith(folder) && !at.equals(folder); at = at.getParent()) {
                Path above = at.getParent();
                if (above != null) {
                    syncFolder(above);
                }
            }
        }
    }

    private static void syncFolder(Path directory) throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return; // a directory cannot be opened there; NTFS journals the rename
        }
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException here) {
            return null; // this process holds it
        }
    }
}
