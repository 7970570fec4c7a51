package io.worldreel.bench;

import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.RecorderHealth;
import io.worldreel.recorder.listen.ListenConfig;
import io.worldreel.recorder.listen.ListenLimits;
import io.worldreel.recorder.listen.ListenUrl;
import io.worldreel.recorder.listen.Listener;
import io.worldreel.recorder.listen.RecorderSinks;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.VerifyReport;
import io.worldreel.zstdvfs.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * An hour of many game servers at 60 Hz, recorded faster than it lasts: whether memory or lag grow. This process records, another
 * sends. A line for each minute of the servers' time; then the account of all frames, and the archive is verified.
 *
 * <p>Arguments: a new folder, clients, entities of each, minutes, times faster than time (0: as fast as acknowledgements allow).
 */
public final class HourOfClients {
    static final String WORLD = "bench";
    private static final Duration SEGMENT = Duration.ofMinutes(5);
    private static final long LOOK_MILLIS = 20;

    private HourOfClients() {}

    /** How the recorder does at a minute of the servers' time. */
    private record Minute(int minute, double seconds, double lagSeconds, long waiting, ProcessMeter.Reading memory) {
        static String head() {
            return "| minute | s | frames/s | frames in no segment | lag s | " + ProcessMeter.Reading.head() + " |";
        }

        String line(double framesASecond) {
            return String.format(Locale.ROOT, "| %d | %.1f | %.0f | %d | %.2f | %s |", minute, seconds, framesASecond,
                    waiting, lagSeconds, memory.line());
        }
    }

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int clients = Integer.parseInt(args[1]);
        int minutes = Integer.parseInt(args[3]);
        long total = (long) clients * minutes * 60 * HourSenders.HERTZ;
        RecorderSinks sinks = RecorderSinks.ofAnySource(
                RecorderConfig.of(folder, WORLD).withIngest(IngestConfig.DEFAULT.withSegmentTime(SEGMENT)),
                ListenLimits.DEFAULT, recovered -> {}, chunk -> {});
        List<Minute> measured = new ArrayList<>();
        long frames;
        try (Listener listener = Listener.open(ListenConfig.of(WORLD, ListenUrl.parse("tcp://127.0.0.1:0")), sinks)) {
            Process senders = senders(args, minutes, listener.urls().getFirst().port());
            System.out.println(Minute.head());
            follow(listener, sinks, senders, total / minutes, minutes, measured);
            if (senders.waitFor() != 0) {
                throw new IllegalStateException("the senders failed");
            }
            frames = listener.health().frames();
        }
        report(folder, total, frames, measured);
    }

    private static Process senders(String[] args, int minutes, int port) throws IOException {
        return new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx512m", "-cp",
                System.getProperty("java.class.path"), HourSenders.class.getName(), Integer.toString(port), args[1],
                args[2], Integer.toString(minutes * 60 * HourSenders.HERTZ), args[4]).inheritIO().start();
    }

    private static void follow(Listener listener, RecorderSinks sinks, Process senders, long framesAMinute, int minutes,
            List<Minute> measured) throws InterruptedException {
        long began = System.nanoTime();
        double before = 0;
        for (int minute = 1; minute <= minutes; minute++) {
            while (listener.health().frames() < minute * framesAMinute && senders.isAlive()) {
                Thread.sleep(LOOK_MILLIS);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            double rate = framesAMinute / (seconds - before);
            long waiting = sinks.health().values().stream().mapToLong(HourOfClients::waiting).sum();
            Minute now = new Minute(minute, seconds, waiting / rate, waiting, ProcessMeter.read());
            System.out.println(now.line(rate));
            measured.add(now);
            before = seconds;
        }
    }

    /** Frames that the journal has and no segment. */
    private static long waiting(RecorderHealth health) {
        if (health.dropped() > 0 || health.problem().isPresent()) {
            throw new IllegalStateException("frames were dropped: " + health);
        }
        return health.frames() - health.stored();
    }

    private static void report(Path folder, long total, long frames, List<Minute> measured) throws IOException {
        int quarter = Math.max(1, measured.size() / 4);
        List<Minute> first = measured.subList(0, quarter);
        List<Minute> last = measured.subList(measured.size() - quarter, measured.size());
        System.out.println();
        System.out.println("| mean of a quarter of the minutes | first | last | ratio |");
        System.out.println("|---|---|---|---|");
        compare("heap after GC, MB", first, last, each -> each.memory().heapMegabytes());
        compare("native memory outside of the heap, MB", first, last, each -> each.memory().nativeMegabytes());
        compare("mapped files in memory, MB", first, last, each -> each.memory().fileMegabytes());
        compare("direct buffers, MB", first, last, each -> each.memory().directMegabytes());
        compare("file descriptors", first, last, each -> each.memory().descriptors());
        compare("threads", first, last, each -> each.memory().threads());
        compare("frames in no segment", first, last, Minute::waiting);
        compare("lag, s", first, last, Minute::lagSeconds);
        long bytes;
        try (var files = Files.walk(folder)) {
            bytes = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
        long began = System.nanoTime();
        VerifyReport report = Replay.verify(folder, Progress.NONE);
        System.out.printf(Locale.ROOT,
                "%nsent %d, taken %d; archive: %d chunks, %d MB, recorded %d, dropped %d, missing %d, bad %s; verified in %.0f s%n",
                total, frames, report.chunks(), bytes >> 20, report.ticksRecorded(), report.ticksDropped(),
                report.ticksMissing(), report.bad(), (System.nanoTime() - began) / 1e9);
        if (report.ticksRecorded() != total || !report.bad().isEmpty() || report.ticksDropped() > 0
                || report.ticksMissing() > 0) {
            throw new IllegalStateException("the account does not add up");
        }
    }

    private static void compare(String what, List<Minute> first, List<Minute> last, ToDoubleFunction<Minute> value) {
        double before = first.stream().mapToDouble(value).average().orElseThrow();
        double after = last.stream().mapToDouble(value).average().orElseThrow();
        System.out.printf(Locale.ROOT, "| %s | %.1f | %.1f | %.2f |%n", what, before, after, after / before);
    }
}
