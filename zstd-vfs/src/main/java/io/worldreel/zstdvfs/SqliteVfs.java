package io.worldreel.zstdvfs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The VFS as SQLite sees it (https://sqlite.org/c3ref/vfs.html and io_methods.html): main databases are opened here,
 * read-only; everything else (temporary files of large sorts) goes to the platform's own VFS.
 *
 * <p>SQLite calls the static methods below. No exception leaves them: it becomes a result code, and is kept for
 * {@link #failure}.
 */
final class SqliteVfs {
    static final String HANDLE_PRAGMA = "zstdvfs_handle";
    static final String READER_PARAMETER = "zstdvfs_reader";

    private static final int OK = 0;
    private static final int READONLY = 8;
    private static final int IOERR = 10;
    private static final int IOERR_READ = IOERR | 1 << 8;
    private static final int IOERR_SHORT_READ = IOERR | 2 << 8;
    private static final int IOERR_DATA = IOERR | 32 << 8;
    private static final int NOTFOUND = 12;
    private static final int CANTOPEN = 14;
    private static final int NOTADB = 26;

    private static final int OPEN_MAIN_DB = 0x100;
    private static final int OPEN_READONLY = 1;
    private static final int OPEN_READWRITE_OR_CREATE = 6;
    private static final int FCNTL_PRAGMA = 14;
    private static final int IMMUTABLE_AND_SUBPAGE_READ = 0x2000 | 0x8000;

    /** Offset of our handle behind the pMethods pointer of {@code sqlite3_file}. */
    private static final long HANDLE = 8;
    private static final int MIN_FILE_BYTES = 16;

    private static final SqliteApi API = SqliteApi.get();
    private static final MethodHandle DEFAULT_OPEN = Native.function(
            Native.getLong(API.defaultVfs() + SqliteApi.Offsets.OPEN),
            Native.returnsInt(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG));
    private static final MethodHandle DEFAULT_FULL_PATHNAME = Native.function(
            Native.getLong(API.defaultVfs() + SqliteApi.Offsets.FULL_PATHNAME),
            Native.returnsInt(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG));
    private static final long IO_METHODS = ioMethods();
    private static final long READER_PARAMETER_TEXT = SqliteApi.cText(READER_PARAMETER);
    private static final String NAME = register();

    /** Handle to file; replaced when it grows, so that reading needs no lock. */
    private static volatile @Nullable OpenFile[] files = new OpenFile[64];
    private static final ConcurrentHashMap<Long, SharedReaders.Lease> OFFERED = new ConcurrentHashMap<>();
    private static final AtomicLong OFFERS = new AtomicLong();
    private static final ThreadLocal<@Nullable IOException> OPEN_FAILURE = new ThreadLocal<>();

    private SqliteVfs() {}

    /** The name under which SQLite knows the VFS; registers it at the first call. */
    static String name() {
        return NAME;
    }

    /** Lets the next open with {@link #READER_PARAMETER} of the returned number use this reader. */
    static long offer(SharedReaders.Lease lease) {
        long number = OFFERS.incrementAndGet();
        OFFERED.put(number, lease);
        return number;
    }

    static void withdraw(long number) {
        OFFERED.remove(number);
    }

    /** Why the last failed open on this thread failed. */
    static @Nullable IOException openFailure() {
        return OPEN_FAILURE.get();
    }

    /** Why the last failed read of the file failed, as told by {@link #HANDLE_PRAGMA}. */
    static @Nullable IOException failure(long handle) {
        @Nullable
        OpenFile[] all = files;
        OpenFile file = handle < 0 || handle >= all.length ? null : all[(int) handle];
        return file == null ? null : file.failure();
    }

    private static long ioMethods() {
        var lookup = MethodHandles.lookup();
        var file = Native.returnsInt(JAVA_LONG);
        var fileInt = Native.returnsInt(JAVA_LONG, JAVA_INT);
        var fileLong = Native.returnsInt(JAVA_LONG, JAVA_LONG);
        var transfer = Native.returnsInt(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
        long[] functions = { Native.callback(lookup, "close", file), Native.callback(lookup, "read", transfer),
                Native.callback(lookup, "write", transfer), Native.callback(lookup, "truncate", fileLong),
                Native.callback(lookup, "sync", fileInt), Native.callback(lookup, "fileSize", fileLong),
                Native.callback(lookup, "lock", fileInt), Native.callback(lookup, "unlock", fileInt),
                Native.callback(lookup, "checkReservedLock", fileLong),
                Native.callback(lookup, "fileControl", Native.returnsInt(JAVA_LONG, JAVA_INT, JAVA_LONG)),
                Native.callback(lookup, "sectorSize", file), Native.callback(lookup, "deviceCharacteristics", file), 0,
                0, 0, 0, // shared memory: only for write-ahead logs
                Native.callback(lookup, "fetch", Native.returnsInt(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG)),
                Native.callback(lookup, "unfetch", Native.returnsInt(JAVA_LONG, JAVA_LONG, JAVA_LONG)) };
        long methods = Native.allocateForever(8 + 8L * functions.length);
        Native.putInt(methods, 3);
        for (int i = 0; i < functions.length; i++) {
            Native.putLong(methods + 8 + 8L * i, functions[i]);
        }
        return methods;
    }

    private static String register() {
        var lookup = MethodHandles.lookup();
        long vfs = Native.allocateForever(168);
        MemorySegment.copy(Native.MEMORY, API.defaultVfs(), Native.MEMORY, vfs, API.defaultVfsBytes());
        long fileBytes = vfs + SqliteApi.Offsets.FILE_BYTES;
        Native.putInt(fileBytes, Math.max(MIN_FILE_BYTES, Native.getInt(fileBytes)));
        Native.putLong(vfs + SqliteApi.Offsets.NEXT, 0);
        Native.putLong(vfs + SqliteApi.Offsets.OPEN, Native.callback(lookup, "open",
                Native.returnsInt(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG)));
        Native.putLong(vfs + SqliteApi.Offsets.FULL_PATHNAME, Native.callback(lookup, "fullPathname",
                Native.returnsInt(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG)));
        try {
            // The name is global to the library: another class loader may have brought this class before.
            String name = "zstdvfs";
            for (int n = 2; API.vfsExists(name); n++) {
                name = "zstdvfs" + n;
            }
            Native.putLong(vfs + SqliteApi.Offsets.NAME, SqliteApi.cText(name));
            int code = API.vfsRegister(vfs);
            if (code != OK) {
                throw new IllegalStateException("SQLite does not register the VFS: result code " + code);
            }
            return name;
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("SQLite does not register the VFS", failure);
        }
    }

    private static synchronized int put(OpenFile file) {
        @Nullable
        OpenFile[] all = files;
        int free = 1;
        while (free < all.length && all[free] != null) {
            free++;
        }
        if (free == all.length) {
            all = Arrays.copyOf(all, 2 * free);
        }
        all[free] = file;
        files = all;
        return free;
    }

    private static synchronized void remove(int handle) {
        files[handle] = null;
    }

    private static OpenFile file(long address) {
        OpenFile file = files[(int) Native.getLong(address + HANDLE)];
        if (file == null) {
            throw new IllegalStateException("SQLite used a file that is closed");
        }
        return file;
    }

    /** Keeps the cause and gives the result code for it. */
    private static int failed(long address, Throwable cause) {
        try {
            file(address).failed(cause instanceof IOException io ? io : new IOException("the VFS failed", cause));
            return cause instanceof CorruptFileException ? IOERR_DATA : IOERR_READ;
        } catch (Throwable worse) {
            return IOERR_READ;
        }
    }

    static int open(long vfs, long name, long file, int flags, long outFlags) {
        try {
            Native.putLong(file, 0);
            if ((flags & OPEN_MAIN_DB) == 0 || name == 0) {
                return (int) DEFAULT_OPEN.invokeExact(API.defaultVfs(), name, file, flags, outFlags);
            }
            OPEN_FAILURE.remove();
            Native.putLong(file + HANDLE, put(new OpenFile(lease(name))));
            Native.putLong(file, IO_METHODS);
            if (outFlags != 0) {
                Native.putInt(outFlags, (flags & ~OPEN_READWRITE_OR_CREATE) | OPEN_READONLY);
            }
            return OK;
        } catch (Throwable failure) {
            try {
                OPEN_FAILURE.set(failure instanceof IOException io ? io : new IOException("the VFS failed", failure));
            } catch (Throwable worse) {
                return CANTOPEN;
            }
            return failure instanceof CorruptFileException ? NOTADB : CANTOPEN;
        }
    }

    private static SharedReaders.Lease lease(long name) throws Throwable {
        long number = API.uriParameter(name, READER_PARAMETER_TEXT);
        if (number == 0) {
            return SharedReaders.open(FileSource.open(Path.of(Native.text(name))), VfsConfig.DEFAULT);
        }
        SharedReaders.Lease offered = OFFERED.get(Long.valueOf(Native.text(number)));
        if (offered == null) {
            throw new NoSuchFileException(Native.text(name), null, "its reader is closed");
        }
        return offered.again();
    }

    static int fullPathname(long vfs, long name, int room, long out) {
        try {
            String text = Native.text(name);
            if (!text.contains("://")) {
                return (int) DEFAULT_FULL_PATHNAME.invokeExact(API.defaultVfs(), name, room, out);
            }
            byte[] utf8 = Native.utf8(text); // an address: no directory belongs before it
            if (utf8.length >= room) {
                return CANTOPEN;
            }
            Native.putText(out, utf8);
            return OK;
        } catch (Throwable failure) {
            return CANTOPEN;
        }
    }

    static int close(long file) {
        try {
            OpenFile open = file(file);
            remove((int) Native.getLong(file + HANDLE));
            open.close();
            return OK;
        } catch (Throwable failure) {
            return IOERR;
        }
    }

    static int read(long file, long target, int length, long offset) {
        try {
            return file(file).read(target, length, offset) ? OK : IOERR_SHORT_READ;
        } catch (Throwable failure) {
            return failed(file, failure);
        }
    }

    static int fetch(long file, long offset, int length, long out) {
        try {
            Native.putLong(out, 0);
            Native.putLong(out, file(file).borrow(offset, length));
            return OK;
        } catch (Throwable failure) {
            return failed(file, failure);
        }
    }

    static int unfetch(long file, long offset, long address) {
        try {
            if (address != 0) {
                file(file).giveBack(offset, address);
            }
            return OK;
        } catch (Throwable failure) {
            return failed(file, failure);
        }
    }

    static int fileSize(long file, long out) {
        try {
            Native.putLong(out, file(file).size());
            return OK;
        } catch (Throwable failure) {
            return failed(file, failure);
        }
    }

    /** Answers {@code PRAGMA zstdvfs_handle}: so a connection finds its file. */
    static int fileControl(long file, int operation, long argument) {
        try {
            if (operation != FCNTL_PRAGMA || !Native.text(Native.getLong(argument + 8)).equals(HANDLE_PRAGMA)) {
                return NOTFOUND;
            }
            byte[] answer = Native.utf8(Long.toString(Native.getLong(file + HANDLE)));
            long text = API.malloc(answer.length + 1);
            if (text != 0) {
                Native.putText(text, answer);
                Native.putLong(argument, text);
            }
            return OK;
        } catch (Throwable failure) {
            return NOTFOUND;
        }
    }

    static int checkReservedLock(long file, long out) {
        Native.putInt(out, 0);
        return OK;
    }

    static int write(long file, long source, int length, long offset) {
        return READONLY;
    }

    static int truncate(long file, long length) {
        return READONLY;
    }

    static int sync(long file, int flags) {
        return OK;
    }

    static int lock(long file, int level) {
        return OK;
    }

    static int unlock(long file, int level) {
        return OK;
    }

    static int sectorSize(long file) {
        return 4096;
    }

    static int deviceCharacteristics(long file) {
        return IMMUTABLE_AND_SUBPAGE_READ;
    }
}
