package io.worldreel.publisher.mirror;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** A line to a store on which every other answer to a write of one file is lost. */
final class ForgetfulClient extends TamperedClient {
    private final String file;
    private boolean lostBefore;

    ForgetfulClient(String file) {
        this.file = file;
    }

    @Override
    HttpExecuteResponse call(SdkHttpRequest request, ExecutableHttpRequest prepared) throws IOException {
        boolean lost = request.method() == SdkHttpMethod.PUT && request.encodedPath().endsWith(file) && !lostBefore;
        lostBefore = lost;
        var answer = prepared.call();
        if (lost) {
            throw new IOException("the answer is lost");
        }
        return answer;
    }
}
