package io.worldreel.replayer.sql;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.worldreel.zstdvfs.SqliteLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The C functions that virtual tables need, by their places in sqlite3ext.h (SQLite 3.22 and later), and the memory that they
 * speak of. Pointers are {@code long}s.
 */
final class SqliteCalls {
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** Functions that are quick and never call back need no change of thread state. */
    private static final Linker.Option QUICK = Linker.Option.critical(false);
    /** As {@link #QUICK}, and may be given arrays of the heap. */
    private static final Linker.Option QUICK_HEAP = Linker.Option.critical(true);
    /** Tells SQLite to copy a text or blob at once. */
    private static final long TRANSIENT = -1;

    private static final MethodHandle DECLARE_VTAB = call(50, FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FREE = call(58, FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle MALLOC = call(68, FunctionDescriptor.of(JAVA_LONG, JAVA_INT));
    private static final MethodHandle SET_AUTHORIZER = call(91,
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CREATE_MODULE = call(119,
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle VTAB_COLLATION = call(224,
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT));

    private static final FunctionDescriptor RESULT_BYTES = FunctionDescriptor.ofVoid(JAVA_LONG, ADDRESS, JAVA_INT,
            JAVA_LONG);
    private static final MethodHandle RESULT_BLOB = call(78, RESULT_BYTES, QUICK_HEAP);
    private static final MethodHandle RESULT_DOUBLE = call(79, FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_DOUBLE),
            QUICK);
    private static final MethodHandle RESULT_INT64 = call(83, FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG), QUICK);
    private static final MethodHandle RESULT_NULL = call(84, FunctionDescriptor.ofVoid(JAVA_LONG), QUICK);
    private static final MethodHandle RESULT_TEXT = call(85, RESULT_BYTES, QUICK_HEAP);

    private static final MethodHandle VALUE_BYTES = call(103, FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle VALUE_DOUBLE = call(105, FunctionDescriptor.of(JAVA_DOUBLE, JAVA_LONG));
    private static final MethodHandle VALUE_INT64 = call(107, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle VALUE_NUMERIC_TYPE = call(108, FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle VALUE_TEXT = call(109, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    private static final MethodHandle VALUE_TYPE = call(113, FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

    private SqliteCalls() {}

    private static MethodHandle call(int slot, FunctionDescriptor signature, Linker.Option... options) {
        return SqliteLibrary.function(slot, signature, options);
    }

    static int getInt(long address) {
        return MEMORY.get(JAVA_INT, address);
    }

    static void putInt(long address, int value) {
        MEMORY.set(JAVA_INT, address, value);
    }

    static int getByte(long address) {
        return MEMORY.get(JAVA_BYTE, address);
    }

    static void putByte(long address, int value) {
        MEMORY.set(JAVA_BYTE, address, (byte) value);
    }

    static long getLong(long address) {
        return MEMORY.get(JAVA_LONG, address);
    }

    static void putLong(long address, long value) {
        MEMORY.set(JAVA_LONG, address, value);
    }

    static void putDouble(long address, double value) {
        MEMORY.set(JAVA_DOUBLE, address, value);
    }

    /** The NUL-terminated UTF-8 text at {@code address}. */
    static String text(long address) {
        return MEMORY.asSlice(address).getString(0);
    }

    /** Zeroed memory that SQLite may free. */
    static long allocate(int bytes) throws Throwable {
        long address = (long) MALLOC.invokeExact(bytes);
        if (address == 0) {
            throw new OutOfMemoryError("SQLite has no " + bytes + " bytes of memory");
        }
        MEMORY.asSlice(address, bytes).fill((byte) 0);
        return address;
    }

    /** A copy of {@code text} that SQLite may free. */
    static long allocateText(String text) throws Throwable {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        long address = allocate(utf8.length + 1);
        MemorySegment.copy(utf8, 0, MEMORY, JAVA_BYTE, address, utf8.length);
        return address;
    }

    static void free(long address) throws Throwable {
        FREE.invokeExact(address);
    }

    static int declareTable(long db, String createTable) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            return (int) DECLARE_VTAB.invokeExact(db, arena.allocateFrom(createTable).address());
        }
    }

    /** @param module a {@code sqlite3_module} that lives as long as the connection */
    static int createModule(long db, String name, long module, long data, long destroy) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            return (int) CREATE_MODULE.invokeExact(db, arena.allocateFrom(name).address(), module, data, destroy);
        }
    }

    static int setAuthorizer(long db, long callback, long data) throws Throwable {
        return (int) SET_AUTHORIZER.invokeExact(db, callback, data);
    }

    /** The collation by which a constraint of {@code sqlite3_index_info} compares texts. */
    static String collation(long indexInfo, int constraint) throws Throwable {
        return text((long) VTAB_COLLATION.invokeExact(indexInfo, constraint));
    }

    static void result(long context, long value) throws Throwable {
        RESULT_INT64.invokeExact(context, value);
    }

    /** NaN becomes NULL, as SQLite has none. */
    static void result(long context, double value) throws Throwable {
        RESULT_DOUBLE.invokeExact(context, value);
    }

    static void resultNull(long context) throws Throwable {
        RESULT_NULL.invokeExact(context);
    }

    static void resultText(long context, byte[] utf8) throws Throwable {
        RESULT_TEXT.invokeExact(context, MemorySegment.ofArray(utf8), utf8.length, TRANSIENT);
    }

    static void resultBlob(long context, byte[] bytes) throws Throwable {
        RESULT_BLOB.invokeExact(context, MemorySegment.ofArray(bytes), bytes.length, TRANSIENT);
    }

    /** A value that SQLite passes to a filter, as it is. */
    static Argument argument(long value) throws Throwable {
        return argument(value, (int) VALUE_TYPE.invokeExact(value));
    }

    /** A value that SQLite passes to a filter, as a comparison with an INTEGER column takes it. */
    static Argument numericArgument(long value) throws Throwable {
        return argument(value, (int) VALUE_NUMERIC_TYPE.invokeExact(value));
    }

    private static Argument argument(long value, int type) throws Throwable {
        return switch (type) {
            case 1 -> new Argument.Whole((long) VALUE_INT64.invokeExact(value));
            case 2 -> new Argument.Real((double) VALUE_DOUBLE.invokeExact(value));
            case 3 -> new Argument.Text(valueText(value));
            case 4 -> Argument.BLOB;
            default -> Argument.NULL;
        };
    }

    private static String valueText(long value) throws Throwable {
        long address = (long) VALUE_TEXT.invokeExact(value);
        int bytes = (int) VALUE_BYTES.invokeExact(value);
        byte[] utf8 = new byte[bytes];
        MemorySegment.copy(MEMORY, JAVA_BYTE, address, utf8, 0, bytes);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
