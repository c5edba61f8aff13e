package io.softwire46.mape.cli.text;

/**
 * What ends a command: one line for standard error, and the exit status.
 */
public final class ToolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private ToolException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** Bad usage or unreadable input. */
    public ToolException(String message) {
        this(message, ExitStatus.UNUSABLE);
    }

    /** A question that is understood, and whose answer is no. */
    public static ToolException negative(String message) {
        return new ToolException(message, ExitStatus.NEGATIVE);
    }

    public int status() {
        return status;
    }
}
