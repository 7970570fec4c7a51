package io.worldreel.publisher.serve;

import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.head.SignedHead;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.HttpConfig;
import io.worldreel.zstdvfs.HttpSource;
import io.worldreel.zstdvfs.SourceException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * An archive on somebody else's web server, passed on as it is: for pages that may not ask that server themselves. Nothing is verified; that
 * takes the publisher's key ({@link PublicationFiles}).
 */
public final class WebFiles implements ArchiveFiles {
    private static final int MOST_CATALOG_BYTES = 64 << 20;
    private static final int TAIL = 4 << 10;

    private final URI folder;
    private final HttpConfig http;

    /** @param folder with a slash at its end */
    public WebFiles(URI folder, HttpConfig http) {
        this.folder = folder;
        this.http = http.withTailBytes(TAIL);
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public Optional<ByteSource> open(ArchivePath path) throws IOException {
        try {
            return Optional.of(source(path.path().toString()));
        } catch (SourceException failure) {
            if (failure.isMissing()) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private ByteSource source(String path) throws IOException {
        return HttpSource.open(folder.resolve(path), http);
    }

    @Override
    public List<ChunkInfo> chunks() throws IOException {
        try (ByteSource source = source("catalog.sqlite")) {
            if (source.size() > MOST_CATALOG_BYTES) {
                throw new IOException(source.name() + " has " + source.size() + " bytes, at most " + MOST_CATALOG_BYTES
                        + " are read");
            }
            byte[] bytes = new byte[(int) source.size()];
            source.read(0, MemorySegment.ofArray(bytes));
            return Catalog.read(source.name(), bytes);
        }
    }

    /** Its head is passed on, too, but is not asked for: nobody here would believe it. */
    @Override
    public Optional<SignedHead> head() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
