package io.worldreel.zstdvfs;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One file that one SQLite connection has open. SQLite calls it by one thread at a time.
 *
 * <p>Addresses are those of SQLite's own buffers, valid for the length of the call.
 */
final class OpenFile {
    private final SharedReaders.Lease lease;
    private final SeekableReader reader;
    private final long size;
    private final int shift;
    private final int frameMask;
    private final int borrowLimit;
    private int borrowed;
    private volatile @Nullable IOException failure;

    OpenFile(SharedReaders.Lease lease) {
        this.lease = lease;
        this.reader = lease.reader();
        this.size = reader.size();
        this.shift = reader.shift();
        this.frameMask = reader.frameSize() - 1;
        // Pages that SQLite holds are frames that cannot be evicted: some must be left for everybody else.
        this.borrowLimit = reader.cacheCapacity() >= reader.frameCount()
                ? Integer.MAX_VALUE
                : Math.min(32, reader.cacheCapacity() / 8);
        reader.retain();
    }

    long size() {
        return size;
    }

    /** Copies {@code length} bytes to {@code target}; false, with zeros instead, if the file ends before. */
    boolean read(long target, int length, long offset) throws IOException {
        long left = Math.max(0, Math.min(length, size - offset));
        if (left < length) {
            Native.MEMORY.asSlice(target + left, length - left).fill((byte) 0);
        }
        long hot = left == length ? reader.hotPage(offset, length) : 0;
        if (hot != 0) {
            MemorySegment.copy(Native.MEMORY, hot, Native.MEMORY, target, length);
            return true;
        }
        long to = target;
        for (long at = offset; left > 0;) {
            int inFrame = (int) at & frameMask;
            long n = Math.min(left, frameMask + 1 - inFrame);
            FrameCache.Frame frame = reader.pin((int) (at >>> shift));
            MemorySegment.copy(Native.MEMORY, frame.address + inFrame, Native.MEMORY, to, n);
            frame.unpin();
            to += n;
            at += n;
            left -= n;
        }
        return offset + length <= size;
    }

    /** Address of bytes that stay in place until {@link #giveBack}; 0 if they must be read instead. */
    long borrow(long offset, int length) throws IOException {
        long hot = reader.hotPage(offset, length);
        if (hot != 0) {
            return hot;
        }
        int inFrame = (int) offset & frameMask;
        if (borrowed >= borrowLimit || offset + length > size || inFrame + length > frameMask + 1) {
            return 0;
        }
        long address = reader.pin((int) (offset >>> shift)).address + inFrame;
        borrowed++;
        return address;
    }

    void giveBack(long offset, long address) {
        if (reader.isHotPage(offset, address)) {
            return;
        }
        reader.pinned((int) (offset >>> shift)).unpin();
        borrowed--;
    }

    void failed(IOException cause) {
        failure = cause;
    }

    /** Why the last read that failed did so; null if none has. */
    @Nullable
    IOException failure() {
        return failure;
    }

    void close() throws IOException {
        reader.release();
        lease.close();
    }
}
