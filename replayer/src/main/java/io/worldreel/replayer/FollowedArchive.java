package io.worldreel.replayer;

import io.worldreel.format.archive.ChunkInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An archive as it is now. Whoever asks has it look, but not too often, whether a recorder has said or sealed more. Owned by
 * the thread of its replay.
 */
final class FollowedArchive implements AutoCloseable {
    /** A recorder that seals faster than anybody can look is shown as it was between two looks. */
    private static final int LOOKS = 10;

    private final ChunkFiles files;
    private final ChunkPool pool;
    private final Unsealed unsealed;
    private final long restNanos;
    private Archive sealed;
    private Archive all;
    private List<SourceTimeline> timelines = List.of();
    private @Nullable MomentResolver moments;
    private long lookedAt;

    /**
     * @param otherFiles the bytes of chunks, if they are not to come from the archive
     * @throws ReplayException if the archive holds no frame, or cannot be read
     */
    FollowedArchive(Archive archive, ReplayConfig config, Optional<ChunkFiles> otherFiles) {
        sealed = archive;
        all = archive;
        unsealed = new Unsealed(archive.folder());
        restNanos = config.lookInterval().toNanos();
        files = otherFiles.orElse(chunk -> sealed.source(chunk));
        pool = new ChunkPool(config, files, source -> all.ids(source));
        boolean usable = false;
        try {
            if (archive.unsealed().isEmpty()) {
                show(); // its catalog is from after the look at what is unsealed
                lookedAt = System.nanoTime();
            } else {
                look();
            }
            if (timelines.isEmpty()) {
                List<ChunkInfo> dropped = sealed.requireSealed().chunks();
                throw new ReplayException("opening " + sealed.name() + " failed: it holds no frame: all "
                        + dropped.stream().mapToLong(ChunkInfo::dropped).sum()
                        + " that were made were dropped; `worldreel verify` shows the account");
            }
            usable = true;
        } finally {
            if (!usable) {
                close();
            }
        }
    }

    ChunkFiles files() {
        return files;
    }

    /** The sealed chunks alone. */
    Archive sealed() {
        return sealed;
    }

    List<SourceTimeline> sealedTimelines() {
        return sealed.requireSealed().timelines(pool);
    }

    /** Of the sealed chunks that hold no frame. */
    List<SourceTimeline> withoutFrames() {
        return sealed.withoutFrames(pool);
    }

    List<SourceTimeline> timelines() {
        return timelines;
    }

    MomentResolver moments() {
        return Objects.requireNonNull(moments, "an archive without frames is not opened");
    }

    /** Looks if the last look was long enough ago. What was handed out before goes on to show what it showed. */
    void lookAgain() {
        if (System.nanoTime() - lookedAt >= restNanos) {
            look();
        }
    }

    private void look() {
        try {
            boolean changed = timelines.isEmpty();
            for (int i = 0; i < LOOKS; i++) {
                if (sealed.isOutdated()) {
                    sealed = sealed.reopened();
                    changed = true;
                }
                changed |= unsealed.refresh(sealed.chunks());
                if (!sealed.isOutdated()) {
                    break; // nothing went from the recording to the chunks between the two
                }
            }
            lookedAt = System.nanoTime();
            if (changed) {
                show();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("looking at " + sealed.name() + " failed: " + failure, failure);
        }
    }

    private void show() {
        List<UnsealedPieces.Piece> pieces = unsealed.takePieces();
        Archive now = pieces.isEmpty()
                ? sealed
                : sealed.with(pieces.stream().map(UnsealedPieces.Piece::info).toList());
        boolean renames = !sources(now).equals(sources(all));
        all = now;
        if (renames) {
            pool.forgetAll();
        }
        pool.replaceUnsealed(pieces);
        timelines = all.timelines(pool);
        if (!timelines.isEmpty()) { // there may be nothing yet
            moments = new MomentResolver(all.name(), timelines);
        }
    }

    private static List<String> sources(Archive archive) {
        return archive.chunks().stream().map(ChunkInfo::source).distinct().toList();
    }

    @Override
    public void close() {
        unsealed.close();
        pool.close();
        sealed.close();
    }
}
