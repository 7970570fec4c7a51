package io.worldreel.publisher.mirror;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** A line to a store on which every other answer to a write of a file is lost. */
final class ForgetfulClient implements SdkHttpClient {
    private final SdkHttpClient client = UrlConnectionHttpClient.create();
    private final Set<String> unanswered = new HashSet<>();

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        String path = request.httpRequest().encodedPath();
        boolean lost = request.httpRequest().method() == SdkHttpMethod.PUT && !unanswered.remove(path)
                && unanswered.add(path);
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
