package io.worldreel.replayer;

import io.worldreel.format.FormatException;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;

import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.FileSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An archive in a folder: what its catalog lists, and which sources have frames that are not sealed yet.
 *
 * @param print tells this catalog from a later one
 * @param unsealed names of folders below {@code recording/}
 */
record ArchiveFolder(ArchiveLayout layout, String print, List<ChunkInfo> chunks, List<String> unsealed)
        implements
            Archive {

    ArchiveFolder {
        chunks = List.copyOf(chunks);
        unsealed = List.copyOf(unsealed);
    }

    /** @throws ReplayException if the folder is no archive, or its catalog cannot be read */
    static ArchiveFolder open(Path folder) {
        String operation = "opening archive " + folder + " failed: ";
        if (!Files.isDirectory(folder)) {
            throw new ReplayException(operation + (Files.exists(folder)
                    ? "it is a file: give the folder that holds catalog.sqlite"
                    : "there is no such folder"));
        }
        ArchiveLayout layout = new ArchiveLayout(folder);
        try {
            List<String> unsealed = unsealed(layout); // before the catalog: what is sealed in between is listed there
            Optional<Catalog.Listing> catalog = Catalog.list(layout);
            if (catalog.isEmpty() && unsealed.isEmpty()) {
                throw new ReplayException(operation + withoutCatalog(layout));
            }
            return new ArchiveFolder(layout, catalog.map(Catalog.Listing::print).orElse(""),
                    catalog.map(Catalog.Listing::chunks).orElse(List.of()), unsealed);
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

    private static String withoutCatalog(ArchiveLayout layout) throws IOException {
        return names(layout.chunks()).length > 0
                ? "it has chunks but no catalog: `worldreel recover " + layout.root() + "` rebuilds it"
                : "it holds no catalog and no chunks, so it is no archive";
    }

    @Override
    public ByteSource source(ChunkInfo chunk) throws IOException {
        return FileSource.open(layout.chunk(chunk.chunk()));
    }

    @Override
    public boolean isOutdated() throws IOException {
        return !print.equals(Catalog.print(layout).orElse(""));
    }

    @Override
    public ArchiveFolder requireSealed() {
        if (chunks.isEmpty()) {
            throw new ReplayException("opening archive " + layout.root() + " failed: nothing is sealed yet" + hint());
        }
        return this;
    }

    private String hint() {
        return unsealed.isEmpty()
                ? ""
                : "; source " + String.join(", ", unsealed) + " has frames that its recorder seals when it ends, or"
                        + " `worldreel recover " + layout.root() + "` if it runs no more";
    }

    private static List<String> unsealed(ArchiveLayout layout) throws IOException {
        List<String> sources = new ArrayList<>();
        for (String source : names(layout.recordings())) {
            String[] entries = names(layout.recordings().resolve(source));
            if (entries.length > 1 || (entries.length == 1 && !entries[0].equals("lock"))) {
                sources.add(source);
            }
        }
        return sources;
    }

    /** What lies in a folder; nothing if there is no such folder. */
    private static String[] names(Path folder) throws IOException {
        String[] names = folder.toFile().list();
        if (names == null) {
            if (Files.isDirectory(folder)) {
                throw new IOException(folder + " cannot be read");
            }
            return new String[0];
        }
        Arrays.sort(names);
        return names;
    }

    @Override
    public String name() {
        return "archive " + layout.root();
    }

    @Override
    public Optional<ArchiveLayout> folder() {
        return Optional.of(layout);
    }

    @Override
    public ArchiveFolder reopened() {
        return open(layout.root());
    }

    @Override
    public ArchiveFolder with(List<ChunkInfo> pieces) {
        List<ChunkInfo> all = new ArrayList<>(chunks);
        all.addAll(pieces);
        all.sort(Comparator.comparing(ChunkInfo::source).thenComparingLong(ChunkInfo::firstTick));
        return new ArchiveFolder(layout, print, all, unsealed);
    }
}
