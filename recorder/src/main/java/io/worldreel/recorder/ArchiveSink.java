package io.worldreel.recorder;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.archive.ChunkSealer;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Seals segments into an archive. The order is what a recovery builds on: the chunk under its final name, then its row in the
 * catalog, then the segment's end.
 */
final class ArchiveSink implements SegmentSink {
    private final ArchiveLayout archive;
    private final IngestConfig config;
    private final ChunkKeeper keeper;
    private final ChunkSealer sealer;
    private final Progress progress;
    private final Consumer<SealedChunk> sealed;

    /** @param sealed hears of every chunk once it is in the catalog */
    ArchiveSink(ArchiveLayout archive, IngestConfig config, Progress progress, Consumer<SealedChunk> sealed) {
        this.archive = archive;
        this.config = config;
        this.keeper = new ChunkKeeper(archive);
        this.sealer = new ChunkSealer(archive, config.pack(), config.indexes());
        this.progress = progress;
        this.sealed = sealed;
    }

    @Override
    public void seal(Path segment) {
        long began = System.nanoTime();
        enter(segment, sealer.seal(segment, progress), began);
    }

    @Override
    public void keep(String source) {
        keeper.keepRing(source);
    }

    /** Enters a chunk that was already made of a segment. */
    void enter(Path segment, ChunkInfo chunk) {
        enter(segment, chunk, System.nanoTime());
    }

    private void enter(Path segment, ChunkInfo chunk, long began) {
        try (Catalog catalog = Catalog.open(archive)) {
            catalog.add(List.of(chunk));
        }
        try {
            SourceFiles.deleteSegment(segment);
        } catch (IOException failure) {
            throw new UncheckedIOException("deleting sealed segment " + segment + " failed", failure);
        }
        config.ring().ifPresent(ring -> keeper.addToRing(chunk, ring));
        keeper.apply(config.retention());
        sealed.accept(new SealedChunk(chunk, System.nanoTime() - began));
    }
}
