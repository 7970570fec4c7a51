package io.worldreel.cli;

import io.worldreel.replayer.Replay;
import io.worldreel.replayer.VerifyReport;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code verify ARCHIVE}. */
@Command(name = "verify")
final class VerifyVerb implements Callable<Integer> {
    private final Invocation run;

    @Mixin
    private final ArchiveArgument archive = new ArchiveArgument();

    VerifyVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        VerifyReport report = Replay.verify(archive.addressItself(),
                (done, total) -> run.progress().at("verifying", done, total));
        if (run.json()) {
            object(report);
        } else {
            report.bad().forEach(bad -> run.out().line("bad   " + bad.chunk() + ": " + bad.problem()));
            run.out().line(String.format(Locale.ROOT,
                    "%d of %s ok; ticks: %,d recorded, %,d dropped, %,d missing, %,d recovered", report.ok(),
                    Words.count(report.chunks(), "chunk"), report.ticksRecorded(), report.ticksDropped(),
                    report.ticksMissing(), report.ticksRecovered()));
        }
        boolean whole = report.bad().isEmpty() && report.ticksDropped() == 0 && report.ticksMissing() == 0;
        return whole ? ExitCode.DONE : ExitCode.DONE_WITH_LOSS;
    }

    private void object(VerifyReport report) {
        run.out().object(json -> {
            json.writeNumberProperty("chunks", report.chunks()).writeNumberProperty("ok", report.ok())
                    .writeArrayPropertyStart("bad");
            for (VerifyReport.Bad bad : report.bad()) {
                json.writeStartObject().writeStringProperty("chunk", bad.chunk())
                        .writeStringProperty("problem", bad.problem()).writeEndObject();
            }
            json.writeEndArray().writeNumberProperty("ticks_recorded", report.ticksRecorded())
                    .writeNumberProperty("ticks_dropped", report.ticksDropped())
                    .writeNumberProperty("ticks_missing", report.ticksMissing())
                    .writeNumberProperty("ticks_recovered", report.ticksRecovered());
        });
    }
}
