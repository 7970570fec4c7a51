package io.worldreel.publisher.engine;

import io.worldreel.format.ByteString;
import io.worldreel.publisher.bencode.BencodeValue;
import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import java.net.InetSocketAddress;
import java.util.List;

/** Texts and addresses in messages between a program and its engine. */
public final class Words {
    private Words() {}

    /** The text under a key; an empty one if there is none. */
    public static String text(Dictionary message, String key) {
        return message.bytes(key).flatMap(ByteString::text).orElse("");
    }

    /** The texts under a key. */
    public static List<String> texts(Dictionary message, String key) {
        return message.items(key).orElse(List.of()).stream()
                .map(item -> item instanceof BencodeValue.Bytes(ByteString bytes) ? bytes.text().orElse("") : "")
                .toList();
    }

    /** The host:port under a key. */
    public static List<InetSocketAddress> addresses(Dictionary message, String key) {
        return texts(message, key).stream().map(Words::address).toList();
    }

    /** A list of host:port. */
    public static BencodeValue list(List<InetSocketAddress> addresses) {
        return new BencodeValue.Items(addresses.stream().map(each -> BencodeValue.of(text(each))).toList());
    }

    /** An address as host:port, the host as a number where it is known, one of IPv6 in brackets. */
    public static String text(InetSocketAddress address) {
        var known = address.getAddress();
        String host = (known == null ? address.getHostString() : known.getHostAddress()).replaceFirst("%.*", "");
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon);
        return new InetSocketAddress(host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(text.substring(colon + 1)));
    }
}
