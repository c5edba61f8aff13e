package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.catalogue.Property;
import java.util.List;
import java.util.SortedMap;

/**
 * The result of a property.
 *
 * <p>Immutable.
 *
 * @param property the property
 * @param result what the run says
 * @param differs of a property of level DECISION: whether the product does otherwise
 * @param reason of UNSUPPORTED, KNOWN, FIXED, ERROR and NOT_EXERCISED; "" otherwise
 * @param effective number of effective checks
 * @param classes checks per class, by {@code name=value}
 * @param failedClasses failed checks per class
 * @param notSupported required classes that are outside of the declared limits
 * @param millis time spent
 * @param cases the first failed case of each mode, in the order in which they failed
 */
public record PropertyResult(
        Property property,
        Result result,
        boolean differs,
        String reason,
        int effective,
        SortedMap<String, Integer> classes,
        SortedMap<String, Integer> failedClasses,
        List<String> notSupported,
        long millis,
        List<FailedCase> cases) {

    /** Copies the list. */
    public PropertyResult {
        notSupported = List.copyOf(notSupported);
        cases = List.copyOf(cases);
    }
}
