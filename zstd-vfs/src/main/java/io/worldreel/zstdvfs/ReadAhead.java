package io.worldreel.zstdvfs;

/**
 * Sees sequential readers among many, and says how far ahead of each to fetch: twice as far each time, up to a limit,
 * and not at all for who jumps about. Follows a few readers at once, since a query may scan a table and an index
 * together; forgets the one that has been silent longest.
 */
final class ReadAhead {
    private static final int STREAMS = 8;
    private static final int FIRST = 2;
    private static final int SLACK = 4;
    /** Windows on their way at once, so that the next is asked for before the last has come. */
    private static final int IN_FLIGHT = 2;

    private static final class Stream {
        int expected = Integer.MIN_VALUE / 2;
        int fetchedTo = Integer.MIN_VALUE / 2;
        int steps;
        int window;
        long lastUse;
    }

    /** Frames {@code from} (inclusive) to {@code to} (exclusive) are worth having soon, in one read; none if equal. */
    record Plan(int from, int to) {
        static final Plan NOTHING = new Plan(0, 0);
    }

    private final Stream[] streams = new Stream[STREAMS];
    private final int patience;
    private final int maxWindow;
    private final int frames;
    private long clock;

    /**
     * For one file.
     *
     * @param patience how many steps a sequential reader makes before anything is planned: whoever reads what lies across two frames
     *     makes one, and goes no further
     * @param maxWindow most frames in one plan
     * @param frames number of frames in the file
     */
    ReadAhead(int patience, int maxWindow, int frames) {
        this.patience = patience;
        this.maxWindow = maxWindow;
        this.frames = frames;
        for (int i = 0; i < STREAMS; i++) {
            streams[i] = new Stream();
        }
    }

    /** A reader missed {@code index}, or came upon the first frame of the last plan. */
    synchronized Plan arrivedAt(int index) {
        if (maxWindow == 0) {
            return Plan.NOTHING;
        }
        Stream oldest = streams[0];
        for (Stream stream : streams) {
            // A little slack: concurrent readers of one stream do not arrive in order.
            if (index >= stream.expected - SLACK && index <= Math.max(stream.fetchedTo, stream.expected + 1)) {
                stream.lastUse = ++clock;
                return index >= stream.expected ? advance(stream, index) : Plan.NOTHING;
            }
            oldest = stream.lastUse < oldest.lastUse ? stream : oldest;
        }
        oldest.expected = index + 1;
        oldest.fetchedTo = index + 1;
        oldest.steps = 0;
        oldest.window = 0;
        oldest.lastUse = ++clock;
        return Plan.NOTHING;
    }

    /** Plans whole windows only: pieces of what the reader has advanced would become ever smaller reads. */
    private Plan advance(Stream stream, int index) {
        stream.expected = index + 1;
        if (++stream.steps <= patience) {
            stream.fetchedTo = Math.max(stream.fetchedTo, index + 1);
            return Plan.NOTHING;
        }
        stream.window = Math.min(maxWindow, Math.max(FIRST, 2 * stream.window));
        int from = Math.max(index + 1, stream.fetchedTo);
        if (from - index > IN_FLIGHT * stream.window) {
            return Plan.NOTHING;
        }
        int to = (int) Math.min(frames, (long) from + stream.window);
        stream.fetchedTo = Math.max(from, to);
        return new Plan(from, to);
    }
}
