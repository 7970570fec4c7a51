package io.worldreel.publisher.mirror;

import java.io.IOException;
import java.util.List;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** A line to a store that notes what is sent over it, and is cut after so many bytes. */
final class BreakingClient implements SdkHttpClient {
    private final SdkHttpClient client = UrlConnectionHttpClient.create();
    private final List<Long> sent;
    private long left;

    BreakingClient(List<Long> sent, long left) {
        this.sent = sent;
        this.left = left;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        long bytes = request.httpRequest().firstMatchingHeader("Content-Length").map(Long::parseLong).orElse(0L);
        var prepared = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                if (bytes > left) {
                    throw new IOException("the line is cut");
                }
                left -= bytes;
                sent.add(bytes);
                return prepared.call();
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
