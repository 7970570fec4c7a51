package io.worldreel.cli;

import io.worldreel.format.ByteString;
import io.worldreel.format.CorruptException;
import io.worldreel.format.head.Head;
import io.worldreel.format.path.RelativePath;
import io.worldreel.format.publication.PublishedVersion;
import io.worldreel.publisher.dht.MutableMagnet;
import io.worldreel.publisher.key.KeyFile;
import io.worldreel.publisher.share.SharePublisher;
import io.worldreel.publisher.share.ShareReport;
import io.worldreel.publisher.share.ShareSeeder;
import io.worldreel.publisher.share.SharedPaths;
import io.worldreel.publisher.swarm.Announcer;
import io.worldreel.publisher.swarm.SwarmEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code share PATH...}: files of any kind, version after version under one link, until it is told to stop. */
@Command(name = "share")
final class ShareVerb implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0..*", arity = "1..*", paramLabel = "PATH")
    private List<Path> paths;

    @Option(names = "--key", required = true, paramLabel = "FILE")
    private Path keyFile;

    @Option(names = "--name", required = true, paramLabel = "NAME")
    private String name;

    @Option(names = "--state", paramLabel = "DIR")
    private @Nullable Path state;

    @Option(names = "--versions", paramLabel = "N", defaultValue = "4")
    private int versions;

    @Mixin
    private final PeerOptions peers = new PeerOptions.Listening();

    @Option(names = "--look", paramLabel = "S", defaultValue = "2", converter = SqlVerb.ToSeconds.class)
    private Duration look;

    @Spec
    private CommandSpec spec;

    private final BlockingQueue<SwarmEvent> events = new LinkedBlockingQueue<>();

    ShareVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkUsage();
        var key = KeyFile.read(keyFile, () -> Passphrase.of(keyFile));
        Path folder = state == null ? besideTheKey() : state;
        Files.createDirectories(folder);
        var shared = new SharedPaths(paths);
        shared.requireOutside(keyFile, "the secret key");
        shared.requireOutside(folder, "what is kept for those who fetch");
        var salt = ByteString.utf8(name);
        try (var publisher = SharePublisher.open(name, folder, key, versions, Clock.systemUTC())) {
            var link = publisher.newestHead().map(head -> head.head().firstKey()).orElse(key.publicKey());
            SwarmWords.announce(run, new MutableMagnet(link, salt, Optional.of(name), peers.trackers(), List.of(),
                    List.of()));
            var first = publisher.look(shared, this::progress);
            try (var place = peers.open(peers.with(MutableMagnet.of(key.publicKey(), salt)));
                    var announcer = new Announcer(place.swarm().dht(), true, events::add);
                    var _ = publisher.announceHandovers(place.swarm().dht())) {
                place.announce(key.publicKey(), salt, name);
                if (!link.equals(key.publicKey())) {
                    place.announce(link, salt, name);
                    place.swarm().gather(link, salt, peers.trackers());
                }
                var seeder = new ShareSeeder(folder.toRealPath(), peers.trackers(), place.swarm().engine(), announcer);
                first.ifPresent(this::report);
                publisher.everything().ifPresent(report -> seeder.published(publisher.key(), report));
                UntilStopped.look(run, look, "sharing " + name, () -> {
                    publisher.look(shared, this::progress).ifPresent(report -> {
                        seeder.published(publisher.key(), report);
                        report(report);
                    });
                    place.tell(run);
                    for (SwarmEvent event = events.poll(); event != null; event = events.poll()) {
                        SwarmWords.tell(run.progress(), event);
                    }
                });
            }
        }
        return ExitCode.DONE;
    }

    private void checkUsage() {
        try {
            boolean plain = RelativePath.parse(name).parts().size() == 1
                    && ByteString.utf8(name).length() <= Head.SALT_BYTES;
            if (!plain) {
                throw new CorruptException("it has more than " + Head.SALT_BYTES + " bytes, or a slash");
            }
        } catch (CorruptException wrong) {
            throw new ParameterException(spec.commandLine(), "--name " + name + ": " + wrong.getMessage(), wrong);
        }
        if (versions < 1) {
            throw new ParameterException(spec.commandLine(), "--versions: the newest is kept in any case");
        }
    }

    private Path besideTheKey() {
        return keyFile.toAbsolutePath().resolveSibling(keyFile.getFileName() + ".shared").resolve(name);
    }

    private void progress(long done, long total) {
        run.progress().at("reading", done, total);
    }

    private void report(ShareReport report) {
        PublishedVersion version = report.newest().version();
        if (run.json()) {
            run.out().object(json -> json.writeNumberProperty("version", version.seq())
                    .writeNumberProperty("files", version.files()).writeNumberProperty("bytes", version.bytes())
                    .writeNumberProperty("new_files", report.newFiles())
                    .writeNumberProperty("kept_versions", report.kept().size()));
        } else {
            run.out().line("version " + version.seq() + ": " + Words.count(version.files(), "file") + ", "
                    + Words.bytes(version.bytes()) + ", " + report.newFiles() + " of them new");
        }
        run.out().flush();
    }
}
