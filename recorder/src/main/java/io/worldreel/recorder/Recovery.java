package io.worldreel.recorder;

import io.worldreel.format.CorruptException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.CatalogRebuild;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finishes what crashes left open in an archive. {@link Recorder#open} does the same for its own source. */
public final class Recovery {
    private Recovery() {}

    /**
     * Brings all frames that a journal or an open segment holds into chunks, then writes the catalog anew from the chunks that can
     * be read.
     *
     * @param progress hears about the sealing of each chunk, then about the chunks that were read
     * @throws RecorderException if the archive is not there, cannot be written, or is being recorded into
     */
    public static RecoveryReport recover(Path archive, IngestConfig config, Progress progress) {
        if (!Files.isDirectory(archive)) {
            throw new RecorderException("cannot recover " + archive + ": there is no such folder; name an archive");
        }
        ArchiveLayout layout = new ArchiveLayout(archive);
        try {
            replaceDamagedCatalog(layout, progress);
            new ChunkKeeper(layout).finishDeleting();
            List<RecoveryReport.Source> sources = new ArrayList<>();
            for (Path directory : recordings(layout)) {
                sources.add(recoverSource(layout, directory, config, progress));
            }
            CatalogRebuild rebuilt = CatalogRebuild.scan(layout, progress);
            try (Catalog catalog = Catalog.open(layout)) {
                catalog.replace(rebuilt.chunks());
            }
            new ChunkKeeper(layout).deleteReplaced(rebuilt.replaced());
            List<String> problems = new ArrayList<>();
            rebuilt.unreadable().forEach((chunk, problem) -> problems.add("chunk " + chunk + ": " + problem));
            return new RecoveryReport(sources, rebuilt.chunks().size(), problems);
        } catch (IOException | UncheckedIOException failure) {
            throw new RecorderException("cannot recover " + archive + ": " + SourceLock.reason(failure), failure);
        }
    }

    private static RecoveryReport.Source recoverSource(ArchiveLayout layout, Path directory, IngestConfig config,
            Progress progress) throws IOException {
        try (SourceLock lock = SourceLock.take(directory)) {
            RecoveryReport.Source source = new SourceRecovery(layout, new SourceFiles(directory), config, progress)
                    .run();
            lock.releaseForGood();
            return source;
        }
    }

    private static List<Path> recordings(ArchiveLayout layout) throws IOException {
        List<Path> directories = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(layout.recordings(), Files::isDirectory)) {
            entries.forEach(directories::add);
        } catch (NoSuchFileException nothingUnfinished) {
            return List.of();
        }
        directories.sort(null);
        return directories;
    }

    /** A recovery needs to know what is in the archive before it adds to it. */
    static void replaceDamagedCatalog(ArchiveLayout layout, Progress progress) throws IOException {
        if (Files.exists(layout.catalog())) {
            try (Catalog catalog = Catalog.open(layout)) {
                catalog.chunks();
                return;
            } catch (CorruptException damage) {
                SourceFiles.deleteSegment(layout.catalog());
            }
        }
        if (!Files.exists(layout.chunks())) {
            return;
        }
        List<ChunkInfo> chunks = CatalogRebuild.scan(layout, progress).chunks();
        try (Catalog catalog = Catalog.open(layout)) {
            catalog.add(chunks); // others may have begun it meanwhile, and entered chunks that were not there yet
        }
    }
}
