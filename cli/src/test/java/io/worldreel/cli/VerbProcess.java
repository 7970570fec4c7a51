package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A verb that runs until it is told to stop, in a process of its own. */
final class VerbProcess implements AutoCloseable {
    private static final List<String> FLAGS = List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m",
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private VerbProcess(Process process) {
        this.process = process;
        // A virtual thread that reads a pipe keeps its carrier, of which there are as few as cores.
        readers = List.of(
                Thread.ofPlatform().daemon()
                        .start(() -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(out::add)),
                Thread.ofPlatform().daemon()
                        .start(() -> process.errorReader(StandardCharsets.UTF_8).lines().forEach(err::add)));
    }

    static VerbProcess start(Object... words) throws IOException {
        return start(List.of(), Map.of(), words);
    }

    /** @param environment what is added to the environment of this process */
    static VerbProcess start(Map<String, String> environment, Object... words) throws IOException {
        return start(List.of(), environment, words);
    }

    /** @param prefix a command that runs the one behind it */
    static VerbProcess startBehind(List<String> prefix, Object... words) throws IOException {
        return start(prefix, Map.of(), words);
    }

    private static VerbProcess start(List<String> prefix, Map<String, String> environment, Object... words)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        List.of(words).forEach(word -> command.add(word.toString()));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new VerbProcess(builder.start());
    }

    long pid() {
        return process.pid();
    }

    /** What it has printed on stdout so far. */
    List<String> printed() {
        return List.copyOf(out);
    }

    /** The first line on stdout that contains {@code text}, when it is there. */
    String awaitPrinted(String text) throws InterruptedException {
        return await(out, text);
    }

    /** The first line on stderr that contains {@code text}, when it is there. */
    String awaitSaid(String text) throws InterruptedException {
        return await(err, text);
    }

    private String await(List<String> lines, String text) throws InterruptedException {
        for (int look = 0; look < 6000; look++) {
            for (String line : lines) {
                if (line.contains(text)) {
                    return line;
                }
            }
            boolean over = !process.isAlive() && readers.stream().noneMatch(Thread::isAlive);
            assertThat(over).as("it ended without '%s': %s %s", text, out, err).isFalse();
            Thread.sleep(10);
        }
        throw new AssertionError("no '" + text + "' in " + out + " " + err);
    }

    /** Sends SIGTERM and waits for the end. */
    Command stop() throws InterruptedException {
        process.toHandle().destroy();
        return ended();
    }

    Command ended() throws InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ends: %s %s", out, err).isTrue();
        for (Thread reader : readers) {
            reader.join();
        }
        return new Command(process.exitValue(), String.join("\n", out), String.join("\n", err));
    }

    /** Kills it with SIGKILL. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
