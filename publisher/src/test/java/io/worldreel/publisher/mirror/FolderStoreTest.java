package io.worldreel.publisher.mirror;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest extends MirrorStoreContract {
    @TempDir
    Path mirror;

    @Override
    MirrorStore open() throws IOException {
        return FolderStore.open(mirror);
    }
}
