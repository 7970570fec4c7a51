package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One range request and what came of it. Used once, by one thread. */
final class RangeExchange {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");
    private static final Set<Integer> WORTH_RETRYING = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** What a good response says it holds: bytes {@code first} to {@code last}, inclusive, of {@code size}. */
    record Part(HttpHeaders headers, long first, long last, long size) {}

    /** The end of an exchange: the part is in place, or elsewhere, or the attempt failed and may be repeated. */
    sealed interface Outcome {
        /** All bytes have come. */
        record Done(Part part) implements Outcome {}

        /** The server names another address. */
        record Moved(URI to) implements Outcome {}

        /**
         * Nothing final; the part may have begun.
         *
         * @param received bytes that are in place
         * @param pauseSeconds what the server asks to wait
         */
        record Failed(String problem, Optional<Throwable> cause, Optional<Part> part, long received,
                long pauseSeconds) implements Outcome {}
    }

    private final String name;
    private final String range;
    private final MemorySegment target;
    private final RangeBody body;
    private volatile @Nullable ResponseInfo seen;

    /**
     * Asks for nothing yet.
     *
     * @param name of the file, for messages
     * @param range value of the Range header
     * @param target takes the bytes; as large as the range, or larger for a suffix range
     */
    RangeExchange(String name, String range, MemorySegment target) {
        this.name = name;
        this.range = range;
        this.target = target;
        this.body = new RangeBody(target);
    }

    /**
     * Sends the request and waits.
     *
     * @param deadline as {@link System#nanoTime()}
     * @param stallNanos longest silence
     * @throws ZstdFileException if asking again cannot help
     */
    Outcome run(HttpClient client, URI address, Optional<String> authorization, long deadline, long stallNanos)
            throws IOException {
        var request = HttpRequest.newBuilder(address).GET().header("Range", range).header("Accept-Encoding",
                "identity");
        authorization.ifPresent(value -> request.header("Authorization", value));
        CompletableFuture<HttpResponse<Long>> response = client.sendAsync(request.build(), this::bodyFor);
        try {
            Uninterruptibly.await(response, () -> Math.min(deadline, body.lastProgress() + stallNanos));
            return outcome(Optional.empty(), "");
        } catch (TimeoutException late) {
            body.abandon();
            response.cancel(true);
            return outcome(Optional.empty(), "no byte came in time");
        } catch (ExecutionException failure) {
            return outcome(Optional.ofNullable(failure.getCause()), "the connection failed: " + failure.getCause());
        }
    }

    private RangeBody bodyFor(ResponseInfo info) {
        seen = info;
        if (info.statusCode() != 206 && !isWholeFile(info)) {
            body.decline(); // whatever comes is not wanted, and may be endless
        }
        return body;
    }

    /** RFC 9110 lets a server answer with the whole file; if that is no longer than the range, it is as good. */
    private boolean isWholeFile(ResponseInfo info) {
        long length = info.headers().firstValueAsLong("Content-Length").orElse(-1);
        boolean fits = range.startsWith("bytes=-") ? length <= target.byteSize() : length == target.byteSize();
        return info.statusCode() == 200 && length > 0 && fits
                && (range.startsWith("bytes=-") || range.startsWith("bytes=0-"));
    }

    private Outcome outcome(Optional<Throwable> cause, String problem) throws IOException {
        long received = body.abandon();
        ResponseInfo info = seen;
        if (info == null) {
            return new Outcome.Failed(problem, cause, Optional.empty(), 0, 0);
        }
        int status = info.statusCode();
        HttpHeaders headers = info.headers();
        if (REDIRECTS.contains(status)) {
            return new Outcome.Moved(location(headers));
        }
        if (WORTH_RETRYING.contains(status)) {
            long pause = headers.firstValue("Retry-After").filter(v -> v.matches("\\d{1,9}")).map(Long::valueOf)
                    .orElse(0L);
            return new Outcome.Failed("the server answers " + status, cause, Optional.empty(), 0, pause);
        }
        Part part = part(info);
        long wanted = part.last - part.first + 1;
        if (wanted > target.byteSize()) {
            throw new SourceException(name, "the server answers '%s' with %d bytes".formatted(range, wanted),
                    "use a server that obeys Range");
        }
        if (received == wanted) {
            return new Outcome.Done(part);
        }
        String end = problem.isEmpty()
                ? "the response ended after %d of %d bytes".formatted(received, wanted)
                : problem;
        return new Outcome.Failed(end, cause, Optional.of(part), Math.min(received, wanted), 0);
    }

    private URI location(HttpHeaders headers) throws IOException {
        String to = headers.firstValue("Location").orElse("");
        try {
            return URI.create(to);
        } catch (IllegalArgumentException nonsense) {
            throw new SourceException(name, "the server redirects to '" + to + "'", "check the address");
        }
    }

    private Part part(ResponseInfo info) throws IOException {
        HttpHeaders headers = info.headers();
        int status = info.statusCode();
        if (status != 206 && status != 200) {
            throw refusal(status);
        }
        String encoding = headers.firstValue("Content-Encoding").orElse("identity").toLowerCase(Locale.ROOT);
        if (!encoding.equals("identity")) {
            throw new SourceException(name, "the server compresses on the fly (Content-Encoding: " + encoding
                    + "), which moves every byte", "switch that off for this file");
        }
        if (status == 200) {
            if (!isWholeFile(info)) {
                throw new SourceException(name, "the server ignores Range: it answers 200 with the whole file",
                        "use a server that serves ranges");
            }
            return new Part(headers, 0, headers.firstValueAsLong("Content-Length").orElse(0) - 1,
                    headers.firstValueAsLong("Content-Length").orElse(0));
        }
        String value = headers.firstValue("Content-Range").orElse("");
        Matcher matcher = CONTENT_RANGE.matcher(value);
        if (matcher.matches()) {
            long first = Long.parseLong(matcher.group(1));
            long last = Long.parseLong(matcher.group(2));
            long size = Long.parseLong(matcher.group(3));
            if (first <= last && last < size) {
                return new Part(headers, first, last, size);
            }
        }
        throw new SourceException(name, "the server answers a range with Content-Range '" + value + "'",
                "use a server that obeys Range");
    }

    private ZstdFileException refusal(int status) {
        return switch (status) {
            case 401, 403 -> new SourceException(name, "the server denies access (" + status + ")",
                    "check the credentials");
            case 404, 410 -> SourceException.missing(name, status);
            case 416 -> new ChangedFileException(name, "long enough for " + range, "shorter (416)");
            default -> new SourceException(name, "the server answers " + status, "check the address and the server");
        };
    }
}
