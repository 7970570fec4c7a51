package io.worldreel.publisher.mirror;

import io.worldreel.format.path.RelativePath;
import io.worldreel.zstdvfs.MerkleSidecar;
import java.util.List;

/** Where a publication has what belongs to a chunk. */
public final class ChunkFiles {
    private ChunkFiles() {}

    public static RelativePath chunk(String name) {
        return RelativePath.parse("chunks/" + name);
    }

    public static RelativePath sidecar(String name) {
        return RelativePath.parse("chunks/" + name + MerkleSidecar.SUFFIX);
    }

    public static RelativePath torrent(String name) {
        return RelativePath.parse("torrents/" + name + ".torrent");
    }

    /** The torrent for clients that know v1 only. */
    public static RelativePath torrentV1(String name) {
        return RelativePath.parse("torrents/" + name + ".v1.torrent");
    }

    /** All of them, whether they are there or not. */
    public static List<RelativePath> of(String name) {
        return List.of(chunk(name), sidecar(name), torrent(name), torrentV1(name));
    }
}
