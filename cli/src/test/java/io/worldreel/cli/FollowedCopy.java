package io.worldreel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What another process follows into a folder. */
final class FollowedCopy {
    private static final int LOOKS = 9000;
    private static final int LOOK_MILLIS = 20;

    private FollowedCopy() {}

    /** Waits until all is there that a head names. */
    static void awaitHead(Path folder, int seq) throws IOException, InterruptedException {
        Path head = folder.resolve("head.json");
        for (int look = 0; look < LOOKS; look++) {
            if (Files.exists(head) && Files.readString(head).contains("\"seq\":" + seq + ",")) {
                return;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        throw new AssertionError("head " + seq + " is not complete in " + folder);
    }
}
