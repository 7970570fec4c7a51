package io.worldreel.cli;

import io.worldreel.format.CorruptException;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.replayer.Replay;
import io.worldreel.zstdvfs.HttpCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The ARCHIVE of verbs that read one: a folder, an address on a web server and what that asks of who reads,
 * or the link of a publication. */
final class ArchiveArgument {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private String word;

    @Option(names = "--trust", paramLabel = "KEY", converter = Converters.ToPublication.class)
    private @Nullable MutableMagnet trusted;

    @Mixin
    private final PeerOptions peers;

    @Option(names = "--timeout", paramLabel = "S", converter = SqlVerb.ToSeconds.class)
    private Optional<Duration> timeout = Optional.empty();

    @Option(names = "--cache", paramLabel = "DIR")
    private @Nullable Path cache;

    @Option(names = "--cache-bytes", paramLabel = "SIZE", converter = ReaderCache.ToBytes.class)
    private @Nullable Long cacheBytes;

    @Option(names = "--user", paramLabel = "NAME")
    private @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE")
    private @Nullable Path passwordFile;

    @Option(names = "--token-file", paramLabel = "FILE")
    private @Nullable Path tokenFile;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    ArchiveArgument() {
        this(new PeerOptions.Listening());
    }

    ArchiveArgument(PeerOptions peers) {
        this.peers = peers;
    }

    /** @throws ParameterException if the words name no archive, or contradict one another */
    ArchiveAddress address() throws IOException {
        try {
            HttpCredentials credentials = WebCredentials.of(Optional.ofNullable(user),
                    Optional.ofNullable(passwordFile), Optional.ofNullable(tokenFile), System.getenv());
            if (MutableMagnet.looksLike(word)) {
                return magnet(MutableMagnet.parse(word), credentials);
            }
            return place(ArchiveAddress.parse(word, credentials));
        } catch (CorruptException | IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private ArchiveAddress place(ArchiveAddress address) {
        return switch (address) {
            case ArchiveAddress.Published published when trusted == null -> cache().through(published);
            case ArchiveAddress.Published published -> throw new ParameterException(spec.commandLine(),
                    word + " names a key itself: --trust is one too many");
            case ArchiveAddress.Place place when trusted == null -> inTime(place);
            case ArchiveAddress.Place place -> {
                var published = ArchiveAddress.published(List.of(inTime(place)), trusted.key(), trusted.salt());
                yield place instanceof ArchiveAddress.Folder ? published : cache().through(published);
            }
        };
    }

    private ArchiveAddress.Place inTime(ArchiveAddress.Place place) {
        return place instanceof ArchiveAddress.Web web && timeout.isPresent()
                ? new ArchiveAddress.Web(web.uri(), web.http().withDeadline(timeout.get()))
                : place;
    }

    private ArchiveAddress magnet(MutableMagnet magnet, HttpCredentials credentials) throws IOException {
        if (trusted != null) {
            throw new ParameterException(spec.commandLine(), "a magnet names the key itself: --trust is one too many");
        }
        return new MagnetAddress(magnet, peers, credentials, timeout.orElse(DEADLINE), cache()).open();
    }

    /** The same, past the cache: what its place delivers now. */
    ArchiveAddress addressItself() throws IOException {
        cacheBytes = 0L;
        return address();
    }

    private ReaderCache cache() {
        return ReaderCache.of(Optional.ofNullable(cache), Optional.ofNullable(cacheBytes), System.getenv());
    }

    /** How long a read may take, if that was said. */
    Optional<Duration> timeout() {
        return timeout;
    }

    Replay open() throws IOException {
        return Replay.open(address());
    }
}
