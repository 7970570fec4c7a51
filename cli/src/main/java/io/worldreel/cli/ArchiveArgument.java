package io.worldreel.cli;

import io.worldreel.replayer.ArchiveAddress;
import io.worldreel.replayer.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The ARCHIVE of verbs that read one: a folder, or an address on a web server and what that asks of who reads. */
final class ArchiveArgument {
    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private String word;

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
            return ArchiveAddress.parse(word, WebCredentials.of(Optional.ofNullable(user),
                    Optional.ofNullable(passwordFile), Optional.ofNullable(tokenFile), System.getenv()));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    Replay open() throws IOException {
        return Replay.open(address());
    }
}
