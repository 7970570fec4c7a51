package io.worldreel.format.segment;

/**
 * Which indexes a segment gets when it is sealed, beside that by time.
 *
 * @param space where entities were: boxes around their positions
 * @param text the words of events
 */
public record Indexes(boolean space, boolean text) {
    public static final Indexes ALL = new Indexes(true, true);
    public static final Indexes NONE = new Indexes(false, false);

    /** What indexes take in segments, in bytes before compression. */
    public record Sizes(long space, long text) {
        public Sizes plus(Sizes other) {
            return new Sizes(space + other.space, text + other.text);
        }
    }
}
