package io.worldreel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Recorded matches as an archive and as its peers keep them: size, time to write, state at a moment (cold: a fresh reader, the file in
 * the system's cache; warm: a reader that has answered before), one entity's track, a spatial query, a full scan. A state is the last
 * row of each entity that there was. Fails if peers disagree. A table in Markdown with ratios to Worldreel, medians of many rounds
 * after five seconds of warming up: in two, the first peer's code is not compiled yet. Cold states are asked of all peers in turn, in laps.
 *
 * <p>Arguments: a folder to work in, the folder of the node script {@code bench/mcap} after {@code npm ci}, how many times each match
 * is played one after the other into one recording, and matches as .rb.csv.gz.
 */
public final class PeersBench {
    private static final int MOMENTS = 100;
    private static final int ROUNDS = 51;
    private static final int LAPS = 9;
    private static final int WRITE_ROUNDS = 3;
    private static final long WARM_UP_NANOS = 5_000_000_000L;
    private static final long LAP_WARM_UP_NANOS = 500_000_000L;
    private static final double TOLERANCE = 1e-4;
    private static final Peer.Ball BALL = new Peer.Ball(0, 0, 100, 500);
    private static final List<String> CASES = List.of("size, bytes a sample", "write, ms", "state at t, cold, ms",
            "state at t, warm, ms", "one entity's track, ms", "within 500 units of a point, ms", "full scan, ms");

    private final Path folder;
    private final Path mcap;
    private final Path csv;
    private final int times;
    private final PeerRows match;
    private final long[] moments;
    private final List<String> names = new ArrayList<>();
    private final List<double[]> results = new ArrayList<>();
    private final List<double[]> checks = new ArrayList<>();

    private PeersBench(Path folder, Path mcap, Path csv, int times) throws IOException {
        this.folder = folder;
        this.mcap = mcap;
        this.csv = csv;
        this.times = times;
        match = new PeerRows(csv, times);
        long[] ticks = match.ticks();
        var random = new SplittableRandom(7);
        moments = random.ints(MOMENTS, 0, ticks.length).mapToLong(i -> ticks[i]).toArray();
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 4) {
            System.err.println("usage: PeersBench FOLDER bench/mcap TIMES MATCH.rb.csv.gz...");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (String match : Arrays.asList(args).subList(3, args.length)) {
            Path own = Files.createTempDirectory(folder, "peers");
            new PeersBench(own, Path.of(args[1]), Path.of(match), Integer.parseInt(args[2])).run();
        }
    }

    private void run() throws Exception {
        List<Peer> peers = List.of(new PeerWorldreel(), new PeerSqlite(false), new PeerSqlite(true), new PeerParquet());
        for (Peer peer : peers) {
            write(peer);
        }
        coldStates(peers);
        for (int peer = 0; peer < peers.size(); peer++) {
            ask(peers.get(peer), results.get(peer), checks.get(peer));
        }
        measureMcap();
        print();
    }

    private Path place(Peer peer) {
        return folder.resolve(peer.name().replaceAll("[^A-Za-z]", ""));
    }

    private void write(Peer peer) throws Exception {
        double[] result = new double[CASES.size()];
        result[1] = millis(WRITE_ROUNDS, 0,
                i -> peer.write(match, i == 0 ? place(peer) : folder.resolve(place(peer).getFileName() + "-" + i)));
        result[0] = (double) bytes(place(peer)) / match.rows().size();
        names.add(peer.name());
        results.add(result);
        checks.add(new double[13]);
    }

    /** In several laps: on a machine that is fast for seconds and then slow, nobody's rounds may all fall into one of these. */
    private void coldStates(List<Peer> peers) throws Exception {
        double[][] millis = new double[peers.size()][LAPS];
        for (int lap = 0; lap < LAPS; lap++) {
            for (int peer = 0; peer < peers.size(); peer++) {
                Peer asked = peers.get(peer);
                millis[peer][lap] = millis(ROUNDS, lap == 0 ? WARM_UP_NANOS : LAP_WARM_UP_NANOS,
                        i -> coldState(asked, i));
            }
        }
        for (int peer = 0; peer < peers.size(); peer++) {
            results.get(peer)[2] = median(millis[peer]);
        }
    }

    private void coldState(Peer peer, int round) throws Exception {
        try (Peer.Reader reader = peer.open(place(peer))) {
            reader.state(moments[round % MOMENTS]);
        }
    }

    private void ask(Peer peer, double[] result, double[] check) throws Exception {
        try (Peer.Reader reader = peer.open(place(peer))) {
            result[3] = millis(MOMENTS, WARM_UP_NANOS, i -> reader.state(moments[i % MOMENTS]));
            long entity = match.busiest();
            result[4] = millis(ROUNDS, WARM_UP_NANOS, i -> check[0] = reader.track(entity));
            result[5] = millis(ROUNDS, WARM_UP_NANOS, i -> check[1] = reader.near(BALL));
            result[6] = millis(ROUNDS, WARM_UP_NANOS, i -> check[2] = reader.scan());
            for (int i = 0; i < 10; i++) {
                check[3 + i] = reader.state(moments[i]);
            }
        }
    }

    private void measureMcap() throws Exception {
        List<String> command = new ArrayList<>(List.of("node", mcap.resolve("peer.mjs").toString(), csv.toString(),
                folder.resolve("match.mcap").toString(), Integer.toString(times), Long.toString(match.busiest()),
                Double.toString(BALL.radius()), Double.toString(BALL.x()), Double.toString(BALL.y()),
                Double.toString(BALL.z())));
        Arrays.stream(moments).mapToObj(Long::toString).forEach(command::add);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new Properties();
        said.load(process.inputReader());
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed");
        }
        double[] check = new double[13];
        check[0] = number(said, "track.answer");
        check[1] = number(said, "near.answer");
        check[2] = number(said, "scan.answer");
        for (int i = 3; i < check.length; i++) {
            check[i] = number(said, "check" + i);
        }
        names.add("MCAP, @mcap/core");
        results.add(new double[]{ number(said, "bytes") / match.rows().size(), number(said, "write"),
                number(said, "stateCold"), number(said, "stateWarm"), number(said, "track"), number(said, "near"),
                number(said, "scan") });
        checks.add(check);
    }

    private static double number(Properties said, String what) {
        return Double.parseDouble(said.getProperty(what, "NaN"));
    }

    @FunctionalInterface
    private interface Work {
        void run(int round) throws Exception;
    }

    /** The median of the rounds that follow when it has warmed up. */
    private static double millis(int rounds, long warmUpNanos, Work work) throws Exception {
        long begun = System.nanoTime();
        for (int i = 0; System.nanoTime() - begun < warmUpNanos; i++) {
            work.run(i);
        }
        double[] millis = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            work.run(i);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        return median(millis);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static long bytes(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private void print() {
        System.out.printf(Locale.ROOT, "%n%s, %d times: %d samples, %d frames, entity %d%n%n",
                csv.getFileName(), times, match.rows().size(), match.ticks().length, match.busiest());
        System.out.println("| | " + String.join(" | ", names) + " |");
        System.out.println("|---|" + "---|".repeat(names.size()));
        for (int c = 0; c < CASES.size(); c++) {
            StringBuilder line = new StringBuilder("| ").append(CASES.get(c));
            for (int peer = 0; peer < results.size(); peer++) {
                double value = results.get(peer)[c];
                line.append(String.format(Locale.ROOT, " | %.3g", value));
                if (peer > 0) {
                    line.append(String.format(Locale.ROOT, " (%.2fx)", value / results.getFirst()[c]));
                }
            }
            System.out.println(line.append(" |"));
        }
        checkThatPeersAgree();
    }

    private void checkThatPeersAgree() {
        double[] expected = checks.getFirst();
        for (int peer = 1; peer < checks.size(); peer++) {
            for (int i = 0; i < expected.length; i++) {
                double found = checks.get(peer)[i];
                if (Math.abs(found - expected[i]) > TOLERANCE * Math.max(1, Math.abs(expected[i]))) {
                    throw new IllegalStateException(names.get(peer) + " answers " + found + " where Worldreel answers "
                            + expected[i] + " (check " + i + ")");
                }
            }
        }
    }
}
