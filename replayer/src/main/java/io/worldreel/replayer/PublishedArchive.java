package io.worldreel.replayer;

import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.publication.Publication;
import io.worldreel.format.publication.PublishedChunk;
import io.worldreel.zstdvfs.ByteSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An archive that its publisher signed: one edition of it. */
record PublishedArchive(ArchiveAddress.Published address, List<ChunkInfo> chunks, Map<String, PublishedChunk> published)
        implements
            Archive {
    PublishedArchive {
        chunks = List.copyOf(chunks);
        published = Map.copyOf(published);
    }

    /** @throws ReplayException if no head can be had that is to be believed, or not all of its catalog */
    static PublishedArchive open(ArchiveAddress.Published address) {
        try {
            Publication.Edition edition = address.publication().newest();
            Map<String, PublishedChunk> published = edition.chunks().stream()
                    .collect(Collectors.toMap(chunk -> chunk.info().chunk(), Function.identity(), (a, b) -> b));
            return new PublishedArchive(address, published.values().stream().map(PublishedChunk::info)
                    .sorted(Comparator.comparing(ChunkInfo::source).thenComparingLong(ChunkInfo::firstTick)
                            .thenComparing(ChunkInfo::chunk))
                    .toList(), published);
        } catch (FormatException | IOException failure) {
            closeAfter(failure, address);
            throw new ReplayException("opening publication " + address + " failed: " + failure.getMessage(), failure);
        }
    }

    private static void closeAfter(Exception failure, ArchiveAddress.Published address) {
        try {
            address.publication().close();
        } catch (IOException second) {
            failure.addSuppressed(second);
        }
    }

    @Override
    public ByteSource source(ChunkInfo chunk) throws IOException {
        return address.publication().open(Objects.requireNonNull(published.get(chunk.chunk()),
                "chunk of another edition"));
    }

    @Override
    public void close() {
        try {
            address.publication().close();
        } catch (IOException failure) {
            throw new UncheckedIOException("closing publication " + address + " failed: " + failure, failure);
        }
    }

    @Override
    public String name() {
        return "publication " + address;
    }

    @Override
    public Optional<ArchiveLayout> folder() {
        return Optional.empty();
    }

    @Override
    public boolean isOutdated() {
        return false; // asking would cost round trips each time: who wants later chunks opens the archive again
    }

    @Override
    public PublishedArchive reopened() {
        return open(address);
    }

    @Override
    public PublishedArchive with(List<ChunkInfo> pieces) {
        if (!pieces.isEmpty()) {
            throw new IllegalArgumentException("what is not sealed is not published");
        }
        return this;
    }

    @Override
    public PublishedArchive requireSealed() {
        return this; // a head without chunks is none
    }

    @Override
    public List<String> unsealed() {
        return List.of();
    }
}
