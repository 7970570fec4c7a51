package io.worldreel.format.archive;

import io.worldreel.format.FormatException;
import io.worldreel.format.segment.Segment;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.VfsConfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the chunk files of an archive say themselves.
 *
 * @param chunks those that can be read and that no other one of them replaces
 * @param replaced names of chunks that one of {@code chunks} replaces, whether their files are there or not
 * @param unreadable names of the others, each with what is wrong
 */
public record CatalogRebuild(List<ChunkInfo> chunks, Set<String> replaced, SortedMap<String, String> unreadable) {

    /** Reads every chunk file, whole. There are none where a recorder died before it had made their folder. */
    public static CatalogRebuild scan(ArchiveLayout archive, Progress progress) {
        if (Files.notExists(archive.chunks())) {
            return new CatalogRebuild(List.of(), Set.of(), new TreeMap<>());
        }
        List<Path> files;
        try (Stream<Path> entries = Files.list(archive.chunks())) {
            files = entries.filter(file -> ChunkName.isValid(file.getFileName().toString())).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("listing the chunks of " + archive.root() + " failed: " + failure, failure);
        }
        List<ChunkInfo> chunks = new ArrayList<>();
        Set<String> replaced = new HashSet<>();
        SortedMap<String, String> unreadable = new TreeMap<>();
        for (Path file : files) {
            try (Segment segment = Chunk.open(file, VfsConfig.DEFAULT)) {
                List<String> names = Chunk.replaces(file, segment);
                chunks.add(Chunk.describe(file, segment));
                replaced.addAll(names);
            } catch (FormatException | UncheckedIOException problem) {
                unreadable.put(file.getFileName().toString(), String.valueOf(problem.getMessage()));
            }
            progress.at(chunks.size() + unreadable.size(), files.size());
        }
        return new CatalogRebuild(chunks.stream().filter(chunk -> !replaced.contains(chunk.chunk())).toList(),
                replaced, unreadable);
    }
}
