package io.worldreel.cli;

import io.worldreel.cli.bench.Distribution;
import io.worldreel.cli.bench.IngestSpeed;
import io.worldreel.cli.bench.RecorderLatency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

/** {@code bench WHAT}. */
@Command(name = "bench")
final class BenchVerb implements Callable<Integer> {
    /** What can be measured. */
    enum What {
        recorder, ingest
    }

    private static final int MOST_ENTITIES = 100_000;
    private static final int MOST_SECONDS = 24 * 3600;
    private static final int MOST_TICKS = 100_000_000;

    private final Invocation run;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "WHAT")
    private What what;

    @Option(names = "--entities", paramLabel = "N")
    private @Nullable Integer entities;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60")
    private int seconds;

    @Option(names = "--ticks", paramLabel = "N", defaultValue = "8000")
    private int ticks;

    @Option(names = "--full-mantissa")
    private boolean fullMantissa;

    @Option(names = "--in", paramLabel = "FOLDER")
    private @Nullable Path folder;

    @Option(names = "--idle-disk")
    private boolean idleDisk;

    BenchVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        require("--entities", entities == null ? 1 : entities, MOST_ENTITIES);
        require("--seconds", seconds, MOST_SECONDS);
        require("--ticks", ticks, MOST_TICKS);
        Path parent = folder;
        Path place = parent == null
                ? Files.createTempDirectory("worldreel-bench")
                : Files.createTempDirectory(parent, "worldreel-bench");
        try {
            switch (what) {
                case recorder -> say(RecorderLatency.measure(place, entities == null ? 1000 : entities, seconds,
                        !idleDisk, (done, total) -> run.progress().at("recording", done, total)));
                case ingest -> say(IngestSpeed.measure(place, entities == null ? 2000 : entities, ticks, fullMantissa,
                        (done, total) -> run.progress().at("recording", done, total)));
            }
        } finally {
            FolderTree.delete(place);
        }
        return ExitCode.DONE;
    }

    private void require(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(),
                    option + " must lie between 1 and " + most + ": " + value);
        }
    }

    private void say(RecorderLatency.Result result) {
        if (run.json()) {
            run.out().object(json -> {
                json.writeStringProperty("measure", "recorder").writeNumberProperty("entities", result.entities())
                        .writeNumberProperty("frames", result.frames())
                        .writeNumberProperty("dropped", result.dropped())
                        .writeNumberProperty("chunks", result.chunks())
                        .writeNumberProperty("allocated_bytes_per_frame", result.allocatedPerFrame());
                write(json, "frame_us", result.frame());
                write(json, "put_us", result.put());
                write(json, "close_us", result.close());
                write(json, "own_work_us", result.work());
            });
            return;
        }
        run.out().line(String.format(Locale.ROOT,
                "%,d frames of %,d entities; %d dropped, %d chunks sealed, %.1f bytes allocated a frame",
                result.frames(), result.entities(), result.dropped(), result.chunks(), result.allocatedPerFrame()));
        line("frame", result.frame());
        line("  put", result.put());
        line("  close", result.close());
        line("own work", result.work());
    }

    private static void write(JsonGenerator json, String name, Distribution us) {
        json.writeObjectPropertyStart(name).writeNumberProperty("p50", us.p50()).writeNumberProperty("p99", us.p99())
                .writeNumberProperty("p99_9", us.p999()).writeNumberProperty("max", us.max()).writeEndObject();
    }

    private void line(String name, Distribution us) {
        run.out().line(String.format(Locale.ROOT, "%-9s p50 %8.1f us, p99 %8.1f, p99.9 %8.1f, worst %8.1f", name,
                us.p50(), us.p99(), us.p999(), us.max()));
    }

    private void say(IngestSpeed.Result result) {
        if (run.json()) {
            run.out().object(json -> json.writeStringProperty("measure", "ingest")
                    .writeNumberProperty("entities", result.entities()).writeNumberProperty("ticks", result.ticks())
                    .writeNumberProperty("samples", result.samples())
                    .writeNumberProperty("samples_per_cpu_second", Math.round(result.samplesPerCpuSecond()))
                    .writeNumberProperty("wall_seconds", result.wallSeconds())
                    .writeNumberProperty("cpu_seconds", result.cpuSeconds())
                    .writeNumberProperty("peak_heap_bytes", result.peakHeapBytes())
                    .writeNumberProperty("max_heap_bytes", result.maxHeapBytes())
                    .writeNumberProperty("chunk_bytes", result.chunkBytes()));
            return;
        }
        run.out().line(String.format(Locale.ROOT, "%,d samples of 13 floats and a bool: %.2f M a second of one core",
                result.samples(), result.samplesPerCpuSecond() / 1e6));
        run.out().line(String.format(Locale.ROOT,
                "%.1f s, of which the writer computed for %.1f s; heap at most %s of %s; %.2f bytes a sample",
                result.wallSeconds(), result.cpuSeconds(), Words.bytes(result.peakHeapBytes()),
                Words.bytes(result.maxHeapBytes()), (double) result.chunkBytes() / result.samples()));
    }
}
