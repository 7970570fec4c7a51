package io.worldreel.replayer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/** A prepared statement that reads, and ends in time. */
final class ArchivePreparedStatement extends JDBC4PreparedStatement {
    private final ArchiveConnection archive;
    private StatementRun run;

    ArchivePreparedStatement(ArchiveConnection archive, String sql) throws SQLException {
        super(archive, sql);
        this.archive = archive;
        run = new StatementRun(archive, "");
    }

    @Override
    public boolean execute() throws SQLException {
        run = archive.begin(getQueryTimeout(), sql);
        try {
            return super.execute();
        } catch (SQLException failure) {
            throw archive.explained(failure);
        }
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        run = archive.begin(getQueryTimeout(), sql);
        try {
            return super.executeQuery();
        } catch (SQLException failure) {
            throw archive.explained(failure);
        }
    }

    @Override
    public @Nullable ResultSet getResultSet() throws SQLException {
        run.end();
        return super.getResultSet() == null ? null : new ArchiveResultSet(archive, this, rs, run, sql);
    }

    @Override
    public void cancel() throws SQLException {
        archive.interrupt();
    }
}
