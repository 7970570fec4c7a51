package io.worldreel.format.journal;

import io.worldreel.format.CorruptException;
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
import org.jspecify.annotations.Nullable;

/**
 * A part of a journal, mapped into memory: so the word before a document is read as it was written, at once.
 *
 * <p>If the file is cut short meanwhile, a copy out of the map fails with an error of the JVM that is turned into an exception here.
 */
final class MappedPart implements AutoCloseable {
    private final Path path;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment map;
    private final @Nullable Object fileKey;
    @SuppressWarnings("unused") // written so that the native call is not taken for dead
    private long faultBarrier;

    /** @throws java.nio.file.NoSuchFileException if there is no such part */
    MappedPart(Path path) throws IOException {
        this.path = path;
        boolean mapped = false;
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            fileKey = fileKey();
            map = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            mapped = true;
        } finally {
            if (!mapped) {
                arena.close();
            }
        }
    }

    private @Nullable Object fileKey() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    long size() {
        return map.byteSize();
    }

    /** @throws CorruptException if the file ends before, though it was longer once */
    void read(long offset, MemorySegment into) throws IOException {
        if (offset < 0 || offset > size() - into.byteSize()) {
            throw cutShort();
        }
        try {
            MemorySegment.copy(map, offset, into, 0, into.byteSize());
            // The JVM may report a fault of the copy only at the next return from native code: have one here.
            faultBarrier = Runtime.getRuntime().freeMemory();
        } catch (InternalError fault) {
            readByCall(offset, into.asByteBuffer());
        }
    }

    /**
     * Where a map faults, a system call tells why, or reads all the same: to map a hole of a file, tmpfs wants a page that a full
     * disk does not have.
     */
    private void readByCall(long offset, ByteBuffer into) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (!Objects.equals(fileKey, fileKey())) {
                throw new IOException(path + " was replaced while it was open");
            }
            while (into.hasRemaining()) {
                if (channel.read(into, offset + into.position()) < 0) {
                    throw cutShort();
                }
            }
        }
    }

    private CorruptException cutShort() {
        return new CorruptException("journal part " + path + " was cut short");
    }

    @Override
    public void close() {
        arena.close();
    }
}
