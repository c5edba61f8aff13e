package io.softwire46.mape.conformance.engine;

import io.softwire46.mape.conformance.Capabilities;
import java.time.Instant;
import java.util.List;

/**
 * The results of a run.
 *
 * <p>Immutable.
 *
 * @param kit version of the kit
 * @param suite version of the catalogue, such as {@code 1.0}
 * @param target what was tested
 * @param seed of the random cases
 * @param started when the run began
 * @param properties in the order of the catalogue; those of roles that the product does not play are not among them
 * @param remarks about the whole run, such as that the product forwards nothing
 * @param unmetKnown lines of known failures that are expired or never met
 * @param exit exit status of the command
 */
public record RunResult(
        String kit,
        String suite,
        Capabilities target,
        long seed,
        Instant started,
        List<PropertyResult> properties,
        List<String> remarks,
        List<String> unmetKnown,
        int exit) {

    /** Copies the lists. */
    public RunResult {
        properties = List.copyOf(properties);
        remarks = List.copyOf(remarks);
        unmetKnown = List.copyOf(unmetKnown);
    }
}
