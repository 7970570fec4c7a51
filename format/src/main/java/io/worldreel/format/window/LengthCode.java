package io.worldreel.format.window;

/**
 * The prefix code in which packed rows say how many bits four residuals have: a code for each number of bits that the four before
 * had, in which lengths near to it are short (FORMAT.md, "Packed rows").
 */
final class LengthCode {
    /** The longest code. */
    static final int MAX_BITS = 9;
    /** Residuals have at most 32 bits. */
    static final int MAX_LENGTH = 32;
    /** From this the first length of a row is told. */
    static final int START = 6;
    /** So many residuals share a length. */
    static final int FOUR = 4;
    static final int MASK = (1 << MAX_BITS) - 1;
    /** The bits of a length above them. */
    static final int LENGTH_MASK = 63 << MAX_BITS;

    /** How many bits the code of a length has, by how near the length is; after lengths of 0, 1, 2 and of more. */
    private static final int[][] CODE_BITS = {
            { 1, 4, 2, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 },
            { 1, 3, 2, 5, 7, 7, 7, 7, 7, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 },
            { 1, 3, 4, 3, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 },
            { 2, 3, 3, 3, 4, 4, 5, 5, 6, 5, 6, 5, 7, 6, 7, 6, 8, 7, 9, 8, 9, 8, 9, 8, 9, 9, 9, 9, 9, 9, 9, 9, 9 } };

    /** By the length before, times 64, plus the length: the code, and above {@link #MAX_BITS} bits how many it has. */
    private static final short[] CODES = new short[(MAX_LENGTH + 1) << 6];
    /**
     * By the length before, times 512, plus the next {@link #MAX_BITS} bits: the length, times 512, plus how many bits its code has.
     * Its size is that of any index of which a length is six bits, for then no index need be checked.
     */
    private static final short[] LENGTHS = new short[64 << MAX_BITS];

    static {
        for (int before = 0; before <= MAX_LENGTH; before++) {
            makeCode(before);
        }
    }

    private LengthCode() {}

    /** Codes of the same number of bits follow each other in the order of nearness, shorter codes come first, as in DEFLATE. */
    private static void makeCode(int before) {
        int[] nearest = nearest(before);
        int[] codeBits = CODE_BITS[Math.min(before, CODE_BITS.length - 1)];
        int code = 0;
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            for (int rank = 0; rank <= MAX_LENGTH; rank++) {
                if (codeBits[rank] == bits) {
                    set(before, nearest[rank], Integer.reverse(code++) >>> (Integer.SIZE - bits), bits);
                }
            }
            code <<= 1;
        }
    }

    private static void set(int before, int length, int code, int bits) {
        CODES[(before << 6) | length] = (short) ((bits << MAX_BITS) | code);
        int entry = (length << MAX_BITS) | bits;
        for (int rest = 0; rest < 1 << (MAX_BITS - bits); rest++) {
            LENGTHS[(before << MAX_BITS) | (rest << bits) | code] = (short) entry;
        }
    }

    /** All lengths by their distance to one, the shorter of two first. */
    private static int[] nearest(int length) {
        int[] nearest = new int[MAX_LENGTH + 1];
        int found = 0;
        for (int distance = 0; distance <= MAX_LENGTH; distance++) {
            if (length - distance >= 0) {
                nearest[found++] = length - distance;
            }
            if (distance > 0 && length + distance <= MAX_LENGTH) {
                nearest[found++] = length + distance;
            }
        }
        return nearest;
    }

    /** How many lengths tell so many residuals. */
    static int fours(int residuals) {
        return (residuals + FOUR - 1) / FOUR;
    }

    /** A shared table for {@link RowPacker}: see the field. */
    static short[] codes() {
        return CODES;
    }

    /** A shared table for {@link RowUnpacker}: see the field. */
    static short[] lengths() {
        return LENGTHS;
    }
}
