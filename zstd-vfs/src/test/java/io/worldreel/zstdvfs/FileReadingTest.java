package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.file.Path;

class FileReadingTest extends ReadingContract {
    @Override
    ByteSource source(Path packed) throws IOException {
        return FileSource.open(packed);
    }
}
