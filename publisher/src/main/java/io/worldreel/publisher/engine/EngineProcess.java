package io.worldreel.publisher.engine;

import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import io.worldreel.publisher.engine.host.EngineMain;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One life of the engine: a process with the Java and the libraries of this one. */
final class EngineProcess implements AutoCloseable {
    private static final Path CRASHES = Path.of(System.getProperty("java.io.tmpdir"));
    private static final List<String> FLAGS = List.of("--enable-native-access=ALL-UNNAMED", "-Xmx192m", "-Xss512k",
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
            "-XX:ErrorFile=" + CRASHES.resolve("worldreel-engine-%p.log"));

    private static final int END_SECONDS = 5;

    private final Process process;
    private final MessageStream messages;
    private volatile String lastWords = "";
    private String farewell = "";

    private EngineProcess(Process process) {
        this.process = process;
        this.messages = new MessageStream(process.getInputStream(), process.getOutputStream());
        // A virtual thread that reads a pipe keeps its carrier, of which there are as few as cores.
        Thread.ofPlatform().daemon().name("engine-errors")
                .start(() -> process.errorReader(StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank())
                        .forEach(line -> lastWords = line));
    }

    static EngineProcess start() throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        List<String> command = new java.util.ArrayList<>();
        command.add(home.resolve("bin/java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EngineMain.class.getName()));
        var builder = new ProcessBuilder(command);
        Path signals = home.resolve("lib/libjsig.so");
        if (Files.exists(signals)) {
            // Native code that sets signal handlers of its own must not take the JVM's away.
            builder.environment().put("LD_PRELOAD", signals.toString());
        }
        // libtorrent's threads would each keep a heap of their own of what floods left behind.
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        return new EngineProcess(builder.start());
    }

    void send(Dictionary message) throws IOException {
        messages.send(message);
    }

    Optional<Dictionary> receive() throws IOException {
        return messages.receive();
    }

    long pid() {
        return process.pid();
    }

    /** Waits for its end; what does not end by itself is ended. */
    int exitCode() throws InterruptedException {
        // A JVM that crashes says so at length, and would wait for somebody to hear it.
        Thread.ofPlatform().daemon().name("engine-end").start(() -> {
            try {
                process.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException over) {
                // its end is what this is about
            }
        });
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /** Why it is about to end. */
    void over(String why) {
        farewell = why;
    }

    /** Why it ended, what it said last on its standard error, or where its report of a crash lies. */
    String lastWords() {
        Path crash = CRASHES.resolve("worldreel-engine-" + process.pid() + ".log");
        return !farewell.isEmpty()
                ? farewell
                : Files.exists(crash) ? "it crashed: " + crash + " says where" : lastWords;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
