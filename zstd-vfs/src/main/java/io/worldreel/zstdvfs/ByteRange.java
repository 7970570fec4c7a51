package io.worldreel.zstdvfs;

/** A run of bytes of a file: {@code length} bytes from {@code offset}. */
public record ByteRange(long offset, long length) {
    public ByteRange {
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw new IllegalArgumentException("byte range " + offset + "+" + length + " is not a range");
        }
    }

    /** The first offset behind the range. */
    public long end() {
        return offset + length;
    }
}
