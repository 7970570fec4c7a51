package io.worldreel.cli;

import io.worldreel.cli.table.TableException;
import io.worldreel.format.FormatException;
import io.worldreel.publisher.key.KeyFileException;
import io.worldreel.publisher.mirror.PublishException;
import io.worldreel.publisher.share.FetchException;
import io.worldreel.recorder.RecorderException;
import io.worldreel.replayer.ReplayException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever ended a verb into one line on stderr and an exit code. */
final class Errors {
    private final PrintStream err;
    private final BooleanSupplier debug;

    Errors(PrintStream err, BooleanSupplier debug) {
        this.err = err;
        this.debug = debug;
    }

    int wrongUsage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        say(command, describe(wrong) + " (" + command.getCommandSpec().qualifiedName() + " --help shows how)", wrong);
        return ExitCode.WRONG_USAGE;
    }

    int failed(Throwable problem, CommandLine command) {
        return switch (problem) {
            case OutputException output when output.isClosedPipe() -> ExitCode.DONE;
            case StopSignal.StoppedException stopped -> {
                say(command, message(stopped), stopped);
                yield ExitCode.STOPPED;
            }
            case ParameterException wrong -> wrongUsage(wrong);
            default -> {
                say(command, describe(problem), problem);
                yield ExitCode.FAILED;
            }
        };
    }

    private void say(CommandLine command, String message, Throwable problem) {
        err.println(command.getCommandSpec().qualifiedName() + ": " + oneLine(message));
        if (debug.getAsBoolean()) {
            problem.printStackTrace(err);
        }
        err.flush();
    }

    private static String describe(Throwable problem) {
        return switch (problem) {
            case UnmatchedArgumentException unmatched -> describeUnmatched(unmatched);
            case ParameterException wrong -> message(wrong);
            case FailedException failed -> message(failed);
            case TableException table -> message(table);
            case ReplayException replay -> message(replay);
            case RecorderException recorder -> message(recorder);
            case OutputException output -> message(output);
            case PublishException publish -> message(publish);
            case FetchException fetch -> message(fetch);
            case KeyFileException key -> message(key);
            case FormatException format -> message(format);
            case NoSuchFileException missing -> missing.getFile() + ": there is no such file or folder";
            case FileNotFoundException missing -> message(missing);
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException taken -> taken.getFile() + ": exists already"
                    + (taken.getReason() == null ? "" : "; " + taken.getReason());
            case NotDirectoryException file -> file.getFile() + ": is not a folder";
            case DirectoryNotEmptyException full -> full.getFile() + ": the folder is not empty";
            case FileSystemException other -> other.getFile() + ": " + other.getReason();
            case IOException io -> message(io);
            case java.sql.SQLException sql -> message(sql);
            case OutOfMemoryError memory -> "out of memory: " + message(memory);
            default -> "unexpected " + problem.getClass().getSimpleName() + ": " + message(problem)
                    + "; this is a fault of Worldreel, --debug shows where";
        };
    }

    private static String describeUnmatched(UnmatchedArgumentException unmatched) {
        String first = unmatched.getUnmatched().getFirst();
        boolean verbWanted = unmatched.getCommandLine().getParent() == null;
        StringBuilder text = new StringBuilder(
                first.startsWith("-") ? "no such option: " : verbWanted ? "no such verb: " : "one argument too many: ")
                .append(first);
        if (verbWanted && !unmatched.getSuggestions().isEmpty()) {
            text.append("; did you mean ").append(String.join(" or ", unmatched.getSuggestions())).append('?');
        }
        return text.toString();
    }

    private static String message(Throwable problem) {
        String message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
