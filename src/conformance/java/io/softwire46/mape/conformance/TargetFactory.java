package io.softwire46.mape.conformance;

/** Starts the product under test. */
@FunctionalInterface
public interface TargetFactory {
    /**
     * Returns a running product, without a configuration.
     *
     * @throws Exception if it cannot be started: an error, not a failed check
     */
    Target start() throws Exception;
}
