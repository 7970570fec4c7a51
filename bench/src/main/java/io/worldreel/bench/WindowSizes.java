package io.worldreel.bench;

import com.github.luben.zstd.Zstd;
import io.worldreel.format.Component;
import io.worldreel.format.window.ComponentTable;
import io.worldreel.format.window.EncodedWindow;
import io.worldreel.format.window.EncodedWindow.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bytes a sample of the windows of recorded matches, in zstd frames of 32 KiB of raw bytes. Arguments: files such as
 * {@code rl-256.rb.csv.gz}.
 */
final class WindowSizes {
    private static final int FRAME_BYTES = 32 << 10;

    private WindowSizes() {}

    public static void main(String[] args) throws IOException {
        for (String file : args) {
            report(file, "lossless", WindowMatch.components(0, 0));
            report(file, "steps 0.1, 1e-4", WindowMatch.components(0.1, 1e-4));
        }
    }

    private static void report(String file, String what, Map<Integer, Component> components) throws IOException {
        List<EncodedWindow> windows = WindowMatch.windows(WindowMatch.frames(Path.of(file), components), components);
        double samples = windows.stream().mapToLong(EncodedWindow::samples).sum();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ComponentTable table = ComponentTable.of(components);
        Map<String, ByteArrayOutputStream> split = new TreeMap<>();
        for (EncodedWindow window : windows) {
            for (Part part : window.parts()) {
                all.write(part.data());
                String name = part.kind() + " "
                        + (part.kind().code() == 0 ? "" : table.component(part.component()).name());
                split.computeIfAbsent(name, fresh -> new ByteArrayOutputStream()).write(part.data());
            }
        }
        System.out.printf("%s, %s: %d windows, %.0f samples%n", Path.of(file).getFileName(), what, windows.size(),
                samples);
        System.out.printf("  %-26s raw %7.3f  z3 %7.3f  z9 %7.3f bytes a sample%n", "all", all.size() / samples,
                compressed(all.toByteArray(), 3) / samples, compressed(all.toByteArray(), 9) / samples);
        split.forEach((name, bytes) -> System.out.printf("  %-26s raw %7.3f  z3 %7.3f  z9 %7.3f%n", name,
                bytes.size() / samples, compressed(bytes.toByteArray(), 3) / samples,
                compressed(bytes.toByteArray(), 9) / samples));
    }

    private static long compressed(byte[] bytes, int level) {
        long total = 0;
        for (int from = 0; from < bytes.length; from += FRAME_BYTES) {
            total += Zstd.compress(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + FRAME_BYTES)),
                    level).length;
        }
        return total;
    }
}
