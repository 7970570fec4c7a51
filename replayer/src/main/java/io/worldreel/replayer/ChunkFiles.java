package io.worldreel.replayer;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.FileSource;

import java.io.IOException;

/** Where the bytes of chunks come from. */
@FunctionalInterface
public interface ChunkFiles {
    ByteSource open(ChunkInfo chunk) throws IOException;

    /** The chunks of an archive, where the archive lies. */
    static ChunkFiles at(ArchiveAddress address) {
        return switch (address) {
            case ArchiveAddress.Folder folder -> {
                ArchiveLayout layout = new ArchiveLayout(folder.path());
                yield chunk -> FileSource.open(layout.chunk(chunk.chunk()));
            }
            case ArchiveAddress.Web web -> chunk -> WebArchive.open(web, chunk);
            case ArchiveAddress.Published published -> PublishedArchive.open(published)::source;
        };
    }
}
