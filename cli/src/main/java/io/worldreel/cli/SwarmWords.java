package io.worldreel.cli;

import io.worldreel.format.publication.VersionList;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.swarm.SwarmEvent;

/** What happens among peers, in words. */
final class SwarmWords {
    private SwarmWords() {}

    /** Prints the link of a publication, before anything else. */
    static void announce(Invocation run, MutableMagnet magnet) {
        if (run.json()) {
            run.out().object(json -> json.writeStringProperty("magnet", magnet.toString()));
        } else {
            run.out().line(magnet.toString());
        }
        run.out().flush();
    }

    static void tell(Progress progress, SwarmEvent event) {
        switch (event) {
            case SwarmEvent.Announced(long seq, int nodes) -> progress.happened("announced",
                    json -> json.writeNumberProperty("seq", seq).writeNumberProperty("nodes", nodes),
                    nodes + " nodes of the DHT point to head " + seq);
            case SwarmEvent.NotAnnounced(long seq, String problem) -> progress.happened("not_announced",
                    json -> json.writeNumberProperty("seq", seq).writeStringProperty("problem", problem),
                    "head " + seq + " is not in the DHT yet: " + problem);
            case SwarmEvent.Accepted accepted -> progress.happened("head",
                    json -> json.writeNumberProperty("seq", accepted.head().seq())
                            .writeNumberProperty("chunks", accepted.head().chunks())
                            .writeBooleanProperty("chained", accepted.chained()),
                    "head " + accepted.head().seq() + " of " + accepted.head().world() + ": "
                            + Words.count(accepted.head().chunks(),
                                    VersionList.isOf(accepted.head()) ? "version" : "chunk")
                            + " to "
                            + Words.instant(accepted.head().toNanos())
                            + (accepted.chained() ? "" : "; the heads before it were not seen"));
            case SwarmEvent.Refused(String problem) -> progress.happened("refused",
                    json -> json.writeStringProperty("problem", problem), "refused: " + problem);
            case SwarmEvent.Arrived arrived -> progress.happened("chunk",
                    json -> json.writeStringProperty("chunk", arrived.chunk().chunk()).writeNumberProperty("bytes",
                            arrived.chunk().bytes()),
                    "got " + arrived.chunk().chunk() + ", " + Words.bytes(arrived.chunk().bytes()));
            case SwarmEvent.Removed removed -> progress.happened("removed",
                    json -> json.writeStringProperty("chunk", removed.chunk().chunk()),
                    "gave up " + removed.chunk().chunk());
            case SwarmEvent.Waiting(String what) -> progress.happened("waiting",
                    json -> json.writeStringProperty("problem", what), what + "; tried again");
        }
    }
}
