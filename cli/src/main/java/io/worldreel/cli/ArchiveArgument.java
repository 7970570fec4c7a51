package io.worldreel.cli;

import io.worldreel.format.CorruptException;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.replayer.Replay;
import io.worldreel.zstdvfs.HttpConfig;
import io.worldreel.zstdvfs.HttpCredentials;
import java.io.IOException;
import java.nio.file.Path;
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
    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private String word;

    @Option(names = "--trust", paramLabel = "KEY", converter = Converters.ToPublication.class)
    private @Nullable MutableMagnet trusted;

    @Mixin
    private final PeerOptions peers = new PeerOptions();

    @Option(names = "--user", paramLabel = "NAME")
    private @Nullable String user;

    @Option(names = "--password-file", paramLabel = "FILE")
    private @Nullable Path passwordFile;

    @Option(names = "--token-file", paramLabel = "FILE")
    private @Nullable Path tokenFile;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** @throws ParameterException if the words name no archive, or contradict one another */
    ArchiveAddress address() throws IOException {
        try {
            HttpCredentials credentials = WebCredentials.of(Optional.ofNullable(user),
                    Optional.ofNullable(passwordFile), Optional.ofNullable(tokenFile), System.getenv());
            if (MutableMagnet.looksLike(word)) {
                return mirrors(MutableMagnet.parse(word), credentials);
            }
            ArchiveAddress address = ArchiveAddress.parse(word, credentials);
            if (trusted == null) {
                return address;
            }
            if (address instanceof ArchiveAddress.Place place) {
                return ArchiveAddress.published(List.of(place), trusted.key(), trusted.salt());
            }
            throw new ParameterException(spec.commandLine(), word + " names a key itself: --trust is one too many");
        } catch (CorruptException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private ArchiveAddress mirrors(MutableMagnet magnet, HttpCredentials credentials) throws IOException {
        if (trusted != null) {
            throw new ParameterException(spec.commandLine(), "a magnet names the key itself: --trust is one too many");
        }
        if (magnet.mirrors().isEmpty() || peers.given()) {
            return new ArchiveAddress.Published(PeerPublication.open(magnet, peers));
        }
        var http = HttpConfig.DEFAULT.withCredentials(credentials);
        return ArchiveAddress.published(
                magnet.mirrors().stream().map(uri -> new ArchiveAddress.Web(uri, http)).toList(),
                magnet.key(), magnet.salt());
    }

    Replay open() throws IOException {
        return Replay.open(address());
    }
}
