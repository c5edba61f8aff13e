package io.softwire46.mape.conformance.engine;

/** What a run says about a property. */
public enum Result {
    /** Enough checks, and none failed. */
    PASS,
    /** A check failed. */
    FAIL,
    /** A check failed, and did not when it was repeated. */
    FLAKY,
    /** The product declares that it has no such feature. */
    UNSUPPORTED,
    /** Each failure is in the list of known failures. */
    KNOWN,
    /** A known failure is not observed any more. */
    FIXED,
    /** The adapter or the kit failed. */
    ERROR,
    /** Too few checks, or a required class was not met. */
    NOT_EXERCISED
}
