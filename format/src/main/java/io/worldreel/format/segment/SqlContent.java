package io.worldreel.format.segment;

import io.worldreel.format.Component;
import io.worldreel.format.window.PartKind;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Read by SQLite, while another process may write. */
final class SqlContent implements SegmentContent {
    private final String name;
    private final SegmentRows rows;
    private final PreparedStatement selectPart;

    /** @throws io.worldreel.format.FormatException if it is no segment, or of another version */
    SqlContent(String name, SegmentRows rows) {
        this.name = name;
        this.rows = rows;
        try {
            SegmentSchema.check(name, rows.db());
            selectPart = rows.db().prepareStatement("SELECT data FROM parts WHERE part = ?");
        } catch (SQLException failure) {
            throw SqlFailure.of("opening " + name, failure, rows.db());
        }
    }

    @Override
    public String text(String key) {
        List<String> found = new ArrayList<>(1);
        rows.query("SELECT value FROM meta WHERE key = ?1", statement -> statement.setString(1, key),
                row -> found.add(row.getString(1)));
        if (found.isEmpty()) {
            throw SegmentContent.lacking(name, key);
        }
        return found.getFirst();
    }

    @Override
    public boolean isShareable() {
        return false;
    }

    @Override
    public SortedMap<Integer, Component> components() {
        TreeMap<Integer, Component> found = new TreeMap<>();
        rows.query("SELECT component, name, type, role, unit, step, lossy FROM components", statement -> {},
                row -> SegmentContent.declare(name, found, row.getInt(1), row.getString(2), row.getString(3),
                        row.getString(4), row.getString(5), row.getDouble(6), row.getBoolean(7)));
        return found;
    }

    @Override
    public List<WindowEntry> windows() {
        List<WindowEntry> windows = new ArrayList<>();
        rows.query("SELECT window, first_tick, last_tick, min_time_ns, max_time_ns, frames, samples, reference "
                + "FROM windows ORDER BY window", statement -> {},
                row -> windows.add(new WindowEntry(row.getInt(1), row.getLong(2), row.getLong(3), row.getLong(4),
                        row.getLong(5), row.getInt(6), row.getLong(7), row.getInt(8))));
        return windows;
    }

    @Override
    public byte[] part(int window, PartKind kind, int component, int group) {
        try {
            selectPart.setLong(1, SegmentSchema.partKey(window, kind, component, group));
            try (ResultSet row = selectPart.executeQuery()) {
                byte[] data = row.next() ? row.getBytes(1) : null;
                if (data == null) {
                    throw SegmentContent.lacking(name, window, kind, component, group);
                }
                return data;
            }
        } catch (SQLException failure) {
            throw SqlFailure.of("reading window " + window + " of " + name, failure, rows.db());
        }
    }
}
