package io.worldreel.cli;

import io.worldreel.publisher.serve.ArchiveFiles;
import io.worldreel.publisher.serve.ArchiveServer;
import io.worldreel.publisher.serve.FolderFiles;
import io.worldreel.publisher.serve.PublicationFiles;
import io.worldreel.publisher.serve.ServeConfig;
import io.worldreel.publisher.serve.WebFiles;
import io.worldreel.replayer.ArchiveAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serve ARCHIVE}: the archive over HTTP, and a tracker for browsers, until it is told to stop. */
@Command(name = "serve")
final class ServeVerb implements Callable<Integer> {
    private static final long LOOK_NANOS = 100_000_000;
    private static final int MOST_TOLD = 1000;

    private final Invocation run;

    @Mixin
    private final ArchiveArgument archive = new ArchiveArgument(new PeerOptions());

    @Option(names = "--port", paramLabel = "N", defaultValue = "7780")
    private int port;

    @Option(names = "--listen", paramLabel = "HOST:PORT", converter = Converters.ToAddress.class)
    private @Nullable InetSocketAddress listen;

    @Spec
    private CommandSpec spec;

    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final Set<String> told = new HashSet<>();

    ServeVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > 0xFFFF) {
            throw new ParameterException(spec.commandLine(), "--port is a number from 0 to 65535");
        }
        var address = listen == null ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port) : listen;
        try (ArchiveFiles files = files();
                var server = ArchiveServer.open(ServeConfig.at(address), files, new SecureRandom(), problems::add)) {
            announce(server.address());
            while (!run.stop().isRaised()) {
                tell();
                run.stop().sleep(LOOK_NANOS);
            }
        } catch (StopSignal.StoppedException stopped) {
            return ExitCode.DONE; // as it was told to
        }
        return ExitCode.DONE;
    }

    private ArchiveFiles files() throws IOException {
        return switch (archive.address()) {
            case ArchiveAddress.Folder folder -> FolderFiles.open(folder.path());
            case ArchiveAddress.Web web -> new WebFiles(web.uri(), web.http());
            case ArchiveAddress.Published published -> new PublicationFiles(published.publication(), System::nanoTime);
        };
    }

    private void announce(InetSocketAddress address) {
        String place = Words.address(address);
        if (run.json()) {
            run.out().object(json -> json.writeStringProperty("url", "http://" + place + "/")
                    .writeStringProperty("tracker", "ws://" + place + "/announce"));
        } else {
            run.out().line("url      http://" + place + "/");
            run.out().line("tracker  ws://" + place + "/announce");
        }
        run.out().flush();
    }

    /** Each problem once: a page may ask for the same again and again. */
    private void tell() {
        for (String problem = problems.poll(); problem != null; problem = problems.poll()) {
            if (told.size() < MOST_TOLD && told.add(problem)) {
                run.note(Words.printable(problem));
            }
        }
    }
}
