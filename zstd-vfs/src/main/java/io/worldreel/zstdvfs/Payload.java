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

    /** How many pages the chain has. */
    int chained() {
        return Math.toIntExact(((long) length - local.limit() + pages.usable() - 5) / (pages.usable() - 4));
    }

    /** The pages of the chain, in order. */
    int[] chain() throws IOException {
        int[] chain = new int[chained()];
        ByteBuffer link = ByteBuffer.allocate(4);
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
        int inPage = pages.usable() - 4;
        ByteBuffer content = ByteBuffer.allocate(pages.usable());
        int next = overflow;
        int skip = from;
        for (int done = dstFrom; done < dst.length;) {
            pages.checked(page, next);
            int wanted = Math.clamp(dst.length - done + (long) skip, 0, inPage);
            pages.read(next, 0, content.clear().limit(4 + wanted));
            if (skip < wanted) {
                content.get(4 + skip, dst, done, wanted - skip);
                done += wanted - skip;
            }
            skip = Math.max(0, skip - inPage);
            next = content.getInt(0);
        }
    }
}
