package io.worldreel.replayer;

import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.window.WindowBuilder;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.ChangedFileException;
import io.worldreel.zstdvfs.HttpSource;
import io.worldreel.zstdvfs.SourceException;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** An archive on a web server: its catalog is read whole, in one request unless it is large. */
record WebArchive(ArchiveAddress.Web address, List<ChunkInfo> chunks) implements Archive {
    /** Some 250,000 chunks. */
    private static final int MAX_CATALOG = 64 << 20;
    /** A catalog of some 4,000 chunks comes with the first request. */
    private static final int CATALOG_TAIL = 1 << 20;
    /** A recorder may write the catalog while it is sent. */
    private static final int ATTEMPTS = 3;
    /** What a trailer takes at least, and for each window and each zstd frame: see FORMAT.md, "Seekable zstd" and "Chunks". */
    private static final int TRAILER_BYTES = 64 << 10;
    private static final int WINDOW_BYTES = 64;
    private static final int ZSTD_FRAME_BYTES = 12;
    /** Fewer compressed bytes than zstd frames of chunks have. */
    private static final int LEAST_ZSTD_FRAME = 8 << 10;
    private static final int MAX_TRAILER = 4 << 20;

    WebArchive {
        chunks = List.copyOf(chunks);
    }

    /** @throws ReplayException if the server has no archive there, or its catalog cannot be read or is empty */
    static WebArchive open(ArchiveAddress.Web address) {
        String operation = "opening archive " + address + " failed: ";
        try {
            List<ChunkInfo> chunks = catalog(address);
            if (chunks.isEmpty()) {
                throw new ReplayException(operation + "it holds no chunk yet");
            }
            return new WebArchive(address, chunks);
        } catch (SourceException failure) {
            throw new ReplayException(operation + failure.getMessage()
                    + (failure.isMissing() ? "; it must name the folder that holds catalog.sqlite" : ""), failure);
        } catch (FormatException | IOException failure) {
            throw new ReplayException(operation + failure.getMessage(), failure);
        }
    }

    private static List<ChunkInfo> catalog(ArchiveAddress.Web address) throws IOException {
        URI uri = address.resolve("catalog.sqlite");
        for (int attempt = 1;; attempt++) {
            try {
                return Catalog.read(uri.toString(), whole(address, uri));
            } catch (CorruptException | ChangedFileException perhapsBeingWritten) {
                if (attempt == ATTEMPTS) {
                    throw perhapsBeingWritten;
                }
            }
        }
    }

    private static byte[] whole(ArchiveAddress.Web address, URI uri) throws IOException {
        try (HttpSource source = HttpSource.open(uri, address.http().withTailBytes(CATALOG_TAIL))) {
            if (source.size() > MAX_CATALOG) {
                throw new IOException(uri + " has " + source.size() + " bytes: a catalog may have " + MAX_CATALOG);
            }
            byte[] bytes = new byte[(int) source.size()];
            int tail = Math.max(0, bytes.length - CATALOG_TAIL);
            MemorySegment all = MemorySegment.ofArray(bytes);
            source.read(tail, all.asSlice(tail));
            source.read(0, all.asSlice(0, tail));
            return bytes;
        }
    }

    /** The end of a chunk that holds its trailer is asked for at once: the catalog tells about how long it is. */
    static ByteSource open(ArchiveAddress.Web address, ChunkInfo chunk) throws IOException {
        return HttpSource.open(address.resolve("chunks/" + chunk.chunk()),
                address.http().withSize(chunk.bytes()).withTailBytes(trailerBytes(chunk)));
    }

    /** About how many bytes at a chunk's end its trailer takes. */
    static int trailerBytes(ChunkInfo chunk) {
        long windows = WindowBuilder.windows(chunk.frames(), chunk.rawBytes());
        long trailer = TRAILER_BYTES + windows * WINDOW_BYTES + chunk.bytes() / LEAST_ZSTD_FRAME * ZSTD_FRAME_BYTES;
        return (int) Math.min(trailer, MAX_TRAILER);
    }

    @Override
    public ByteSource source(ChunkInfo chunk) throws IOException {
        return open(address, chunk);
    }

    @Override
    public String name() {
        return "archive " + address;
    }

    @Override
    public Optional<ArchiveLayout> folder() {
        return Optional.empty();
    }

    @Override
    public boolean isOutdated() {
        return false; // asking would cost a round trip each time: who wants later chunks opens the archive again
    }

    @Override
    public WebArchive reopened() {
        return open(address);
    }

    @Override
    public WebArchive with(List<ChunkInfo> pieces) {
        if (!pieces.isEmpty()) {
            throw new IllegalArgumentException("what is not sealed cannot be read over HTTP");
        }
        return this;
    }

    @Override
    public WebArchive requireSealed() {
        return this; // was seen to when it was opened
    }

    @Override
    public List<String> unsealed() {
        return List.of(); // folders cannot be listed over HTTP
    }
}
