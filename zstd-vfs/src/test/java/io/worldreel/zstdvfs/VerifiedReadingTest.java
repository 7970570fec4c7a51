package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class VerifiedReadingTest extends ReadingContract {
    @Override
    ByteSource source(Path packed) throws IOException {
        Path sidecar = MerkleSidecar.pathFor(packed);
        MerkleRoot root = MerkleSidecar.write(packed, sidecar, Progress.NONE);
        return VerifiedSource.of(root, Files.size(packed),
                List.of(new VerifiedSource.Mirror(FileSource.open(packed), FileSource.open(sidecar))), lie -> {
                    throw new AssertionError(lie);
                });
    }
}
