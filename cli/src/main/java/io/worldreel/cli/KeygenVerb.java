package io.worldreel.cli;

import io.worldreel.format.ByteString;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.key.KeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keygen FILE}. */
@Command(name = "keygen")
final class KeygenVerb implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "FILE")
    private Path file;

    @Option(names = "--passphrase")
    private boolean passphrase;

    KeygenVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        var random = new SecureRandom();
        var key = SigningKey.generate(random);
        KeyFile.create(file, key, passphrase ? Optional.of(Passphrase.fresh(file)) : Optional.empty(), random);
        String magnet = MutableMagnet.of(key.publicKey(), ByteString.EMPTY).toString();
        if (run.json()) {
            run.out().object(json -> json.writeStringProperty("file", file.toString())
                    .writeStringProperty("key", key.publicKey().toString()).writeStringProperty("magnet", magnet));
        } else {
            run.out().line("key     " + key.publicKey());
            run.out().line("magnet  " + magnet);
            run.note("wrote " + file + ", which whoever publishes needs and nobody else may have: keep a copy of it");
        }
        return ExitCode.DONE;
    }
}
