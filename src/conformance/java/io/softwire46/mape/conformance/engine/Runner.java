package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.TargetFactory;

/** Runs the suite against a product. */
public final class Runner {
    private final RunOptions options;
    private final TargetFactory factory;
    private final Progress progress;

    /**
     * Returns a runner.
     *
     * @param options what the run does
     * @param factory starts the product
     * @param progress shows how far the run is
     */
    public Runner(RunOptions options, TargetFactory factory, Progress progress) {
        this.options = options;
        this.factory = factory;
        this.progress = progress;
    }

    /** Runs the suite. */
    public RunResult run() {
        progress.show("", 0, -1);
        throw new UnsupportedOperationException(options + " " + factory);
    }
}
