package io.worldreel.zstdvfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;

/**
 * C pointers as {@code long}, on 64-bit platforms: no object is made for a read, a write or a call. Whoever calls this
 * vouches for the address; a wrong one ends the JVM.
 */
final class Native {
    /** The whole address space. */
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    private static final Linker LINKER = Linker.nativeLinker();

    private Native() {}

    static int getInt(long address) {
        return MEMORY.get(JAVA_INT, address);
    }

    static void putInt(long address, int value) {
        MEMORY.set(JAVA_INT, address, value);
    }

    static long getLong(long address) {
        return MEMORY.get(JAVA_LONG, address);
    }

    static void putLong(long address, long value) {
        MEMORY.set(JAVA_LONG, address, value);
    }

    /** The NUL-terminated UTF-8 text at {@code address}. */
    static String text(long address) {
        return MEMORY.asSlice(address).getString(0);
    }

    /** Writes text and a NUL to memory that has room for them. */
    static void putText(long address, byte[] utf8) {
        MemorySegment.copy(utf8, 0, MEMORY, JAVA_BYTE, address, utf8.length);
        MEMORY.set(JAVA_BYTE, address + utf8.length, (byte) 0);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Zeroed memory that lives as long as the JVM. */
    static long allocateForever(long bytes) {
        return Arena.global().allocate(bytes, 8).address();
    }

    /** Signature of a function that returns int. */
    static FunctionDescriptor returnsInt(MemoryLayout... arguments) {
        return FunctionDescriptor.of(JAVA_INT, arguments);
    }

    static MethodHandle function(long address, FunctionDescriptor signature) {
        return LINKER.downcallHandle(MemorySegment.ofAddress(address), signature);
    }

    /**
     * A C function pointer, valid for ever, to a static method. The method must catch every Throwable: one that leaves it
     * ends the JVM.
     */
    static long callback(MethodHandles.Lookup lookup, String method, FunctionDescriptor signature) {
        try {
            MethodHandle target = lookup.findStatic(lookup.lookupClass(), method, signature.toMethodType());
            return LINKER.upcallStub(target, signature, Arena.global()).address();
        } catch (ReflectiveOperationException missing) {
            throw new LinkageError("callback " + method + " does not have the signature " + signature, missing);
        }
    }
}
