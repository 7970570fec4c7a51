package io.worldreel.zstdvfs;

import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes zstd frames with content size and checksum. Of bytes that are nearly alike in frequency, Huffman codes save little and
 * take most of the time that readers need: such a frame can be written without them. Owned by one thread.
 */
public final class FrameCompressor implements AutoCloseable {
    /** The highest of zstd's levels that leave literals as they are. */
    private static final int PLAIN_LEVEL = -1;
    /** One long of so many bytes is looked at to learn how frequent bytes are. */
    private static final int STRIDE = 4 * Long.BYTES;
    /** Frames of fewer bytes, compressed, tell too little of that. */
    private static final int MIN_BYTES = 4 << 10;

    private final double literalLoss;
    private final ZstdCompressCtx thorough;
    private final ZstdCompressCtx plain;
    private final int[] counts = new int[1 << Byte.SIZE];

    /** Of a configuration's level and {@link PackConfig#literalLoss}. */
    public FrameCompressor(PackConfig config) {
        literalLoss = config.literalLoss();
        thorough = context(config.level());
        plain = context(PLAIN_LEVEL);
    }

    private static ZstdCompressCtx context(int level) {
        return new ZstdCompressCtx().setLevel(level).setChecksum(true).setContentSize(true);
    }

    /**
     * Writes a frame of the first {@code length} bytes of {@code raw} to the beginning of {@code out}, both of them direct, and
     * returns its bytes. Positions and limits stay; {@code out} must have room for what does not compress.
     */
    public int compress(ByteBuffer raw, int length, ByteBuffer out) {
        if (literalLoss > 0) {
            int size = plain.compressDirectByteBuffer(out, 0, out.capacity(), raw, 0, length);
            if (size >= MIN_BYTES && entropy(out, size) >= 1 - literalLoss) {
                return size;
            }
        }
        return thorough.compressDirectByteBuffer(out, 0, out.capacity(), raw, 0, length);
    }

    /** Bits of information in a bit of some bytes, if each of them is taken by itself: 0 to 1. */
    private double entropy(ByteBuffer bytes, int length) {
        count(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN), length);
        double all = 0;
        double bits = 0;
        for (int count : counts) {
            all += count;
            bits += count == 0 ? 0 : count * Math.log(count);
        }
        return (Math.log(all) - bits / all) / Math.log(counts.length);
    }

    private void count(ByteBuffer bytes, int length) {
        Arrays.fill(counts, 0);
        for (int at = 0; at + Long.BYTES <= length; at += STRIDE) {
            for (long rest = bytes.getLong(at), i = 0; i < Long.BYTES; i++, rest >>>= Byte.SIZE) {
                counts[(int) rest & 0xff]++;
            }
        }
    }

    @Override
    public void close() {
        thorough.close();
        plain.close();
    }
}
