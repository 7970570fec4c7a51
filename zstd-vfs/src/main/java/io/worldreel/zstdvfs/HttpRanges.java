package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Range requests to one address, each checked and tried again until it is answered in full, refused, or its deadline has
 * passed. What came before a connection broke is not asked for again. Waiting does not hear interrupts, since SQLite
 * could not tell its caller; the interrupt stays set.
 */
final class HttpRanges {
    private static final int MAX_REDIRECTS = 5;

    /** Looks at the headers of a good response; throws if they are of another file. */
    interface HeaderCheck {
        void accept(HttpHeaders headers) throws ZstdFileException;
    }

    /** The end of the file. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Tail(long size, HttpHeaders headers, byte[] bytes) {}

    private final URI address;
    private final HttpConfig config;
    private final HttpClient client;
    private final Semaphore slots;
    private final LongAdder requests = new LongAdder();
    /** Where the last redirect led; asked first from then on. */
    private volatile URI current;

    HttpRanges(URI address, HttpConfig config, HttpClient client) {
        if (!isHttp(address) || address.getHost() == null) {
            throw new IllegalArgumentException(address + " is no http(s) address");
        }
        if (address.getUserInfo() != null) {
            throw new IllegalArgumentException("credentials belong in HttpConfig, not in the address");
        }
        this.address = address;
        this.config = config;
        this.client = client;
        this.slots = new Semaphore(config.maxConcurrent());
        this.current = address;
    }

    /** The address without its query, which may hold a secret. */
    String name() {
        String text = address.toString();
        int query = text.indexOf('?');
        return query < 0 ? text : text.substring(0, query);
    }

    long requests() {
        return requests.sum();
    }

    /** Reads the last {@code length} bytes of a file whose size is not known, or all of it if it has fewer. */
    Tail tail(int length) throws IOException {
        byte[] bytes = new byte[length];
        RangeExchange.Part part;
        try {
            part = exchange(-length, MemorySegment.ofArray(bytes), -1, headers -> {});
        } catch (ChangedFileException unsatisfiable) {
            throw new CorruptFileException(name(), 0, -1, "no seekable zstd file: it is empty, or its server cannot"
                    + " serve its last bytes,");
        }
        if (part.last() != part.size() - 1 || part.first() != Math.max(0, part.size() - length)) {
            throw wrongPart("the last " + length + " bytes", part);
        }
        return new Tail(part.size(), part.headers(), Arrays.copyOf(bytes, (int) (part.last() - part.first() + 1)));
    }

    /** Reads the last {@code length} bytes of a file whose size is known. */
    Tail tail(long size, int length) throws IOException {
        if (size == 0) {
            throw new CorruptFileException(name(), 0, -1, "no seekable zstd file: it is empty");
        }
        byte[] bytes = new byte[(int) Math.min(size, length)];
        RangeExchange.Part part = exchange(size - bytes.length, MemorySegment.ofArray(bytes), size, headers -> {});
        return new Tail(size, part.headers(), bytes);
    }

    /** Fills {@code dst} from {@code offset}; {@code check} sees the headers of every response. */
    void read(long offset, MemorySegment dst, long size, HeaderCheck check) throws IOException {
        exchange(offset, dst, size, check);
    }

    /**
     * Asks until all is there.
     *
     * @param offset first byte; if negative, so many bytes from the end are wanted
     * @param size of the file, if {@code offset} is not negative
     */
    private RangeExchange.Part exchange(long offset, MemorySegment dst, long size, HeaderCheck check)
            throws IOException {
        long deadline = System.nanoTime() + config.deadline().toNanos();
        long done = 0;
        RangeExchange.Outcome.Failed last = new RangeExchange.Outcome.Failed("all connections stay busy",
                Optional.empty(), Optional.empty(), 0, 0);
        for (int attempt = 0; attempt < config.attempts() && deadline - System.nanoTime() > 0; attempt++) {
            String range = offset < 0
                    ? "bytes=" + offset
                    : "bytes=" + (offset + done) + "-" + (offset + dst.byteSize() - 1);
            switch (follow(range, dst.asSlice(done), deadline)) {
                case RangeExchange.Outcome.Done(RangeExchange.Part part) -> {
                    checkPart(part, offset + done, offset + dst.byteSize() - 1, size, check);
                    return part;
                }
                case RangeExchange.Outcome.Failed failed -> {
                    last = failed;
                    if (failed.part().isPresent()) {
                        checkPart(failed.part().get(), offset + done, offset + dst.byteSize() - 1, size, check);
                        if (offset >= 0 && failed.received() > 0) {
                            done += failed.received();
                            attempt = -1; // who brings something, if slowly, is bound by the deadline alone
                        }
                    }
                    if (attempt + 1 < config.attempts()) {
                        backOff(attempt + 1, failed.pauseSeconds(), deadline);
                    }
                }
                case RangeExchange.Outcome.Moved moved -> throw new AssertionError("follow() follows " + moved);
            }
        }
        var failure = new SourceException(name(),
                "%s; given up within %d ms and %d attempts".formatted(last.problem(), config.deadline().toMillis(),
                        config.attempts()),
                "try again later, or raise the deadline in HttpConfig");
        last.cause().ifPresent(failure::initCause);
        throw failure;
    }

    private void checkPart(RangeExchange.Part part, long first, long last, long size, HeaderCheck check)
            throws IOException {
        check.accept(part.headers());
        if (size >= 0) {
            if (part.size() != size) {
                throw new ChangedFileException(name(), size + " bytes", part.size() + " bytes");
            }
            if (part.first() != first || part.last() != last) {
                throw wrongPart("bytes " + first + " to " + last, part);
            }
        }
    }

    private void backOff(int attempt, long pauseSeconds, long deadline) {
        long nanos = config.backOff().toNanos() << Math.min(Math.max(0, attempt - 1), 10);
        nanos += ThreadLocalRandom.current().nextLong(1 + nanos / 4); // so that many readers do not come back at once
        nanos = Math.max(nanos, TimeUnit.SECONDS.toNanos(pauseSeconds));
        Uninterruptibly.sleep(Math.min(nanos, deadline - System.nanoTime()));
    }

    /** One attempt, redirects included. */
    private RangeExchange.Outcome follow(String range, MemorySegment dst, long deadline) throws IOException {
        if (!Uninterruptibly.acquire(slots, deadline)) {
            return new RangeExchange.Outcome.Failed("all connections stay busy", Optional.empty(), Optional.empty(), 0,
                    0);
        }
        try {
            URI target = current;
            for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
                requests.increment();
                Optional<String> authorization = sameOrigin(target, address)
                        ? config.credentials().header()
                        : Optional.empty();
                RangeExchange.Outcome outcome = new RangeExchange(name(), range, dst).run(client, target,
                        authorization, deadline, config.stall().toNanos());
                if (!(outcome instanceof RangeExchange.Outcome.Moved(URI to))) {
                    current = target;
                    return outcome;
                }
                target = redirected(target, to);
            }
        } catch (SourceException refused) {
            current = address; // a redirect may lead to an address that expires
            throw refused;
        } finally {
            slots.release();
        }
        throw new SourceException(name(), "more than " + MAX_REDIRECTS + " redirects", "check the address");
    }

    private URI redirected(URI from, URI to) throws SourceException {
        URI target = from.resolve(to);
        if (!isHttp(target) || target.getHost() == null || (isSecure(from) && !isSecure(target))) {
            throw new SourceException(name(), "the server redirects from " + from.getScheme() + " to "
                    + target.getScheme() + "://" + target.getHost(), "check the address");
        }
        return target;
    }

    private SourceException wrongPart(String wanted, RangeExchange.Part part) {
        return new SourceException(name(), "the server answers %s with bytes %d to %d of %d".formatted(wanted,
                part.first(), part.last(), part.size()), "use a server that obeys Range");
    }

    private static boolean isHttp(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        return scheme.equals("http") || scheme.equals("https");
    }

    private static boolean isSecure(URI uri) {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    private static boolean sameOrigin(URI one, URI two) {
        return one.getScheme().equalsIgnoreCase(two.getScheme()) && one.getHost().equalsIgnoreCase(two.getHost())
                && one.getPort() == two.getPort();
    }
}
