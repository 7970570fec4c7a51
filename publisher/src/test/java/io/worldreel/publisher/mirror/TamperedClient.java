package io.worldreel.publisher.mirror;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** A line to a store on which something happens to what is said. */
abstract class TamperedClient implements SdkHttpClient {
    private final SdkHttpClient client = UrlConnectionHttpClient.create();

    /** Makes a request, or fails before or after it. */
    abstract HttpExecuteResponse call(SdkHttpRequest request, ExecutableHttpRequest prepared) throws IOException;

    @Override
    public final ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        var prepared = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return TamperedClient.this.call(request.httpRequest(), prepared);
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public final void close() {
        client.close();
    }
}
