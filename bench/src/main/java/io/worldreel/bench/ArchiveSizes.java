package io.worldreel.bench;

import io.worldreel.format.Component;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Chunk;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.format.segment.Indexes;
import io.worldreel.format.segment.Segment;
import io.worldreel.recorder.Ingest;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.zstdvfs.PackConfig;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.VfsConfig;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Bytes a sample of whole archives of recorded matches: chunks with all indexes, and the catalog. Arguments: files such as
 * {@code rl-256.rb.csv.gz}.
 */
final class ArchiveSizes {
    private ArchiveSizes() {}

    public static void main(String[] args) throws IOException {
        for (String file : args) {
            measure(Path.of(file), "lossless", WindowMatch.components(0, 0));
            measure(Path.of(file), "steps 0.1, 1e-4", WindowMatch.components(0.1, 1e-4));
        }
    }

    private static void measure(Path file, String what, Map<Integer, Component> components) throws IOException {
        List<MemorySegment> frames = WindowMatch.frames(file, components);
        System.out.printf(Locale.ROOT, "%s, %s%n", file.getFileName(), what);
        for (int zstdFrame : new int[]{ 32 << 10, 64 << 10, 128 << 10 }) {
            for (int level : new int[]{ 3, 6, 9 }) {
                PackConfig pack = PackConfig.DEFAULT.withFrameSize(zstdFrame).withLevel(level);
                System.out.printf(Locale.ROOT, "  zstd frames of %3d KiB, level %d: %s%n", zstdFrame >> 10, level,
                        sizes(frames, components, IngestConfig.DEFAULT.withPack(pack)));
            }
        }
        System.out.printf(Locale.ROOT, "  as the recorder seals: %s%n",
                sizes(frames, components, IngestConfig.DEFAULT));
        System.out.printf(Locale.ROOT, "  the same without indexes: %s%n",
                sizes(frames, components, IngestConfig.DEFAULT.withIndexes(Indexes.NONE)));
    }

    private static String sizes(List<MemorySegment> frames, Map<Integer, Component> components, IngestConfig config)
            throws IOException {
        Path folder = Files.createTempDirectory("worldreel-sizes");
        try {
            List<ChunkInfo> chunks = write(folder, frames, components, config);
            double samples = chunks.stream().mapToLong(ChunkInfo::samples).sum();
            long bytes = chunks.stream().mapToLong(ChunkInfo::bytes).sum();
            ArchiveLayout layout = new ArchiveLayout(folder);
            long catalog = Files.size(layout.catalog());
            long space = 0;
            for (ChunkInfo chunk : chunks) {
                try (Segment segment = Chunk.open(layout.chunk(chunk.chunk()), VfsConfig.DEFAULT)) {
                    space += segment.indexSizes().space();
                }
            }
            return String.format(Locale.ROOT,
                    "%.2f bytes a sample (chunks %.2f, catalog %.2f; index of space %.2f raw)",
                    (bytes + catalog) / samples, bytes / samples, catalog / samples, space / samples);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** Makes an archive of frames. */
    static List<ChunkInfo> write(Path folder, List<MemorySegment> frames, Map<Integer, Component> components,
            IngestConfig config) {
        try (Ingest ingest = Ingest.begin(folder, "match", config.withCountMissing(false), Progress.NONE)) {
            MessageDecoder decoder = new MessageDecoder();
            ingest.accept(new Message.Hello(FormatVersion.MAJOR, FormatVersion.MINOR, "match", "match", "bench"));
            components.forEach((number, component) -> ingest.accept(new Message.Declaration(number, component)));
            frames.forEach(frame -> ingest.accept(decoder.decode(frame)));
            ingest.accept(new Message.End(false));
            return ingest.finish();
        }
    }
}
