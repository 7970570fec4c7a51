package io.worldreel.publisher.torrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.fixtures.QuietPort;
import io.worldreel.publisher.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A qbittorrent-nox that talks to nobody: bound to the loopback device; no DHT, LSD, PEX, UPnP. */
final class Qbittorrent implements AutoCloseable {
    private static final Pattern PROGRESS = Pattern.compile("\"progress\":([0-9.]+)");
    private static final Pattern STATE = Pattern.compile("\"state\":\"([A-Za-z]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI api;
    private final Process process;

    /** How far it came with a torrent after checking what is on disk, and what hashes it gives it. */
    record Checked(double progress, String json) {}

    Qbittorrent(Path profile) throws IOException, InterruptedException {
        Tools.require("qbittorrent-nox", "qbittorrent-nox");
        int port = QuietPort.find();
        Path config = Files.createDirectories(profile.resolve("qBittorrent/config")).resolve("qBittorrent.conf");
        Files.writeString(config, """
                [LegalNotice]
                Accepted=true
                [BitTorrent]
                Session\\DHTEnabled=false
                Session\\LSDEnabled=false
                Session\\PeXEnabled=false
                Session\\Interface=lo
                Session\\InterfaceName=lo
                Session\\InterfaceAddress=127.0.0.1
                Session\\Port=0
                [Network]
                PortForwardingEnabled=false
                [Preferences]
                Connection\\ResolvePeerCountries=false
                Connection\\UPnP=false
                WebUI\\Address=127.0.0.1
                WebUI\\Port=%d
                WebUI\\LocalHostAuth=false
                WebUI\\UseUPnP=false
                WebUI\\CSRFProtection=false
                """.formatted(port));
        api = URI.create("http://127.0.0.1:" + port + "/api/v2/");
        process = new ProcessBuilder("qbittorrent-nox", "--profile=" + profile).redirectErrorStream(true)
                .redirectOutput(profile.resolve("log.txt").toFile()).start();
        awaitAnswer();
    }

    /** Gives it a torrent whose files lie in {@code folder}, and waits until it has checked them. */
    Checked check(Metainfo torrent, Path folder) throws IOException, InterruptedException {
        String hash = add(torrent, folder);
        String json = "";
        for (int i = 0; i < 600; i++) {
            json = get("torrents/info?hashes=" + hash);
            Matcher state = STATE.matcher(json);
            Matcher progress = PROGRESS.matcher(json);
            if (state.find() && progress.find()) {
                double share = Double.parseDouble(progress.group(1));
                // Before the check it may call itself downloading, at 0.
                if (state.group(1).matches("stalledUP|uploading|forcedUP")
                        || (state.group(1).matches("stalledDL|downloading|forcedDL") && share > 0)) {
                    return new Checked(share, json);
                }
            }
            Thread.sleep(50);
        }
        throw new AssertionError("qbittorrent-nox did not check " + hash + ": " + json);
    }

    /** Has it fetch a torrent from a peer into {@code folder}, and waits until it has all. */
    void download(Metainfo torrent, Path folder, InetSocketAddress peer) throws IOException, InterruptedException {
        String hash = add(torrent, folder);
        String json = "";
        for (int i = 0; i < 1200; i++) {
            if (i % 40 == 0) {
                post("torrents/addPeers", "application/x-www-form-urlencoded",
                        ("hashes=" + hash + "&peers=" + peer.getAddress().getHostAddress() + ":" + peer.getPort())
                                .getBytes(StandardCharsets.US_ASCII));
            }
            json = get("torrents/info?hashes=" + hash);
            Matcher state = STATE.matcher(json);
            if (state.find() && state.group(1).matches("stalledUP|uploading|forcedUP")) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("qbittorrent-nox did not fetch " + hash + ": " + json);
    }

    /** @return its own name for the torrent: the v2 hash, cut, where there is one */
    private String add(Metainfo torrent, Path folder) throws IOException, InterruptedException {
        var body = new ByteArrayOutputStream();
        field(body, "savepath", folder.toString());
        field(body, "contentLayout", "Original");
        part(body, "name=\"torrents\"; filename=\"t.torrent\"", torrent.bytes());
        body.writeBytes("--frontier--\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(post("torrents/add", "multipart/form-data; boundary=frontier", body.toByteArray())).isEqualTo("Ok.");
        return torrent.infohashV2().or(torrent::infohashV1).orElseThrow().hex().substring(0, 40);
    }

    private String post(String path, String type, byte[] body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(api.resolve(path)).header("Content-Type", type)
                .timeout(Duration.ofSeconds(10)).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAnswer() throws IOException, InterruptedException {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try {
                get("app/version");
                return;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        close();
        throw new IOException("qbittorrent-nox does not answer at " + api);
    }

    private String get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(api.resolve(path)).timeout(Duration.ofSeconds(10)).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private static void field(ByteArrayOutputStream body, String name, String value) {
        part(body, "name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    private static void part(ByteArrayOutputStream body, String disposition, byte[] content) {
        String head = "--frontier\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n";
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
