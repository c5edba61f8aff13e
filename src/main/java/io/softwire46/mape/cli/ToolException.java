package io.softwire46.mape.cli;

/**
 * Bad usage or unreadable input: one line for standard error, exit status 2.
 */
final class ToolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ToolException(String message) {
        super(message);
    }
}
