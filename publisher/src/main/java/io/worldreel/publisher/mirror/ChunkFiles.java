package io.worldreel.publisher.mirror;

import io.worldreel.format.path.RelativePath;
import io.worldreel.zstdvfs.MerkleSidecar;
import java.util.List;

/** Where a publication has what belongs to a chunk. */
final class ChunkFiles {
    private ChunkFiles() {}

    static RelativePath chunk(String name) {
        return RelativePath.parse("chunks/" + name);
    }

    static RelativePath sidecar(String name) {
        return RelativePath.parse("chunks/" + name + MerkleSidecar.SUFFIX);
    }

    static RelativePath torrent(String name) {
        return RelativePath.parse("torrents/" + name + ".torrent");
    }

    static List<RelativePath> of(String name) {
        return List.of(chunk(name), sidecar(name), torrent(name));
    }
}
