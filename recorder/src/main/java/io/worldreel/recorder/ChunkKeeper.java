package io.worldreel.recorder;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.zstdvfs.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Deletes the chunks of an archive that are not to be kept. Whoever reads a chunk meanwhile keeps it open. Owned by one thread;
 * several may have one each.
 *
 * <p>A chunk that is going gets an empty file beside it, {@code NAME.going}; then its row in the catalog goes, then its file. So
 * the catalog never names a file that is not there, and a file that the catalog does not name any more is not mistaken for one
 * that is still to be entered: whatever happens in between, {@link #finishDeleting} goes on.
 *
 * <p>A chunk of a ring has another empty file beside it, {@code NAME.ring}; when that is deleted, the chunk is kept.
 */
final class ChunkKeeper {
    private static final String RING = ".ring";
    private static final String GOING = ".going";
    private static final Pattern PUBLISHED = Pattern.compile("\"chunk\":\"([^\"]+)\"");

    private final ArchiveLayout archive;

    ChunkKeeper(ArchiveLayout archive) {
        this.archive = archive;
    }

    /** Deletes what a rule for the whole archive does not keep. */
    void apply(Retention retention) {
        if (!retention.equals(Retention.ALL)) {
            Set<String> published = retention.published() ? Set.of() : published();
            apply(retention, chunks(), chunk -> !published.contains(chunk.chunk()));
        }
    }

    /** Puts a chunk into its source's ring, and deletes what falls out of it. */
    void addToRing(ChunkInfo chunk, Retention ring) {
        try {
            Files.writeString(ringMark(chunk.chunk()), "");
        } catch (IOException failure) {
            throw new UncheckedIOException("marking " + chunk.chunk() + " as part of a ring failed", failure);
        }
        List<ChunkInfo> members = chunks().stream().filter(each -> each.source().equals(chunk.source()))
                .filter(each -> Files.exists(ringMark(each.chunk()))).toList();
        apply(ring, members, member -> true);
    }

    /** Keeps what is in a source's ring. */
    void keepRing(String source) {
        for (ChunkInfo chunk : chunks()) {
            if (chunk.source().equals(source)) {
                deleteRingMark(chunk.chunk());
            }
        }
    }

    boolean isInRing(ChunkInfo chunk) {
        return Files.exists(ringMark(chunk.chunk()));
    }

    /** Deletes the files of chunks whose place other chunks of the catalog have taken, but for those that a publication names. */
    void deleteReplaced(Collection<String> replaced) throws IOException {
        Set<String> kept = chunks().stream().map(ChunkInfo::chunk).collect(Collectors.toSet());
        kept.addAll(published());
        for (String chunk : replaced) {
            if (!kept.contains(chunk)) {
                Files.deleteIfExists(archive.chunk(chunk));
            }
        }
    }

    private Path ringMark(String chunk) {
        return archive.chunk(chunk + RING);
    }

    private void apply(Retention retention, List<ChunkInfo> chunks, Predicate<ChunkInfo> mayGo) {
        Map<String, String> newest = newest();
        List<ChunkInfo> oldestFirst = new ArrayList<>(chunks);
        oldestFirst.sort(Comparator.comparingLong(ChunkInfo::toNanos).thenComparing(ChunkInfo::chunk));
        long bytes = chunks.stream().mapToLong(ChunkInfo::bytes).sum();
        long end = oldestFirst.isEmpty() ? 0 : oldestFirst.getLast().toNanos();
        List<String> going = new ArrayList<>();
        for (ChunkInfo chunk : oldestFirst) {
            boolean tooOld = retention.age().isPresent() && end - chunk.toNanos() > retention.age().get().toNanos();
            boolean tooMuch = retention.bytes().isPresent() && bytes > retention.bytes().getAsLong();
            if ((tooOld || tooMuch) && !chunk.chunk().equals(newest.get(chunk.source())) && mayGo.test(chunk)) {
                going.add(chunk.chunk());
                bytes -= chunk.bytes();
            }
        }
        delete(going);
    }

    /** The newest chunk of each source: what goes on needs its last tick and state. */
    private Map<String, String> newest() {
        Map<String, String> newest = new HashMap<>();
        chunks().stream().sorted(Comparator.comparingLong(ChunkInfo::lastTick))
                .forEach(chunk -> newest.put(chunk.source(), chunk.chunk()));
        return newest;
    }

    private List<ChunkInfo> chunks() {
        try (Catalog catalog = Catalog.open(archive)) {
            return catalog.chunks();
        }
    }

    private void delete(List<String> chunks) {
        if (chunks.isEmpty()) {
            return;
        }
        try {
            for (String chunk : chunks) {
                Files.write(archive.chunk(chunk + GOING), new byte[0]);
            }
            DurableFile.syncDirectory(archive.chunks());
        } catch (IOException failure) {
            throw new UncheckedIOException("marking chunks of " + archive.root() + " that are to go failed", failure);
        }
        deleteGoing(chunks);
    }

    private void deleteGoing(List<String> chunks) {
        try (Catalog catalog = Catalog.open(archive)) {
            catalog.remove(chunks);
        }
        for (String chunk : chunks) {
            try {
                Files.deleteIfExists(archive.chunk(chunk));
                deleteRingMark(chunk);
                Files.deleteIfExists(archive.chunk(chunk + GOING));
            } catch (IOException failure) {
                throw new UncheckedIOException("deleting chunk " + archive.chunk(chunk) + " failed", failure);
            }
        }
    }

    /** Deletes what a process that died was deleting. */
    void finishDeleting() {
        List<String> going = new ArrayList<>();
        try (DirectoryStream<Path> marks = Files.newDirectoryStream(archive.chunks(), "*" + GOING)) {
            for (Path mark : marks) {
                String name = mark.getFileName().toString();
                going.add(name.substring(0, name.length() - GOING.length()));
            }
        } catch (NoSuchFileException noChunks) {
            return;
        } catch (IOException failure) {
            throw new UncheckedIOException("listing the chunks of " + archive.root() + " failed", failure);
        }
        if (!going.isEmpty()) {
            deleteGoing(going);
        }
    }

    private void deleteRingMark(String chunk) {
        try {
            Files.deleteIfExists(ringMark(chunk));
        } catch (IOException failure) {
            throw new UncheckedIOException("keeping chunk " + archive.chunk(chunk) + " failed", failure);
        }
    }

    /** The chunks that a publication in the archive's folder names (FORMAT.md, "Published catalog"). */
    private Set<String> published() {
        Set<String> published = new HashSet<>();
        try (DirectoryStream<Path> pages = Files.newDirectoryStream(archive.root().resolve("catalog"), "*.json")) {
            for (Path page : pages) {
                Matcher names = PUBLISHED.matcher(Files.readString(page, StandardCharsets.UTF_8));
                while (names.find()) {
                    published.add(names.group(1));
                }
            }
        } catch (NoSuchFileException neverPublished) {
            return Set.of();
        } catch (IOException failure) {
            throw new UncheckedIOException("reading what is published of " + archive.root() + " failed", failure);
        }
        return published;
    }
}
