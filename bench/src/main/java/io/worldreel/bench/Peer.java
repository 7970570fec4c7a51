package io.worldreel.bench;

import java.nio.file.Path;
import java.sql.SQLException;

/** A way to keep a match, and to ask it. Every answer is a number that tells whether peers agree. */
interface Peer {
    String name();

    /** Writes the match; returns when it is complete. */
    void write(PeerRows match, Path place) throws Exception;

    /** Opens what was written, with nothing read before. */
    Reader open(Path place) throws Exception;

    /** Questions to one match. */
    interface Reader extends AutoCloseable {
        /** All values of the last row at or before a tick of each entity that there was: the sum of x. */
        double state(long tick) throws Exception;

        /** An entity's positions over the match: the sum of x, y and z. */
        double track(long entity) throws Exception;

        /** How many samples lie within a distance of a point, over the match. */
        double near(Ball ball) throws Exception;

        /** The mean speed of each entity over the match, summed up. */
        double scan() throws Exception;

        @Override
        void close() throws SQLException;
    }

    /** A point and a distance. */
    record Ball(double x, double y, double z, double radius) {
        /** As a condition on columns x, y and z that an index on them may serve. */
        String condition() {
            return ("x BETWEEN %1$s - %4$s AND %1$s + %4$s AND y BETWEEN %2$s - %4$s AND %2$s + %4$s "
                    + "AND z BETWEEN %3$s - %4$s AND %3$s + %4$s "
                    + "AND (x - %1$s) * (x - %1$s) + (y - %2$s) * (y - %2$s) + (z - %3$s) * (z - %3$s) <= %4$s * %4$s")
                    .formatted(x, y, z, radius);
        }
    }
}
