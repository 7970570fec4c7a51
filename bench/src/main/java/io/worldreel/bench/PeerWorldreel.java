package io.worldreel.bench;

import io.worldreel.fixtures.Archives;
import io.worldreel.format.Component;
import io.worldreel.format.EntityId;
import io.worldreel.format.WorldState;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.TrackSample;
import io.worldreel.replayer.sql.ArchiveConnection;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An archive, as an import makes it: lossless, no step declared. */
final class PeerWorldreel implements Peer {
    @Override
    public String name() {
        return "Worldreel";
    }

    @Override
    public void write(PeerRows match, Path place) {
        Archives.write(place, "match", "import", match, IngestConfig.DEFAULT);
    }

    @Override
    public Reader open(Path place) throws Exception {
        return new Questions(place);
    }

    private static final class Questions implements Reader {
        private final Path place;
        private final Replay replay;
        private @Nullable ArchiveConnection db;

        Questions(Path place) {
            this.place = place;
            replay = Replay.open(place);
        }

        private ArchiveConnection db() throws Exception {
            ArchiveConnection opened = db;
            if (opened == null) {
                opened = ArchiveConnection.open(place);
                db = opened;
            }
            return opened;
        }

        @Override
        public double state(long tick) {
            WorldState state = replay.at(Moment.tick(tick));
            double sum = 0;
            for (WorldState.EntityState entity : state.entities()) {
                sum += x(entity);
            }
            return sum;
        }

        private static double x(WorldState.EntityState entity) {
            for (Map.Entry<Component, io.worldreel.format.Value> value : entity.values().entrySet()) {
                if (value.getKey().name().equals("position")) {
                    return value.getValue().number(0);
                }
            }
            throw new IllegalStateException(entity.entity() + " has no position");
        }

        @Override
        public double track(long entity) {
            double sum = 0;
            for (TrackSample sample : replay.track(EntityId.of(entity), "position", Moment.START, Moment.END)) {
                sum += sample.value().number(0) + sample.value().number(1) + sample.value().number(2);
            }
            return sum;
        }

        @Override
        public double near(Ball ball) throws Exception {
            return PeerQueries.number(db(), "SELECT count(*) FROM near(%s, %s, %s, %s)".formatted(ball.x(), ball.y(),
                    ball.z(), ball.radius()));
        }

        @Override
        public double scan() throws Exception {
            return PeerQueries.number(db(), "SELECT sum(speed) FROM (SELECT avg(sqrt(x * x + y * y + z * z)) AS speed "
                    + "FROM velocity GROUP BY entity)");
        }

        @Override
        public void close() throws SQLException {
            try (replay) {
                if (db != null) {
                    db.close();
                }
            }
        }
    }
}
