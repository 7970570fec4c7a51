package io.worldreel.zstdvfs;

import static io.worldreel.zstdvfs.SeekTableFormat.GROUP;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Writes the Zstandard seekable format: zstd frames of one raw size, each with its content size and checksum, then the
 * application's skippable frames, the index of the seek table ({@link FrameIndex}) and the seek table.
 *
 * <p>Streams: memory is a few zstd frames plus 8 bytes for each zstd frame written. One thread at a time. Nothing is
 * valid before {@link #finish()}; closing earlier leaves a file that readers refuse. The channel stays the caller's.
 */
public final class SeekableWriter implements AutoCloseable {
    private final WritableByteChannel out;
    private final PackConfig config;
    private final FrameCompressor compressor;
    private final ByteBuffer raw;
    private final ByteBuffer compressed;
    private final List<FrameIndex.Place> places = new ArrayList<>();
    private int[] sizes = new int[GROUP];
    private int[] checksums = new int[GROUP];
    private long[] groupOffsets = new long[16];
    private int entries;
    private int dataFrames;
    private long rawBytes;
    private long position;
    private boolean finished;

    public SeekableWriter(WritableByteChannel out, PackConfig config) {
        this.out = out;
        this.config = config;
        compressor = new FrameCompressor(config);
        raw = ByteBuffer.allocateDirect(config.frameSize());
        compressed = ByteBuffer.allocateDirect(SeekTableFormat.maxCompressed(config.frameSize()))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Appends the remaining bytes of {@code src}. */
    public void write(ByteBuffer src) throws IOException {
        if (finished || !places.isEmpty()) {
            throw new IllegalStateException("data after the first skippable frame or after finish()");
        }
        while (src.hasRemaining()) {
            int n = Math.min(raw.remaining(), src.remaining());
            raw.put(src.slice(src.position(), n));
            src.position(src.position() + n);
            if (!raw.hasRemaining()) {
                writeFrame();
            }
        }
    }

    /**
     * Appends an application's own data behind the database; no data can be written after it.
     *
     * @param tag four ASCII characters by which {@link SeekableReader#skippable(String)} finds the payload again
     */
    public void skippable(String tag, byte[] payload) throws IOException {
        SkippableFrame.requireTag(tag);
        if (tag.equals(SkippableFrame.INDEX_TAG)) {
            throw new IllegalArgumentException("tag " + tag + " is taken by the index of the seek table");
        }
        if (finished) {
            throw new IllegalStateException("skippable frame after finish()");
        }
        flushFrame();
        byte[] frame = SkippableFrame.encode(tag, payload);
        places.add(new FrameIndex.Place(tag, position, frame.length));
        append(ByteBuffer.wrap(frame), SeekTableFormat.EMPTY_CHECKSUM);
    }

    /** Bytes written so far: behind {@link #skippable} or {@link #finish()}, the length of the file. */
    public long position() {
        return position;
    }

    /** Number of zstd frames written so far. */
    public int frames() {
        return dataFrames;
    }

    /** Offset of a zstd frame in what was written. */
    long frameOffset(int frame) {
        long offset = groupOffsets[frame / GROUP];
        for (int i = frame / GROUP * GROUP; i < frame; i++) {
            offset += sizes[i];
        }
        return offset;
    }

    int compressedSize(int frame) {
        return sizes[frame];
    }

    int checksum(int frame) {
        return checksums[frame];
    }

    /** Ends the data: what follows can only be skippable frames. */
    void flushFrame() throws IOException {
        if (raw.position() > 0) {
            writeFrame();
        }
    }

    /** Writes what is left, the index and the seek table. The channel is neither synced nor closed. */
    public PackSummary finish() throws IOException {
        if (finished) {
            throw new IllegalStateException("finish() was called before");
        }
        flushFrame();
        finished = true;
        int total = entries + 1;
        int indexLength = FrameIndex.frameLength(places.size(), SeekTableFormat.groups(total));
        // The index has an entry of its own, and is covered by the checksums that it holds.
        addEntry(indexLength, SeekTableFormat.EMPTY_CHECKSUM);
        long[] offsets = Arrays.copyOf(groupOffsets, SeekTableFormat.groups(total));
        var index = new FrameIndex(config.frameSize(), dataFrames, total, rawBytes, places, offsets, groupChecksums());
        drain(ByteBuffer.wrap(index.encode()));
        writeTable();
        return new PackSummary(rawBytes, position, dataFrames);
    }

    @Override
    public void close() {
        finished = true;
        compressor.close();
    }

    private void writeFrame() throws IOException {
        int n = raw.position();
        int size = compressor.compress(raw, n, compressed);
        // A zstd frame ends with the low half of the XXH64 of its content: what the table's entry wants, too.
        int checksum = compressed.getInt(size - 4);
        append(compressed.duplicate().clear().limit(size), checksum);
        rawBytes += n;
        dataFrames++;
        raw.clear();
    }

    private void append(ByteBuffer frame, int checksum) throws IOException {
        addEntry(frame.remaining(), checksum);
        drain(frame);
    }

    private void addEntry(int size, int checksum) {
        if (entries == SeekTableFormat.MAX_ENTRIES - 1) {
            throw new IllegalStateException("more than 2^27 zstd frames: choose a larger frame size");
        }
        if (entries == sizes.length) {
            sizes = Arrays.copyOf(sizes, entries + (entries >> 1));
            checksums = Arrays.copyOf(checksums, sizes.length);
        }
        if (entries % GROUP == 0) {
            int group = entries / GROUP;
            if (group == groupOffsets.length) {
                groupOffsets = Arrays.copyOf(groupOffsets, 2 * group);
            }
            groupOffsets[group] = position;
        }
        sizes[entries] = size;
        checksums[entries++] = checksum;
    }

    private int[] groupChecksums() {
        int[] crcs = new int[SeekTableFormat.groups(entries)];
        for (int g = 0; g < crcs.length; g++) {
            var crc = new CRC32C();
            crc.update(entryBytes(g));
            crcs[g] = (int) crc.getValue();
        }
        return crcs;
    }

    /** The table's entries of a group. */
    private ByteBuffer entryBytes(int group) {
        int first = group * GROUP;
        int last = Math.min(entries, first + GROUP);
        var out = ByteBuffer.allocate((last - first) * SeekTableFormat.ENTRY_WITH_CHECKSUM)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = first; i < last; i++) {
            out.putInt(sizes[i]).putInt(rawSize(i)).putInt(checksums[i]);
        }
        return out.flip();
    }

    private int rawSize(int entry) {
        if (entry >= dataFrames) {
            return 0;
        }
        return (int) Math.min(config.frameSize(), rawBytes - (long) entry * config.frameSize());
    }

    private void writeTable() throws IOException {
        long tableBytes = SeekTableFormat.tableBytes(entries, SeekTableFormat.ENTRY_WITH_CHECKSUM);
        var header = ByteBuffer.allocate(SeekTableFormat.FRAME_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        drain(header.putInt(SeekTableFormat.FRAME_MAGIC)
                .putInt(Math.toIntExact(tableBytes - SeekTableFormat.FRAME_HEADER)).flip());
        for (int g = 0; g < SeekTableFormat.groups(entries); g++) {
            drain(entryBytes(g));
        }
        var footer = ByteBuffer.allocate(SeekTableFormat.FOOTER).order(ByteOrder.LITTLE_ENDIAN);
        drain(footer.putInt(entries).put((byte) SeekTableFormat.CHECKSUM_FLAG).putInt(SeekTableFormat.FOOTER_MAGIC)
                .flip());
    }

    private void drain(ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
