package io.worldreel.publisher.mirror;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.util.Optional;

/**
 * Publishes what an archive has sealed since the last look. A look at an archive that has not changed reads a hundred
 * bytes. Confined to one thread.
 */
public final class ArchivePublisher {
    private final ArchiveLayout archive;
    private final MirrorPublisher publisher;
    private Optional<String> seen = Optional.empty();

    public ArchivePublisher(ArchiveLayout archive, MirrorPublisher publisher) {
        this.archive = archive;
        this.publisher = publisher;
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
        Optional<PublishReport> report;
        try (Catalog catalog = Catalog.openReadOnly(archive)) {
            report = publisher.publish(catalog.chunks(), progress);
        }
        // A change that came between is seen by the next look, since the print is from before the catalog was read.
        seen = now;
        return report;
    }
}
