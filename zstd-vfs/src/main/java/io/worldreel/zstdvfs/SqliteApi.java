package io.worldreel.zstdvfs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.core.CoreStatement;

/**
 * SQLite's C functions inside sqlite-jdbc's library, which exports none of them: SQLite hands its table of functions
 * (sqlite3ext.h, append-only) to the extensions that it loads, so an "extension" is loaded whose init function is a Java
 * method.
 *
 * <p>Two facts here are not documented by SQLite: the first word of a statement points to its connection, and the first
 * word of a connection to its VFS. What they lead to is checked before it is used.
 */
final class SqliteApi {
    private static final int OK_LOAD_PERMANENTLY = 256;

    private static final int MALLOC = 68;
    private static final int VFS_FIND = 141;
    private static final int VFS_REGISTER = 142;
    private static final int URI_PARAMETER = 189;

    private static final int VFS_BYTES_V3 = 168;
    private static final int VFS_BYTES_V2 = 144;

    /** Written by {@link #init} while the throwaway connection loads its extension. */
    private static long receivedTable;
    private static long initStub;
    private static long libraryHandle;

    /** Made once: what was found, or why nothing can be. */
    private record Bootstrap(@Nullable SqliteApi api, @Nullable UnsupportedOperationException failure) {
        static final Bootstrap RESULT = attempt();

        private static Bootstrap attempt() {
            try {
                return new Bootstrap(bootstrap(), null);
            } catch (UnsupportedOperationException failure) {
                return new Bootstrap(null, failure);
            } catch (SQLException | LinkageError failure) {
                return new Bootstrap(null, unsupported(String.valueOf(failure.getMessage()), failure));
            }
        }
    }

    private final long table;
    private final long defaultVfs;
    private final MethodHandle malloc;
    private final MethodHandle vfsFind;
    private final MethodHandle vfsRegister;
    private final MethodHandle uriParameter;

    private SqliteApi(long table, long defaultVfs) {
        this.table = table;
        this.defaultVfs = defaultVfs;
        malloc = function(table, MALLOC, FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
        vfsFind = function(table, VFS_FIND, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
        vfsRegister = function(table, VFS_REGISTER, Native.returnsInt(JAVA_LONG, JAVA_INT));
        uriParameter = function(table, URI_PARAMETER, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
    }

    private static MethodHandle function(long table, int slot, FunctionDescriptor signature) {
        return Native.function(Native.getLong(table + 8L * slot), signature);
    }

    /** @throws UnsupportedOperationException if this platform or version of sqlite-jdbc is not one that is understood */
    static SqliteApi get() {
        SqliteApi api = Bootstrap.RESULT.api;
        if (api == null) {
            UnsupportedOperationException failure = Objects.requireNonNull(Bootstrap.RESULT.failure);
            throw new UnsupportedOperationException(failure.getMessage(), failure);
        }
        return api;
    }

    /** Address of the function in a slot of {@code sqlite3_api_routines}. */
    long entry(int slot) {
        return Native.getLong(table + 8L * slot);
    }

    /** Address of the platform's own {@code sqlite3_vfs}. */
    long defaultVfs() {
        return defaultVfs;
    }

    /** Bytes to copy of the default VFS. */
    long defaultVfsBytes() {
        return Native.getInt(defaultVfs) >= 3 ? VFS_BYTES_V3 : VFS_BYTES_V2;
    }

    /** Memory that SQLite will free; 0 if there is none. */
    long malloc(int bytes) throws Throwable {
        return (long) malloc.invokeExact(bytes);
    }

    boolean vfsExists(String name) throws Throwable {
        return (long) vfsFind.invokeExact(cText(name)) != 0;
    }

    int vfsRegister(long vfs) throws Throwable {
        return (int) vfsRegister.invokeExact(vfs, 0);
    }

    /** Address of the value of a query parameter of the file name that xOpen was called with; 0 if it has none. */
    long uriParameter(long fileName, long parameter) throws Throwable {
        return (long) uriParameter.invokeExact(fileName, parameter);
    }

    /** A copy of {@code text} that lives as long as the JVM. */
    static long cText(String text) {
        byte[] utf8 = Native.utf8(text);
        long address = Native.allocateForever(utf8.length + 1L);
        Native.putText(address, utf8);
        return address;
    }

    private static SqliteApi bootstrap() throws SQLException {
        if (ValueLayout.ADDRESS.byteSize() != 8) {
            throw unsupported("the platform is not 64-bit", null);
        }
        var config = new SQLiteConfig();
        config.enableLoadExtension(true);
        try (Connection connection = config.createConnection("jdbc:sqlite::memory:");
                Connection other = config.createConnection("jdbc:sqlite::memory:")) {
            long db = connectionPointer(connection);
            long vfs = commonVfs(db, connectionPointer(connection), connectionPointer(other));
            loadExtension(connection, db, vfs);
            if (receivedTable == 0) {
                throw unsupported("SQLite did not call the extension's init function", null);
            }
            return new SqliteApi(receivedTable, vfs);
        }
    }

    /**
     * The VFS of connections, if their first words are what they are believed to be.
     *
     * @param db address of a connection
     * @param again the same, found by another statement
     * @param other address of another connection
     */
    static long commonVfs(long db, long again, long other) {
        if (db != again || db == other || !isPointer(db) || !isPointer(other)) {
            throw unsupported("a statement does not begin with its connection", null);
        }
        long vfs = Native.getLong(db);
        if (vfs != Native.getLong(other) || !isPointer(vfs)) {
            throw unsupported("a connection does not begin with its VFS", null);
        }
        int version = Native.getInt(vfs);
        long name = Native.getLong(vfs + Offsets.NAME);
        if (version < 2 || version > 9 || !isCharPointer(name) || !Native.text(name).matches("(unix|win).*")) {
            throw unsupported("a connection does not begin with its VFS", null);
        }
        return vfs;
    }

    /** Whether a word may be the address of a structure; where it may, two connections have agreed on it before it is followed. */
    private static boolean isPointer(long word) {
        return (word & 7) == 0 && isCharPointer(word);
    }

    private static boolean isCharPointer(long word) {
        return word > 0xffff && word >>> 56 == 0;
    }

    private static UnsupportedOperationException unsupported(String reason,
            @Nullable Throwable cause) {
        return new UnsupportedOperationException(
                "cannot put a VFS under sqlite-jdbc %s on %s %s: %s; use the version that zstd-vfs was tested with"
                        .formatted(SQLiteJDBCLoader.getVersion(), System.getProperty("os.name"),
                                System.getProperty("os.arch"), reason),
                cause);
    }

    /** Address of the {@code sqlite3} of a connection of sqlite-jdbc. */
    static long connectionPointer(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select 1")) {
            if (!(statement instanceof CoreStatement core)) {
                throw unsupported("its statements are of " + statement.getClass(), null);
            }
            return Native.getLong(core.pointer.safeRunLong((db, pointer) -> pointer));
        }
    }

    private static void loadExtension(Connection connection, long db, long vfs) throws SQLException {
        var lookup = MethodHandles.lookup();
        initStub = Native.callback(lookup, "init", Native.returnsInt(JAVA_LONG, JAVA_LONG, JAVA_LONG));
        libraryHandle = Native.allocateForever(8);
        long loader = Native.allocateForever(VFS_BYTES_V3);
        long bytes = Native.getInt(vfs) >= 3 ? VFS_BYTES_V3 : VFS_BYTES_V2;
        MemorySegment.copy(Native.MEMORY, vfs, Native.MEMORY, loader, bytes);
        Native.putLong(loader + Offsets.DL_OPEN,
                Native.callback(lookup, "dlOpen", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG)));
        Native.putLong(loader + Offsets.DL_ERROR,
                Native.callback(lookup, "dlError", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_INT, JAVA_LONG)));
        Native.putLong(loader + Offsets.DL_SYM,
                Native.callback(lookup, "dlSym", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG)));
        Native.putLong(loader + Offsets.DL_CLOSE,
                Native.callback(lookup, "dlClose", FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG)));
        try (Statement statement = connection.createStatement()) {
            Native.putLong(db, loader);
            try {
                statement.execute("select load_extension('java')");
            } finally {
                Native.putLong(db, vfs);
            }
        }
    }

    static long dlOpen(long vfs, long name) {
        return libraryHandle;
    }

    static void dlError(long vfs, int bytes, long message) {}

    static long dlSym(long vfs, long library, long symbol) {
        return initStub;
    }

    static void dlClose(long vfs, long library) {}

    /**
     * The extension's entry point. It stays loaded for good: when its connection closes, SQLite would have the platform's own VFS
     * close a library that is none, and dlclose counts down a word of whatever lies behind the handle.
     */
    static int init(long db, long error, long table) {
        receivedTable = table;
        return OK_LOAD_PERMANENTLY;
    }

    /** Offsets in {@code struct sqlite3_vfs} on 64-bit platforms. */
    static final class Offsets {
        static final long FILE_BYTES = 4;
        static final long NEXT = 16;
        static final long NAME = 24;
        static final long OPEN = 40;
        static final long FULL_PATHNAME = 64;
        static final long DL_OPEN = 72;
        static final long DL_ERROR = 80;
        static final long DL_SYM = 88;
        static final long DL_CLOSE = 96;

        private Offsets() {}
    }
}
