package io.softwire46.mape.cli.text;

/**
 * Exit status of the command. Constants only.
 */
public final class ExitStatus {
    /** The command is done, without errors. */
    public static final int DONE = 0;

    /** The result is negative: errors found, request not possible, capture damaged at its end. */
    public static final int NEGATIVE = 1;

    /** Usage error, unreadable input, or an output that cannot be written. */
    public static final int UNUSABLE = 2;

    private ExitStatus() {}
}
