package io.softwire46.mape.cli.text;

/**
 * Ends a command with one line on standard error and an exit status. Immutable.
 */
public final class ToolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private ToolException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** Creates a usage error or an error about an unreadable input. */
    public ToolException(String message) {
        this(message, ExitStatus.UNUSABLE);
    }

    /** Returns a valid request with a negative answer. */
    public static ToolException negative(String message) {
        return new ToolException(message, ExitStatus.NEGATIVE);
    }

    /** Returns the end of a command whose output has no reader any more, which needs no message. */
    public static ToolException readerGone() {
        return new ToolException("", ExitStatus.UNUSABLE);
    }

    public int status() {
        return status;
    }
}
