package io.worldreel.replayer.sql;

import static io.worldreel.replayer.sql.SqliteCalls.getLong;
import static io.worldreel.replayer.sql.SqliteCalls.putLong;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.worldreel.zstdvfs.SqliteLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandles;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tables in Java as SQLite calls them (https://sqlite.org/vtab.html). SQLite calls the static methods below; no exception leaves
 * them: it becomes a result code, and its message that of the statement that fails.
 */
final class VirtualTables {
    private static final String MODULE = "worldreel";

    private static final int OK = 0;
    private static final int ERROR = 1;
    private static final int NOMEM = 7;
    private static final int INTERRUPT = 9;
    private static final int CONSTRAINT = 19;

    /** {@code sqlite3_vtab}: pModule, nRef, zErrMsg; then our handle. */
    private static final int TABLE_BYTES = 32;
    private static final long TABLE_ERROR = 16;
    private static final long TABLE_HANDLE = 24;
    /** {@code sqlite3_vtab_cursor}: pVtab; then our handle. */
    private static final int CURSOR_BYTES = 16;
    private static final long CURSOR_HANDLE = 8;

    private static final Handles<Map<String, Table>> SETS = new Handles<>();
    private static final Handles<Table> TABLES = new Handles<>();
    private static final Handles<Cursor> CURSORS = new Handles<>();
    private static final long MODULE_STRUCT = moduleStruct();
    private static final long RELEASE = stub("release", FunctionDescriptor.ofVoid(JAVA_LONG));

    private VirtualTables() {}

    /**
     * Makes tables part of a connection's main database. They live until the connection is closed.
     *
     * @param tables all that the connection has from now on
     * @param fresh those of them that it does not have yet
     */
    static void create(Connection connection, List<? extends Table> tables, List<? extends Table> fresh)
            throws SQLException {
        Map<String, Table> byName = new TreeMap<>();
        tables.forEach(table -> byName.put(table.name(), table));
        int code;
        try {
            code = SqliteCalls.createModule(SqliteLibrary.connection(connection), MODULE, MODULE_STRUCT,
                    SETS.add(byName), RELEASE);
        } catch (SQLException failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new SQLException("registering virtual tables failed: " + failure, failure);
        }
        if (code != OK) {
            throw new SQLException("registering virtual tables failed with SQLite's code " + code);
        }
        try (Statement statement = connection.createStatement()) {
            for (Table table : fresh) {
                statement.execute("CREATE VIRTUAL TABLE " + Names.quoted(table.name()) + " USING " + MODULE);
            }
        }
    }

    private static long moduleStruct() {
        FunctionDescriptor connect = ints(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        FunctionDescriptor one = ints(JAVA_LONG);
        FunctionDescriptor two = ints(JAVA_LONG, JAVA_LONG);
        long disconnect = stub("disconnect", one);
        long[] slots = { 0 /* iVersion */, stub("connect", connect), stub("connect", connect), stub("bestIndex", two),
                disconnect, disconnect, stub("open", two), stub("close", one),
                stub("filter", ints(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG)), stub("next", one),
                stub("eof", one), stub("column", ints(JAVA_LONG, JAVA_LONG, JAVA_INT)), stub("rowid", two) };
        long struct = Arena.global().allocate(256, 8).address(); // the rest is zero: read-only, no transactions
        for (int i = 0; i < slots.length; i++) {
            putLong(struct + 8L * i, slots[i]);
        }
        return struct;
    }

    private static FunctionDescriptor ints(java.lang.foreign.MemoryLayout... arguments) {
        return FunctionDescriptor.of(JAVA_INT, arguments);
    }

    private static long stub(String method, FunctionDescriptor signature) {
        return SqliteLibrary.callback(MethodHandles.lookup(), method, signature);
    }

    static void release(long set) {
        try {
            SETS.remove(set);
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    static int connect(long db, long set, int argumentCount, long arguments, long outTable, long outError) {
        try {
            String name = SqliteCalls.text(getLong(arguments + 16)); // module, database, table
            Table table = SETS.get(set).get(name);
            if (table == null) {
                throw new IllegalArgumentException("the archive has no table " + name);
            }
            int code = SqliteCalls.declareTable(db, table.declaration());
            if (code == OK) {
                long struct = SqliteCalls.allocate(TABLE_BYTES);
                putLong(struct + TABLE_HANDLE, TABLES.add(table));
                putLong(outTable, struct);
            }
            return code;
        } catch (Throwable failure) {
            try {
                putLong(outError, SqliteCalls.allocateText(message(failure)));
            } catch (Throwable worse) {
                return NOMEM;
            }
            return failed(failure);
        }
    }

    static int disconnect(long table) {
        try {
            TABLES.remove(getLong(table + TABLE_HANDLE));
            SqliteCalls.free(table);
            return OK;
        } catch (Throwable failure) {
            return failed(failure);
        }
    }

    static int bestIndex(long table, long info) {
        try {
            return IndexInfo.answer(TABLES.get(getLong(table + TABLE_HANDLE)), info) ? OK : CONSTRAINT;
        } catch (Throwable failure) {
            return failed(table, failure);
        }
    }

    static int open(long table, long outCursor) {
        try {
            long struct = SqliteCalls.allocate(CURSOR_BYTES);
            putLong(struct + CURSOR_HANDLE, CURSORS.add(TABLES.get(getLong(table + TABLE_HANDLE)).open()));
            putLong(outCursor, struct);
            return OK;
        } catch (Throwable failure) {
            return failed(table, failure);
        }
    }

    static int close(long cursor) {
        try {
            CURSORS.remove(getLong(cursor + CURSOR_HANDLE));
            SqliteCalls.free(cursor);
            return OK;
        } catch (Throwable failure) {
            return failed(failure);
        }
    }

    static int filter(long cursor, int planNumber, long planText, int argumentCount, long arguments) {
        long table = getLong(cursor);
        try {
            Plan plan = TABLES.get(getLong(table + TABLE_HANDLE)).plan(planNumber);
            List<Argument> values = new ArrayList<>(argumentCount);
            for (int i = 0; i < argumentCount; i++) {
                long value = getLong(arguments + 8L * i);
                values.add(plan.conditions().get(i).key().isOrdered()
                        ? SqliteCalls.numericArgument(value)
                        : SqliteCalls.argument(value));
            }
            cursor(cursor).filter(new Bounds(plan, values));
            return OK;
        } catch (Throwable failure) {
            return failed(table, failure);
        }
    }

    static int next(long cursor) {
        try {
            cursor(cursor).step();
            return OK;
        } catch (Throwable failure) {
            return failed(getLong(cursor), failure);
        }
    }

    static int eof(long cursor) {
        try {
            return cursor(cursor).atEnd() ? 1 : 0;
        } catch (Throwable failure) {
            return 1;
        }
    }

    static int column(long cursor, long context, int column) {
        try {
            cursor(cursor).column(context, column);
            return OK;
        } catch (Throwable failure) {
            return failed(getLong(cursor), failure);
        }
    }

    static int rowid(long cursor, long out) {
        try {
            putLong(out, cursor(cursor).rowid());
            return OK;
        } catch (Throwable failure) {
            return failed(getLong(cursor), failure);
        }
    }

    private static Cursor cursor(long cursor) {
        return CURSORS.get(getLong(cursor + CURSOR_HANDLE));
    }

    /** Keeps the message for SQLite, which frees it. */
    private static int failed(long table, Throwable failure) {
        try {
            SqliteCalls.free(getLong(table + TABLE_ERROR));
            putLong(table + TABLE_ERROR, 0);
            putLong(table + TABLE_ERROR, SqliteCalls.allocateText(message(failure)));
        } catch (Throwable worse) {
            return NOMEM;
        }
        return failed(failure);
    }

    private static int failed(Throwable failure) {
        return switch (failure) {
            case OutOfMemoryError memory -> NOMEM;
            case Deadline.PassedException late -> INTERRUPT;
            default -> ERROR;
        };
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
