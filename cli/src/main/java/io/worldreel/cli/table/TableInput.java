package io.worldreel.cli.table;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The text of a table and how much of its bytes has been read. Gzip is told by its first bytes; the text is UTF-8, and anything
 * else is an error. Owned by one thread.
 */
public final class TableInput implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final String name;
    private final Counting bytes;
    private final long size;
    private final Reader text;

    private TableInput(String name, InputStream in, long size) throws IOException {
        this.name = name;
        this.bytes = new Counting(in);
        this.size = size;
        BufferedInputStream buffered = new BufferedInputStream(bytes, BUFFER_BYTES);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1F && buffered.read() == 0x8B;
        buffered.reset();
        PushbackReader decoded = new PushbackReader(new InputStreamReader(
                gzip ? new GZIPInputStream(buffered, BUFFER_BYTES) : buffered,
                StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        int first = decoded.read();
        if (first != BYTE_ORDER_MARK && first != -1) {
            decoded.unread(first);
        }
        text = decoded;
    }

    public static TableInput open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a folder; name one table");
        }
        long size = Files.size(file);
        InputStream in = Files.newInputStream(file);
        try {
            return new TableInput(file.toString(), in, size);
        } catch (IOException failed) {
            in.close();
            throw new IOException(file + ": " + failed.getMessage(), failed);
        }
    }

    /** Reads what somebody else closes, and whose size nobody knows. */
    public static TableInput of(String name, InputStream in) throws IOException {
        return new TableInput(name, in, 0);
    }

    /** The file, for messages. */
    String name() {
        return name;
    }

    Reader text() {
        return text;
    }

    /** Bytes read so far, before decompression. */
    long bytesRead() {
        return bytes.count;
    }

    /** Bytes of the file; 0 if unknown. */
    long size() {
        return size;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = super.read();
            count += next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
