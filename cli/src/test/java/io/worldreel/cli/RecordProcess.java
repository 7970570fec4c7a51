package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code worldreel record} in a process of its own, as an operator runs it. */
final class RecordProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("listening on \\w+://[^:]+:(\\d+)");
    private static final Pattern METRICS = Pattern.compile("metrics on (http://[^/]+)/metrics");
    private static final List<String> FLAGS = List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m",
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Process process;
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private RecordProcess(Process process) {
        this.process = process;
        reader = Thread.ofPlatform().daemon()
                .start(() -> process.errorReader(StandardCharsets.UTF_8).lines().forEach(err::add));
    }

    static RecordProcess start(Path archive, Object... options) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("os.name").equals("Linux")) {
            // Whoever runs the tests under nohup would have every child ignore the signal.
            command.addAll(List.of("env", "--default-signal=HUP"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "record",
                archive.toString(), "--world", GameServer.WORLD));
        List.of(options).forEach(option -> command.add(option.toString()));
        return new RecordProcess(new ProcessBuilder(command).start());
    }

    /** The port of the first address it listens on. */
    int port() throws InterruptedException {
        Matcher found = PORT.matcher(awaitSaid("listening on "));
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    /** What its metrics or its health say. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        Matcher found = METRICS.matcher(awaitSaid("metrics on "));
        assertThat(found.find()).isTrue();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(found.group(1) + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** The value of a series, when it is what it should be. */
    void awaitMetric(String series, double expected) throws IOException, InterruptedException {
        String last = "";
        for (int look = 0; look < 1000; look++) {
            last = get("/metrics").body();
            if (last.lines().anyMatch(line -> line.startsWith(series + " ")
                    && Double.parseDouble(line.substring(series.length() + 1)) == expected)) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError(series + " does not become " + expected + ": " + last);
    }

    /** The first line on stderr that contains {@code text}, when it is there. */
    String awaitSaid(String text) throws InterruptedException {
        for (int look = 0; look < 6000; look++) {
            for (String line : err) {
                if (line.contains(text)) {
                    return line;
                }
            }
            assertThat(process.isAlive() || reader.isAlive()).as("it ended: %s", err).isTrue();
            Thread.sleep(10);
        }
        throw new AssertionError("it does not say '" + text + "': " + err);
    }

    List<String> said() {
        return List.copyOf(err);
    }

    /** Sends SIGTERM and waits for the end. */
    Command stop() throws IOException, InterruptedException {
        process.toHandle().destroy(); // Process.destroy would close the streams, too
        return ended();
    }

    Command ended() throws IOException, InterruptedException {
        String out;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out = lines.readAllAsString();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
        reader.join();
        return new Command(process.exitValue(), out, String.join("\n", err));
    }

    /** Kills it with SIGKILL. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Sends another signal, such as HUP. */
    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
