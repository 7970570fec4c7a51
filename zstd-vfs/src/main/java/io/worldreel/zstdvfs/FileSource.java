package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A local file, mapped into memory.
 *
 * <p>Bytes are copied out of the map before anything else sees them: if the file is cut short meanwhile, the copy fails
 * with an error of the JVM that is turned into an exception here, where native code would have been killed by SIGBUS.
 * No {@link FileChannel} is kept to read from, since an interrupt of the reading thread would close it.
 */
public final class FileSource implements ByteSource {
    private final Path path;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment map;
    private final String identity;
    private final @Nullable Object fileKey;
    private final LongAdder requests = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    @SuppressWarnings("unused") // written so that the native call is not taken for dead
    private boolean faultBarrier;

    /** @param attributes that the path had before it was opened */
    private FileSource(Path path, BasicFileAttributes attributes) throws IOException {
        this.path = path;
        identity = identity(path, attributes);
        fileKey = attributes.fileKey();
        boolean mapped = false;
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            map = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            mapped = true;
        } finally {
            if (!mapped) {
                arena.close();
            }
        }
    }

    /**
     * Maps the file.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such file
     */
    public static FileSource open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath(); // whatever becomes the working directory
        BasicFileAttributes before = attributes(absolute);
        for (int attempt = 0;; attempt++) {
            var source = new FileSource(absolute, before);
            // A file renamed into place between looking and opening would carry the other one's identity.
            BasicFileAttributes after = attributes(absolute);
            if (source.identity.equals(identity(absolute, after)) && source.size() == after.size()) {
                return source;
            }
            source.close();
            if (attempt == 10) {
                throw new ChangedFileException(absolute.toString(), source.identity, identity(absolute, after));
            }
            before = after;
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    private static String identity(Path path, BasicFileAttributes attributes) {
        Object key = attributes.fileKey(); // device and inode; null on Windows, where a mapped file cannot be replaced
        return "file:" + (key == null ? path : key) + ":" + attributes.size() + ":"
                + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public long size() {
        return map.byteSize();
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public void read(long offset, MemorySegment dst) throws IOException {
        if (offset < 0 || offset > size() - dst.byteSize()) {
            throw new CorruptFileException(name(), size(), -1,
                    "bytes %d to %d wanted but the file ends".formatted(offset, offset + dst.byteSize()));
        }
        try {
            MemorySegment.copy(map, offset, dst, 0, dst.byteSize());
            // The JVM may report a fault of the copy only at the next return from native code: have one here.
            faultBarrier = Thread.holdsLock(arena);
        } catch (InternalError fault) {
            readByCall(offset, dst);
        }
        requests.increment();
        bytes.add(dst.byteSize());
    }

    /**
     * Where a map faults, a system call tells why, or reads all the same: to map a hole of a file, tmpfs wants a page that a full
     * disk does not have.
     */
    private void readByCall(long offset, MemorySegment dst) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (!Objects.equals(fileKey, attributes(path).fileKey())) {
                throw new ChangedFileException(name(), identity, identity(path, attributes(path)));
            }
            ByteBuffer target = dst.asByteBuffer();
            while (target.hasRemaining()) {
                if (channel.read(target, offset + target.position()) < 0) {
                    throw new CorruptFileException(name(), offset, -1, "file cut short while it was open");
                }
            }
        }
    }

    @Override
    public void checkUnchanged() throws IOException {
        String now = identity(path, attributes(path));
        if (!now.equals(identity)) {
            throw new ChangedFileException(name(), identity, now);
        }
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(requests.sum(), bytes.sum());
    }

    @Override
    public void close() {
        arena.close();
    }
}
