package io.worldreel.publisher.engine.host;

import io.worldreel.publisher.engine.EngineSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.libtorrent4j.AddTorrentParams;
import org.libtorrent4j.SessionHandle;
import org.libtorrent4j.SessionManager;
import org.libtorrent4j.SessionParams;
import org.libtorrent4j.TcpEndpoint;
import org.libtorrent4j.TorrentFlags;
import org.libtorrent4j.TorrentHandle;
import org.libtorrent4j.TorrentInfo;

/** libtorrent4j with the engine's settings and nothing around it, to measure the engine against: a process that seeds, one that fetches. */
public final class PlainPeer {
    private PlainPeer() {}

    /**
     * Moves files from one process to another.
     *
     * @param torrents .torrent files
     * @param from the folder in which all their files lie
     * @return milliseconds from asking for the first to having the last, checked by libtorrent
     */
    public static double transfer(List<Path> torrents, Path from, Path to) throws IOException, InterruptedException {
        Process seeder = start("seed", from, "0", torrents);
        try {
            String port = seeder.inputReader(StandardCharsets.UTF_8).readLine();
            Process fetcher = start("fetch", to, port, torrents);
            String millis = fetcher.inputReader(StandardCharsets.UTF_8).readLine();
            fetcher.destroyForcibly();
            return Double.parseDouble(millis);
        } finally {
            seeder.destroyForcibly();
        }
    }

    private static Process start(String role, Path folder, String port, List<Path> torrents) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), PlainPeer.class.getName(), role, folder.toString(), port));
        torrents.forEach(torrent -> command.add(torrent.toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** One of the two processes. */
    public static void main(String[] args) throws Exception {
        NativeLibrary.load();
        var manager = new SessionManager(false);
        var params = new SessionParams(SessionSettings.of(new EngineSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(), false, false),
                new SplittableRandom()));
        params.setPosixDiskIO();
        manager.start(params);
        var session = new SessionHandle(manager.swig());
        while (session.getListenPort() == 0) {
            Thread.sleep(5);
        }
        long start = System.nanoTime();
        boolean seeds = args[0].equals("seed");
        List<TorrentHandle> handles = new ArrayList<>();
        for (int i = 3; i < args.length; i++) {
            var torrent = new AddTorrentParams();
            torrent.setTorrentInfo(new TorrentInfo(Files.readAllBytes(Path.of(args[i]))));
            torrent.setSavePath(args[1]);
            torrent.setFlags(seeds ? TorrentFlags.SEED_MODE : new org.libtorrent4j.swig.torrent_flags_t());
            if (!seeds) {
                torrent.peers(List.of(new TcpEndpoint("127.0.0.1", Integer.parseInt(args[2]))));
            }
            handles.add(session.addTorrent(torrent, new org.libtorrent4j.ErrorCode(
                    new org.libtorrent4j.swig.error_code())));
        }
        if (seeds) {
            System.out.println(session.getListenPort());
            PromptSockets.all();
            while (true) {
                Thread.sleep(100);
                PromptSockets.all();
            }
        }
        while (!handles.stream().allMatch(handle -> handle.status().isSeeding())) {
            Thread.sleep(10);
        }
        System.out.println((System.nanoTime() - start) / 1e6);
        Thread.sleep(60_000);
    }
}
