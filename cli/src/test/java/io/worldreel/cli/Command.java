package io.worldreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One run of the command in this JVM, and what came of it. */
record Command(int code, String out, String err) {

    static Command run(Object... args) {
        return runWithInput("", args);
    }

    static Command runWithInput(String in, Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] words = List.of(args).stream().map(Object::toString).toArray(String[]::new);
        int code = Worldreel.run(words, new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), out,
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Command(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    List<String> lines() {
        return out.lines().toList();
    }

    Command succeeds() {
        return exits(ExitCode.DONE);
    }

    Command exits(int expected) {
        assertThat(code).as("exit code; stdout: %s; stderr: %s", out, err).isEqualTo(expected);
        return this;
    }

    /** Asserts that it ended with this code and one line on stderr that holds all of {@code parts}. */
    Command failsSaying(int expected, CharSequence... parts) {
        exits(expected);
        assertThat(err.lines()).as("stderr").hasSize(1);
        assertThat(err).contains(parts);
        return this;
    }
}
