package io.worldreel.cli;

import io.worldreel.cli.table.ComponentColumns;
import io.worldreel.cli.table.EventColumns;
import io.worldreel.cli.table.ImportedTable;
import io.worldreel.cli.table.TableImport;
import io.worldreel.cli.table.TableInput;
import io.worldreel.cli.table.TableLayout;
import io.worldreel.format.CorruptException;
import io.worldreel.format.FormatVersion;
import io.worldreel.format.archive.ArchiveLayout;
import io.worldreel.format.archive.Catalog;
import io.worldreel.format.archive.ChunkInfo;
import io.worldreel.format.message.Message;
import io.worldreel.format.segment.Indexes;
import io.worldreel.recorder.Ingest;
import io.worldreel.recorder.IngestConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import FILE ARCHIVE ...}. */
@Command(name = "import")
final class ImportVerb implements Callable<Integer> {
    private static final String STDIN = "-";

    private final Invocation run;

    @Parameters(index = "0", paramLabel = "FILE")
    private String file;

    @Parameters(index = "1", paramLabel = "ARCHIVE")
    private Path archive;

    @Option(names = "--world", paramLabel = "W", required = true)
    private String world;

    @Option(names = "--source", paramLabel = "S", defaultValue = "import")
    private String source;

    @Option(names = "--tick", paramLabel = "COL", required = true)
    private String tick;

    @Option(names = "--time", paramLabel = "COL", required = true)
    private String time;

    @Option(names = "--entity", paramLabel = "COL", required = true)
    private String entity;

    @Option(names = "--kind", paramLabel = "COL")
    private Optional<String> kind;

    @Option(names = "--component", paramLabel = "NAME=COL[,COL...]:TYPE[@STEP]", converter = Converters.ToComponentColumns.class)
    private List<ComponentColumns> components = List.of();

    @Option(names = "--event", paramLabel = "KIND=COL[,COL...]", converter = Converters.ToEventColumns.class)
    private List<EventColumns> events = List.of();

    @Option(names = "--start", paramLabel = "ISO", defaultValue = "1970-01-01T00:00:00Z", converter = Converters.ToNanos.class)
    private long startNanos;

    @Option(names = "--index", paramLabel = "KINDS", defaultValue = "space,text", converter = Converters.ToIndexes.class)
    private Indexes indexes;

    @Spec
    private CommandSpec spec;

    ImportVerb(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws IOException {
        TableLayout layout = layout();
        Message.Hello hello = hello();
        requireSameWorld();
        try (TableInput input = open();
                Ingest ingest = Ingest.begin(archive, source,
                        IngestConfig.DEFAULT.withCountMissing(false).withIndexes(indexes),
                        (done, total) -> run.progress().at("sealing", done, total))) {
            ingest.accept(hello);
            TableImport table = new TableImport(input, layout,
                    (done, total) -> run.progress().at("reading", done, total));
            ImportedTable imported = table.run(message -> accept(ingest, message));
            ingest.accept(new Message.End(false));
            report(imported, ingest.finish());
        }
        return ExitCode.DONE;
    }

    /** An archive is of one world. */
    private void requireSameWorld() {
        ArchiveLayout layout = new ArchiveLayout(archive);
        if (!Files.exists(layout.catalog())) {
            return;
        }
        try (Catalog catalog = Catalog.openReadOnly(layout)) {
            for (ChunkInfo chunk : catalog.chunks()) {
                if (!chunk.world().equals(world)) {
                    throw new FailedException(archive + ": is an archive of world '" + chunk.world() + "', not of '"
                            + world + "'; import into another folder");
                }
            }
        }
    }

    private void accept(Ingest ingest, Message message) {
        try {
            ingest.accept(message);
        } catch (CorruptException refused) {
            throw new CorruptException(refused.getMessage() + " in source '" + source + "' of " + archive
                    + "; a source only grows: leave out what it has, or import as another --source", refused);
        } catch (UncheckedIOException failed) {
            throw new FailedException("cannot import into " + archive + ": " + failed.getMessage()
                    + "; nothing was imported", failed);
        }
    }

    private TableLayout layout() {
        try {
            return new TableLayout(tick, time, entity, kind, components, events, startNanos);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private Message.Hello hello() {
        try {
            return new Message.Hello(FormatVersion.MAJOR, FormatVersion.MINOR, world, source,
                    "worldreel import " + Versions.own());
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private TableInput open() throws IOException {
        return file.equals(STDIN) ? TableInput.of("standard input", run.in()) : TableInput.open(Path.of(file));
    }

    private void report(ImportedTable table, List<ChunkInfo> chunks) {
        long bytes = chunks.stream().mapToLong(ChunkInfo::bytes).sum();
        long samples = chunks.stream().mapToLong(ChunkInfo::samples).sum();
        if (run.json()) {
            run.out().object(json -> {
                json.writeStringProperty("world", world).writeStringProperty("source", source)
                        .writeNumberProperty("rows", table.rows()).writeNumberProperty("frames", table.frames())
                        .writeNumberProperty("entities", table.entities())
                        .writeNumberProperty("samples", samples).writeNumberProperty("events", table.events())
                        .writeNumberProperty("bytes", bytes).writeArrayPropertyStart("chunks");
                chunks.forEach(chunk -> json.writeString(chunk.chunk()));
                json.writeEndArray();
            });
        } else {
            run.note("imported " + Words.count(table.rows(), "row") + ": " + Words.count(table.frames(), "frame") + ", "
                    + Words.count(table.entities(), "entity") + ", " + Words.count(samples, "sample") + ", "
                    + Words.count(table.events(), "event") + "; " + Words.bytes(bytes) + " in "
                    + Words.count(chunks.size(), "chunk")
                    + (samples == 0
                            ? ""
                            : String.format(java.util.Locale.ROOT, " (%.1f bytes a sample)",
                                    (double) bytes / samples)));
        }
    }
}
