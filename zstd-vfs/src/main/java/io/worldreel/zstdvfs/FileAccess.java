package io.worldreel.zstdvfs;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The raw bytes of a local file, for walks over a database before it is packed. */
public final class FileAccess implements RandomAccess, AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    private FileAccess(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
    }

    public static FileAccess open(Path path) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new FileAccess(path, channel);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long offset, ByteBuffer dst) throws IOException {
        long at = offset;
        while (dst.hasRemaining()) {
            int n = channel.read(dst, at);
            if (n < 0) {
                throw new EOFException(path + " ends at " + at);
            }
            at += n;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
