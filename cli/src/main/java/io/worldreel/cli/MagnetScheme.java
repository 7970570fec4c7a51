package io.worldreel.cli;

import io.worldreel.format.CorruptException;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.replayer.ArchiveScheme;
import io.worldreel.zstdvfs.HttpCredentials;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/**
 * Links of publications for {@code Replay.open(String)} and {@code jdbc:worldreel:magnet:...}. The settings {@code lan} (true), {@code
 * bootstrap}, {@code listen}, {@code timeout} (whole seconds), {@code cache} and {@code cache-bytes} are as the options of the command.
 */
public final class MagnetScheme implements ArchiveScheme {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Override
    public boolean knows(String address) {
        return MutableMagnet.looksLike(address);
    }

    @Override
    public ArchiveAddress open(String address, HttpCredentials credentials, Map<String, String> settings)
            throws IOException {
        try {
            var peers = PeerOptions.of(setting(settings, "listen").map(MagnetScheme::address),
                    setting(settings, "bootstrap").map(MagnetScheme::addresses).orElse(List.of()),
                    setting(settings, "lan").map(Boolean::parseBoolean).orElse(false));
            var cache = ReaderCache.of(setting(settings, "cache").map(Path::of),
                    setting(settings, "cache-bytes").map(new ReaderCache.ToBytes()::convert), System.getenv());
            Duration deadline = setting(settings, "timeout").map(Long::parseLong).map(Duration::ofSeconds)
                    .orElse(DEADLINE);
            return new MagnetAddress(MutableMagnet.parse(address), peers, credentials, deadline, cache).open();
        } catch (CorruptException | TypeConversionException wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }

    private static Optional<String> setting(Map<String, String> settings, String name) {
        return Optional.ofNullable(settings.get(name)).filter(value -> !value.isEmpty());
    }

    private static List<InetSocketAddress> addresses(String words) {
        return Stream.of(words.split(",", -1)).map(MagnetScheme::address).toList();
    }

    private static InetSocketAddress address(String word) {
        return new Converters.ToAddress().convert(word);
    }
}
