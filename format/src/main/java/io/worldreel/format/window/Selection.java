package io.worldreel.format.window;

/** Finds the n-th smallest of some numbers without sorting them all: Hoare's quickselect. */
final class Selection {
    private Selection() {}

    /**
     * Returns what would stand at index {@code n} if the first {@code count} numbers were sorted; they change their places.
     *
     * @param n from 0 to {@code count} - 1
     */
    static double nth(double[] numbers, int count, int n) {
        int low = 0;
        int high = count - 1;
        while (low < high) {
            double pivot = middle(numbers[low], numbers[(low + high) >>> 1], numbers[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (numbers[i] < pivot) {
                    i++;
                }
                while (numbers[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double greater = numbers[i];
                    numbers[i++] = numbers[j];
                    numbers[j--] = greater;
                }
            }
            if (n <= j) {
                high = j;
            } else if (n >= i) {
                low = i;
            } else {
                break;
            }
        }
        return numbers[n];
    }

    private static double middle(double a, double b, double c) {
        return a < b ? Math.max(a, Math.min(b, c)) : Math.max(b, Math.min(a, c));
    }
}
