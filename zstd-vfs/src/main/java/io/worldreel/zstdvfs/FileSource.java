package io.worldreel.zstdvfs;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A local file. It is no channel that reads it, since an interrupt of the reading thread would close it, and no map, which a file cut
 * short turns into a fault and whose end stops every thread of the JVM for a moment.
 */
public final class FileSource implements ByteSource {
    private final Path path;
    private final RandomAccessFile file;
    private final long size;
    private final String identity;
    private final LongAdder requests = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    private FileSource(Path path, BasicFileAttributes attributes, RandomAccessFile file) {
        this.path = path;
        this.file = file;
        size = attributes.size();
        identity = identity(path, attributes);
    }

    public static FileSource open(Path path) throws IOException {
        Path absolute = path.toAbsolutePath(); // whatever becomes the working directory
        for (int attempt = 0;; attempt++) {
            var source = new FileSource(absolute, attributes(absolute), new RandomAccessFile(absolute.toFile(), "r"));
            try {
                // A file renamed into place between looking and opening would carry the other one's identity.
                source.checkUnchanged();
                return source;
            } catch (IOException failure) {
                source.close();
                if (attempt == 10 || !(failure instanceof ChangedFileException)) {
                    throw failure;
                }
            }
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class);
    }

    private static String identity(Path path, BasicFileAttributes attributes) {
        Object key = attributes.fileKey(); // device and inode; null on Windows, where a file that is open cannot be replaced
        return "file:" + (key == null ? path : key) + ":" + attributes.size() + ":"
                + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public void read(long offset, MemorySegment dst) throws IOException {
        int length = Math.toIntExact(dst.byteSize());
        if (offset < 0 || offset > size - length) {
            throw new CorruptFileException(name(), size, -1,
                    "bytes %d to %d wanted but the file ends".formatted(offset, offset + length));
        }
        if (dst.heapBase().orElse(null) instanceof byte[] array) {
            read(offset, array, (int) dst.address(), length);
        } else {
            byte[] array = new byte[length];
            read(offset, array, 0, length);
            MemorySegment.copy(array, 0, dst, ValueLayout.JAVA_BYTE, 0, length);
        }
        requests.increment();
        bytes.add(length);
    }

    private void read(long offset, byte[] dst, int from, int length) throws IOException {
        synchronized (file) {
            try {
                file.seek(offset);
                file.readFully(dst, from, length);
            } catch (EOFException shorter) {
                throw new CorruptFileException(name(), offset, -1, "file cut short while it was open");
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
        try {
            file.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(name() + " could not be closed", failure);
        }
    }
}
