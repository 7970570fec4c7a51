package io.worldreel.replayer.sql;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** What one run of a statement walks over, from its beginning until it has its first row. Owned by the thread that uses the connection. */
final class StatementRun {
    private final SQLiteConnection connection;
    private final String sql;
    private @Nullable SampleCursor latest;
    private int walks;
    private boolean begins = true;
    private Optional<List<@Nullable Object[]>> folded = Optional.empty();

    StatementRun(SQLiteConnection connection, String sql) {
        this.connection = connection;
        this.sql = sql;
    }

    /** SQLite sends a cursor out. */
    void began(SampleCursor cursor) {
        latest = cursor;
        walks++;
    }

    /** It has its first row, or none. */
    void end() {
        begins = false;
    }

    /** The walk over samples that it began, if it began exactly one. */
    Optional<SampleCursor> onlyWalk() {
        return walks == 1 ? Optional.ofNullable(latest) : Optional.empty();
    }

    /**
     * Finds the rows of the statement without SQLite, which need not walk on then.
     *
     * @param walk another walk over the same rows, at its beginning
     * @return false if SQLite has to
     */
    boolean fold(SampleCursor walk) {
        if (!begins || walks != 1) {
            return false;
        }
        folded = Program.of(connection, sql).filter(Fold::suits).flatMap(program -> Fold.rows(program, walk));
        return folded.isPresent();
    }

    /** Its rows, if they were found without SQLite. */
    Optional<List<@Nullable Object[]>> folded() {
        return folded;
    }
}
