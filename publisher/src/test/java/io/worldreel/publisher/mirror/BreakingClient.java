package io.worldreel.publisher.mirror;

import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/** A line to a store that notes what is sent over it, and is cut after so many bytes. */
final class BreakingClient extends TamperedClient {
    private final List<Long> sent;
    private long left;

    BreakingClient(List<Long> sent, long left) {
        this.sent = sent;
        this.left = left;
    }

    @Override
    HttpExecuteResponse call(SdkHttpRequest request, ExecutableHttpRequest prepared) throws IOException {
        long bytes = request.firstMatchingHeader("Content-Length").map(Long::parseLong).orElse(0L);
        if (bytes > left) {
            throw new IOException("the line is cut");
        }
        left -= bytes;
        sent.add(bytes);
        return prepared.call();
    }
}
