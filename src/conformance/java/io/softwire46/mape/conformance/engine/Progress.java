package io.softwire46.mape.conformance.engine;

/** Shows how far a run is. */
@FunctionalInterface
public interface Progress {
    /** Shows nothing. */
    Progress NONE = (activity, done, total) -> {};

    /**
     * Shows that a number of cases is done.
     *
     * @param activity such as {@code corpus}, {@code random} or {@code shrinking DWN-04}
     * @param total number of cases, -1 if unknown
     */
    void show(String activity, long done, long total);
}
