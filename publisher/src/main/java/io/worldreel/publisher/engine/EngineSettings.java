package io.worldreel.publisher.engine;

import io.worldreel.publisher.bencode.BencodeValue.Dictionary;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * How the engine meets others. It knows nobody by itself: no public router, tracker or STUN server is ever asked unless it stands here.
 *
 * @param listen where peers and DHT nodes reach it, TCP and UDP; port 0 for any that is free
 * @param bootstrap DHT nodes that it starts from
 * @param lan whether it looks for peers on the local network (BEP 14)
 * @param utp whether it connects to others by uTP, which is slow on local networks, beside TCP; who connects to it by uTP is answered anyway
 * @param mostMemory bytes that its process may take: beyond them it ends, is started again and goes on, so that a flood takes no more
 */
public record EngineSettings(InetSocketAddress listen, List<InetSocketAddress> bootstrap, boolean lan, boolean utp,
        long mostMemory) {
    private static final long GIBIBYTE = 1L << 30;

    public EngineSettings {
        bootstrap = List.copyOf(bootstrap);
    }

    /** One that may take a gibibyte of memory. */
    public EngineSettings(InetSocketAddress listen, List<InetSocketAddress> bootstrap, boolean lan, boolean utp) {
        this(listen, bootstrap, lan, utp, GIBIBYTE);
    }

    Dictionary toMessage() {
        return Dictionary.EMPTY.with("t", "start").with("listen", Words.text(listen))
                .with("nodes", Words.list(bootstrap)).with("lan", lan ? 1 : 0).with("utp", utp ? 1 : 0)
                .with("memory", mostMemory);
    }

    /** Reads what {@link #toMessage} wrote. */
    public static EngineSettings of(Dictionary message) {
        return new EngineSettings(Words.address(Words.text(message, "listen")), Words.addresses(message, "nodes"),
                message.integer("lan").orElse(0L) == 1, message.integer("utp").orElse(0L) == 1,
                message.integer("memory").orElseThrow());
    }
}
