package io.worldreel.publisher.mirror;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Publishes what an archive has sealed since the last look. A look at an archive that has not changed reads a hundred
 * bytes; one at an archive that has reads what was added, however much there is. What was left out is tried again with each look, and when the
 * next publisher begins, which then looks at everything. Confined to one thread.
 */
public final class ArchivePublisher {
    private final ArchiveLayout archive;
    private final MirrorPublisher publisher;
    private Optional<String> seen = Optional.empty();
    private Catalog.Mark reached;
    private List<ChunkInfo> leftOut = List.of();

    public ArchivePublisher(ArchiveLayout archive, MirrorPublisher publisher) {
        this.archive = archive;
        this.publisher = publisher;
        this.reached = publisher.reached().orElse(Catalog.Mark.START);
    }

    /**
     * Looks once.
     *
     * @return what was done; empty if nothing has changed
     * @throws IOException if the archive cannot be read or the mirror not be written to; look again, nothing is lost
     */
    public Optional<PublishReport> look(Progress progress) throws IOException {
        Optional<String> now = Catalog.print(archive);
        if (now.isEmpty() || now.equals(seen)) {
            return Optional.empty();
        }
        Catalog.Additions additions;
        try (Catalog catalog = Catalog.openReadOnly(archive)) {
            additions = catalog.since(reached);
        }
        List<ChunkInfo> chunks = new ArrayList<>(leftOut);
        chunks.addAll(additions.chunks());
        Optional<PublishReport> report = publisher.publish(new Catalog.Additions(chunks, additions.mark()),
                progress);
        Set<String> refused = new HashSet<>();
        report.ifPresent(done -> done.refused().forEach(each -> refused.add(each.chunk())));
        leftOut = chunks.stream().filter(chunk -> refused.contains(chunk.chunk())).distinct().toList();
        reached = additions.mark();
        // A change that came between is seen by the next look, since the print is from before the catalog was read.
        seen = now;
        return report;
    }
}
