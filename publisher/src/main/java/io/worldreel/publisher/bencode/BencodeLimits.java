package io.worldreel.publisher.bencode;

/**
 * What a reader of bencode takes at most.
 *
 * @param bytes of the whole encoding
 * @param depth of lists and dictionaries within one another; a bare integer has depth 0
 * @param values of all kinds, keys not counted
 */
public record BencodeLimits(int bytes, int depth, int values) {
    /** A .torrent file: 32 MiB hold the hashes of a 150 GB file in pieces of 256 KiB, both versions. */
    public static final BencodeLimits METAINFO = new BencodeLimits(32 << 20, 64, 400_000);
    /** A value in the DHT, as BEP 44 bounds it. */
    public static final BencodeLimits DHT_ITEM = new BencodeLimits(1000, 8, 64);

    private static final int DEEPEST = 512;

    public BencodeLimits {
        if (bytes < 1 || depth < 0 || depth > DEEPEST || values < 1) {
            throw new IllegalArgumentException(
                    "bencode limits must be positive and the depth at most " + DEEPEST + ": " + bytes + " bytes, depth "
                            + depth + ", " + values + " values");
        }
    }
}
