package io.worldreel.format.segment;

import io.worldreel.zstdvfs.PackedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A chunk of which a read costs no round trip. */
public record NearFile(PackedDatabase file) implements WindowFetch {
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failure) {
            throw new UncheckedIOException("closing " + file.reader().name() + " failed: " + failure.getMessage(),
                    failure);
        }
    }
}
