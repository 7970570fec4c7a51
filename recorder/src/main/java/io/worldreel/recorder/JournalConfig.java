package io.worldreel.recorder;

/**
 * How a journal uses its disk.
 *
 * @param partBytes bytes after which a part ends; a part is deleted once all of it stands in the archive
 * @param aheadBytes bytes of memory that are made present before they are written to, which bounds what can be taken in a burst
 * @param sync when it is forced to the disk
 */
public record JournalConfig(long partBytes, long aheadBytes, Sync sync) {
    public static final JournalConfig DEFAULT = new JournalConfig(64L << 20, 16L << 20, new Sync.None());

    private static final long LEAST_BYTES = 1L << 20;
    private static final long MOST_BYTES = 128L << 20;

    public JournalConfig {
        require("partBytes", partBytes);
        require("aheadBytes", aheadBytes);
    }

    public JournalConfig withSync(Sync newSync) {
        return new JournalConfig(partBytes, aheadBytes, newSync);
    }

    private static void require(String name, long bytes) {
        if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    name + " must lie between " + LEAST_BYTES + " and " + MOST_BYTES + ": " + bytes);
        }
    }
}
