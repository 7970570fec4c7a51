package io.worldreel.publisher.serve;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.worldreel.format.FormatException;
import io.worldreel.zstdvfs.ByteSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Decides what is answered to a request. Asked by several threads; may take as long as the archive's files do. */
final class Answers {
    private static final int TAG_BYTES = 12;
    private static final String LASTING = "public, max-age=31536000, immutable";
    private static final String CHANGING = "no-cache";

    private final ArchiveFiles files;
    private final Consumer<String> problems;

    /** @param problems hears what could not be served, and why */
    Answers(ArchiveFiles files, Consumer<String> problems) {
        this.files = files;
        this.problems = problems;
    }

    /**
     * @param target as it stands in the request
     * @param header the request's value of a header
     */
    Answer to(String method, String target, Header header) {
        if (method.equals("OPTIONS")) {
            return preflight();
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, "text/plain; charset=utf-8",
                    "an archive is only read: GET and HEAD\n", Map.of("Allow", "GET, HEAD, OPTIONS"));
        }
        try {
            int query = target.indexOf('?');
            String path = URLDecoder.decode((query < 0 ? target : target.substring(0, query)).replace("+", "%2B"),
                    StandardCharsets.UTF_8);
            if (path.equals("/") || path.equals("/index.html")) {
                return Answer.text(HttpResponseStatus.OK, "text/html; charset=utf-8",
                        IndexPage.of(files.name(), files.chunks(), files.head()), Map.of("Cache-Control", CHANGING));
            }
            Optional<ArchivePath> asked = path.startsWith("/")
                    ? ArchivePath.parse(path.substring(1))
                    : Optional.empty();
            return asked.isEmpty() ? missing() : file(asked.get(), header);
        } catch (IllegalArgumentException brokenEscape) {
            return Answer.words(HttpResponseStatus.BAD_REQUEST, "a path with a broken %-escape");
        } catch (IOException | UncheckedIOException | FormatException failure) {
            problems.accept(target + ": " + failure.getMessage());
            return Answer.words(HttpResponseStatus.BAD_GATEWAY, "this file cannot be had now: " + failure.getMessage());
        }
    }

    /** A header of the request, if it has it. */
    interface Header {
        Optional<String> value(String name);
    }

    /** Browsers ask before they send a range that is no simple one, such as the last N bytes. */
    private static Answer preflight() {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Allow", "GET, HEAD, OPTIONS");
        headers.put("Access-Control-Allow-Methods", "GET, HEAD");
        headers.put("Access-Control-Allow-Headers", "Range, If-Range, If-None-Match");
        headers.put("Access-Control-Max-Age", "86400");
        return Answer.nothing(HttpResponseStatus.NO_CONTENT, headers);
    }

    private static Answer missing() {
        return Answer.words(HttpResponseStatus.NOT_FOUND, "this is no file of the archive; / lists what can be asked");
    }

    private Answer file(ArchivePath path, Header header) throws IOException {
        Optional<ByteSource> found = files.open(path);
        if (found.isEmpty()) {
            return missing();
        }
        ByteSource file = found.get();
        String tag = tag(file.identity());
        var headers = new LinkedHashMap<String, String>();
        headers.put("ETag", tag);
        headers.put("Cache-Control", path.lasting() ? LASTING : CHANGING);
        headers.put("Accept-Ranges", "bytes");
        if (header.value("If-None-Match").filter(tags -> tags.contains(tag) || tags.strip().equals("*")).isPresent()) {
            file.close();
            return Answer.nothing(HttpResponseStatus.NOT_MODIFIED, headers);
        }
        headers.put("Content-Type", path.kind().contentType());
        boolean stillTheSame = header.value("If-Range").map(known -> known.strip().equals(tag)).orElse(true);
        return switch (RangeHeader.of(stillTheSame ? header.value("Range") : Optional.empty(), file.size())) {
            case RangeHeader.Whole whole -> new Answer(HttpResponseStatus.OK, headers, file, 0, file.size());
            case RangeHeader.Part(long from, long length) -> {
                headers.put("Content-Range", "bytes " + from + "-" + (from + length - 1) + "/" + file.size());
                yield new Answer(HttpResponseStatus.PARTIAL_CONTENT, headers, file, from, length);
            }
            case RangeHeader.Unsatisfiable behind -> {
                file.close();
                yield Answer.nothing(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                        Map.of("Content-Range", "bytes */" + file.size()));
            }
        };
    }

    /** Says nothing of where the file lies. */
    private static String tag(String identity) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
