package io.worldreel.replayer.sql;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.worldreel.zstdvfs.SqliteLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandles;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * What SQL may do with an archive: read. SQLite asks for every statement before it runs (https://sqlite.org/c3ref/set_authorizer.html);
 * what is not known to be harmless is refused.
 */
final class ReadOnly {
    private static final int OK = 0;
    private static final int DENY = 1;

    private static final int PRAGMA = 19;
    private static final int READ = 20;
    private static final int SELECT = 21;
    private static final int TRANSACTION = 22;
    private static final int FUNCTION = 31;
    private static final int SAVEPOINT = 32;
    private static final int RECURSIVE = 33;

    /** Pragmas that only tell something; JDBC tools need them. */
    private static final Set<String> HARMLESS_PRAGMAS = Set.of("collation_list", "compile_options", "database_list",
            "foreign_key_list", "function_list", "index_info", "index_list", "index_xinfo", "module_list",
            "pragma_list", "read_uncommitted", "table_info", "table_list", "table_xinfo");
    private static final Set<String> HARMFUL_FUNCTIONS = Set.of("load_extension", "fts3_tokenizer");

    /** LIKE takes time exponential in the wildcards of its pattern, and nothing can interrupt it. */
    private static final int PATTERN_BYTES = 100;

    private static final long AUTHORIZE = SqliteLibrary.callback(MethodHandles.lookup(), "authorize",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private ReadOnly() {}

    /** From now on the connection only reads what is there, and no value of a query takes more than {@code valueBytes}. */
    static void enforce(SQLiteConnection connection, int valueBytes) throws SQLException {
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, valueBytes);
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN_BYTES);
        connection.setLimit(SQLiteLimits.SQLITE_LIMIT_WORKER_THREADS, 0);
        setAuthorizer(connection, AUTHORIZE);
    }

    /** Lets the connection make tables of its own, until {@link #enforce} is called again. */
    static void lift(SQLiteConnection connection) throws SQLException {
        setAuthorizer(connection, 0);
    }

    private static void setAuthorizer(Connection connection, long callback) throws SQLException {
        int code;
        try {
            code = SqliteCalls.setAuthorizer(SqliteLibrary.connection(connection), callback, 0);
        } catch (SQLException failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new SQLException("making the connection read-only failed: " + failure, failure);
        }
        if (code != OK) {
            throw new SQLException("making the connection read-only failed with SQLite's code " + code);
        }
    }

    static int authorize(long data, int action, long first, long second, long database, long trigger) {
        try {
            boolean allowed = switch (action) {
                case READ, SELECT, RECURSIVE, TRANSACTION, SAVEPOINT -> true;
                case FUNCTION -> !HARMFUL_FUNCTIONS.contains(lower(second));
                case PRAGMA -> HARMLESS_PRAGMAS.contains(lower(first));
                default -> false;
            };
            return allowed ? OK : DENY;
        } catch (Throwable failure) {
            return DENY;
        }
    }

    private static String lower(long text) {
        return text == 0 ? "" : SqliteCalls.text(text).toLowerCase(Locale.ROOT);
    }
}
