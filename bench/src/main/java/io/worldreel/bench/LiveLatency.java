package io.worldreel.bench;

import io.worldreel.fixtures.FrameMessages;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.Frame;
import io.worldreel.format.message.Message;
import io.worldreel.format.message.MessageDecoder;
import io.worldreel.recorder.Recorder;
import io.worldreel.recorder.RecorderConfig;
import io.worldreel.recorder.Relay;
import io.worldreel.replayer.FollowedFrames;
import io.worldreel.replayer.Moment;
import io.worldreel.replayer.Replay;
import io.worldreel.replayer.ReplayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after its frame was made somebody who follows the archive has it, in the process that records and in another.
 *
 * <p>Arguments: a new folder, seconds, bodies.
 */
public final class LiveLatency {
    private static final int HERTZ = 60;
    private static final long PAUSE_NANOS = 20_000_000;

    private LiveLatency() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int seconds = Integer.parseInt(arguments[1]);
        int bodies = Integer.parseInt(arguments[2]);
        if (arguments.length > 3) {
            record(folder, seconds, bodies);
            return;
        }
        System.out.println("| reader | bodies | frames | p50 ms | p99 ms | max ms |");
        System.out.println("|---|---|---|---|---|---|");
        Path own = folder.resolve("own");
        Thread server = Thread.ofPlatform().start(() -> record(own, seconds, bodies));
        follow("the same process", own, seconds, bodies);
        server.join();
        Path other = folder.resolve("other");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                LiveLatency.class.getName(), other.toString(), arguments[1], arguments[2], "record").inheritIO()
                .start();
        follow("another process", other, seconds, bodies);
        process.waitFor();
    }

    private static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private static void record(Path archive, int seconds, int bodies) {
        var world = new PhysicsWorld(1, bodies, HERTZ * seconds, HERTZ, 0, 0);
        try (Recorder recorder = Recorder.open(RecorderConfig.of(archive, "arena").withSource("eu-1"))) {
            Relay relay = recorder.relay();
            var decoder = new MessageDecoder();
            var server = new FrameMessages("arena", "eu-1", world.components(), bytes -> {
                Message message = decoder.decode(bytes);
                if (!(message instanceof Message.Hello) && !relay.offer(message, bytes)) {
                    throw new IllegalStateException("the journal had no room");
                }
            });
            long next = System.nanoTime();
            for (Frame frame : world) {
                server.write(new Frame(frame.tick(), now(), frame.samples(), frame.spawns(), frame.despawns(),
                        frame.events()));
                next += TimeUnit.SECONDS.toNanos(1) / HERTZ;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    private static void follow(String reader, Path archive, int seconds, int bodies) throws InterruptedException {
        long[] delays = new long[HERTZ * seconds];
        int count = 0;
        try (Replay replay = opened(archive)) {
            FollowedFrames frames = replay.follow(Moment.END);
            long last = (long) HERTZ * seconds - 1;
            for (long tick = -1; tick < last;) {
                Optional<Frame> frame = frames.next();
                if (frame.isPresent()) {
                    tick = frame.get().tick();
                    delays[count++] = now() - frame.get().timeNanos();
                } else {
                    Thread.sleep(TimeUnit.NANOSECONDS.toMillis(PAUSE_NANOS));
                }
            }
        }
        long[] sorted = Arrays.copyOf(delays, count);
        Arrays.sort(sorted);
        System.out.printf(Locale.ROOT, "| %s | %d | %d | %.1f | %.1f | %.1f |%n", reader, bodies, count,
                sorted[count / 2] / 1e6, sorted[count * 99 / 100] / 1e6, sorted[count - 1] / 1e6);
    }

    private static Replay opened(Path archive) throws InterruptedException {
        while (true) {
            try {
                return Replay.open(archive);
            } catch (ReplayException notYet) {
                Thread.sleep(TimeUnit.NANOSECONDS.toMillis(PAUSE_NANOS));
            }
        }
    }
}
