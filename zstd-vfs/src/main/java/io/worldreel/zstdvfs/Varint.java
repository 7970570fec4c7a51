package io.worldreel.zstdvfs;

import java.nio.ByteBuffer;

/**
 * Numbers of one to nine bytes as SQLite stores them. One that does not end in its buffer is an {@link IndexOutOfBoundsException}.
 */
final class Varint {
    private static final int MOST_BYTES = 9;

    private Varint() {}

    static long value(ByteBuffer bytes, int at) {
        long value = 0;
        for (int i = 0; i < MOST_BYTES - 1; i++) {
            byte b = bytes.get(at + i);
            value = value << 7 | (b & 0x7f);
            if (b >= 0) {
                return value;
            }
        }
        return value << 8 | (bytes.get(at + MOST_BYTES - 1) & 0xff);
    }

    /** Where what follows begins. */
    static int end(ByteBuffer bytes, int at) {
        int last = at;
        while (last < at + MOST_BYTES - 1 && bytes.get(last) < 0) {
            last++;
        }
        return last + 1;
    }
}
