package io.worldreel.format.archive;

import io.worldreel.format.CorruptException;
import io.worldreel.format.segment.NearFile;
import io.worldreel.format.segment.Segment;
import io.worldreel.format.segment.SegmentTotals;
import io.worldreel.format.segment.WindowFetch;
import io.worldreel.zstdvfs.ByteSource;
import io.worldreel.zstdvfs.CorruptFileException;
import io.worldreel.zstdvfs.FileSource;
import io.worldreel.zstdvfs.NotADatabaseException;
import io.worldreel.zstdvfs.PackedDatabase;
import io.worldreel.zstdvfs.SeekableReader;
import io.worldreel.zstdvfs.SqliteTables;
import io.worldreel.zstdvfs.VfsConfig;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Sealed segments as files. */
public final class Chunk {
    private static final int COPY_BYTES = 1 << 20;

    private Chunk() {}

    /**
     * Opens a chunk for reading.
     *
     * @throws CorruptException if it is damaged
     * @throws UncheckedIOException if it cannot be read
     */
    public static Segment open(Path file, VfsConfig config) {
        try {
            return open(FileSource.open(file), config);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * As {@link #open(Path, VfsConfig)}, wherever the bytes lie; where a read costs a round trip, those of a window come together.
     * The source is closed with the segment, or at once if it fails.
     */
    public static Segment open(ByteSource file, VfsConfig config) {
        try {
            PackedDatabase packed = PackedDatabase.open(file, config);
            boolean handedOver = false;
            try {
                SqliteTables tables = SqliteTables.open(file.name(), packed.reader());
                WindowFetch fetch = file.remote()
                        ? new RangePlan(packed, timeIndex(packed.reader()))
                        : new NearFile(packed);
                handedOver = true;
                return Segment.open(file.name(), tables, packed, fetch);
            } finally {
                if (!handedOver) {
                    packed.close();
                }
            }
        } catch (CorruptFileException | NotADatabaseException damage) {
            throw new CorruptException("opening chunk " + file.name() + " failed: " + damage.getMessage(), damage);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static TimeIndex timeIndex(SeekableReader reader) throws IOException {
        return TimeIndex.decode(reader.name(), reader.skippable(TimeIndex.TAG)
                .orElseThrow(() -> new CorruptException("chunk " + reader.name() + " has no time index")));
    }

    /** Which zstd frames hold which window. */
    public static TimeIndex timeIndex(Path file) {
        try (SeekableReader reader = SeekableReader.open(FileSource.open(file), VfsConfig.DEFAULT)) {
            return timeIndex(reader);
        } catch (CorruptFileException damage) {
            throw new CorruptException("reading the time index of " + file + " failed: " + damage.getMessage(), damage);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What the catalog is to say of a chunk file, read from the file itself. */
    public static ChunkInfo describe(Path file) {
        try (Segment segment = open(file, VfsConfig.DEFAULT)) {
            return describe(file, segment);
        }
    }

    /** @param segment the file, opened */
    static ChunkInfo describe(Path file, Segment segment) {
        try {
            return describe(segment, file.getFileName().toString(), Files.size(file), sha256(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The chunks that a chunk file replaces; empty unless it was compacted. */
    public static List<String> replaces(Path file) {
        try (Segment segment = open(file, VfsConfig.DEFAULT)) {
            return replaces(file, segment);
        }
    }

    /** @param segment the file, opened */
    static List<String> replaces(Path file, Segment segment) {
        List<String> names = segment.replaces();
        if (!names.stream().allMatch(ChunkName::isValid)) {
            throw new CorruptException("chunk " + file + " replaces what cannot be a chunk");
        }
        return names;
    }

    static ChunkInfo describe(Segment segment, String name, long bytes, String sha256) {
        SegmentTotals totals = segment.totals();
        return new ChunkInfo(name, segment.identity().world(), segment.identity().source(), totals.firstTick(),
                totals.lastTick(),
                totals.fromNanos(), totals.toNanos(), bytes, totals.rawBytes(), totals.samples(), totals.frames(),
                totals.dropped(), totals.missing(), sha256);
    }

    /** The SHA-256 of a file in lower hex. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
        byte[] buffer = new byte[COPY_BYTES];
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            while (in.read(buffer) >= 0) {
                // The stream feeds the digest.
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
