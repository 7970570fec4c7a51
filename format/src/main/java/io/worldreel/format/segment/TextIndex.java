package io.worldreel.format.segment;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Builds the index of words (FORMAT.md, "Segments"): FTS5 over the data of events that is text or JSON. */
final class TextIndex {
    private static final String WORDS = "FROM events WHERE encoding IN ('text', 'json')";

    private TextIndex() {}

    /** Adds the index to a sealed segment, unless its events hold no text. */
    static void build(Connection db) throws SQLException {
        try (Statement statement = db.createStatement()) {
            try (ResultSet any = statement.executeQuery("SELECT 1 " + WORDS + " LIMIT 1")) {
                if (!any.next()) {
                    return;
                }
            }
            statement.execute(
                    "CREATE VIRTUAL TABLE event_text USING fts5(data, content='events', content_rowid='event')");
            statement.execute("INSERT INTO event_text(rowid, data) SELECT event, data " + WORDS);
            statement.execute("INSERT INTO event_text(event_text) VALUES ('optimize')");
        }
    }
}
