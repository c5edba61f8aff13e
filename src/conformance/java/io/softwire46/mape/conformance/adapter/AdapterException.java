package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.TargetFailure;

/**
 * An error of the adapter: it does not answer as the protocol requires. It says nothing about the product, whose own failure is
 * a {@link TargetFailure}.
 */
public final class AdapterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What an adapter did wrong. */
    public enum Kind {
        /** It could not be started. */
        START,
        /** It did not answer in time, and was ended. */
        TIMEOUT,
        /** It ended, or closed its output. */
        EXITED,
        /** Its answer does not follow the protocol. */
        GARBAGE,
        /** It sent more than is permitted. */
        TOO_MUCH,
        /** It answered that it cannot do what is requested. */
        ERROR
    }

    private final Kind kind;
    private final String request;
    private final String stderr;

    /**
     * Reports an error of the adapter.
     *
     * @param kind what it did wrong
     * @param request name of the request, such as {@code configure}
     * @param problem what was found and what is expected, one line
     * @param stderr the end of its standard error
     */
    public AdapterException(Kind kind, String request, String problem, String stderr) {
        super(request + ": " + problem);
        this.kind = kind;
        this.request = request;
        this.stderr = stderr;
    }

    /** Returns what the adapter did wrong. */
    public Kind kind() {
        return kind;
    }

    /** Returns the name of the request. */
    public String request() {
        return request;
    }

    /** Returns the end of the adapter's standard error, at most 65,536 octets. */
    public String stderr() {
        return stderr;
    }
}
