package io.softwire46.mape.conformance.judge;

/** How much a property matters. */
public enum Level {
    /** Required by the clause; fails the run. */
    MUST,
    /** Recommended by the clause, or practice that every user expects; a warning. */
    SHOULD,
    /** Safety for any input; fails the run. */
    ROBUST,
    /** The RFCs are silent, and products differ; information. */
    DECISION;

    /** Returns whether a failure fails the run. */
    public boolean isRequired() {
        return this == MUST || this == ROBUST;
    }
}
