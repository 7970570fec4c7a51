package io.worldreel.publisher.mirror;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** A line to a store on which every other answer to a write of one file is lost. */
final class ForgetfulClient implements SdkHttpClient {
    private final SdkHttpClient client = UrlConnectionHttpClient.create();
    private final String file;
    private boolean lostBefore;

    ForgetfulClient(String file) {
        this.file = file;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        boolean lost = request.httpRequest().method() == SdkHttpMethod.PUT
                && request.httpRequest().encodedPath().endsWith(file) && !lostBefore;
        lostBefore = lost;
        var prepared = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                var answer = prepared.call();
                if (lost) {
                    throw new IOException("the answer is lost");
                }
                return answer;
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
