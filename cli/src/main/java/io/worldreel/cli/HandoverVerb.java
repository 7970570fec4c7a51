package io.worldreel.cli;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.key.SigningKey;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.key.KeyFile;
import io.worldreel.publisher.mirror.HeadSeries;
import io.worldreel.publisher.swarm.HandoverItems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code handover ARCHIVE --key OLD --new-key NEW}: from now on another key publishes. */
@Command(name = "handover")
final class HandoverVerb implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private Path archive;

    @Mixin
    private final KeyOptions keys = new KeyOptions();

    @Option(names = "--new-key", required = true, paramLabel = "FILE")
    private Path newKey;

    @Mixin
    private final MirrorOptions mirror = new MirrorOptions();

    HandoverVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        SigningKey old = keys.key();
        SigningKey successor = KeyFile.read(newKey, () -> Passphrase.of(newKey));
        if (old.publicKey().equals(successor.publicKey())) {
            throw new FailedException(
                    "handing over " + archive + ": both files hold the same key; make another one with"
                            + " 'worldreel keygen'");
        }
        try (var places = mirror.open(archive, false)) {
            var store = places.first();
            var head = HeadSeries.open(store, old, keys.salt()).handOver(successor);
            HandoverItems.keep(store, old, head);
            MirrorCopies.once(run, new ArchiveLayout(archive), places);
            String link = MutableMagnet.of(head.head().firstKey(), keys.salt()).toString();
            if (run.json()) {
                run.out().object(json -> json.writeNumberProperty("seq", head.head().seq())
                        .writeStringProperty("from", old.publicKey().toString())
                        .writeStringProperty("to", successor.publicKey().toString())
                        .writeStringProperty("magnet", link));
            } else {
                run.out().line("head " + head.head().seq() + ": from " + old.publicKey() + " to "
                        + successor.publicKey());
                run.out().line("magnet  " + link);
                run.note("publish with " + newKey + " from now on; who has the link goes on as before");
            }
        }
        return ExitCode.DONE;
    }
}
