package io.worldreel.zstdvfs;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A number of one to nine bytes as SQLite stores it.
 *
 * @param end where what follows begins
 */
record Varint(long value, int end) {

    /** @param beyond what to throw if it does not end in {@code bytes} */
    static Varint read(ByteBuffer bytes, int at, Supplier<CorruptFileException> beyond) throws CorruptFileException {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            if (at + i >= bytes.limit()) {
                throw beyond.get();
            }
            byte b = bytes.get(at + i);
            value = value << 7 | (b & 0x7f);
            if (b >= 0) {
                return new Varint(value, at + i + 1);
            }
        }
        if (at + 8 >= bytes.limit()) {
            throw beyond.get();
        }
        return new Varint(value << 8 | (bytes.get(at + 8) & 0xff), at + 9);
    }
}
