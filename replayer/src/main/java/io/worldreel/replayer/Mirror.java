package io.worldreel.replayer;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.path.RelativePath;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.FileSource;
import io.worldreel.zstdvfs.HttpSource;
import io.worldreel.zstdvfs.MerkleSidecar;
import io.worldreel.zstdvfs.VerifiedSource;

import java.io.IOException;

/** A place that claims to have a publication. What it hands out is not trusted. */
sealed interface Mirror {
    /** Most sidecars come whole with the request that opens them. */
    int SIDECAR_TAIL = 64 << 10;

    static Mirror of(ArchiveAddress.Place place) {
        return switch (place) {
            case ArchiveAddress.Folder folder -> new OfFolder(folder);
            case ArchiveAddress.Web web -> new OfWeb(web);
        };
    }

    /** The place with a slash at the end. */
    String name();

    /**
     * The bytes of a small file.
     *
     * @param most a longer file is refused
     */
    byte[] read(RelativePath path, int most) throws IOException;

    /** The bytes of a chunk and what they are verified by; asked for when they are needed. */
    VerifiedSource.Mirror chunk(ChunkInfo chunk);

    record OfFolder(ArchiveAddress.Folder folder) implements Mirror {
        @Override
        public String name() {
            return folder + "/";
        }

        @Override
        public byte[] read(RelativePath path, int most) throws IOException {
            try (ByteSource source = open(path)) {
                return source.readWhole(most);
            }
        }

        private ByteSource open(RelativePath path) throws IOException {
            return FileSource.open(path.resolveIn(folder.path()));
        }

        @Override
        public VerifiedSource.Mirror chunk(ChunkInfo chunk) {
            var path = RelativePath.parse("chunks/" + chunk.chunk());
            var sidecar = RelativePath.parse(path + MerkleSidecar.SUFFIX);
            return new VerifiedSource.Mirror(
                    new DeferredSource(name() + path, chunk.bytes(), false, () -> open(path)),
                    new DeferredSource(name() + sidecar, MerkleSidecar.length(chunk.bytes()), false,
                            () -> open(sidecar)));
        }
    }

    record OfWeb(ArchiveAddress.Web web) implements Mirror {
        @Override
        public String name() {
            return web.toString();
        }

        @Override
        public byte[] read(RelativePath path, int most) throws IOException {
            try (ByteSource source = HttpSource.open(web.resolve(path.toString()), web.http().withTailBytes(most))) {
                return source.readWhole(most);
            }
        }

        @Override
        public VerifiedSource.Mirror chunk(ChunkInfo chunk) {
            var uri = web.resolve("chunks/" + chunk.chunk());
            var sidecar = web.resolve("chunks/" + chunk.chunk() + MerkleSidecar.SUFFIX);
            long sidecarBytes = MerkleSidecar.length(chunk.bytes());
            return new VerifiedSource.Mirror(
                    new DeferredSource(uri.toString(), chunk.bytes(), true,
                            // What is verified is read in whole leaves: a little before the trailer as well.
                            () -> HttpSource.open(uri, web.http().withSize(chunk.bytes())
                                    .withTailBytes(WebArchive.trailerBytes(chunk) + VerifiedSource.LEAF_BYTES))),
                    new DeferredSource(sidecar.toString(), sidecarBytes, true, () -> HttpSource.open(sidecar,
                            web.http().withSize(sidecarBytes).withTailBytes(SIDECAR_TAIL))));
        }
    }
}
