package io.worldreel.zstdvfs;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The C functions of the SQLite inside sqlite-jdbc, for extensions that are written in Java. Pointers are {@code long}s. Whoever
 * calls a function vouches for what it passes: a wrong address ends the JVM.
 */
public final class SqliteLibrary {
    private SqliteLibrary() {}

    /**
     * A function of SQLite.
     *
     * @param slot its place in {@code struct sqlite3_api_routines} of sqlite3ext.h, from 0
     * @throws UnsupportedOperationException if this platform or version of sqlite-jdbc is not one that is understood
     */
    public static MethodHandle function(int slot, FunctionDescriptor signature, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(SqliteApi.get().entry(slot)), signature,
                options);
    }

    /**
     * A C function pointer, valid for ever, to a static method. The method must catch every Throwable: one that leaves it ends the
     * JVM.
     */
    public static long callback(MethodHandles.Lookup lookup, String method, FunctionDescriptor signature) {
        return Native.callback(lookup, method, signature);
    }

    /** The {@code sqlite3*} of a connection of sqlite-jdbc, valid until it is closed. */
    public static long connection(Connection connection) throws SQLException {
        return SqliteApi.connectionPointer(connection);
    }
}
