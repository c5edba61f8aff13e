package io.softwire46.mape.conformance.adapter;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Configured;
import io.softwire46.mape.conformance.Counter;
import io.softwire46.mape.conformance.Exchange;
import io.softwire46.mape.conformance.TargetFailure;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the process protocol, without its number.
 *
 * <p>Immutable.
 */
public sealed interface Reply {
    /**
     * Answers {@code hello}.
     *
     * @param capabilities what the product can do
     */
    record Hello(Capabilities capabilities) implements Reply {}

    /**
     * Answers {@code configure}.
     *
     * @param result whether the product has the configuration
     */
    record Configure(Configured result) implements Reply {}

    /**
     * Answers {@code exchange} and {@code tick}.
     *
     * @param exchange the packets that were sent
     */
    record Outputs(Exchange exchange) implements Reply {}

    /**
     * Answers {@code query}.
     *
     * @param answer the answer
     */
    record Answer(io.softwire46.mape.conformance.Answer answer) implements Reply {}

    /**
     * Answers {@code counters}.
     *
     * @param counters of the product
     * @param trafficStat leaves of RFC 8676, or null
     */
    record Counters(List<Counter> counters, @Nullable Map<String, Long> trafficStat) implements Reply {
        /** Copies list and map. */
        public Counters {
            counters = List.copyOf(counters);
            trafficStat = trafficStat == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(trafficStat));
        }
    }

    /** Answers {@code reset} and {@code bye}. */
    record Done() implements Reply {}

    /**
     * Answers any request: the adapter cannot do it.
     *
     * @param text reason
     */
    record Refusal(String text) implements Reply {}

    /**
     * Answers any request: the product failed.
     *
     * @param kind how it failed
     * @param detail such as the name of a signal
     */
    record Failed(TargetFailure.Kind kind, String detail) implements Reply {}
}
