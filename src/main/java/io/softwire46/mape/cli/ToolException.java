package io.softwire46.mape.cli;

/**
 * What ends a command: one line for standard error, and the exit status.
 */
final class ToolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private ToolException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** Bad usage or unreadable input. */
    ToolException(String message) {
        this(message, ExitStatus.UNUSABLE);
    }

    /** A question that is understood, and whose answer is no. */
    static ToolException negative(String message) {
        return new ToolException(message, ExitStatus.NEGATIVE);
    }

    int status() {
        return status;
    }
}
