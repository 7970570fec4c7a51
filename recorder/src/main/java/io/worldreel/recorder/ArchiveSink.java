package io.worldreel.recorder;

import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.archive.ChunkSealer;
import io.worldreel.format.segment.SegmentMerge;
import io.worldreel.format.segment.SegmentWriter;
import io.worldreel.zstdvfs.Packing;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Seals segments into an archive. The order is what a recovery builds on: the chunk under its final name, then its row in the
 * catalog, then the segment's end.
 */
final class ArchiveSink implements SegmentSink {
    private static final ReentrantLock CATALOG = new ReentrantLock(true);
    /** Sources that begin together are full together: more at a time would take no less time, and as much more memory. */
    private static final Semaphore SEALING = new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()),
            true);

    private final ArchiveLayout archive;
    private final IngestConfig config;
    private final ChunkKeeper keeper;
    private final ChunkSealer sealer;
    private final Progress progress;
    private final Consumer<SealedChunk> sealed;
    private volatile @Nullable String problem;
    private @Nullable ChunkInfo newest;

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
        enter(segment, pack(segment), began);
    }

    private ChunkInfo pack(Path segment) {
        SEALING.acquireUninterruptibly();
        try {
            return sealer.seal(segment, progress);
        } finally {
            SEALING.release();
        }
    }

    /** A chunk that says so takes the place of the newest, as one that was compacted does. */
    @Override
    public void end(Path segment) {
        long began = System.nanoTime();
        Path plain = segment.resolveSibling(SourceFiles.NEW + "unpacked.sqlite");
        ChunkInfo endless = Objects.requireNonNull(newest);
        try {
            Packing.unpack(archive.chunk(endless.chunk()), plain, Progress.NONE);
            SegmentMerge.begin(segment, plain, endless.chunk()).close();
            SourceFiles.deleteSegment(plain);
            try (SegmentWriter writer = SegmentWriter.reopen(segment)) {
                writer.ended();
            }
            ChunkInfo ended = pack(segment);
            boolean exchanged = exchange(endless, ended);
            keeper.deleteReplaced(List.of((exchanged ? endless : ended).chunk()));
            SourceFiles.deleteSegment(segment);
            if (exchanged) {
                sealed.accept(new SealedChunk(ended, System.nanoTime() - began));
            }
        } catch (NoSuchFileException gone) {
            problem = "the end of source '" + endless.source() + "' is in no chunk: " + SourceLock.reason(gone);
        } catch (IOException failure) {
            throw new UncheckedIOException("noting the end of source '" + endless.source() + "' in chunk "
                    + endless.chunk() + " failed", failure);
        }
    }

    private boolean exchange(ChunkInfo replaced, ChunkInfo chunk) {
        CATALOG.lock();
        try (Catalog catalog = Catalog.open(archive)) {
            return catalog.exchange(List.of(replaced.chunk()), chunk);
        } finally {
            CATALOG.unlock();
        }
    }

    @Override
    public void keep(String source) {
        tryKeeping(() -> keeper.keepRing(source));
    }

    /** What hinders the archive from becoming as small as it should, if anything does. Any thread. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** What cannot be deleted is no reason to record no more: it is tried again with the next chunk. */
    private void tryKeeping(Runnable action) {
        try {
            action.run();
            problem = null;
        } catch (UncheckedIOException | FormatException failure) {
            problem = "chunks cannot be deleted or kept as they should be: " + SourceLock.reason(failure);
        }
    }

    /** Enters a chunk that was already made of a segment. */
    void enter(Path segment, ChunkInfo chunk) {
        enter(segment, chunk, System.nanoTime());
    }

    private void enter(Path segment, ChunkInfo chunk, long began) {
        CATALOG.lock(); // many sources may seal at once, and SQLite lets nobody wait in turn
        try (Catalog catalog = Catalog.open(archive)) {
            catalog.add(List.of(chunk));
        } finally {
            CATALOG.unlock();
        }
        try {
            SourceFiles.deleteSegment(segment);
        } catch (IOException failure) {
            throw new UncheckedIOException("deleting sealed segment " + segment + " failed", failure);
        }
        tryKeeping(() -> {
            config.ring().ifPresent(ring -> keeper.addToRing(chunk, ring));
            keeper.apply(config.retention());
        });
        newest = chunk;
        sealed.accept(new SealedChunk(chunk, System.nanoTime() - began));
    }
}
