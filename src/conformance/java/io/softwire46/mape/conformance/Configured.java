package io.softwire46.mape.conformance;

/**
 * The answer to a configuration.
 *
 * <p>Immutable.
 *
 * @param outcome what became of it
 * @param reason empty for {@link Outcome#OK}
 */
public record Configured(Outcome outcome, String reason) {
    private static final Configured OK = new Configured(Outcome.OK, "");

    /** What became of a configuration. */
    public enum Outcome {
        /** The product has it. */
        OK,
        /** The product has no such feature. Inside the declared capabilities this is an error. */
        UNSUPPORTED,
        /** The product finds it invalid. */
        REFUSED
    }

    /** Returns that the product has the configuration. */
    public static Configured ok() {
        return OK;
    }

    /** Returns that the product has no such feature. */
    public static Configured unsupported(String reason) {
        return new Configured(Outcome.UNSUPPORTED, reason);
    }

    /** Returns that the product finds it invalid. */
    public static Configured refused(String reason) {
        return new Configured(Outcome.REFUSED, reason);
    }
}
