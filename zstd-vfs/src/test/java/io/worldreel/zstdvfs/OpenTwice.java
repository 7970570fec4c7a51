package io.worldreel.zstdvfs;

import java.nio.file.Path;

/** Opens a packed database twice in a JVM of its own, and prints what comes of it. */
final class OpenTwice {
    private OpenTwice() {}

    public static void main(String[] arguments) throws Exception {
        for (int i = 0; i < 2; i++) {
            try (var connection = ZstdVfs.open(Path.of(arguments[0]))) {
                System.out.println("opened " + connection);
            } catch (UnsupportedOperationException refused) {
                System.out.println(refused.getMessage());
            }
        }
    }
}
