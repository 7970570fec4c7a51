package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.file.Path;

class CachedReadingTest extends ReadingContract {
    @Override
    ByteSource source(Path packed) throws IOException {
        return DiskCache.open(folder.resolve("cache"), 2 << 20).over(FileSource.open(packed));
    }
}
