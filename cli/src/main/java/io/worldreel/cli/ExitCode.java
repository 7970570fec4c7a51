package io.worldreel.cli;

/** What the exit codes of every verb mean. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    /** Done, but something was lost, skipped or found damaged; the output says what. */
    static final int DONE_WITH_LOSS = 3;
    /** What a shell calls a process that Ctrl-C ended. */
    static final int STOPPED = 130;

    private ExitCode() {}
}
