package io.worldreel.recorder.listen;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a recorder listens.
 *
 * @param host a name or an address without brackets; empty with UNIX
 * @param port 0 to 65535, where 0 is any that is free
 * @param path of the socket with UNIX; else empty
 */
public record ListenUrl(Carrier carrier, String host, int port, String path) {
    private static final Pattern INTERNET = Pattern
            .compile("([a-z]+)://(?:\\[([0-9a-fA-F:.%]+)]|([^:/\\[\\]]+)):(\\d{1,5})/?");
    private static final Pattern LOCAL = Pattern.compile("unix:(?://)?(.+)");

    /** What messages travel in. */
    public enum Carrier {
        TCP, TLS, UNIX, WS, WSS, UDP;

        boolean isEncrypted() {
            return this == TLS || this == WSS;
        }

        String scheme() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException if it is not an address to listen on; the message says what one looks like */
    public static ListenUrl parse(String url) {
        Matcher local = LOCAL.matcher(url);
        if (local.matches()) {
            return new ListenUrl(Carrier.UNIX, "", 0, local.group(1));
        }
        Matcher internet = INTERNET.matcher(url);
        if (internet.matches()) {
            String host = internet.group(2) != null ? internet.group(2) : internet.group(3);
            int port = Integer.parseInt(internet.group(4));
            for (Carrier carrier : Carrier.values()) {
                if (carrier != Carrier.UNIX && carrier.scheme().equals(internet.group(1)) && port <= 0xFFFF) {
                    return new ListenUrl(carrier, host, port, "");
                }
            }
        }
        throw new IllegalArgumentException(
                "cannot listen on '" + url + "': say tcp://127.0.0.1:7700, or tls://, ws://, "
                        + "wss://, udp:// with host and port, or unix:/path");
    }

    /** Whether only this machine can reach it. */
    boolean isLoopback() {
        if (carrier == Carrier.UNIX) {
            return true;
        }
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    SocketAddress address() {
        return carrier == Carrier.UNIX ? UnixDomainSocketAddress.of(path) : new InetSocketAddress(host, port);
    }

    ListenUrl withPort(int newPort) {
        return new ListenUrl(carrier, host, newPort, path);
    }

    @Override
    public String toString() {
        return carrier == Carrier.UNIX
                ? "unix:" + path
                : carrier.scheme() + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
