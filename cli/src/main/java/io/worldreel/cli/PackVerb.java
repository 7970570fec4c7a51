package io.worldreel.cli;

import io.worldreel.zstdvfs.PackConfig;
import io.worldreel.zstdvfs.PackSummary;
import io.worldreel.zstdvfs.Packing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pack FILE [OUT]}. */
@Command(name = "pack")
final class PackVerb implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "FILE")
    private Path file;

    @Parameters(index = "1", paramLabel = "OUT", arity = "0..1")
    private Optional<Path> out;

    @Option(names = "--frame-size", paramLabel = "BYTES", defaultValue = "32768")
    private int frameSize;

    @Option(names = "--level", paramLabel = "1..22", defaultValue = "3")
    private int level;

    @Option(names = "--force")
    private boolean force;

    @Spec
    private CommandSpec spec;

    PackVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        Path target = out.orElseGet(() -> Path.of(file + ".zst"));
        PackSummary summary = Packing.pack(file, target, config(),
                (done, total) -> run.progress().at("packing", done, total));
        PackedFile.report(run, target, summary);
        return ExitCode.DONE;
    }

    private PackConfig config() {
        try {
            return PackConfig.DEFAULT.withFrameSize(frameSize).withLevel(level).withReplace(force);
        } catch (IllegalArgumentException outOfRange) {
            throw new ParameterException(spec.commandLine(), outOfRange.getMessage(), outOfRange);
        }
    }
}
