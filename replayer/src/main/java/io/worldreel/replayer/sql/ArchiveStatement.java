package io.worldreel.replayer.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.ExtendedCommand;
import org.sqlite.jdbc4.JDBC4Statement;

/** A statement that reads, and ends in time. */
final class ArchiveStatement extends JDBC4Statement {
    private final ArchiveConnection archive;
    private StatementRun run;

    ArchiveStatement(ArchiveConnection archive) {
        super(archive);
        this.archive = archive;
        run = new StatementRun(archive, "");
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        refuseExtendedCommand(sql);
        run = archive.begin(getQueryTimeout(), sql);
        try {
            return super.execute(sql);
        } catch (SQLException failure) {
            if (archive.hasMoreTablesAfter(failure)) {
                return execute(sql);
            }
            throw archive.explained(failure);
        }
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        run = archive.begin(getQueryTimeout(), sql);
        try {
            return super.executeQuery(sql);
        } catch (SQLException failure) {
            if (archive.hasMoreTablesAfter(failure)) {
                return executeQuery(sql);
            }
            throw archive.explained(failure);
        }
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        return (int) executeLargeUpdate(sql);
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        refuseExtendedCommand(sql);
        run = archive.begin(getQueryTimeout(), sql);
        try {
            return super.executeLargeUpdate(sql);
        } catch (SQLException failure) {
            throw archive.explained(failure);
        }
    }

    /** "backup to FILE" and "restore from FILE", which sqlite-jdbc carries out before SQLite sees them. */
    private static void refuseExtendedCommand(String sql) throws SQLException {
        if (ExtendedCommand.parse(sql) != null) {
            throw new SQLException("an archive is read-only: commands that read or write other files are refused",
                    "25006");
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
