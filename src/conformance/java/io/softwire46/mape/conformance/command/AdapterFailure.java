package io.softwire46.mape.conformance.command;

/** The product could not be started, or its adapter failed. */
final class AdapterFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AdapterFailure(String message) {
        super(message);
    }
}
