package io.worldreel.cli;

import io.worldreel.format.publication.Publication;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.zstdvfs.HttpConfig;
import io.worldreel.zstdvfs.HttpCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the link of a publication is read: from the mirrors that it names, from peers if any may be asked, from both at once if there are both.
 *
 * @param deadline for the head, and for each read
 * @param cache what is read is kept there
 */
record MagnetAddress(MutableMagnet magnet, PeerOptions peers, HttpCredentials credentials, Duration deadline,
        ReaderCache cache) {
    /** Goes there. */
    ArchiveAddress open() throws IOException {
        List<Publication> ways = new ArrayList<>();
        if (!magnet.mirrors().isEmpty()) {
            var http = HttpConfig.DEFAULT.withCredentials(credentials).withDeadline(deadline);
            ways.add(ArchiveAddress.published(magnet.mirrors().stream().map(uri -> new ArchiveAddress.Web(uri, http))
                    .toList(), magnet.key(), magnet.salt()).publication());
        }
        if (ways.isEmpty() || peers.given() || !magnet.peers().isEmpty() || !magnet.trackers().isEmpty()) {
            // A mirror that is read directly is not asked by the engine as well.
            ways.add(PeerPublication.open(magnet.withoutMirrors(), peers, deadline));
        }
        return cache.through(ArchiveAddress.joined(ways, magnet.key(), magnet.salt()));
    }
}
