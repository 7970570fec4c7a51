package io.worldreel.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays rows out in columns for reading. Widths come from the first rows, so that any number of rows can pass; a wider cell later
 * pushes its row to the right.
 */
final class Table implements AutoCloseable {
    private static final int ROWS_MEASURED = 256;
    private static final int WIDEST_COLUMN = 60;

    private final Output out;
    private final boolean[] rightAligned;
    private final int[] widths;
    private final List<String[]> waiting = new ArrayList<>();
    private boolean measured;

    /** @param header names of the columns; one that ends in {@code >} is aligned to the right */
    Table(Output out, List<String> header) {
        this.out = out;
        rightAligned = new boolean[header.size()];
        widths = new int[header.size()];
        String[] names = new String[header.size()];
        for (int i = 0; i < header.size(); i++) {
            rightAligned[i] = header.get(i).endsWith(">");
            String name = header.get(i);
            names[i] = rightAligned[i] ? name.substring(0, name.length() - 1) : name;
        }
        waiting.add(names);
    }

    void row(List<?> cells) {
        String[] texts = new String[widths.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = Words.printable(cells.get(i).toString());
        }
        if (measured) {
            print(texts);
            return;
        }
        waiting.add(texts);
        if (waiting.size() > ROWS_MEASURED) {
            measure();
        }
    }

    /** Prints what is still waiting. */
    @Override
    public void close() {
        if (!measured) {
            measure();
        }
    }

    private void measure() {
        measured = true;
        for (String[] row : waiting) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.min(WIDEST_COLUMN, Math.max(widths[i], row[i].length()));
            }
        }
        waiting.forEach(this::print);
        waiting.clear();
    }

    private void print(String[] row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            int gap = Math.max(0, widths[i] - row[i].length());
            if (rightAligned[i]) {
                line.repeat(' ', gap).append(row[i]);
            } else {
                line.append(row[i]).repeat(' ', gap);
            }
            line.append("  ");
        }
        out.line(line.toString().stripTrailing());
    }
}
