package io.worldreel.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code worldreel} command: its verbs, the options that all of them share, and what becomes of errors. */
@Command(name = "worldreel", versionProvider = Versions.class)
public final class Worldreel implements Runnable {
    @Option(names = "--json", scope = ScopeType.INHERIT)
    private boolean json;

    @Option(names = "--progress", paramLabel = "bar|json|none", scope = ScopeType.INHERIT, converter = Progress.Style.Converter.class)
    private Progress.@Nullable Style progress;

    @Option(names = "--debug", scope = ScopeType.INHERIT)
    private boolean debug;

    @Option(names = { "-h", "--help" }, usageHelp = true, scope = ScopeType.INHERIT)
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(names = { "-V", "--version" }, versionHelp = true)
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    @Spec
    private CommandSpec spec;

    /**
     * Runs one command line, as the process does, but in this JVM.
     *
     * @param in read by verbs that take {@code -} for a file
     * @param out gets results
     * @param err gets progress, human words and errors
     * @return the exit code
     */
    public static int run(String[] args, InputStream in, OutputStream out, PrintStream err) {
        return run(args, in, out, err, false, new StopSignal());
    }

    /**
     * @param terminal whether {@code err} is a terminal, so that progress bars make sense
     * @param stop raised to make a long verb end early
     */
    static int run(String[] args, InputStream in, OutputStream out, PrintStream err, boolean terminal,
            StopSignal stop) {
        return run(args, in, out, err, terminal, stop, Clock.systemUTC());
    }

    /** @param clock tells the day */
    static int run(String[] args, InputStream in, OutputStream out, PrintStream err, boolean terminal,
            StopSignal stop, Clock clock) {
        Output output = new Output(out);
        Worldreel command = new Worldreel();
        CommandLine line = commandLine(command, new Invocation(in, output, err, stop, () -> command.json,
                () -> command.progressStyle(terminal), clock));
        Errors errors = new Errors(err, () -> command.debug);
        line.setOut(output.writer()).setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((wrong, arguments) -> errors.wrongUsage(wrong));
        line.setExecutionExceptionHandler((problem, where, parsed) -> errors.failed(problem, where));
        try (output) {
            return line.execute(args);
        } catch (OutputException | OutOfMemoryError | StackOverflowError | InternalError failed) {
            return errors.failed(failed, line);
        }
    }

    /** The command tree alone. */
    static CommandLine commandLine(Invocation run) {
        return commandLine(new Worldreel(), run);
    }

    private static CommandLine commandLine(Worldreel command, Invocation run) {
        CommandLine line = new CommandLine(command).setExpandAtFiles(false);
        Stream.of(new DemoVerb(run), new RecordVerb(run), new MarkVerb(run), new ImportVerb(run), new LsVerb(run),
                new InfoVerb(run),
                new AtVerb(run), new FramesVerb(run), new TrackVerb(run), new EventsVerb(run), new SqlVerb(run),
                new PlayVerb(run), new VerifyVerb(run), new CompactVerb(run), new RecoverVerb(run), new PackVerb(run),
                new UnpackVerb(run), new QueryVerb(run), new KeygenVerb(run), new HandoverVerb(run),
                new PublishVerb(run), new FollowVerb(run),
                new ShareVerb(run), new FetchVerb(run), new LanVerb(run), new ServeVerb(run), new BenchVerb(run))
                .forEach(line::addSubcommand);
        layOutHelp(line);
        return line;
    }

    private static void layOutHelp(CommandLine line) {
        line.setResourceBundle(ResourceBundle.getBundle("io.worldreel.cli.help", Locale.ROOT));
        line.setUsageHelpAutoWidth(true);
        line.getCommandSpec().usageMessage().synopsisSubcommandLabel("VERB");
        Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
                .map(each -> each.getCommandSpec().usageMessage()).forEach(usage -> usage.sortOptions(false)
                        .abbreviateSynopsis(true).parameterListHeading("%n").optionListHeading("%n")
                        .footerHeading("%nExamples:%n"));
    }

    private Progress.Style progressStyle(boolean terminal) {
        Progress.Style chosen = progress;
        return chosen != null ? chosen : terminal ? Progress.Style.BAR : Progress.Style.NONE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which verb?");
    }
}
