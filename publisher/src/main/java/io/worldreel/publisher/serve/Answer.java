package io.worldreel.publisher.serve;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.MemorySource;
import java.io.IOException;
import java.util.Map;

/**
 * What is answered to a request; closed when it has been sent.
 *
 * @param headers beside those that all answers have
 * @param from where in the body it begins
 * @param length bytes of the body, also where they are not sent, for HEAD
 */
record Answer(HttpResponseStatus status, Map<String, String> headers, ByteSource body, long from,
        long length) implements AutoCloseable {

    static Answer text(HttpResponseStatus status, String contentType, String text, Map<String, String> more) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var headers = new java.util.LinkedHashMap<>(more);
        headers.put("Content-Type", contentType);
        return new Answer(status, headers, new MemorySource("an answer", bytes), 0, bytes.length);
    }

    /** One line for who made the request. */
    static Answer words(HttpResponseStatus status, String words) {
        return text(status, "text/plain; charset=utf-8", words + "\n", Map.of());
    }

    static Answer nothing(HttpResponseStatus status, Map<String, String> headers) {
        return new Answer(status, headers, new MemorySource("an answer", new byte[0]), 0, 0);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
