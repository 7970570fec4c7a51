package io.worldreel.cli;

import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.segment.Indexes;
import io.worldreel.recorder.IngestConfig;
import io.worldreel.recorder.Recovery;
import io.worldreel.recorder.RecoveryReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

/** {@code recover ARCHIVE}. */
@Command(name = "recover")
final class RecoverVerb implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "ARCHIVE")
    private Path archive;

    @Option(names = "--index", paramLabel = "KINDS", defaultValue = "space,text", converter = Converters.ToIndexes.class)
    private Indexes indexes;

    RecoverVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        requireArchive();
        RecoveryReport report = Recovery.recover(archive, IngestConfig.DEFAULT.withIndexes(indexes),
                (done, total) -> run.progress().at("recovering", done, total));
        if (run.json()) {
            run.out().object(json -> members(json, report));
        } else {
            describe(report);
        }
        return report.lostSomething() ? ExitCode.DONE_WITH_LOSS : ExitCode.DONE;
    }

    private void requireArchive() {
        ArchiveLayout layout = new ArchiveLayout(archive);
        if (Files.isDirectory(archive)
                && Stream.of(layout.catalog(), layout.chunks(), layout.recordings()).noneMatch(Files::exists)) {
            throw new FailedException(
                    archive + ": is no archive: it holds no catalog, no chunks and no recording; name another folder");
        }
    }

    private static void members(JsonGenerator json, RecoveryReport report) {
        json.writeArrayPropertyStart("sources");
        for (RecoveryReport.Source source : report.sources()) {
            json.writeStartObject().writeStringProperty("source", source.source())
                    .writeNumberProperty("frames", source.frames()).writeArrayPropertyStart("sealed");
            source.sealed().forEach(chunk -> json.writeString(chunk.chunk()));
            json.writeEndArray();
            problems(json, source.problems());
            json.writeEndObject();
        }
        json.writeEndArray().writeNumberProperty("chunks", report.chunks());
        problems(json, report.problems());
    }

    private static void problems(JsonGenerator json, List<String> problems) {
        json.writeArrayPropertyStart("problems");
        problems.forEach(json::writeString);
        json.writeEndArray();
    }

    private void describe(RecoveryReport report) {
        Output out = run.out();
        List<RecoveryReport.Source> unfinished = report.sources().stream().filter(RecoveryReport.Source::wasUnfinished)
                .toList();
        for (RecoveryReport.Source source : unfinished) {
            out.line("source " + source.source() + ": kept " + Words.count(source.frames(), "frame")
                    + " of the journal, in " + Words.count(source.sealed().size(), "new chunk"));
            source.problems().forEach(problem -> out.line("source " + source.source() + ": lost: " + problem));
        }
        report.problems().forEach(problem -> out.line("lost: " + problem));
        if (unfinished.isEmpty()) {
            out.line("no recording was left open");
        }
        out.line("catalog: " + Words.count(report.chunks(), "chunk"));
    }
}
