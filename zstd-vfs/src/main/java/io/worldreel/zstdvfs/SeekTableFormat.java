package io.worldreel.zstdvfs;

/**
 * Constants of the Zstandard seekable format 0.1.0 (contrib/seekable_format of zstd), all little-endian: a skippable
 * frame {magic u32, length u32, entries, footer}; an entry is {compressed size u32, raw size u32, and, if the
 * descriptor's top bit is set, the low half of the XXH64 of the raw bytes u32}; the footer is {entries u32, descriptor
 * u8, magic u32} and ends the file. Skippable frames have entries with raw size 0.
 */
final class SeekTableFormat {
    static final int FRAME_MAGIC = 0x184D2A5E;
    static final int FOOTER_MAGIC = 0x8F92EAB1;
    static final int FRAME_HEADER = 8;
    static final int FOOTER = 9;
    static final int CHECKSUM_FLAG = 0x80;
    static final int RESERVED_BITS = 0x7c;
    static final int ENTRY = 8;
    static final int ENTRY_WITH_CHECKSUM = 12;
    static final int MAX_ENTRIES = 0x8000000;

    /** XXH64 of nothing, low half: the checksum of a skippable frame's entry. */
    static final int EMPTY_CHECKSUM = 0x51D8E999;

    /** Entries in a group of the index: one offset and one checksum each. */
    static final int GROUP = 1024;
    static final int GROUP_SHIFT = 10;

    private SeekTableFormat() {}

    static long tableBytes(int entries, int entrySize) {
        return FRAME_HEADER + (long) entries * entrySize + FOOTER;
    }

    static int groups(int entries) {
        return (entries + GROUP - 1) >>> GROUP_SHIFT;
    }

    /**
     * Most bytes that a zstd frame of {@code raw} bytes may take: incompressible data is stored in blocks of 128 KiB
     * with 3 bytes each, and headers take at most 22 bytes. Some room is left for frames of other writers.
     */
    static int maxCompressed(int raw) {
        return raw + (raw >>> 7) + 512;
    }
}
