package io.worldreel.publisher.serve;

import io.worldreel.publisher.tracker.TrackerLimits;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How an archive is served.
 *
 * @param listen where; port 0 for any that is free
 * @param connections at the same time
 * @param connectionsPerAddress of these, from one machine
 * @param patience with a client that sends or takes nothing
 * @param tracker what clients of the tracker may use
 */
public record ServeConfig(InetSocketAddress listen, int connections, int connectionsPerAddress, Duration patience,
        TrackerLimits tracker) {
    public ServeConfig {
        if (listen.isUnresolved() || connections < 1 || connectionsPerAddress < 1 || patience.isNegative()
                || patience.isZero()) {
            throw new IllegalArgumentException("serving takes a known address and positive limits");
        }
    }

    /** A thousand connections, a hundred from one machine, half a minute of patience. */
    public static ServeConfig at(InetSocketAddress listen) {
        return new ServeConfig(listen, 1000, 100, Duration.ofSeconds(30), TrackerLimits.DEFAULT);
    }

    public ServeConfig withConnections(int most, int perAddress) {
        return new ServeConfig(listen, most, perAddress, patience, tracker);
    }

    public ServeConfig withPatience(Duration time) {
        return new ServeConfig(listen, connections, connectionsPerAddress, time, tracker);
    }

    public ServeConfig withTracker(TrackerLimits limits) {
        return new ServeConfig(listen, connections, connectionsPerAddress, patience, limits);
    }
}
