package io.worldreel.replayer;

import java.util.List;

/**
 * What a walk over every byte of an archive found.
 *
 * @param chunks files that are listed, or lie beside those that are
 * @param ok chunks without a problem
 * @param bad what is wrong, one entry a chunk at most
 * @param ticksRecorded ticks that the catalog says chunks hold
 * @param ticksDropped ticks that recorders could not take
 * @param ticksMissing ticks that senders' numbers passed over
 * @param ticksRecovered ticks among the recorded that recoveries brought from journals; of chunks that can be read
 */
public record VerifyReport(int chunks, int ok, List<Bad> bad, long ticksRecorded, long ticksDropped,
        long ticksMissing, long ticksRecovered) {

    public VerifyReport {
        bad = List.copyOf(bad);
    }

    /** @param chunk file name */
    public record Bad(String chunk, String problem) {}
}
