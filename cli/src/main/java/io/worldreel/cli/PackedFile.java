package io.worldreel.cli;

import io.worldreel.zstdvfs.PackSummary;
import java.nio.file.Path;

/** What {@code pack} and {@code unpack} say in the end. */
final class PackedFile {
    private PackedFile() {}

    static void report(Invocation run, Path written, PackSummary summary) {
        if (run.json()) {
            run.out().object(json -> json.writeStringProperty("file", written.toString())
                    .writeNumberProperty("raw_bytes", summary.rawBytes())
                    .writeNumberProperty("packed_bytes", summary.compressedBytes())
                    .writeNumberProperty("zstd_frames", summary.frames()));
        } else {
            run.note(written + ": " + Words.bytes(summary.rawBytes()) + " raw, "
                    + Words.bytes(summary.compressedBytes()) + " packed ("
                    + Words.percent(summary.compressedBytes(), summary.rawBytes())
                    + "), " + Words.count(summary.frames(), "zstd frame"));
        }
    }
}
