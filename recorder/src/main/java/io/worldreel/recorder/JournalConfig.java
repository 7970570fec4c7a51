package io.worldreel.recorder;

import java.time.Duration;

/**
 * How a journal uses its disk.
 *
 * @param partBytes bytes after which a part ends; a part is deleted once all of it stands in the archive
 * @param aheadBytes bytes of memory that are made present before they are written to, which bounds what can be taken in a burst
 * @param backlogBytes so far, to a part, may what is appended be ahead of what is read into segments; beyond that nothing is taken
 * @param pass how long its keeper rests between two looks at how much memory is left
 * @param sync when it is forced to the disk
 */
public record JournalConfig(long partBytes, long aheadBytes, long backlogBytes, Duration pass, Sync sync) {
    private static final long LEAST_BYTES = 1L << 20;
    private static final long MOST_BYTES = 128L << 20;
    private static final long BACKLOG_BYTES = 512L << 20;
    private static final Duration SHORT_PASS = Duration.ofMillis(2);
    private static final long RELAYED_PART_BYTES = 16L << 20;
    private static final long RELAYED_SPARE_BYTES = 1L << 20;
    private static final Duration RELAYED_PASS = Duration.ofMillis(20);
    private static final Duration LONGEST_PASS = Duration.ofSeconds(1);

    public static final JournalConfig DEFAULT = new JournalConfig(64L << 20, 16L << 20, new Sync.None());

    public JournalConfig {
        require("partBytes", partBytes);
        require("aheadBytes", aheadBytes);
        if (backlogBytes < 2 * partBytes) {
            throw new IllegalArgumentException(
                    "backlogBytes must be at least twice partBytes, " + 2 * partBytes + ": " + backlogBytes);
        }
        if (pass.isNegative() || pass.isZero() || pass.compareTo(LONGEST_PASS) > 0) {
            throw new IllegalArgumentException("pass must lie between 0 and " + LONGEST_PASS + ": " + pass);
        }
    }

    /** As for {@link #DEFAULT}, at most 512 MiB wait, and its keeper looks every 2 ms. */
    public JournalConfig(long partBytes, long aheadBytes, Sync sync) {
        this(partBytes, aheadBytes, BACKLOG_BYTES, SHORT_PASS, sync);
    }

    public JournalConfig withSync(Sync newSync) {
        return new JournalConfig(partBytes, aheadBytes, backlogBytes, pass, newSync);
    }

    public JournalConfig withBacklogBytes(long bytes) {
        return new JournalConfig(partBytes, aheadBytes, bytes, pass, sync);
    }

    /**
     * For frames that come from other processes, perhaps of many at once: who sends them is not held up by a page that is not there,
     * so a source takes less memory and fewer looks.
     *
     * @param messageBytes of the largest message: there must be room for it
     */
    public JournalConfig relayed(int messageBytes) {
        return new JournalConfig(Math.min(partBytes, RELAYED_PART_BYTES), messageBytes + RELAYED_SPARE_BYTES,
                backlogBytes, RELAYED_PASS, sync);
    }

    private static void require(String name, long bytes) {
        if (bytes < LEAST_BYTES || bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    name + " must lie between " + LEAST_BYTES + " and " + MOST_BYTES + ": " + bytes);
        }
    }
}
