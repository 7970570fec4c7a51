package io.worldreel.format.segment;

/**
 * Ticks that a segment does not hold though the sender's numbers passed over them.
 *
 * @param reason {@code missing}, or {@code dropped: } and why
 */
public record Gap(long firstTick, long lastTick, String reason) {
    public static final String MISSING = "missing";
    private static final String DROPPED = "dropped: ";

    public Gap {
        if (lastTick < firstTick) {
            throw new IllegalArgumentException("a gap from tick " + firstTick + " to " + lastTick);
        }
        if (!reason.equals(MISSING) && !reason.startsWith(DROPPED)) {
            throw new IllegalArgumentException("a gap is 'missing' or 'dropped: ...', not '" + reason + "'");
        }
    }

    public static Gap missing(long firstTick, long lastTick) {
        return new Gap(firstTick, lastTick, MISSING);
    }

    public static Gap dropped(long firstTick, long lastTick, String why) {
        return new Gap(firstTick, lastTick, DROPPED + why);
    }

    public boolean isMissing() {
        return reason.equals(MISSING);
    }

    public long ticks() {
        return lastTick - firstTick + 1;
    }
}
