package io.worldreel.cli;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.segment.Indexes;
import io.worldreel.recorder.Compaction;
import io.worldreel.recorder.CompactionConfig;
import io.worldreel.recorder.CompactionReport;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

/** {@code compact ARCHIVE --day D}. */
@Command(name = "compact")
final class CompactVerb implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private Path archive;

    @Option(names = "--day", paramLabel = "D", required = true, converter = Converters.ToDay.class)
    private LocalDate day;

    @Option(names = "--level", paramLabel = "1..22", defaultValue = "9")
    private int level;

    @Option(names = "--index", paramLabel = "KINDS", defaultValue = "space,text", converter = Converters.ToIndexes.class)
    private Indexes indexes;

    @Spec
    private CommandSpec spec;

    CompactVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        CompactionReport report = Compaction.compact(archive, day.atStartOfDay().toInstant(ZoneOffset.UTC),
                day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC), config(),
                (done, total) -> run.progress().at("compacting", done, total));
        if (run.json()) {
            run.out().object(json -> members(json, report));
        } else {
            describe(report);
        }
        return report.problems().isEmpty() ? ExitCode.DONE : ExitCode.DONE_WITH_LOSS;
    }

    private CompactionConfig config() {
        try {
            CompactionConfig config = CompactionConfig.DEFAULT.withIndexes(indexes);
            return config.withPack(config.pack().withLevel(level));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private static void members(JsonGenerator json, CompactionReport report) {
        json.writeArrayPropertyStart("merged");
        for (CompactionReport.Merged merged : report.merged()) {
            json.writeStartObject().writeStringProperty("chunk", merged.chunk().chunk())
                    .writeNumberProperty("bytes", merged.chunk().bytes())
                    .writeNumberProperty("bytes_before", merged.bytesBefore()).writeArrayPropertyStart("replaced");
            merged.replaced().forEach(chunk -> json.writeString(chunk.chunk()));
            json.writeEndArray().writeEndObject();
        }
        json.writeEndArray().writeNumberProperty("unchanged", report.unchanged()).writeArrayPropertyStart("problems");
        report.problems().forEach(json::writeString);
        json.writeEndArray();
    }

    private void describe(CompactionReport report) {
        Output out = run.out();
        for (CompactionReport.Merged merged : report.merged()) {
            ChunkInfo chunk = merged.chunk();
            out.line(chunk.chunk() + ": " + Words.bytes(chunk.bytes()) + ", in place of "
                    + Words.count(merged.replaced().size(), "chunk") + " of " + Words.bytes(merged.bytesBefore()));
        }
        report.problems().forEach(problem -> out.line("left as it is: " + problem));
        if (report.merged().isEmpty()) {
            out.line("nothing of " + day + " to put together: " + Words.count(report.unchanged(), "chunk")
                    + " of that day");
        } else if (report.unchanged() > 0) {
            out.line("unchanged: " + Words.count(report.unchanged(), "chunk"));
        }
    }
}
