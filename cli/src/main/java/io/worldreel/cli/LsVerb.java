package io.worldreel.cli;

import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.replayer.Replay;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ls ARCHIVE}. */
@Command(name = "ls")
final class LsVerb implements Callable<Integer> {
    private final Invocation run;

    @Mixin
    private final ArchiveArgument archive = new ArchiveArgument();

    LsVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        try (Replay replay = archive.open()) {
            if (run.json()) {
                replay.chunks().forEach(this::object);
            } else {
                table(replay.chunks());
            }
        }
        return ExitCode.DONE;
    }

    private void object(ChunkInfo chunk) {
        run.out().object(json -> json.writeStringProperty("chunk", chunk.chunk())
                .writeStringProperty("world", chunk.world()).writeStringProperty("source", chunk.source())
                .writeNumberProperty("first_tick", chunk.firstTick()).writeNumberProperty("last_tick", chunk.lastTick())
                .writeStringProperty("from", Words.instant(chunk.fromNanos()).toString())
                .writeStringProperty("to", Words.instant(chunk.toNanos()).toString())
                .writeNumberProperty("bytes", chunk.bytes()).writeNumberProperty("raw_bytes", chunk.rawBytes())
                .writeNumberProperty("samples", chunk.samples()).writeStringProperty("sha256", chunk.sha256()));
    }

    private void table(List<ChunkInfo> chunks) {
        try (Table table = new Table(run.out(),
                List.of("chunk", "source", "first tick>", "last tick>", "from", "to", "samples>", "size>"))) {
            for (ChunkInfo chunk : chunks) {
                table.row(List.of(chunk.chunk(), chunk.source(), chunk.firstTick(), chunk.lastTick(),
                        Words.instant(chunk.fromNanos()), Words.instant(chunk.toNanos()), chunk.samples(),
                        Words.bytes(chunk.bytes())));
            }
        }
    }
}
