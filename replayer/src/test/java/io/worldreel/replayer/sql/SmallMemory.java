package io.worldreel.replayer.sql;

import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.FrameSource;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.replayer.ReplayConfig;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** Archives in chunks of ten seconds, read with hardly any memory: queries open chunks and windows again and again. */
final class SmallMemory {
    private SmallMemory() {}

    static void write(Path folder, String source, FrameSource world) {
        Archives.write(folder, "arena", source, world,
                IngestConfig.DEFAULT.withSegmentTime(Duration.ofSeconds(10)));
    }

    static ArchiveConnection open(Path folder) throws SQLException {
        return ArchiveConnection.open(folder,
                SqlConfig.DEFAULT.withMemory(ReplayConfig.DEFAULT.withOpenChunks(1).withWindowCacheBytes(50_000)));
    }
}
