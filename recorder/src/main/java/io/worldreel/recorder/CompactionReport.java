package io.worldreel.recorder;

import io.worldreel.format.archive.ChunkInfo;
import java.util.List;

/**
 * What a compaction did.
 *
 * @param merged the large chunks that came to be, in order
 * @param unchanged chunks of the time that stayed as they were, since none goes before or after them that they could be put
 *        together with
 * @param problems chunks that were left as they are because they cannot be read, each with what is wrong
 */
public record CompactionReport(List<Merged> merged, int unchanged, List<String> problems) {

    public CompactionReport {
        merged = List.copyOf(merged);
        problems = List.copyOf(problems);
    }

    /** @param replaced two or more, in order */
    public record Merged(ChunkInfo chunk, List<ChunkInfo> replaced) {
        public Merged {
            replaced = List.copyOf(replaced);
        }

        public long bytesBefore() {
            return replaced.stream().mapToLong(ChunkInfo::bytes).sum();
        }
    }
}
