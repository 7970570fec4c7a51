package io.worldreel.recorder.listen;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a recorder listens.
 *
 * @param urls at least one
 * @param world the only world that senders may name
 * @param token what senders must say; empty is allowed only if every address is of this machine alone
 * @param certificate of the encrypted carriers: PEM files
 */
public record ListenConfig(List<ListenUrl> urls, String world, String token, Optional<Certificate> certificate,
        ListenLimits limits) {

    /**
     * @param chain the certificate and those that vouch for it
     * @param key its private key, PKCS 8, not encrypted
     */
    public record Certificate(Path chain, Path key) {}

    public ListenConfig {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("a listener needs an address to listen on");
        }
        for (ListenUrl url : urls) {
            if (token.isEmpty() && !url.isLoopback()) {
                throw new IllegalArgumentException(
                        "listening on " + url + " needs a token: others than this machine can "
                                + "reach it; give one, or listen on 127.0.0.1");
            }
            if (url.carrier().isEncrypted() && certificate.isEmpty()) {
                throw new IllegalArgumentException("listening on " + url + " needs a certificate and its key");
            }
        }
    }

    /** Without token and certificate, which is enough for addresses of this machine alone. */
    public static ListenConfig of(String world, ListenUrl... urls) {
        return new ListenConfig(List.of(urls), world, "", Optional.empty(), ListenLimits.DEFAULT);
    }

    public ListenConfig withToken(String newToken) {
        return new ListenConfig(urls, world, newToken, certificate, limits);
    }

    public ListenConfig withLimits(ListenLimits newLimits) {
        return new ListenConfig(urls, world, token, certificate, newLimits);
    }
}
