package io.softwire46.mape.cli;

/**
 * What the command tells the shell.
 */
final class ExitStatus {
    /** Done. */
    static final int DONE = 0;

    /** The answer is negative: errors found, query refused, capture ends damaged. */
    static final int NEGATIVE = 1;

    /** Bad usage or unreadable input. */
    static final int UNUSABLE = 2;

    private ExitStatus() {}
}
