package io.worldreel.zstdvfs;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The bytes of a row: the first of them in a page of its B-tree, the rest in a chain of pages.
 *
 * @param page the number of the page
 * @param local the bytes in the page
 * @param length all of them
 * @param overflow the first page of the chain, if there is one
 */
record Payload(DatabasePages pages, int page, ByteBuffer local, int length, int overflow) {
    /** Bytes at the beginning of a page of a chain that name the next one. */
    private static final int LINK = 4;

    /** How many pages the chain has. */
    int chained() {
        return Math.toIntExact(((long) length - local.limit() + pages.usable() - LINK - 1) / (pages.usable() - LINK));
    }

    /** The pages of the chain, in order. */
    int[] chain() throws IOException {
        int[] chain = new int[chained()];
        ByteBuffer link = ByteBuffer.allocate(LINK);
        int next = overflow;
        for (int i = 0; i < chain.length; i++) {
            chain[i] = pages.checked(page, next);
            if (i + 1 < chain.length) {
                pages.read(next, 0, link.clear());
                next = link.getInt(0);
            }
        }
        return chain;
    }

    /** Bytes from one offset to another. */
    byte[] bytes(int from, int to) throws IOException {
        byte[] bytes = new byte[to - from];
        int done = Math.clamp(local.limit() - from, 0, bytes.length);
        if (done > 0) {
            local.get(from, bytes, 0, done);
        }
        if (done < bytes.length) {
            readChain(from + done - local.limit(), bytes, done);
        }
        return bytes;
    }

    /** @param from offset among the bytes of the chain */
    private void readChain(int from, byte[] dst, int dstFrom) throws IOException {
        int inPage = pages.usable() - LINK;
        ByteBuffer link = ByteBuffer.allocate(LINK);
        int next = overflow;
        int skip = from;
        for (int done = dstFrom; done < dst.length;) {
            pages.checked(page, next);
            int count = Math.min(inPage - skip, dst.length - done);
            if (count > 0) {
                pages.read(next, LINK + skip, ByteBuffer.wrap(dst, done, count));
                done += count;
            }
            skip = Math.max(0, skip - inPage);
            if (done < dst.length) {
                pages.read(next, 0, link.clear());
                next = link.getInt(0);
            }
        }
    }
}
