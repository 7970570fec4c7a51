package io.worldreel.zstdvfs;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The index of the seek table, in the skippable frame tagged ZIDX directly before it. The flat table of a large file is
 * megabytes long; with the index a reader fetches only the 1024 entries that it needs, and checks them.
 *
 * <p>Payload, little-endian: version u16 (1), log2 of the zstd frames' raw size u8, 0 u8, zstd frames u32, table entries
 * u32, raw size u64, number of application frames u32, for each {tag u32, offset u64, whole length u32}, number of
 * groups u32, for each {offset of its first entry's frame u64, CRC-32C of its entries as they stand in the table u32},
 * whole length of this skippable frame u32, tag ZIDX u32. The last two let it be found backwards from the table.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never shared
record FrameIndex(int frameSize, int dataFrames, int entries, long rawSize, List<Place> places, long[] groupOffsets,
        int[] groupChecksums) {
    static final int VERSION = 1;
    /** Bytes at the end that tell where the frame starts. */
    static final int LOCATOR = 8;
    private static final int FIXED = 2 + 1 + 1 + 4 + 4 + 8 + 4 + 4;
    private static final int PLACE = 16;
    private static final int GROUP_ENTRY = 12;

    /** Where an application frame lies. */
    record Place(String tag, long offset, int length) {}

    /** Length of the whole skippable frame. */
    static int frameLength(int places, int groups) {
        return Math.addExact(SkippableFrame.HEADER + FIXED + LOCATOR,
                Math.addExact(Math.multiplyExact(places, PLACE), Math.multiplyExact(groups, GROUP_ENTRY)));
    }

    byte[] encode() {
        int length = frameLength(places.size(), groupOffsets.length);
        var out = ByteBuffer.allocate(length - SkippableFrame.HEADER).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) VERSION).put((byte) Integer.numberOfTrailingZeros(frameSize)).put((byte) 0);
        out.putInt(dataFrames).putInt(entries).putLong(rawSize).putInt(places.size());
        for (Place place : places) {
            out.putInt(SkippableFrame.tagBits(place.tag)).putLong(place.offset).putInt(place.length);
        }
        out.putInt(groupOffsets.length);
        for (int g = 0; g < groupOffsets.length; g++) {
            out.putLong(groupOffsets[g]).putInt(groupChecksums[g]);
        }
        out.putInt(length).putInt(SkippableFrame.tagBits(SkippableFrame.INDEX_TAG));
        return SkippableFrame.encode(SkippableFrame.INDEX_TAG, out.array());
    }

    /** Length of the index frame that ends at the end of {@code tail}, or 0 if none does. */
    static int lengthFromLocator(ByteBuffer tail) {
        if (tail.limit() < LOCATOR) {
            return 0;
        }
        int at = tail.limit() - LOCATOR;
        boolean ours = tail.getInt(at + 4) == SkippableFrame.tagBits(SkippableFrame.INDEX_TAG);
        int length = tail.getInt(at);
        return ours && length >= frameLength(0, 0) ? length : 0;
    }

    static FrameIndex decode(String file, long offset, byte[] frame) throws ZstdFileException {
        var in = ByteBuffer.wrap(SkippableFrame.decode(file, offset, SkippableFrame.INDEX_TAG, frame))
                .order(ByteOrder.LITTLE_ENDIAN);
        try {
            int version = in.getShort();
            if (version != VERSION) {
                throw new RefusedFileException(file, "index of the seek table has version " + version,
                        "this library reads version " + VERSION + ": use a newer one");
            }
            int log = in.get();
            in.get();
            int dataFrames = in.getInt();
            int entries = in.getInt();
            long rawSize = in.getLong();
            int placeCount = in.getInt();
            if (log < 0 || log > 30 || placeCount < 0 || placeCount > in.remaining() / PLACE) {
                throw new CorruptFileException(file, offset, -1, "impossible index of the seek table");
            }
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < placeCount; i++) {
                places.add(new Place(SkippableFrame.tagText(in.getInt()), in.getLong(), in.getInt()));
            }
            int groups = in.getInt();
            if (groups < 0 || groups > in.remaining() / GROUP_ENTRY) {
                throw new CorruptFileException(file, offset, -1, "impossible index of the seek table");
            }
            long[] offsets = new long[groups];
            int[] checksums = new int[groups];
            for (int g = 0; g < groups; g++) {
                offsets[g] = in.getLong();
                checksums[g] = in.getInt();
            }
            return new FrameIndex(1 << log, dataFrames, entries, rawSize, List.copyOf(places), offsets, checksums);
        } catch (BufferUnderflowException shorter) {
            throw new CorruptFileException(file, offset, -1, "index of the seek table is cut short");
        }
    }
}
