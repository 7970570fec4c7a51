package io.worldreel.replayer.sql;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.replayer.ChunkFiles;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.ReplayException;
import io.worldreel.replayer.Skipped;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * An archive as a database that can only be read. Its tables are:
 *
 * <ul>
 * <li>one for each component, by its name: {@code position(tick, time, entity, x, y, z)}, a row for each value that a frame put on
 * an entity; vectors have columns {@code x, y, z, w}, everything else {@code value}
 * <li>{@code samples(tick, time, entity, component, value, x, y, z, w)}: the same of all components; {@code value} of a vector is a
 * JSON array
 * <li>{@code state(tick, time, entity, kind, component, value, x, y, z, w)} as of a moment: {@code WHERE at = '+12.5s'}
 * <li>{@code frames}, {@code events}, {@code inputs} (events of that kind), {@code entities}, {@code lifetimes}
 * </ul>
 *
 * <p>To begin with there are tables of the components that the newest chunk of each source knows; of others as soon as a query names
 * them. {@code time} is nanoseconds since the Unix epoch; {@code moment('+12.5s')} and {@code iso_time(time)} convert. Every table but {@code state}
 * has a hidden column {@code source}. A NaN is NULL. A component whose name is taken is called {@code component_NAME}. Conditions on tick,
 * time, entity, component, kind and source decide which windows are read; EXPLAIN QUERY PLAN shows them.
 *
 * <p>Shows the chunks that the catalog lists when it is opened. What is damaged is left out of results and told by
 * {@link #getWarnings} and {@link #skipped}. To be used by one thread at a time; {@link Statement#cancel} may come from another.
 */
public final class ArchiveConnection extends JDBC4Connection {
    static final String URL_PREFIX = "jdbc:worldreel:";

    /** Instructions of SQLite's machine between two looks at the clock: some 10 microseconds. */
    private static final int INSTRUCTIONS = 1000;

    private final ArchiveAddress archive;
    private final SqlConfig config;
    private final Optional<ChunkFiles> otherFiles;
    private final Deadline deadline = new Deadline(System::nanoTime);
    private final StatementRuns runs = new StatementRuns(this);
    private @Nullable Replay replay;
    private @Nullable ArchiveReader reader;
    private @Nullable ArchiveTables tables;
    private int warningsCleared;

    private ArchiveConnection(ArchiveAddress archive, SqlConfig config, Optional<ChunkFiles> otherFiles)
            throws SQLException {
        super(URL_PREFIX + archive, ":memory:", new Properties());
        this.archive = archive;
        this.config = config;
        this.otherFiles = otherFiles;
    }

    /** Opens an archive folder with {@link SqlConfig#DEFAULT}. */
    public static ArchiveConnection open(Path archive) throws SQLException {
        return open(archive, SqlConfig.DEFAULT);
    }

    /** Opens an archive folder. */
    public static ArchiveConnection open(Path archive, SqlConfig config) throws SQLException {
        return open(ArchiveAddress.of(archive), config);
    }

    /** @throws SQLException if there is no archive, or its catalog cannot be read */
    public static ArchiveConnection open(ArchiveAddress archive, SqlConfig config) throws SQLException {
        return open(archive, config, Optional.empty());
    }

    /** As {@link #open(ArchiveAddress, SqlConfig)}, with the catalog there and the chunks elsewhere. */
    public static ArchiveConnection open(ArchiveAddress archive, SqlConfig config, ChunkFiles files)
            throws SQLException {
        return open(archive, config, Optional.of(files));
    }

    private static ArchiveConnection open(ArchiveAddress archive, SqlConfig config, Optional<ChunkFiles> files)
            throws SQLException {
        var connection = new ArchiveConnection(archive, config, files);
        boolean usable = false;
        try {
            connection.createTables();
            usable = true;
            return connection;
        } catch (ReplayException | UncheckedIOException problem) {
            throw new SQLException(problem.getMessage(), problem);
        } finally {
            if (!usable) {
                connection.close();
            }
        }
    }

    private void createTables() throws SQLException {
        Replay states = otherFiles.isPresent()
                ? Replay.open(archive, config.memory(), otherFiles.get())
                : Replay.open(archive, config.memory());
        replay = states;
        List<ChunkInfo> chunks = states.chunks().stream().filter(chunk -> chunk.frames() > 0).toList();
        ArchiveReader opened = new ArchiveReader(otherFiles.orElse(states.files()), chunks, config.memory(), deadline);
        reader = opened;
        long start = chunks.stream().mapToLong(ChunkInfo::fromNanos).min().orElse(0);
        long end = chunks.stream().mapToLong(ChunkInfo::toNanos).max().orElse(0);
        MomentFunction moments = new MomentFunction(start, end);
        ArchiveTables known = new ArchiveTables(opened, states, moments, runs);
        tables = known;
        VirtualTables.create(this, known.all(), known.all());
        Function.create(this, "moment", moments, 1, Function.FLAG_DETERMINISTIC);
        Function.create(this, "iso_time", new IsoTimeFunction(), 1, Function.FLAG_DETERMINISTIC);
        ProgressHandler.setHandler(this, INSTRUCTIONS, new ProgressHandler() {
            @Override
            protected int progress() {
                return deadline.hasPassed() ? 1 : 0;
            }
        });
        ReadOnly.enforce(this, config.valueBytes());
    }

    /**
     * Whether tables have come up that a statement may have missed: then it may be tried again.
     *
     * @param failure why the statement could not be prepared
     */
    boolean hasMoreTablesAfter(SQLException failure) throws SQLException {
        if (tables == null || !String.valueOf(failure.getMessage()).contains("no such table")) {
            return false;
        }
        try {
            List<Table> fresh = tables.complete();
            if (!fresh.isEmpty()) {
                ReadOnly.lift(this);
                VirtualTables.create(this, tables.all(), fresh);
            }
            return !fresh.isEmpty();
        } catch (UncheckedIOException outage) {
            throw new SQLException(outage.getMessage(), outage);
        } finally {
            ReadOnly.enforce(this, config.valueBytes());
        }
    }

    /** What queries had to leave out so far. */
    public List<Skipped> skipped() {
        return reader == null ? List.of() : reader.skipped();
    }

    /** How many windows queries on samples and frames have loaded so far; those found in memory are not loaded again. */
    public long windowsRead() {
        return reader == null ? 0 : reader.windowsRead();
    }

    /** A warning for each thing that queries had to leave out. */
    @Override
    public @Nullable SQLWarning getWarnings() {
        SQLWarning first = null;
        List<Skipped> skipped = skipped();
        for (Skipped part : skipped.subList(warningsCleared, skipped.size())) {
            var warning = new SQLWarning("left out ticks %d to %d of source '%s' (chunk %s): %s".formatted(
                    part.firstTick(), part.lastTick(), part.source(), part.chunk(), part.problem()));
            if (first == null) {
                first = warning;
            } else {
                first.setNextWarning(warning);
            }
        }
        return first;
    }

    @Override
    public void clearWarnings() {
        warningsCleared = skipped().size();
    }

    /** A statement begins to run. */
    StatementRun begin(int timeoutSeconds, String sql) {
        if (deadline == null || runs == null) { // the superclass sets the connection up
            return new StatementRun(this, sql);
        }
        deadline.begin(timeoutSeconds > 0 ? Duration.ofSeconds(timeoutSeconds) : config.timeout());
        return runs.begin(this, sql);
    }

    /** A statement is to end, whatever thread runs it. */
    void interrupt() throws SQLException {
        deadline.cancel();
        getDatabase().interrupt();
    }

    /** Says in words of this archive why a statement failed or its rows ended early. */
    SQLException explained(SQLException failure) {
        int code = failure.getErrorCode() & 0xFF;
        if (code == SQLiteErrorCode.SQLITE_INTERRUPT.code) {
            return deadline.isTimeUp()
                    ? new java.sql.SQLTimeoutException("the query on " + archive + " took longer than it may: ask for "
                            + "a shorter range of time, or allow more", "57014", code, failure)
                    : new SQLException("the query on " + archive + " was cancelled", "57014", code, failure);
        }
        if (code == SQLiteErrorCode.SQLITE_AUTH.code) {
            return new SQLException("an archive is read-only: writing, attaching, loading extensions and pragmas that "
                    + "set something are refused", "25006", code, failure);
        }
        return failure;
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        return new ArchiveStatement(this);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        begin(0, sql);
        try {
            return new ArchivePreparedStatement(this, sql);
        } catch (SQLException failure) {
            if (hasMoreTablesAfter(failure)) {
                return prepareStatement(sql, type, concurrency, holdability);
            }
            throw explained(failure);
        }
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public void close() throws SQLException {
        try {
            super.close();
        } finally {
            closeReaders();
        }
    }

    private void closeReaders() {
        try {
            if (replay != null) {
                replay.close();
            }
        } finally {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
