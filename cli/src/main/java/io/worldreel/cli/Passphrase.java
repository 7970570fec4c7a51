package io.worldreel.cli;

import java.io.Console;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The words that seal a key file: from the environment, or else typed. */
final class Passphrase {
    static final String VARIABLE = "WORLDREEL_PASSPHRASE";

    private Passphrase() {}

    /** The passphrase of a file that has one. */
    static char[] of(Path file) {
        String given = System.getenv(VARIABLE);
        return given != null && !given.isEmpty() ? given.toCharArray() : typed("Passphrase of " + file + ": ");
    }

    /** A passphrase for a new file; typed twice. */
    static char[] fresh(Path file) {
        String given = System.getenv(VARIABLE);
        if (given != null && !given.isEmpty()) {
            return given.toCharArray();
        }
        char[] words = typed("Passphrase for " + file + ": ");
        if (words.length == 0 || !Arrays.equals(words, typed("Once more: "))) {
            throw new FailedException("making the key " + file + ": the passphrase is empty or was typed differently;"
                    + " nothing was written");
        }
        return words;
    }

    private static char[] typed(String prompt) {
        char[] words = Optional.ofNullable(System.console()).filter(Console::isTerminal)
                .map(console -> console.readPassword("%s", prompt)).orElse(null);
        if (words == null) {
            throw new FailedException(
                    "a passphrase is needed, and there is no terminal to type it on: set " + VARIABLE);
        }
        return words;
    }
}
