package io.worldreel.publisher.dht;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.key.PublisherKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The one link of a publication, for ever: {@code magnet:?xs=urn:btpk:KEY&s=SALT} (BEP 46), key and salt in hexadecimal
 * digits, with hints where to look.
 *
 * @param name what people call it ({@code dn})
 * @param trackers {@code tr}: http, https, udp, ws or wss
 * @param mirrors {@code ws}: http or https addresses of the folder that holds head.json
 * @param peers {@code x.pe}: host:port
 */
public record MutableMagnet(PublisherKey key, ByteString salt, Optional<String> name, List<URI> trackers,
        List<URI> mirrors, List<String> peers) {
    private static final String SCHEME = "magnet:?";
    private static final String MUTABLE = "urn:btpk:";
    private static final int MOST_CHARACTERS = 8192;
    private static final int MOST_HINTS = 64;

    public MutableMagnet {
        trackers = List.copyOf(trackers);
        mirrors = List.copyOf(mirrors);
        peers = List.copyOf(peers);
        if (salt.length() > MutableItem.SALT_BYTES) {
            throw new CorruptException("the magnet's salt has " + salt.length() + " bytes, at most "
                    + MutableItem.SALT_BYTES + " are allowed");
        }
        trackers.forEach(uri -> requireScheme(uri, List.of("http", "https", "udp", "ws", "wss")));
        mirrors.forEach(uri -> requireScheme(uri, List.of("http", "https")));
        peers.forEach(MutableMagnet::requireHostAndPort);
    }

    /** A link with nothing but what identifies the publication. */
    public static MutableMagnet of(PublisherKey key, ByteString salt) {
        return new MutableMagnet(key, salt, Optional.empty(), List.of(), List.of(), List.of());
    }

    /** The same without its mirrors. */
    public MutableMagnet withoutMirrors() {
        return new MutableMagnet(key, salt, name, trackers, List.of(), peers);
    }

    /** Whether {@code text} claims to be such a link; then {@link #parse} says what is wrong with it. */
    public static boolean looksLike(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) && text.contains(MUTABLE);
    }

    /**
     * Reads a link; parameters that mean nothing here are ignored.
     *
     * @throws CorruptException with what is wrong and how it should look
     */
    public static MutableMagnet parse(String text) {
        if (text.length() > MOST_CHARACTERS || !text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new CorruptException("not a link of the form magnet:?xs=urn:btpk:KEY&s=SALT: '"
                    + text.substring(0, Math.min(text.length(), 80)) + "'");
        }
        var draft = new Draft();
        for (String parameter : text.substring(SCHEME.length()).split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals >= 0) {
                draft.take(parameter.substring(0, equals), decode(parameter.substring(equals + 1)));
            }
        }
        return draft.finish();
    }

    /** The link; parsing it gives an equal value. */
    @Override
    public String toString() {
        var link = new StringBuilder(SCHEME).append("xs=").append(MUTABLE).append(key);
        if (salt.length() > 0) {
            link.append("&s=").append(salt);
        }
        name.ifPresent(words -> link.append("&dn=").append(encode(words)));
        trackers.forEach(uri -> link.append("&tr=").append(encode(uri.toString())));
        mirrors.forEach(uri -> link.append("&ws=").append(encode(uri.toString())));
        peers.forEach(peer -> link.append("&x.pe=").append(encode(peer)));
        return link.toString();
    }

    private static final class Draft {
        private Optional<PublisherKey> key = Optional.empty();
        private ByteString salt = ByteString.EMPTY;
        private Optional<String> name = Optional.empty();
        private final List<URI> trackers = new ArrayList<>();
        private final List<URI> mirrors = new ArrayList<>();
        private final List<String> peers = new ArrayList<>();

        void take(String parameter, String value) {
            String plain = parameter.toLowerCase(Locale.ROOT).replaceFirst("\\.[0-9]+$", "");
            switch (plain) {
                case "xs" -> takeSource(value);
                case "s" -> salt = hex(value);
                case "dn" -> name = Optional.of(value);
                case "tr" -> trackers.add(uri(value));
                case "ws" -> mirrors.add(uri(value));
                case "x.pe" -> peers.add(value);
                default -> {
                } // other clients' parameters
            }
            if (trackers.size() + mirrors.size() + peers.size() > MOST_HINTS) {
                throw new CorruptException("the magnet names more than " + MOST_HINTS + " trackers, mirrors and peers");
            }
        }

        private void takeSource(String value) {
            if (!value.regionMatches(true, 0, MUTABLE, 0, MUTABLE.length())) {
                return; // an exact source of another kind
            }
            var found = PublisherKey.parse(value.substring(MUTABLE.length()));
            if (key.isPresent() && !key.get().equals(found)) {
                throw new CorruptException("the magnet names two keys: which one to believe is unclear");
            }
            key = Optional.of(found);
        }

        MutableMagnet finish() {
            var owner = key.orElseThrow(() -> new CorruptException(
                    "the magnet has no xs=urn:btpk:KEY: it is not the link of a publication"));
            return new MutableMagnet(owner, salt, name, trackers, mirrors, peers);
        }
    }

    private static ByteString hex(String digits) {
        try {
            return ByteString.hex(digits);
        } catch (IllegalArgumentException notHex) {
            throw new CorruptException("the magnet's s= is not hexadecimal digits", notHex);
        }
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notAnAddress) {
            throw new CorruptException("the magnet names something that is no address: " + notAnAddress.getMessage(),
                    notAnAddress);
        }
    }

    private static void requireScheme(URI uri, List<String> schemes) {
        String scheme = uri.getScheme();
        if (scheme == null || uri.getHost() == null || !schemes.contains(scheme.toLowerCase(Locale.ROOT))) {
            throw new CorruptException("the magnet names " + uri + ", but only " + schemes + " are understood here");
        }
    }

    private static void requireHostAndPort(String peer) {
        int colon = peer.lastIndexOf(':');
        String port = peer.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1
                || Integer.parseInt(port) > 65535) {
            throw new CorruptException("the magnet names the peer '" + peer + "', which is not host:port");
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new CorruptException("the magnet holds a broken %-escape", malformed);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
