package io.softwire46.mape.conformance.engine;

/** Reports a line of a list of known failures that cannot be used, with its number and a remedy, on one line. */
public final class KnownFailureException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    KnownFailureException(int line, String problem) {
        super("line " + line + ": " + problem);
    }
}
