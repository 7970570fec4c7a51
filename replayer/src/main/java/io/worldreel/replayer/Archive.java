package io.worldreel.replayer;

import io.worldreel.format.WorldIds;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;

import io.worldreel.zstdvfs.ByteSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** An archive as its catalog lists it, at one time. */
sealed interface Archive permits ArchiveFolder, WebArchive, PublishedArchive {
    /** @throws ReplayException if there is no archive, or its catalog cannot be read */
    static Archive open(ArchiveAddress address) {
        return switch (address) {
            case ArchiveAddress.Folder(var folder) -> ArchiveFolder.open(folder);
            case ArchiveAddress.Web web -> WebArchive.open(web);
            case ArchiveAddress.Published published -> PublishedArchive.open(published);
        };
    }

    /** For messages. */
    String name();

    /** By source and then by first tick. */
    List<ChunkInfo> chunks();

    /** The bytes of one of the chunks. */
    ByteSource source(ChunkInfo chunk) throws IOException;

    /** Sources that have frames which are not sealed, as far as that can be seen. */
    List<String> unsealed();

    /** The folder in which sources may be recording; empty if it cannot be looked at. */
    Optional<ArchiveLayout> folder();

    /** Lets go of what it is read through; not of the archive as it was reopened. */
    default void close() {}

    /** Whether the catalog is known to have changed since. */
    boolean isOutdated() throws IOException;

    /** The archive as it is now. */
    Archive reopened();

    /** The same archive, with pieces that are not sealed behind the chunks of their sources. */
    Archive with(List<ChunkInfo> pieces);

    /** @throws ReplayException if nothing is sealed yet */
    Archive requireSealed();

    /** What the entities of a source are called. */
    default WorldIds ids(String source) {
        return WorldIds.of(source, chunks().stream().map(ChunkInfo::source));
    }

    /** One timeline a source, by name. */
    default List<SourceTimeline> timelines(ChunkPool pool) {
        return timelines(pool, chunk -> chunk.frames() > 0);
    }

    /** As {@link #timelines}, of the chunks that hold no frame: they are there for the account of those that were dropped. */
    default List<SourceTimeline> withoutFrames(ChunkPool pool) {
        return timelines(pool, chunk -> chunk.frames() == 0);
    }

    private List<SourceTimeline> timelines(ChunkPool pool, Predicate<ChunkInfo> which) {
        Map<String, List<ChunkInfo>> bySource = new LinkedHashMap<>();
        for (ChunkInfo chunk : chunks()) {
            if (which.test(chunk)) {
                bySource.computeIfAbsent(chunk.source(), any -> new ArrayList<>()).add(chunk);
            }
        }
        List<SourceTimeline> timelines = new ArrayList<>();
        bySource.forEach((source, list) -> timelines.add(new SourceTimeline(source, list, pool)));
        return timelines;
    }
}
