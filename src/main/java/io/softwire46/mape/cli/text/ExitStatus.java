package io.softwire46.mape.cli.text;

/**
 * What the command tells the shell.
 */
public final class ExitStatus {
    /** Done. */
    public static final int DONE = 0;

    /** The answer is negative: errors found, query refused, capture ends damaged. */
    public static final int NEGATIVE = 1;

    /** Bad usage or unreadable input. */
    public static final int UNUSABLE = 2;

    private ExitStatus() {}
}
