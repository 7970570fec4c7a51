package io.worldreel.recorder;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.archive.ChunkSealer;
import io.worldreel.format.message.Message;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a recording that exists elsewhere into an archive: all of it, or nothing. The caller hands over the messages of one
 * source; its chunks gather beside the archive until {@link #finish} moves them in and enters them into the catalog. A process
 * that dies before that leaves nothing in the archive; one that dies within it has the rest done by the next recovery.
 *
 * <p>No journal is involved, so an import needs no JVM flags. Owned by one thread. While it is open nobody else can record the
 * same source.
 */
public final class Ingest implements AutoCloseable {
    private final ArchiveLayout archive;
    private final String source;
    private final SourceLock lock;
    private final SourceFiles files;
    private final List<ChunkInfo> chunks = new ArrayList<>();
    private final SourceRecovery recovery;
    private final SegmentFeed feed;
    private boolean closed;

    private Ingest(ArchiveLayout archive, String source, SourceLock lock, SourceFiles files, IngestConfig config,
            SourceRecovery recovery, Progress progress) throws IOException {
        this.archive = archive;
        this.recovery = recovery;
        this.source = source;
        this.lock = lock;
        this.files = files;
        ArchiveLayout staging = files.importing();
        Files.createDirectories(staging.chunks());
        ChunkSealer sealer = new ChunkSealer(staging, config.pack(), config.indexes());
        feed = new SegmentFeed(staging.root().resolve("open.sqlite"), segment -> {
            chunks.add(sealer.seal(segment, progress));
            delete(segment);
        }, config);
        feed.follow(recovery.lastTick(source));
    }

    /**
     * Begins an import. What an earlier recorder of the source left unfinished is finished first.
     *
     * @param progress hears about the sealing of each chunk
     * @throws RecorderException if somebody else records the source, or the archive cannot be written
     */
    public static Ingest begin(Path archive, String source, IngestConfig config, Progress progress) {
        ArchiveLayout layout = new ArchiveLayout(archive);
        SourceFiles files = new SourceFiles(layout.recording(source));
        SourceLock lock = SourceLock.take(files.directory());
        try {
            SourceRecovery recovery = new SourceRecovery(layout, files, config, progress);
            recovery.run();
            return new Ingest(layout, source, lock, files, config, recovery, progress);
        } catch (IOException | UncheckedIOException failure) {
            lock.close();
            throw new RecorderException("cannot import into " + archive + ": " + SourceLock.reason(failure), failure);
        } catch (RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    /**
     * Takes the next message. Frames are valid during the call.
     *
     * @throws io.worldreel.format.CorruptException if it contradicts what came before: a tick that does not rise above all ticks
     *         that the archive has of the source, a component that was not declared; the import may go on without it
     * @throws IllegalArgumentException if it goes beyond a limit, or opens a session of another source
     * @throws RecorderException if it opens a session of another world than the archive's
     * @throws UncheckedIOException if a file cannot be written; the import cannot go on
     */
    public void accept(Message message) {
        if (message instanceof Message.Hello hello && !hello.source().equals(source)) {
            throw new IllegalArgumentException(
                    "the session is of source '" + hello.source() + "', the import of '" + source + "'");
        }
        if (message instanceof Message.Hello hello) {
            recovery.requireWorld(hello.world());
        }
        feed.accept(message, 0);
    }

    /**
     * Seals what is left and makes the import part of the archive.
     *
     * @return the chunks that it became, in order
     * @throws RecorderException if that fails; a recovery of the archive finishes it or leaves nothing
     */
    public List<ChunkInfo> finish() {
        try {
            feed.end();
            StagedChunks.commit(files.importing(), chunks);
            StagedChunks.moveIn(files.importing(), archive);
        } catch (IOException | UncheckedIOException failure) {
            throw new RecorderException("cannot finish the import into " + archive.root() + ": "
                    + SourceLock.reason(failure), failure);
        }
        end();
        return List.copyOf(chunks);
    }

    /** Gives the import up, unless it was finished: it leaves nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        try {
            feed.close();
            if (!StagedChunks.isCommitted(files.importing())) {
                SourceFiles.deleteTree(files.importing().root());
            }
        } catch (IOException failure) {
            throw new RecorderException("cannot clear " + files.importing().root() + " of the abandoned import: "
                    + SourceLock.reason(failure) + "; a recovery does it", failure);
        } finally {
            end();
        }
    }

    private void end() {
        closed = true;
        lock.close();
    }

    private static void delete(Path segment) {
        try {
            SourceFiles.deleteSegment(segment);
        } catch (IOException failure) {
            throw new UncheckedIOException("deleting sealed segment " + segment + " failed", failure);
        }
    }
}
