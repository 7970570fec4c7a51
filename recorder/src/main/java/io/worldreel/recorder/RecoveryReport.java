package io.worldreel.recorder;

import io.worldreel.format.archive.ChunkInfo;
import java.util.List;

/**
 * What a recovery did.
 *
 * @param sources what each source had left unfinished
 * @param chunks chunks in the catalog now
 * @param problems what could not be kept, each with its place
 */
public record RecoveryReport(List<Source> sources, int chunks, List<String> problems) {

    public RecoveryReport {
        sources = List.copyOf(sources);
        problems = List.copyOf(problems);
    }

    /** Whether anything could not be kept. */
    public boolean lostSomething() {
        return !problems.isEmpty() || sources.stream().anyMatch(source -> !source.problems().isEmpty());
    }

    /**
     * @param source the name of its folder
     * @param frames frames that stood in the journal and in no chunk
     * @param sealed chunks that they became
     * @param problems what could not be kept
     */
    public record Source(String source, long frames, List<ChunkInfo> sealed,
            List<String> problems) {
        /** Whether there was anything to finish. */
        public boolean wasUnfinished() {
            return frames > 0 || !sealed.isEmpty() || !problems.isEmpty();
        }
    }
}
