package io.worldreel.zstdvfs;

import static io.worldreel.zstdvfs.SeekTableFormat.GROUP;
import static io.worldreel.zstdvfs.SeekTableFormat.GROUP_SHIFT;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where each zstd frame lies. Of the flat table only the groups of 1024 entries that are asked for are read and kept,
 * if the file has our index; the table of a file without it is read through once, for the groups' offsets.
 *
 * <p>Everything is checked against the file's size before memory is taken: no table can make the reader hold more than
 * a fraction of the bytes that the file really has. Safe for many threads.
 */
final class SeekTable {
    /** Bytes at the end of a remote file that are fetched first: the whole trailer of a file of some 60 MB. */
    private static final int TAIL_BYTES = 64 << 10;
    /** The same of a local file, which is read in one call instead of five. */
    private static final int NEAR_TAIL_BYTES = 2 << 10;

    private final Prefetched source;
    private final long tableStart;
    private final int entrySize;
    private final int entries;
    private final int dataFrames;
    private final int frameSize;
    private final long rawSize;
    private final long dataEnd;
    private final List<FrameIndex.Place> places;
    private final long[] groupOffsets;
    private final int[] groupChecksums;
    private final AtomicReferenceArray<@Nullable Slice> slices;
    private final ConcurrentSkipListMap<Integer, Slice> runs = new ConcurrentSkipListMap<>();

    /** Adjoining zstd frames: ends relative to {@code base}, and the checksums of their contents if known. */
    private static final class Slice {
        final int first;
        final long base;
        final int[] ends;
        final int[] checksums;

        Slice(int first, long base, int[] ends, int[] checksums) {
            this.first = first;
            this.base = base;
            this.ends = ends;
            this.checksums = checksums;
        }

        boolean holds(int frame) {
            return frame >= first && frame - first < ends.length;
        }

        long offset(int frame) {
            return base + (frame == first ? 0 : ends[frame - first - 1]);
        }
    }

    private SeekTable(Prefetched source, Footer footer, FrameIndex index, long dataEnd) {
        this.source = source;
        this.tableStart = footer.tableStart;
        this.entrySize = footer.entrySize;
        this.entries = footer.entries;
        this.dataFrames = index.dataFrames();
        this.frameSize = index.frameSize();
        this.rawSize = index.rawSize();
        this.places = index.places();
        this.groupOffsets = index.groupOffsets();
        this.groupChecksums = index.groupChecksums();
        this.dataEnd = dataEnd;
        this.slices = new AtomicReferenceArray<>(SeekTableFormat.groups(dataFrames));
    }

    private record Footer(int entries, int entrySize, long tableStart) {}

    static SeekTable open(Prefetched source, VfsConfig config) throws IOException {
        source.prefetch(source.size() - (source.remote() ? TAIL_BYTES : NEAR_TAIL_BYTES), source.size());
        Footer footer = readFooter(source);
        FrameIndex index = readIndex(source, footer);
        if (index == null) {
            index = scan(source, footer, config);
        }
        return checked(source, footer, index, config);
    }

    private static Footer readFooter(Prefetched source) throws IOException {
        long size = source.size();
        String name = source.name();
        if (size < SeekTableFormat.FRAME_HEADER + SeekTableFormat.FOOTER) {
            throw new CorruptFileException(name, size, -1, "no seekable zstd file: it has only " + size + " bytes");
        }
        long footerAt = size - SeekTableFormat.FOOTER;
        ByteBuffer footer = bytes(source, footerAt, SeekTableFormat.FOOTER);
        int entries = footer.getInt();
        int descriptor = footer.get() & 0xff;
        if (footer.getInt() != SeekTableFormat.FOOTER_MAGIC) {
            throw new CorruptFileException(name, footerAt, -1, "no zstd seek table at the end of the file: cut short,"
                    + " or not a seekable zstd file,");
        }
        int entrySize = (descriptor & SeekTableFormat.CHECKSUM_FLAG) != 0
                ? SeekTableFormat.ENTRY_WITH_CHECKSUM
                : SeekTableFormat.ENTRY;
        long tableStart = size - SeekTableFormat.tableBytes(Math.max(entries, 0), entrySize);
        if (entries < 0 || entries > SeekTableFormat.MAX_ENTRIES || tableStart < 0
                || (descriptor & SeekTableFormat.RESERVED_BITS) != 0) {
            throw new CorruptFileException(name, footerAt, -1, "impossible seek table of "
                    + Integer.toUnsignedString(entries) + " entries in a file of " + size + " bytes");
        }
        if (source.remote()) {
            // A table too long for the tail: what lies before it comes in one more request, with the table's header.
            int index = FrameIndex.frameLength(8, SeekTableFormat.groups(entries));
            long header = tableStart + SeekTableFormat.FRAME_HEADER;
            if (header < size - TAIL_BYTES) {
                source.prefetch(tableStart - index - TAIL_BYTES, header);
            }
        }
        ByteBuffer header = bytes(source, tableStart, SeekTableFormat.FRAME_HEADER);
        if (header.getInt() != SeekTableFormat.FRAME_MAGIC
                || Integer.toUnsignedLong(header.getInt()) != size - tableStart - SeekTableFormat.FRAME_HEADER) {
            throw new CorruptFileException(name, tableStart, -1, "no start of the seek table where its end says");
        }
        return new Footer(entries, entrySize, tableStart);
    }

    private static @Nullable FrameIndex readIndex(Prefetched source, Footer footer)
            throws IOException {
        long end = footer.tableStart;
        if (end < FrameIndex.frameLength(0, 0)) {
            return null;
        }
        int length = FrameIndex
                .lengthFromLocator(bytes(source, end - FrameIndex.LOCATOR, FrameIndex.LOCATOR));
        // The index of this many entries cannot be longer than if each were an application frame.
        if (length == 0 || length > end || length > FrameIndex.frameLength(0, 0) + 32L * footer.entries) {
            return null;
        }
        byte[] frame = bytes(source, end - length, length).array();
        FrameIndex index = FrameIndex.decode(source.name(), end - length, frame);
        List<FrameIndex.Place> places = new ArrayList<>(index.places());
        places.add(new FrameIndex.Place(SkippableFrame.INDEX_TAG, end - length, length));
        if (index.entries() != footer.entries || index.dataFrames() + places.size() != footer.entries
                || index.groupOffsets().length != SeekTableFormat.groups(footer.entries)) {
            throw new CorruptFileException(source.name(), end - length, -1, "index and seek table disagree");
        }
        return new FrameIndex(index.frameSize(), index.dataFrames(), index.entries(), index.rawSize(), places,
                index.groupOffsets(), index.groupChecksums());
    }

    /** Reads a table that has no index from end to end, a group at a time. */
    private static FrameIndex scan(Prefetched source, Footer footer, VfsConfig config) throws IOException {
        String name = source.name();
        long[] offsets = new long[SeekTableFormat.groups(footer.entries)];
        List<FrameIndex.Place> places = new ArrayList<>();
        long position = 0;
        long raw = 0;
        long frameSize = 0;
        long last = 0;
        int data = 0;
        for (int i = 0; i < footer.entries;) {
            offsets[i >>> GROUP_SHIFT] = position;
            int n = Math.min(GROUP, footer.entries - i);
            long at = footer.tableStart + SeekTableFormat.FRAME_HEADER + (long) i * footer.entrySize;
            ByteBuffer table = bytes(source, at, n * footer.entrySize);
            for (int k = 0; k < n; k++, i++) {
                long size = Integer.toUnsignedLong(table.getInt(k * footer.entrySize));
                long rawSize = Integer.toUnsignedLong(table.getInt(k * footer.entrySize + 4));
                if (rawSize == 0) {
                    places.add(new FrameIndex.Place("", position, (int) Math.min(size, Integer.MAX_VALUE)));
                    if (places.size() > GROUP) {
                        throw new RefusedFileException(name, "more than 1024 skippable frames", "pack the file anew");
                    }
                } else if (!places.isEmpty() || (data > 0 && (last != frameSize || rawSize > frameSize))) {
                    throw new RefusedFileException(name, "zstd frames are not of one size, or not together",
                            "unpack the file and pack it anew");
                } else {
                    frameSize = data == 0 ? rawSize : frameSize;
                    last = rawSize;
                    raw += rawSize;
                    data++;
                }
                position += size;
            }
        }
        if (frameSize > config.maxFrameBytes() || (data > 1 && Long.bitCount(frameSize) != 1)) {
            throw new RefusedFileException(name, "zstd frames of " + frameSize + " bytes",
                    "pack the file anew with a power of two up to " + config.maxFrameBytes());
        }
        if (position != footer.tableStart) {
            throw new CorruptFileException(name, footer.tableStart, -1,
                    "sizes in the seek table add up to " + position + " bytes and do not end where it begins");
        }
        int rounded = frameSize <= 1 ? 1 : Integer.highestOneBit((int) frameSize - 1) << 1;
        return new FrameIndex(rounded, data, footer.entries, raw, places, offsets, new int[0]);
    }

    private static SeekTable checked(Prefetched source, Footer footer, FrameIndex index, VfsConfig config)
            throws ZstdFileException {
        String name = source.name();
        if (index.frameSize() > config.maxFrameBytes()) {
            throw new RefusedFileException(name, "zstd frames of " + index.frameSize() + " bytes",
                    "allow them with VfsConfig.withMaxFrameBytes, or pack the file anew");
        }
        long full = (long) index.dataFrames() * index.frameSize();
        boolean rawFits = index.rawSize() <= full && index.rawSize() > full - index.frameSize();
        if (index.dataFrames() < 0 || (index.dataFrames() == 0 ? index.rawSize() != 0 : !rawFits)) {
            throw new CorruptFileException(name, footer.tableStart, -1, "raw size and number of zstd frames disagree");
        }
        long dataEnd = index.places().isEmpty() ? footer.tableStart : index.places().getFirst().offset();
        long position = dataEnd;
        for (FrameIndex.Place place : index.places()) {
            if (place.offset() != position || place.length() < 0) {
                throw new CorruptFileException(name, position, -1, "frames behind the data do not adjoin");
            }
            position += place.length();
        }
        long previous = 0;
        for (long offset : index.groupOffsets()) {
            if (offset < previous || offset > footer.tableStart) {
                throw new CorruptFileException(name, footer.tableStart, -1, "offsets in the index do not rise");
            }
            previous = offset;
        }
        if (position != footer.tableStart || (index.groupOffsets().length > 0 && index.groupOffsets()[0] != 0)) {
            throw new CorruptFileException(name, footer.tableStart, -1,
                    "the frames in the seek table end at " + position + ", not where the table begins");
        }
        return new SeekTable(source, footer, index, dataEnd);
    }

    private static ByteBuffer bytes(Prefetched source, long offset, int length) throws IOException {
        return ByteBuffer.wrap(source.bytes(offset, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    int dataFrames() {
        return dataFrames;
    }

    /** Raw bytes of every zstd frame but the last: a power of two. */
    int frameSize() {
        return frameSize;
    }

    long rawSize() {
        return rawSize;
    }

    long dataEnd() {
        return dataEnd;
    }

    long tableStart() {
        return tableStart;
    }

    /** The skippable frames behind the data; of a foreign file, without their tags. */
    List<FrameIndex.Place> places() {
        return places;
    }

    int rawSize(int frame) {
        return (int) Math.min(frameSize, rawSize - (long) frame * frameSize);
    }

    /** Offset of a zstd frame; of {@code dataFrames()}, the end of the data. */
    long offset(int frame) throws IOException {
        if (frame == dataFrames) {
            return dataEnd;
        }
        return sliceOf(frame).offset(frame);
    }

    int compressedSize(int frame) throws IOException {
        Slice slice = sliceOf(frame);
        return (int) (slice.base + slice.ends[frame - slice.first] - slice.offset(frame));
    }

    /** Whether the table tells the checksums of the frames' contents. */
    boolean hasChecksums() {
        return entrySize == SeekTableFormat.ENTRY_WITH_CHECKSUM;
    }

    /** Whether the file was written here, so that every zstd frame must carry its checksum. */
    boolean indexed() {
        return groupChecksums.length > 0;
    }

    int checksum(int frame) throws IOException {
        Slice slice = sliceOf(frame);
        return slice.checksums[frame - slice.first];
    }

    /**
     * Takes what is known of some zstd frames without the table: {first u32, count u32, offset u64, for each {compressed
     * size u32, checksum u32}}.
     */
    void addRun(ByteBuffer in) throws CorruptFileException {
        int first = in.getInt();
        int count = in.getInt();
        long offset = in.getLong();
        if (first < 0 || count < 1 || count > in.remaining() / 8 || first > dataFrames - count || offset < 0) {
            throw new CorruptFileException(source.name(), dataEnd, -1, "impossible run of zstd frames");
        }
        int[] ends = new int[count];
        int[] checksums = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            int size = in.getInt();
            if (size < 1 || size > SeekTableFormat.maxCompressed(rawSize(first + i)) || offset + end + size > dataEnd) {
                throw new CorruptFileException(source.name(), dataEnd, -1, "impossible run of zstd frames");
            }
            end += size;
            ends[i] = end;
            checksums[i] = in.getInt();
        }
        if (hasChecksums()) {
            runs.put(first, new Slice(first, offset, ends, checksums));
        }
    }

    private Slice sliceOf(int frame) throws IOException {
        int group = frame >>> GROUP_SHIFT;
        Slice slice = slices.getAcquire(group);
        if (slice != null) {
            return slice;
        }
        Map.Entry<Integer, Slice> run = runs.floorEntry(frame);
        if (run != null && run.getValue().holds(frame)) {
            return run.getValue();
        }
        slice = load(group);
        slices.setRelease(group, slice); // loaded twice at worst, with the same content
        return slice;
    }

    private Slice load(int group) throws IOException {
        int first = group << GROUP_SHIFT;
        int all = Math.min(GROUP, entries - first);
        int count = Math.min(GROUP, dataFrames - first);
        long at = tableStart + SeekTableFormat.FRAME_HEADER + (long) first * entrySize;
        ByteBuffer table = bytes(source, at, all * entrySize);
        if (groupChecksums.length > 0) {
            var crc = new CRC32C();
            crc.update(table.duplicate());
            if ((int) crc.getValue() != groupChecksums[group]) {
                source.checkUnchanged();
                throw new CorruptFileException(source.name(), at, -1, "checksum of the seek table is wrong");
            }
        }
        int[] ends = new int[count];
        int[] checksums = hasChecksums() ? new int[count] : new int[0];
        int end = 0;
        for (int i = 0; i < count; i++) {
            long size = Integer.toUnsignedLong(table.getInt(i * entrySize));
            int raw = rawSize(first + i);
            if (size < 1 || size > SeekTableFormat.maxCompressed(raw) || table.getInt(i * entrySize + 4) != raw) {
                throw new CorruptFileException(source.name(), at + (long) i * entrySize, first + i,
                        "seek table gives %d bytes for %d".formatted(size, raw));
            }
            end += (int) size;
            ends[i] = end;
            if (hasChecksums()) {
                checksums[i] = table.getInt(i * entrySize + 8);
            }
        }
        long base = groupOffsets[group];
        long expected = first + count == dataFrames ? dataEnd : groupOffsets[group + 1];
        if (base + end != expected) {
            throw new CorruptFileException(source.name(), at, -1, "sizes in the seek table do not add up");
        }
        return new Slice(first, base, ends, checksums);
    }
}
