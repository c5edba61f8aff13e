package io.softwire46.mape.conformance;

/** The product itself failed: this fails the property that is checked, whereas any other exception is an error of the adapter. */
public final class TargetFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How a product fails. */
    public enum Kind {
        /** It ended. */
        CRASHED("crashed"),
        /** It does not answer. */
        HUNG("hung");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** Returns the name that the protocol uses. */
        @Override
        public String toString() {
            return text;
        }
    }

    private final Kind kind;

    /**
     * Reports a failed product.
     *
     * @param detail such as the name of a signal
     */
    public TargetFailure(Kind kind, String detail) {
        super(detail);
        this.kind = kind;
    }

    /** Returns how it failed. */
    public Kind kind() {
        return kind;
    }
}
