package io.worldreel.format.archive;

import io.worldreel.format.segment.Indexes;
import io.worldreel.format.segment.PartPages;
import io.worldreel.format.segment.SealedSegment;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.SegmentTotals;
import io.worldreel.format.segment.WindowEntry;
import io.worldreel.format.window.PartKind;
import io.worldreel.zstdvfs.DurableFile;
import io.worldreel.zstdvfs.PackConfig;
import io.worldreel.zstdvfs.Packing;
import io.worldreel.zstdvfs.Progress;
import io.worldreel.zstdvfs.Skippable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Turns segments into chunks. It streams: memory does not grow with the segment. */
public final class ChunkSealer {
    private static final String TEMPORARY = ".sealing-";
    private static final int FEW_ZSTD_FRAMES = 8;
    private static final int MOST_ZSTD_FRAMES = 0xFFFF;

    private final ArchiveLayout archive;
    private final PackConfig config;
    private final Indexes indexes;

    /** With all indexes. */
    public ChunkSealer(ArchiveLayout archive, PackConfig config) {
        this(archive, config, Indexes.ALL);
    }

    public ChunkSealer(ArchiveLayout archive, PackConfig config, Indexes indexes) {
        this.archive = archive;
        this.config = config;
        this.indexes = indexes;
    }

    /**
     * Seals a closed segment that holds at least one window or gap. The segment's file stays as it is: whoever owns it deletes it once
     * the chunk is in the catalog. Sealing the same segment again gives the same chunk.
     *
     * @return what to enter into the catalog
     * @throws UncheckedIOException if a file cannot be read or written; then there is no chunk
     */
    public ChunkInfo seal(Path segment, Progress progress) {
        Path plain = segment.resolveSibling(TEMPORARY + segment.getFileName());
        Path packed = archive
                .chunk(TEMPORARY + archive.root().relativize(segment).toString().replace('/', '-').replace('\\', '-'));
        try {
            Files.createDirectories(archive.chunks());
            Files.deleteIfExists(plain);
            Files.deleteIfExists(packed);
            try {
                SealedSegment.write(segment, plain, indexes);
                Skippable timeIndex = new Skippable(TimeIndex.TAG, timeIndex(plain).encode());
                Packing.pack(plain, packed, config, progress, List.of(timeIndex));
                return enter(plain, packed);
            } finally {
                Files.deleteIfExists(plain);
                Files.deleteIfExists(packed);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("sealing " + segment + " failed: " + failure.getMessage(), failure);
        }
    }

    private ChunkInfo enter(Path plain, Path packed) throws IOException {
        String sha256 = Chunk.sha256(packed);
        try (Segment segment = Segment.open(plain)) {
            SegmentTotals totals = segment.totals();
            String name = ChunkName.of(totals.fromNanos(), segment.identity().source(), sha256);
            ChunkInfo info = Chunk.describe(segment, name, Files.size(packed), sha256);
            Files.move(packed, archive.chunk(name), StandardCopyOption.ATOMIC_MOVE);
            DurableFile.syncDirectory(archive.chunks());
            return info;
        }
    }

    private TimeIndex timeIndex(Path plain) throws IOException {
        List<WindowEntry> windows;
        try (Segment segment = Segment.open(plain)) {
            windows = segment.windows();
        }
        List<FrameRange> ranges = Stream.generate(FrameRange::new).limit(windows.size()).toList();
        PartPages.visit(plain, (window, kind, component, group, firstByte) -> {
            int zstdFrame = (int) (firstByte / config.frameSize());
            if (kind == PartKind.DELTA) {
                ranges.get(window).addDelta(component, group, zstdFrame);
            } else {
                ranges.get(window).addKey(zstdFrame);
            }
        });
        List<TimeIndex.Entry> entries = new ArrayList<>(windows.size());
        for (WindowEntry window : windows) {
            FrameRange range = ranges.get(window.number());
            entries.add(new TimeIndex.Entry(window.firstTick(), window.lastTick(), window.minTimeNanos(),
                    window.maxTimeNanos(),
                    range.first, range.lastKey, range.last, window.reference(), range.deltas()));
        }
        return new TimeIndex(entries);
    }

    /** The zstd frames of one window. */
    private static final class FrameRange {
        private int first = Integer.MAX_VALUE;
        private int lastKey;
        private int last;

        /** By component: the last zstd frame of the delta parts up to each group's. */
        private final SortedMap<Integer, List<Integer>> deltas = new TreeMap<>();

        void addKey(int zstdFrame) {
            add(zstdFrame);
            lastKey = Math.max(lastKey, zstdFrame);
        }

        /** Parts come in order; those that are left out take nothing. */
        void addDelta(int component, int group, int zstdFrame) {
            int before = last;
            add(zstdFrame);
            List<Integer> ends = deltas.computeIfAbsent(component, each -> new ArrayList<>());
            while (ends.size() < group) {
                ends.add(before);
            }
            if (ends.size() == group) {
                ends.add(last);
            } else {
                ends.set(group, last);
            }
        }

        private void add(int zstdFrame) {
            first = Math.min(first, zstdFrame);
            last = Math.max(last, zstdFrame);
        }

        /** Told only where to read over the others would take longer. */
        List<TimeIndex.Deltas> deltas() {
            if (last - lastKey <= FEW_ZSTD_FRAMES || last - lastKey > MOST_ZSTD_FRAMES) {
                return List.of();
            }
            return deltas.entrySet().stream().map(each -> new TimeIndex.Deltas(each.getKey(), each.getValue()))
                    .toList();
        }
    }
}
