package io.worldreel.publisher.lan;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.key.PublisherKey;
import io.worldreel.publisher.dht.MutableMagnet;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;

/**
 * Who publishes or follows what on the local network: DNS-SD services {@code _worldreel._tcp}, with {@code key} and {@code salt} in
 * hexadecimal digits and the {@code name} of the world as texts. On all IPv4 networks of this machine. Safe for all threads.
 */
public final class LanDirectory implements AutoCloseable {
    private static final String TYPE = "_worldreel._tcp.local.";

    private static final Duration FAREWELL = Duration.ofMillis(300);

    private final List<JmDNS> networks;

    private LanDirectory(List<JmDNS> networks) {
        this.networks = networks;
    }

    /**
     * Joins the local networks.
     *
     * @throws IOException if there is none
     */
    public static LanDirectory open() throws IOException {
        List<JmDNS> networks = new ArrayList<>();
        for (InetAddress address : addresses()) {
            String name = "worldreel-" + address.getHostAddress().replace('.', '-');
            // With a name of its own: asking for the host's would wait for a name server that may not be there.
            networks.add(JmDNS.create(InetAddress.getByAddress(name, address.getAddress()), name));
        }
        if (networks.isEmpty()) {
            throw new IOException(
                    "looking around on the local network: this machine has no network with an IPv4 address"
                            + " other than the loopback; connect it, or leave --lan out");
        }
        return new LanDirectory(networks);
    }

    private static List<InetAddress> addresses() throws IOException {
        List<InetAddress> addresses = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (network.isUp() && network.supportsMulticast() && !network.isLoopback()) {
                network.inetAddresses().filter(Inet4Address.class::isInstance).forEach(addresses::add);
            }
        }
        return addresses;
    }

    /** Says on all networks that a publication can be had here, until this is closed. Waits some seconds, for others who might have its name. */
    public synchronized void announce(PublisherKey key, ByteString salt, String name, int port) throws IOException {
        // An empty text would be heard as a flag.
        Map<String, String> texts = salt.length() == 0
                ? Map.of("key", key.toString(), "name", name)
                : Map.of("key", key.toString(), "salt", salt.hex(), "name", name);
        try {
            for (JmDNS network : networks) {
                // The instance is called after key and port: several on one network must not fight for a name.
                network.registerService(ServiceInfo.create(TYPE, key.toString().substring(0, 16) + "-" + port, port, 0,
                        0, texts));
            }
        } catch (IllegalStateException closed) {
            // Then it cannot be had here any more.
        }
    }

    /** From now on hears of each copy that is there or comes, once, on threads of the directory. */
    public void listen(Consumer<LanPublication> found) {
        Set<LanPublication> known = new LinkedHashSet<>();
        for (JmDNS network : networks) {
            network.addServiceListener(TYPE, new ServiceListener() {
                @Override
                public void serviceAdded(ServiceEvent event) {
                    network.requestServiceInfo(event.getType(), event.getName());
                }

                @Override
                public void serviceRemoved(ServiceEvent event) {
                    // Whoever went is simply not reached any more.
                }

                @Override
                public void serviceResolved(ServiceEvent event) {
                    read(event.getInfo()).forEach(publication -> {
                        boolean fresh;
                        synchronized (known) {
                            fresh = known.add(publication);
                        }
                        if (fresh) {
                            found.accept(publication);
                        }
                    });
                }
            });
        }
    }

    /** Nothing for what is not said rightly: anybody may say anything on a network. */
    private static List<LanPublication> read(ServiceInfo info) {
        try {
            var key = PublisherKey.parse(text(info, "key"));
            var salt = ByteString.hex(text(info, "salt"));
            var magnet = new MutableMagnet(key, salt, Optional.of(text(info, "name")), List.of(), List.of(), List.of());
            List<LanPublication> copies = new ArrayList<>();
            for (InetAddress address : info.getInet4Addresses()) {
                copies.add(new LanPublication(magnet, new InetSocketAddress(address, info.getPort())));
            }
            return copies;
        } catch (CorruptException | IllegalArgumentException nonsense) {
            return List.of();
        }
    }

    private static String text(ServiceInfo info, String name) {
        String text = info.getPropertyString(name);
        return text == null ? "" : text;
    }

    /** Says goodbye once; JmDNS would say it three times in two seconds, and have everybody wait who only wants to end. */
    @Override
    public void close() {
        List<Thread> farewells = networks.stream().map(network -> Thread.ofPlatform().daemon().name("goodbye")
                .start(() -> leave(network))).toList();
        try {
            for (Thread farewell : farewells) {
                farewell.join(FAREWELL);
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private static void leave(JmDNS network) {
        try {
            network.close();
        } catch (IOException gone) {
            // Who does not hear of it forgets us after a while.
        }
    }
}
