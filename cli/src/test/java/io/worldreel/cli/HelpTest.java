package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    static Stream<String> verbs() {
        return Worldreel.commandLine(Invocations.silent()).getSubcommands().keySet().stream();
    }

    @Test
    void theTopListsEveryVerbAndTheExitCodes() {
        Command help = Command.run("--help").succeeds();

        assertThat(help.out()).contains(verbs().map(verb -> "\n  " + verb + " ").toList());
        assertThat(help.out()).contains("Examples:", "Exit codes:");
        assertThat(help.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbTeachesByExamplesThatFitATerminal(String verb) {
        String help = Command.run(verb, "--help").succeeds().out();

        String examples = help.substring(help.indexOf("Examples:"));
        assertThat(examples.lines().skip(1)).isNotEmpty().anyMatch(line -> line.startsWith("  worldreel " + verb));
        assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyOptionAndParameterIsDescribed(String verb) {
        CommandLine line = Worldreel.commandLine(Invocations.silent());

        assertThat(line.parseArgs(verb, "--help").subcommand().commandSpec().args())
                .allSatisfy(arg -> assertThat(arg.description()).as(arg.toString()).isNotEmpty().doesNotContain(""));
    }

    @Test
    void wrongUsageIsOneLineThatNamesTheHelp() {
        Command.run().failsSaying(ExitCode.WRONG_USAGE, "worldreel: ", "worldreel --help");
        Command.run("unpak", "x").failsSaying(ExitCode.WRONG_USAGE, "no such verb: unpak; did you mean unpack");
        Command.run("pack").failsSaying(ExitCode.WRONG_USAGE, "FILE", "worldreel pack --help");
        Command.run("pack", "--colour", "x").failsSaying(ExitCode.WRONG_USAGE, "--colour");
        Command.run("pack", "a", "b", "c").failsSaying(ExitCode.WRONG_USAGE, "one argument too many: c");
        Command.run("--progress", "loud", "pack", "a").failsSaying(ExitCode.WRONG_USAGE, "'loud'", "bar, json, none");
    }

    @Test
    void versionNamesTheFormatAndTheJvm() {
        assertThat(Command.run("--version").succeeds().out()).contains("worldreel ", "format 0.", "Java 25");
    }

    @Test
    void debugAddsTheTrace() {
        assertThat(Command.run("--debug", "query", "nowhere", "SELECT 1").exits(ExitCode.FAILED).err())
                .contains("NoSuchFileException", "\tat ");
    }
}
