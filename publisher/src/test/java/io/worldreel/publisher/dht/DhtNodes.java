package io.worldreel.publisher.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldreel.publisher.Tools;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.libtorrent4j.Pair;
import org.libtorrent4j.SessionHandle;
import org.libtorrent4j.SessionManager;
import org.libtorrent4j.SessionParams;
import org.libtorrent4j.SettingsPack;
import org.libtorrent4j.swig.settings_pack.bool_types;
import org.libtorrent4j.swig.settings_pack.int_types;
import org.libtorrent4j.swig.settings_pack.string_types;

/** A DHT of libtorrent nodes on the loopback, in a process of its own: native code stays out of the tests'. */
public final class DhtNodes implements AutoCloseable {
    private final Process process;
    private final BufferedWriter commands;
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    private DhtNodes(Process process, InetAddress host, int count) throws IOException {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (int i = 0; i < count; i++) {
            String line = said.readLine();
            assertThat(line).as("port of node %s", i).matches("[0-9]+");
            addresses.add(new InetSocketAddress(host, Integer.parseInt(line)));
        }
    }

    /** Starts nodes that know one another, and nobody else. */
    public static DhtNodes start(int count) throws IOException {
        return start(InetAddress.getLoopbackAddress(), count);
    }

    /** @param host the loopback's address of one kind or the other */
    public static DhtNodes start(InetAddress host, int count) throws IOException {
        boolean linux = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        Tools.unless(linux, "libtorrent4j has a native library for Linux on x86_64 only");
        return new DhtNodes(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), DhtNodes.class.getName(), Integer.toString(count),
                host.getHostAddress())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start(), host, count);
    }

    public List<InetSocketAddress> addresses() {
        return addresses;
    }

    /** Ends the first so many nodes, without a farewell. */
    public void kill(int count) throws IOException {
        commands.write(count + "\n");
        commands.flush();
        assertThat(process.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("killed");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The nodes' own process. */
    public static void main(String[] args) throws Exception {
        Path library = Files.createTempFile("worldreel-dht-", ".so");
        try (InputStream in = DhtNodes.class.getResourceAsStream("/lib/x86_64/libtorrent4j.so")) {
            Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
        }
        System.setProperty("libtorrent4j.jni.path", library.toString());
        List<SessionManager> nodes = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[0]); i++) {
            var node = new SessionManager(false);
            var params = new SessionParams(settings(args[1]));
            params.setPosixDiskIO();
            node.start(params);
            var handle = new SessionHandle(node.swig());
            while (handle.getListenPort() == 0) {
                Thread.sleep(10);
            }
            // Nodes to begin at are not taken for nodes: each is told of the others as well.
            for (SessionManager other : nodes) {
                handle.addDhtNode(new Pair<>(args[1], new SessionHandle(other.swig()).getListenPort()));
            }
            System.out.println(handle.getListenPort());
            nodes.add(node);
        }
        Files.delete(library);
        var in = new BufferedReader(new java.io.InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            var dying = new ArrayList<>(nodes.subList(0, Integer.parseInt(line)));
            nodes.removeAll(dying);
            var threads = dying.stream().map(node -> Thread.ofPlatform().start(node::stop)).toList();
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println("killed");
        }
        Runtime.getRuntime().halt(0);
    }

    private static SettingsPack settings(String host) {
        var pack = new SettingsPack();
        pack.listenInterfaces(host.contains(":") ? "[" + host + "]:0" : host + ":0");
        pack.setString(string_types.dht_bootstrap_nodes.swigValue(), "");
        pack.setString(string_types.webtorrent_stun_server.swigValue(), "");
        for (var off : Arrays.asList(bool_types.enable_lsd, bool_types.enable_upnp, bool_types.enable_natpmp,
                bool_types.dht_restrict_routing_ips, bool_types.dht_restrict_search_ips,
                bool_types.dht_ignore_dark_internet, bool_types.dht_prefer_verified_node_ids,
                bool_types.dht_enforce_node_id)) {
            pack.setBoolean(off.swigValue(), false);
        }
        pack.setBoolean(bool_types.enable_dht.swigValue(), true);
        pack.setInteger(int_types.dht_block_ratelimit.swigValue(), 100_000);
        pack.setInteger(int_types.dht_upload_rate_limit.swigValue(), 1 << 20);
        return pack;
    }
}
