package io.worldreel.replayer;

import io.worldreel.format.FormatException;
import io.worldreel.format.WorldIds;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An archive in a folder: what its catalog lists, and which sources have frames that are not sealed yet.
 *
 * @param unsealed names of folders below {@code recording/}
 */
record ArchiveFolder(ArchiveLayout layout, List<ChunkInfo> chunks, List<String> unsealed) {

    ArchiveFolder {
        chunks = List.copyOf(chunks);
        unsealed = List.copyOf(unsealed);
    }

    /** @throws ReplayException if the folder is no archive, or its catalog cannot be read or is empty */
    static ArchiveFolder open(Path folder) {
        String operation = "opening archive " + folder + " failed: ";
        if (!Files.isDirectory(folder)) {
            throw new ReplayException(operation + (Files.exists(folder)
                    ? "it is a file: give the folder that holds catalog.sqlite"
                    : "there is no such folder"));
        }
        ArchiveLayout layout = new ArchiveLayout(folder);
        try {
            List<String> unsealed = unsealed(layout);
            if (!Files.exists(layout.catalog())) {
                throw new ReplayException(operation + withoutCatalog(layout, unsealed));
            }
            try (Catalog catalog = Catalog.openReadOnly(layout)) {
                List<ChunkInfo> chunks = catalog.chunks();
                if (chunks.isEmpty()) {
                    throw new ReplayException(operation + "it holds no chunk yet" + hint(folder, unsealed));
                }
                return new ArchiveFolder(layout, chunks, unsealed);
            }
        } catch (FormatException damage) {
            throw new ReplayException(operation + damage.getMessage() + advice(damage, folder), damage);
        } catch (UncheckedIOException failure) {
            throw new ReplayException(operation + failure.getMessage(), failure);
        } catch (IOException failure) {
            throw new ReplayException(operation + failure, failure);
        }
    }

    private static String advice(FormatException damage, Path folder) {
        return damage instanceof io.worldreel.format.CorruptException
                ? "; `worldreel recover " + folder + "` rebuilds the catalog from the chunks"
                : "";
    }

    private static String withoutCatalog(ArchiveLayout layout, List<String> unsealed) throws IOException {
        if (Files.isDirectory(layout.chunks()) && !list(layout.chunks()).isEmpty()) {
            return "it has chunks but no catalog: `worldreel recover " + layout.root() + "` rebuilds it";
        }
        if (!unsealed.isEmpty()) {
            return "nothing is sealed yet" + hint(layout.root(), unsealed);
        }
        return "it holds no catalog and no chunks, so it is no archive";
    }

    private static String hint(Path folder, List<String> unsealed) {
        return unsealed.isEmpty()
                ? ""
                : "; source " + String.join(", ", unsealed)
                        + " has frames that are not sealed: they show once its recorder "
                        + "seals them, or after `worldreel recover " + folder + "` if it runs no more";
    }

    private static List<String> unsealed(ArchiveLayout layout) throws IOException {
        List<String> sources = new ArrayList<>();
        if (Files.isDirectory(layout.recordings())) {
            for (Path source : list(layout.recordings())) {
                if (Files.isDirectory(source) && holdsMoreThanALock(source)) {
                    sources.add(source.getFileName().toString());
                }
            }
        }
        return sources;
    }

    private static boolean holdsMoreThanALock(Path source) throws IOException {
        return list(source).stream().anyMatch(entry -> !entry.getFileName().toString().equals("lock"));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    String name() {
        return "archive " + layout.root();
    }

    /** What the entities of a source are called. */
    WorldIds ids(String source) {
        return WorldIds.of(source, chunks.stream().map(ChunkInfo::source));
    }

    /** One timeline a source, by name. */
    List<SourceTimeline> timelines(ChunkPool pool) {
        Map<String, List<ChunkInfo>> bySource = new LinkedHashMap<>();
        chunks.forEach(chunk -> bySource.computeIfAbsent(chunk.source(), any -> new ArrayList<>()).add(chunk));
        List<SourceTimeline> timelines = new ArrayList<>();
        bySource.forEach((source, list) -> timelines.add(new SourceTimeline(source, list, pool)));
        return timelines;
    }
}
