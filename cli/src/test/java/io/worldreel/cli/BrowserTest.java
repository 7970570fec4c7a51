package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.cli.TwoMachines.Machine;
import io.worldreel.fixtures.Archives;
import io.worldreel.fixtures.PhysicsWorld;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.recorder.IngestConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chromium with npm's webtorrent on one machine fetches a chunk from a publisher on another; both know nobody but {@code serve}. */
class BrowserTest {
    @TempDir
    Path folder;

    @Test
    void chromiumFetchesRangesAndWholeChunksFromThePublisher() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/chromium"))) {
            SharedData.missing("/usr/bin/chromium is not there: install chromium to run this test");
        }
        Path modules = NodePackages.modules();
        Path archive = folder.resolve("arena");
        Archives.write(archive, "arena", "eu-1", PhysicsWorld.of(1, 40, 3600, 60), IngestConfig.DEFAULT);
        ChunkInfo chunk;
        try (var catalog = Catalog.openReadOnly(new ArchiveLayout(archive))) {
            chunk = catalog.chunks().getFirst();
        }
        byte[] bytes = Files.readAllBytes(archive.resolve("chunks").resolve(chunk.chunk()));
        Command.run("keygen", folder.resolve("key")).succeeds();

        try (var machines = new TwoMachines();
                var server = machines.start(Machine.A, "serve", archive, "--listen", Machine.A.address() + ":0")) {
            String tracker = server.awaitPrinted("tracker").replaceFirst("tracker +", "");
            String url = server.awaitPrinted("url").replaceFirst("url +", "");
            try (var publisher = machines.start(Machine.A, "publish", archive, "--key", folder.resolve("key"),
                    "--listen", Machine.A.address() + ":0", "--tracker", tracker)) {
                publisher.awaitPrinted("head 1:");
                publisher.awaitSaid("peers reach this at");
                String said = browse(machines, modules, url, tracker, chunk);

                int middle = bytes.length / 2;
                assertThat(said).contains("\"kinds\":[\"webrtc\"]",
                        "\"contentRange\":\"bytes %d-%d/%d\"".formatted(bytes.length - 16, bytes.length - 1,
                                bytes.length),
                        "\"range\":\"" + sha256(Arrays.copyOfRange(bytes, 1000, 2000)) + "\"",
                        "\"far\":\"" + sha256(Arrays.copyOfRange(bytes, middle, middle + 1000)) + "\"",
                        "\"bytes\":" + chunk.bytes(), "\"sha256\":\"" + chunk.sha256() + "\"");
                System.err.println("Chromium, a chunk of " + chunk.bytes() + " bytes: " + said.strip());
            }
        }
    }

    private String browse(TwoMachines machines, Path modules, String url, String tracker, ChunkInfo chunk)
            throws Exception {
        List<String> command = new ArrayList<>(machines.prefix(Machine.B));
        command.addAll(List.of("node", NodePackages.script("browser.mjs"), modules.toString(), url, tracker,
                chunk.chunk()));
        Path errors = folder.resolve("browser.txt");
        var page = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            assertThat(page.waitFor(2, TimeUnit.MINUTES)).as("the page ends; it said %s", Files.readString(errors))
                    .isTrue();
            String said = new String(page.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(page.exitValue()).as("%s %s", said, Files.readString(errors)).isZero();
            return said;
        } finally {
            page.descendants().forEach(ProcessHandle::destroyForcibly);
            page.destroyForcibly();
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
