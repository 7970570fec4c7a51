package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** npm's bittorrent-tracker on this machine. Ends the test, with the reason, where it cannot be had. */
final class Trackers implements AutoCloseable {
    private final Process process;
    private final String places;

    /** @param folder for what they complain of */
    Trackers(Path folder) throws IOException, InterruptedException {
        Path modules = NodePackages.modules();
        process = new ProcessBuilder("node", NodePackages.script("trackers.mjs"), modules.toString())
                .redirectError(folder.resolve("trackers.txt").toFile()).start();
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(line).isNotNull();
        places = Objects.requireNonNull(line);
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
