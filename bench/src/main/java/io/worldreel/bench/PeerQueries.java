package io.worldreel.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The questions as SQL on {@code sample(tick, time, entity, sleeping, x, ... wz)}, prepared once. */
final class PeerQueries implements Peer.Reader {
    private final Connection db;
    private final String table;
    private final PreparedStatement state;
    private final PreparedStatement track;

    /**
     * Takes the connection over.
     *
     * @param table what stands for the table in a query
     * @param stateQuery a query for the last row of each entity at or before the parameter, a tick
     */
    PeerQueries(Connection db, String table, String stateQuery) throws SQLException {
        this.db = db;
        this.table = table;
        state = db.prepareStatement(stateQuery);
        track = db.prepareStatement("SELECT tick, time, x, y, z FROM " + table + " WHERE entity = ? ORDER BY tick");
    }

    @Override
    public double state(long tick) throws SQLException {
        state.setLong(1, tick);
        double sum = 0;
        try (ResultSet rows = state.executeQuery()) {
            while (rows.next()) {
                sum += rows.getDouble(5);
                for (int column = 6; column <= 17; column++) {
                    rows.getDouble(column);
                }
            }
        }
        return sum;
    }

    @Override
    public double track(long entity) throws SQLException {
        track.setLong(1, entity);
        double sum = 0;
        try (ResultSet rows = track.executeQuery()) {
            while (rows.next()) {
                sum += rows.getDouble(3) + rows.getDouble(4) + rows.getDouble(5);
            }
        }
        return sum;
    }

    @Override
    public double near(Peer.Ball ball) throws SQLException {
        return number(db, "SELECT count(*) FROM " + table + " WHERE " + ball.condition());
    }

    @Override
    public double scan() throws SQLException {
        return number(db, "SELECT sum(speed) FROM (SELECT avg(sqrt(vx * vx + vy * vy + vz * vz)) AS speed FROM " + table
                + " GROUP BY entity)");
    }

    static double number(Connection db, String query) throws SQLException {
        try (var statement = db.createStatement(); ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getDouble(1);
        }
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
