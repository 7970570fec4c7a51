package io.worldreel.format.segment;

import io.worldreel.format.Component;
import io.worldreel.format.CorruptException;
import io.worldreel.format.Limits;
import io.worldreel.format.window.PartKind;
import io.worldreel.zstdvfs.CorruptFileException;
import io.worldreel.zstdvfs.SqliteTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Read from the pages of a sealed segment, without SQLite, whose connection takes longer to make than a state to read. Columns are where
 * {@link SegmentSchema} has them; what a later minor version adds stands behind them.
 */
final class PageContent implements SegmentContent {
    private static final int PART_DATA = 5;

    private final String name;
    private final SqliteTables tables;
    private final Map<String, String> texts;

    /** @throws io.worldreel.format.FormatException if it is no segment, or of another version */
    PageContent(String name, SqliteTables tables) {
        this.name = name;
        this.tables = tables;
        SegmentSchema.check(name, tables.applicationId(), tables.userVersion());
        texts = reading("", () -> {
            Map<String, String> found = new HashMap<>();
            tables.rows("meta", row -> {
                if (row.isText(1)) {
                    found.put(row.text(0), row.text(1));
                }
            });
            return found;
        });
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T reading(String what, Reading<T> reading) {
        try {
            return reading.read();
        } catch (CorruptFileException damage) {
            throw new CorruptException("reading " + what + name + " failed: " + damage.getMessage(), damage);
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    new IOException("reading " + what + name + " failed: " + failure.getMessage(), failure));
        }
    }

    @Override
    public String text(String key) {
        String text = texts.get(key);
        if (text == null) {
            throw SegmentContent.lacking(name, key);
        }
        return text;
    }

    @Override
    public boolean isShareable() {
        return true;
    }

    @Override
    public SortedMap<Integer, Component> components() {
        return reading("", () -> {
            TreeMap<Integer, Component> found = new TreeMap<>();
            tables.rows("components", row -> SegmentContent.declare(name, found,
                    Math.clamp(row.rowid(), Integer.MIN_VALUE, Integer.MAX_VALUE), row.text(1), row.text(2),
                    row.text(3), row.text(4), row.real(5), row.whole(6) != 0));
            return found;
        });
    }

    @Override
    public List<WindowEntry> windows() {
        return reading("", () -> {
            List<WindowEntry> windows = new ArrayList<>();
            tables.rows("windows", row -> windows.add(new WindowEntry((int) row.rowid(), row.whole(1), row.whole(2),
                    row.whole(5), row.whole(6), (int) row.whole(7), row.whole(8), (int) row.whole(10))));
            return windows;
        });
    }

    @Override
    public byte[] part(int window, PartKind kind, int component, int group) {
        return reading("window " + window + " of ", () -> {
            var row = tables.row("parts", SegmentSchema.partKey(window, kind, component, group));
            if (row.isEmpty()) {
                throw SegmentContent.lacking(name, window, kind, component, group);
            }
            if (row.get().length(PART_DATA) > Limits.PART_BYTES) {
                throw new CorruptException("%s: a part of window %d has %d bytes".formatted(name, window,
                        row.get().length(PART_DATA)));
            }
            return row.get().blob(PART_DATA);
        });
    }
}
