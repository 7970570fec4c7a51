package io.worldreel.format.archive;

import io.worldreel.format.CorruptException;
import io.worldreel.format.segment.SqlFailure;
import io.worldreel.zstdvfs.FileAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;

/** The list of an archive's chunks. Owned by one thread; several processes may have it open. */
public final class Catalog implements AutoCloseable {
    private static final String COLUMNS = "chunk, world, source, first_tick, last_tick, from_ns, to_ns, bytes, raw_bytes, samples, "
            + "frames, dropped, missing, sha256";

    /**
     * A process that closes any descriptor of a file loses its POSIX locks on it (fcntl(2)), those of SQLite, too. So nobody in this
     * one opens a catalog past SQLite while a change of one is under way.
     */
    static final Object FILES = new Object();

    private final Path file;
    private final Connection db;

    private Catalog(Path file, Connection db) {
        this.file = file;
        this.db = db;
    }

    /** Opens the catalog of an archive that is being written; makes folder and catalog if there are none. */
    public static Catalog open(ArchiveLayout archive) {
        Path file = archive.catalog();
        try {
            Files.createDirectories(archive.chunks());
        } catch (IOException failure) {
            throw new UncheckedIOException("making archive " + archive.root() + " failed: " + failure, failure);
        }
        return new Catalog(file, CatalogSchema.complete(file));
    }

    /** @throws UncheckedIOException caused by {@link NoSuchFileException} if there is no catalog */
    public static Catalog openReadOnly(ArchiveLayout archive) {
        Path file = archive.catalog();
        if (!Files.exists(file)) {
            throw new UncheckedIOException(new NoSuchFileException(file.toString()));
        }
        return new Catalog(file, CatalogSchema.openReadOnly(file));
    }

    /**
     * What an archive lists at one time.
     *
     * @param print as {@link Catalog#print} gives it
     * @param chunks by source and then by first tick
     */
    public record Listing(String print, List<ChunkInfo> chunks) {
        public Listing {
            chunks = List.copyOf(chunks);
        }
    }

    /** What an archive lists now; empty if there is no catalog. */
    public static Optional<Listing> list(ArchiveLayout archive) throws IOException {
        Optional<Listing> read = CatalogFile.read(archive.catalog());
        if (read.isPresent()) {
            return read;
        }
        Optional<String> print = print(archive); // before the chunks: if one is added in between, the print tells that it was
        if (print.isEmpty()) {
            return Optional.empty();
        }
        try (Catalog catalog = openReadOnly(archive)) {
            return Optional.of(new Listing(print.get(), catalog.chunks()));
        }
    }

    /**
     * The chunks that a copy of a catalog lists, by source and then by first tick.
     *
     * @param name where it comes from, for messages
     * @param copy the whole file, checked as such: a copy that was made while a recorder wrote is told as damaged
     */
    public static List<ChunkInfo> read(String name, byte[] copy) {
        try (SQLiteConnection db = (SQLiteConnection) new SQLiteConfig().createConnection("jdbc:sqlite::memory:")) {
            db.deserialize("main", copy);
            CatalogSchema.check(name, db);
            try (Statement statement = db.createStatement();
                    ResultSet verdict = statement.executeQuery("PRAGMA integrity_check(1)")) {
                if (!"ok".equals(verdict.getString(1))) {
                    throw new CorruptException("catalog " + name + " is damaged: " + verdict.getString(1));
                }
            }
            return chunks(name, db);
        } catch (SQLException failure) {
            throw SqlFailure.of("reading catalog " + name, failure);
        }
    }

    /** The whole file as of one moment, whoever writes to it meanwhile. */
    public byte[] copy() {
        try {
            return ((SQLiteConnection) db).serialize("main");
        } catch (SQLException failure) {
            throw SqlFailure.of("copying catalog " + file, failure);
        }
    }

    /**
     * What tells the catalog of an archive from a later one, for a hundred bytes: SQLite counts the changes of a database in its head.
     * Empty if there is none.
     */
    public static Optional<String> print(ArchiveLayout archive) throws IOException {
        synchronized (FILES) {
            try (FileAccess file = FileAccess.open(archive.catalog())) {
                return Optional.of(CatalogFile.print(file));
            } catch (NoSuchFileException none) {
                return Optional.empty();
            }
        }
    }

    /** Adds chunks, all or none, durably. A chunk that is there already stays as it is. */
    public void add(Collection<ChunkInfo> chunks) {
        change("adding chunks to", () -> insert(chunks));
    }

    /** Replaces everything that the catalog says. */
    public void replace(Collection<ChunkInfo> chunks) {
        change("rebuilding", () -> {
            long before = last().number();
            try (Statement statement = db.createStatement()) {
                statement.executeUpdate("DELETE FROM chunks");
                insert(chunks);
                statement.executeUpdate("DELETE FROM additions WHERE number <= " + before); // no mark is known any more
            }
        });
    }

    /** Takes chunks out, all or none, durably. */
    public void remove(Collection<String> chunks) {
        change("removing chunks from", () -> delete(chunks));
    }

    /**
     * Puts a chunk in the place of others, durably.
     *
     * @return false, and nothing changed, if one of the others is not there any more
     */
    public boolean exchange(Collection<String> replaced, ChunkInfo chunk) {
        boolean[] whole = { true };
        change("exchanging chunks of", () -> {
            insert(List.of(chunk)); // before the others go, so that its number among the additions is above theirs
            whole[0] = delete(replaced) == replaced.size();
            if (!whole[0]) {
                db.rollback();
            }
        });
        return whole[0];
    }

    private int delete(Collection<String> chunks) throws SQLException {
        int deleted = 0;
        try (PreparedStatement delete = db.prepareStatement("DELETE FROM chunks WHERE chunk = ?");
                PreparedStatement forget = db.prepareStatement("DELETE FROM additions WHERE chunk = ?")) {
            for (String chunk : chunks) {
                delete.setString(1, chunk);
                deleted += delete.executeUpdate();
                forget.setString(1, chunk);
                forget.executeUpdate();
            }
        }
        return deleted;
    }

    private interface Change {
        void run() throws SQLException;
    }

    private void change(String operation, Change change) {
        synchronized (FILES) {
            try {
                db.setAutoCommit(false);
                change.run();
                db.commit();
                db.setAutoCommit(true);
            } catch (SQLException failure) {
                undo(failure);
                throw SqlFailure.of(operation + " catalog " + file, failure);
            }
        }
    }

    /** SQLite may have done so itself, as it does when the disk is full, and then complains: the first failure is the one to tell. */
    private void undo(SQLException failure) {
        try {
            db.rollback();
            db.setAutoCommit(true);
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    private void insert(Collection<ChunkInfo> chunks) throws SQLException {
        try (PreparedStatement insert = db.prepareStatement(
                "INSERT OR IGNORE INTO chunks(" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement number = db.prepareStatement("INSERT INTO additions(chunk) VALUES (?)")) {
            for (ChunkInfo chunk : chunks) {
                insert.setString(1, chunk.chunk());
                insert.setString(2, chunk.world());
                insert.setString(3, chunk.source());
                insert.setLong(4, chunk.firstTick());
                insert.setLong(5, chunk.lastTick());
                insert.setLong(6, chunk.fromNanos());
                insert.setLong(7, chunk.toNanos());
                insert.setLong(8, chunk.bytes());
                insert.setLong(9, chunk.rawBytes());
                insert.setLong(10, chunk.samples());
                insert.setLong(11, chunk.frames());
                insert.setLong(12, chunk.dropped());
                insert.setLong(13, chunk.missing());
                insert.setString(14, chunk.sha256());
                if (insert.executeUpdate() == 1) {
                    number.setString(1, chunk.chunk());
                    number.executeUpdate();
                }
            }
        }
    }

    /** All chunks, by source and then by first tick. */
    public List<ChunkInfo> chunks() {
        return chunks(file.toString(), db);
    }

    /** How far the additions to a catalog were read: the last one. */
    public record Mark(long number, String chunk) {
        /** Nothing was read yet. */
        public static final Mark START = new Mark(0, "");
    }

    /**
     * What was added to a catalog after a mark.
     *
     * @param chunks all that there are if the mark is not known any more
     * @param mark for the next time
     */
    public record Additions(List<ChunkInfo> chunks, Mark mark) {
        public Additions {
            chunks = List.copyOf(chunks);
        }
    }

    /** Chunks that were added after {@code mark}, in their order: takes no longer in a long catalog than in a short one. */
    public Additions since(Mark mark) {
        try {
            Mark last = CatalogSchema.hasAdditions(db) ? last() : Mark.START;
            boolean known = mark.number() > 0 && mark("WHERE number = " + mark.number()).equals(Optional.of(mark));
            return new Additions(known
                    ? chunks(file.toString(), db, " FROM additions CROSS JOIN chunks USING (chunk) WHERE number > "
                            + mark.number() + " ORDER BY number")
                    : chunks(), last);
        } catch (SQLException failure) {
            throw SqlFailure.of("reading catalog " + file, failure);
        }
    }

    private Mark last() throws SQLException {
        return mark("ORDER BY number DESC LIMIT 1").orElse(Mark.START);
    }

    private Optional<Mark> mark(String which) throws SQLException {
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("SELECT number, chunk FROM additions " + which)) {
            return row.next() ? Optional.of(new Mark(row.getLong(1), row.getString(2))) : Optional.empty();
        }
    }

    private static List<ChunkInfo> chunks(String file, Connection db) {
        return chunks(file, db, " FROM chunks ORDER BY source, first_tick, chunk");
    }

    private static List<ChunkInfo> chunks(String file, Connection db, String from) {
        List<ChunkInfo> chunks = new ArrayList<>();
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + COLUMNS + from)) {
            while (row.next()) {
                chunks.add(new ChunkInfo(row.getString(1), row.getString(2), row.getString(3), row.getLong(4),
                        row.getLong(5),
                        row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9), row.getLong(10),
                        row.getLong(11),
                        row.getLong(12), row.getLong(13), row.getString(14)));
            }
        } catch (SQLException failure) {
            throw SqlFailure.of("reading catalog " + file, failure);
        } catch (IllegalArgumentException invalid) {
            throw new CorruptException("catalog " + file + " is invalid: " + invalid.getMessage(), invalid);
        }
        return chunks;
    }

    @Override
    public void close() {
        try {
            db.close();
        } catch (SQLException failure) {
            throw SqlFailure.of("closing catalog " + file, failure);
        }
    }
}
