package io.worldreel.recorder;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.zstdvfs.DurableFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Chunks that enter an archive together. They wait in a folder; a list of their names, written when the last is sealed, is the
 * point of no return: before it a recovery deletes them, after it a recovery moves them in.
 */
final class StagedChunks {
    private static final String LIST = "complete";
    private static final String NEW_LIST = "complete.new";

    private StagedChunks() {}

    static boolean isCommitted(ArchiveLayout staging) {
        return Files.exists(list(staging));
    }

    private static Path list(ArchiveLayout staging) {
        return staging.root().resolve(LIST);
    }

    /** Writes the list, durably. */
    static void commit(ArchiveLayout staging, List<ChunkInfo> chunks) throws IOException {
        Path temporary = staging.root().resolve(NEW_LIST);
        Files.write(temporary, chunks.stream().map(ChunkInfo::chunk).toList(), StandardCharsets.UTF_8);
        sync(temporary);
        Files.move(temporary, list(staging), StandardCopyOption.ATOMIC_MOVE);
        DurableFile.syncDirectory(staging.root());
    }

    /** Moves the listed chunks into the archive and its catalog, and deletes the folder. May be repeated after a crash. */
    static List<ChunkInfo> moveIn(ArchiveLayout staging, ArchiveLayout archive) throws IOException {
        Files.createDirectories(archive.chunks());
        List<ChunkInfo> chunks = new ArrayList<>();
        for (String name : Files.readAllLines(list(staging), StandardCharsets.UTF_8)) {
            Path target = archive.chunk(name);
            if (Files.exists(staging.chunk(name))) {
                Files.move(staging.chunk(name), target, StandardCopyOption.ATOMIC_MOVE);
            }
            chunks.add(Chunk.describe(target));
        }
        DurableFile.syncDirectory(archive.chunks());
        try (Catalog catalog = Catalog.open(archive)) {
            catalog.add(chunks);
        }
        SourceFiles.deleteTree(staging.root());
        return chunks;
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
