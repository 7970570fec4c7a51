package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * A file on a web server, read by range (RFC 9110, section 14): with keep-alive and HTTP/2 where the server has it,
 * retries within a deadline, redirects and credentials. Neither HEAD is used nor, where the size is known, a suffix range.
 *
 * <p>The file must not change while it is read: each response is compared with the first one's ETag, or else its
 * Last-Modified, and size. A server that ignores ranges, or compresses on the fly, is told from a damaged file.
 */
public final class HttpSource implements ByteSource {
    private final HttpRanges ranges;
    private final AtomicReference<Version> version;
    private final long size;
    private final byte[] tail;
    private final LongAdder bytes = new LongAdder();

    /** What tells one content of the address from another; empty texts where the server does not say. */
    private record Version(String etag, String lastModified) {
        static Version of(HttpHeaders headers) {
            return new Version(headers.firstValue("ETag").orElse(""), headers.firstValue("Last-Modified").orElse(""));
        }

        boolean known() {
            return !etag.isEmpty() || !lastModified.isEmpty();
        }

        boolean agrees(Version other) {
            boolean tagged = !etag.isEmpty() && !other.etag.isEmpty();
            return tagged ? etag.equals(other.etag) : lastModified.equals(other.lastModified);
        }

        String text() {
            return etag.isEmpty() ? lastModified : etag;
        }
    }

    private HttpSource(HttpRanges ranges, Version version, long size, byte[] tail) {
        this.ranges = ranges;
        this.version = new AtomicReference<>(version);
        this.size = size;
        this.tail = tail;
        this.bytes.add(tail.length);
    }

    /**
     * Opens a file with the JDK's own client and its TLS settings. One request, for the end of the file.
     *
     * @throws SourceException if the server cannot be reached, or does not serve the file by range
     */
    public static HttpSource open(URI address, HttpConfig config) throws IOException {
        return open(address, config, SharedClient.INSTANCE);
    }

    /**
     * Opens a file with a client of the caller's, which is not closed.
     *
     * @param client must not follow redirects by itself: credentials would follow, too
     */
    public static HttpSource open(URI address, HttpConfig config, HttpClient client) throws IOException {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("the client must leave redirects to the source");
        }
        var ranges = new HttpRanges(address, config, client);
        HttpRanges.Tail tail = config.size().isPresent()
                ? ranges.tail(config.size().getAsLong(), config.tailBytes())
                : ranges.tail(config.tailBytes());
        return new HttpSource(ranges, Version.of(tail.headers()), tail.size(), tail.bytes());
    }

    private static final class SharedClient {
        static final HttpClient INSTANCE = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10)).build();
    }

    @Override
    public String name() {
        return ranges.name();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public String identity() {
        Version known = version.get();
        return "http:%s:%d:%s".formatted(name(), size,
                known.known() ? known.text() : Integer.toHexString(System.identityHashCode(this)));
    }

    @Override
    public void read(long offset, MemorySegment dst) throws IOException {
        long length = dst.byteSize();
        if (offset < 0 || offset > size - length) {
            throw new CorruptFileException(name(), size, -1,
                    "bytes %d to %d wanted but the file ends".formatted(offset, offset + length));
        }
        long tailStart = size - tail.length;
        if (offset >= tailStart) {
            MemorySegment.copy(MemorySegment.ofArray(tail), offset - tailStart, dst, 0, length);
        } else if (length > 0) {
            ranges.read(offset, dst, size, this::requireSameVersion);
            bytes.add(length);
        }
    }

    private void requireSameVersion(HttpHeaders headers) throws ChangedFileException {
        Version expected = version.get();
        Version now = Version.of(headers);
        if (!expected.agrees(now)) {
            throw new ChangedFileException(name(), expected.text(), now.text());
        }
    }

    @Override
    public void checkUnchanged() throws IOException {
        // One byte: its headers tell whether what was found damaged is simply another file by now.
        if (size > 0) {
            ranges.read(0, MemorySegment.ofArray(new byte[1]), size, this::requireSameVersion);
        }
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(ranges.requests(), bytes.sum());
    }

    @Override
    public void close() {}
}
