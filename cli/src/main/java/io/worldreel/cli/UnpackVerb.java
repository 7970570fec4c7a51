package io.worldreel.cli;

import io.worldreel.zstdvfs.Packing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unpack FILE [OUT]}. */
@Command(name = "unpack")
final class UnpackVerb implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "FILE")
    private Path file;

    @Parameters(index = "1", paramLabel = "OUT", arity = "0..1")
    private Optional<Path> out;

    @Spec
    private CommandSpec spec;

    UnpackVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        Path target = out.orElseGet(this::withoutSuffix);
        PackedFile.report(run, target,
                Packing.unpack(file, target, (done, total) -> run.progress().at("unpacking", done, total)));
        return ExitCode.DONE;
    }

    private Path withoutSuffix() {
        String name = file.toString();
        if (!name.endsWith(".zst")) {
            throw new ParameterException(spec.commandLine(), file + " does not end in .zst: say where to write");
        }
        return Path.of(name.substring(0, name.length() - ".zst".length()));
    }
}
