package io.worldreel.format.window;

/**
 * Copies values as messages have them, the columns of each side by side, into columns. Values lie equally far apart. All columns of
 * a value are copied at once, and two of four bytes are read as one number: this takes a fraction of the instructions of a column
 * after the other.
 */
final class Transposition {
    private static final int INT = Integer.BYTES;

    private Transposition() {}

    /**
     * Copies values of columns of four bytes.
     *
     * @param from where the first one lies in {@code source}
     * @param apart how far apart they are
     * @param at where they go in each column
     */
    static void ints(byte[] source, int from, int apart, int count, int[][] columns, int at) {
        switch (columns.length) {
            case 3 -> three(source, from, apart, count, columns, at);
            case 4 -> four(source, from, apart, count, columns, at);
            default -> {
                for (int c = 0; c < columns.length; c++) {
                    one(source, from + c * INT, apart, count, columns[c], at);
                }
            }
        }
    }

    private static void one(byte[] source, int from, int apart, int count, int[] column, int at) {
        for (int i = 0, next = from; i < count; i++, next += apart) {
            column[at + i] = (int) Column.INTS.get(source, next);
        }
    }

    private static void three(byte[] source, int from, int apart, int count, int[][] columns, int at) {
        int[] x = columns[0];
        int[] y = columns[1];
        int[] z = columns[2];
        for (int i = 0, next = from; i < count; i++, next += apart) {
            long xy = (long) Column.LONGS.get(source, next);
            x[at + i] = (int) xy;
            y[at + i] = (int) (xy >>> Integer.SIZE);
            z[at + i] = (int) Column.INTS.get(source, next + 2 * INT);
        }
    }

    private static void four(byte[] source, int from, int apart, int count, int[][] columns, int at) {
        int[] x = columns[0];
        int[] y = columns[1];
        int[] z = columns[2];
        int[] w = columns[3];
        for (int i = 0, next = from; i < count; i++, next += apart) {
            long xy = (long) Column.LONGS.get(source, next);
            long zw = (long) Column.LONGS.get(source, next + 2 * INT);
            x[at + i] = (int) xy;
            y[at + i] = (int) (xy >>> Integer.SIZE);
            z[at + i] = (int) zw;
            w[at + i] = (int) (zw >>> Integer.SIZE);
        }
    }

    /** As above, of columns of eight bytes. */
    static void longs(byte[] source, int from, int apart, int count, long[][] columns, int at) {
        for (int c = 0; c < columns.length; c++) {
            long[] column = columns[c];
            for (int i = 0, next = from + c * Long.BYTES; i < count; i++, next += apart) {
                column[at + i] = (long) Column.LONGS.get(source, next);
            }
        }
    }

    /** As above, of one column of a byte. */
    static void bytes(byte[] source, int from, int apart, int count, int[] column, int at) {
        for (int i = 0, next = from; i < count; i++, next += apart) {
            column[at + i] = source[next];
        }
    }
}
