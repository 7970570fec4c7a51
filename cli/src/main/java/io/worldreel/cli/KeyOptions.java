package io.worldreel.cli;

import io.worldreel.format.ByteString;
import io.worldreel.format.head.Head;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.key.KeyFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who publishes: a key file, and what tells the publications of one key apart. */
final class KeyOptions {
    @Option(names = "--key", required = true, paramLabel = "FILE")
    private Path file;

    @Option(names = "--salt", paramLabel = "TEXT")
    private @Nullable String salt;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Asks for the passphrase only if the file is sealed with one. */
    SigningKey key() {
        return KeyFile.read(file, () -> Passphrase.of(file));
    }

    ByteString salt() {
        var bytes = salt == null ? ByteString.EMPTY : ByteString.utf8(salt);
        if (bytes.length() > Head.SALT_BYTES) {
            throw new ParameterException(spec.commandLine(),
                    "--salt has " + bytes.length() + " bytes, at most " + Head.SALT_BYTES + " are allowed");
        }
        return bytes;
    }
}
