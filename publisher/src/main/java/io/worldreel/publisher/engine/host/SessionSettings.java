package io.worldreel.publisher.engine.host;

import io.worldreel.publisher.engine.EngineSettings;
import io.worldreel.publisher.engine.Words;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.libtorrent4j.SettingsPack;
import org.libtorrent4j.swig.alert;
import org.libtorrent4j.swig.settings_pack.bool_types;
import org.libtorrent4j.swig.settings_pack.int_types;
import org.libtorrent4j.swig.settings_pack.string_types;

/** What libtorrent is set to. Everything by which it would find the public network on its own is set to nothing. */
final class SessionSettings {
    private static final int UNLIMITED = 1 << 20;
    private static final int MOST_CONNECTIONS = 4000;
    /** What is asked for ahead, at the rate of the last seconds; libtorrent multiplies both as integers, in bytes. */
    private static final int QUEUE_SECONDS = 8;
    /** Asked of a tracker at a time. One for browsers is sent so many offers with each announcement, and each offer is an open socket. */
    private static final int PEERS_WANTED = 4;
    /** How long an offer to browsers stays open that nobody takes. */
    private static final int OFFER_SECONDS = 15;
    private static final int ALERTS = 50_000;
    /** Datagrams a second that one address may send before its DHT node is ignored: on one machine all have the same. */
    private static final int MANY = 100_000;
    private static final int LEAST_PORT = 20_000;
    private static final int END_OF_PORTS = 32_768;

    private SessionSettings() {}

    static SettingsPack of(EngineSettings wanted, RandomGenerator random) throws IOException {
        var pack = new SettingsPack();
        pack.listenInterfaces(listen(wanted.listen(), random));
        pack.setString(string_types.dht_bootstrap_nodes.swigValue(),
                wanted.bootstrap().stream().map(Words::text).collect(Collectors.joining(",")));
        pack.setString(string_types.webtorrent_stun_server.swigValue(), "");
        pack.setString(string_types.user_agent.swigValue(), "Worldreel");
        set(pack, bool_types.enable_dht, true);
        set(pack, bool_types.enable_lsd, wanted.lan());
        set(pack, bool_types.enable_upnp, false);
        set(pack, bool_types.enable_natpmp, false);
        set(pack, bool_types.enable_outgoing_utp, wanted.utp());
        // Other clients try it first, and some rest for minutes where nobody answers.
        set(pack, bool_types.enable_incoming_utp, true);
        // Who wants ranges only would be hung up on as soon as it has them.
        set(pack, bool_types.close_redundant_connections, false);
        set(pack, bool_types.allow_multiple_connections_per_ip, true);
        // Another port than the one that was asked for would be found by nobody.
        set(pack, bool_types.listen_system_port_fallback, false);
        set(pack, int_types.max_retry_port_bind, 0);
        set(pack, int_types.alert_queue_size, ALERTS);
        set(pack, int_types.active_limit, UNLIMITED);
        set(pack, int_types.active_seeds, UNLIMITED);
        set(pack, int_types.active_downloads, UNLIMITED);
        set(pack, int_types.active_dht_limit, UNLIMITED);
        set(pack, int_types.active_lsd_limit, UNLIMITED);
        set(pack, int_types.active_tracker_limit, UNLIMITED);
        // Each torrent of each follower takes a slot and a connection.
        set(pack, int_types.unchoke_slots_limit, UNLIMITED);
        set(pack, int_types.connections_limit, MOST_CONNECTIONS);
        set(pack, int_types.request_queue_time, QUEUE_SECONDS);
        // Each tracker is one that somebody has chosen.
        set(pack, bool_types.announce_to_all_trackers, true);
        set(pack, bool_types.announce_to_all_tiers, true);
        set(pack, int_types.num_want, PEERS_WANTED);
        set(pack, int_types.webtorrent_connection_timeout, OFFER_SECONDS);
        set(pack, int_types.min_reconnect_time, 3);
        set(pack, int_types.max_failcount, 30);
        if (isPrivate(wanted)) {
            set(pack, bool_types.dht_restrict_routing_ips, false);
            set(pack, bool_types.dht_restrict_search_ips, false);
            set(pack, bool_types.dht_ignore_dark_internet, false);
            set(pack, bool_types.dht_prefer_verified_node_ids, false);
            set(pack, bool_types.dht_enforce_node_id, false);
            set(pack, int_types.dht_block_ratelimit, MANY);
            set(pack, int_types.dht_upload_rate_limit, UNLIMITED);
        }
        return pack;
    }

    /**
     * To be applied once the session runs: alerts of the kinds that somebody listens to. A peer that sends a million requests would else make
     * as many objects here.
     */
    static SettingsPack quiet() {
        var pack = new SettingsPack();
        var heard = alert.error_notification.or_(alert.status_notification).or_(alert.storage_notification)
                .or_(alert.connect_notification).or_(alert.peer_notification);
        set(pack, int_types.alert_mask, heard.to_int());
        return pack;
    }

    /**
     * libtorrent has no DHT on interfaces without a way to the public network if it is to listen everywhere; on those that it is told by
     * their address it has. Networks that come later are not heard of.
     */
    private static String listen(InetSocketAddress address, RandomGenerator random) throws IOException {
        if (!address.getAddress().isAnyLocalAddress()) {
            return Words.text(address);
        }
        int port = address.getPort() == 0 ? quietPort(random) : address.getPort();
        List<String> all = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (network.isUp()) {
                // An address that is of use on one cable only is of none to others who hear of it.
                network.inetAddresses().filter(each -> each instanceof Inet4Address || !each.isLinkLocalAddress())
                        .forEach(each -> all.add(Words.text(new InetSocketAddress(each, port))));
            }
        }
        return String.join(",", all);
    }

    /**
     * One that is the same on all interfaces, as peers and nodes are told one only. It lies below those that kernels hand out to whoever asks for
     * any: nobody gets it before libtorrent does, nor before the next life of this engine.
     */
    private static int quietPort(RandomGenerator random) throws IOException {
        while (true) {
            int port = random.nextInt(LEAST_PORT, END_OF_PORTS);
            try (var _ = new ServerSocket(port); var _ = new DatagramSocket(port)) {
                return port;
            } catch (BindException taken) {
                // the next one may be free
            }
        }
    }

    /** Whether the DHT that it takes part in is one of its own network, to which the public one's defences do harm. */
    static boolean isPrivate(EngineSettings wanted) {
        return wanted.bootstrap().stream().map(InetSocketAddress::getAddress).allMatch(SessionSettings::isLocal);
    }

    private static boolean isLocal(InetAddress address) {
        return address != null && (address.isLoopbackAddress() || address.isSiteLocalAddress()
                || address.isLinkLocalAddress() || isUniqueLocal(address));
    }

    /** fc00::/7 (RFC 4193). */
    private static boolean isUniqueLocal(InetAddress address) {
        return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
    }

    private static void set(SettingsPack pack, bool_types setting, boolean value) {
        pack.setBoolean(setting.swigValue(), value);
    }

    private static void set(SettingsPack pack, int_types setting, int value) {
        pack.setInteger(setting.swigValue(), value);
    }
}
