package io.worldreel.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What this process takes. Linux only. */
final class ProcessMeter {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private ProcessMeter() {}

    /**
     * @param heapMegabytes after a collection
     * @param nativeMegabytes resident memory that no file backs, beside what the heap has committed: stacks, SQLite,
     *        zstd, Netty; exact with {@code -XX:+AlwaysPreTouch}
     * @param fileMegabytes resident pages of mapped files: the journal's parts, and code
     * @param cpuSeconds of all threads since the process began
     */
    record Reading(double heapMegabytes, double nativeMegabytes, double fileMegabytes, double directMegabytes,
            long descriptors, long threads, double cpuSeconds) {
        static String head() {
            return "heap MB | native MB | mapped files MB | direct MB | descriptors | threads | CPU s";
        }

        String line() {
            return String.format(Locale.ROOT, "%.0f | %.0f | %.0f | %.1f | %d | %d | %.0f", heapMegabytes,
                    nativeMegabytes, fileMegabytes, directMegabytes, descriptors, threads, cpuSeconds);
        }
    }

    /** Collects garbage first. */
    static Reading read() {
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        double direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
        double cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        return new Reading(heap.getUsed() / 1e6, (bytes("RssAnon") - heap.getCommitted()) / 1e6, bytes("RssFile") / 1e6,
                direct / 1e6, descriptors(),
                status("Threads"), cpu / 1e9);
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static double bytes(String key) {
        return 1024.0 * status(key);
    }

    private static long status(String key) {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(key + ":"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
