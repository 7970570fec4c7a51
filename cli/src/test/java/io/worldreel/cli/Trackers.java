package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.format.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** npm's bittorrent-tracker on this machine. Ends the test, with the reason, where it cannot be had. */
final class Trackers implements AutoCloseable {
    private final Process process;
    private final String places;
    private final List<String> started = new CopyOnWriteArrayList<>();

    /** @param folder for what they complain of */
    Trackers(Path folder) throws IOException, InterruptedException {
        this(folder, List.of(), "127.0.0.1");
    }

    /**
     * Elsewhere.
     *
     * @param prefix a command that runs the one behind it
     * @param host the address that they listen at
     */
    Trackers(Path folder, List<String> prefix, String host) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("node", NodePackages.script("trackers.mjs"), NodePackages.modules().toString(), host));
        process = new ProcessBuilder(command).redirectError(folder.resolve("trackers.txt").toFile()).start();
        var reader = process.inputReader(StandardCharsets.UTF_8);
        String line = reader.readLine();
        assertThat(line).isNotNull();
        places = Objects.requireNonNull(line);
        Thread.ofPlatform().daemon().start(() -> reader.lines().forEach(started::add));
    }

    /** Waits until so many clients have begun to announce a torrent: who asks for it from then on hears of them. */
    void awaitStarted(ByteString infohash, int clients) throws InterruptedException {
        for (int look = 0; look < 6000; look++) {
            if (started.stream().filter(infohash.hex()::equals).count() >= clients) {
                return;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("not " + clients + " announce " + infohash + ": " + started);
    }

    String http() {
        return at("http");
    }

    /** @param kind http, udp or ws */
    String at(String kind) {
        return places.replaceFirst(".*\"" + kind + "\":\"([^\"]+)\".*", "$1");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
