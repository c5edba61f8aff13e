package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Sent;
import io.softwire46.mape.conformance.Setup;

/** What a case does to the product. */
public sealed interface Step {
    /** Returns whether the product answers it, rather than sending packets. */
    default boolean isAnswered() {
        return this instanceof Ask || this instanceof Configure;
    }

    /**
     * Sends a packet.
     *
     * @param sent the packet, with a time relative to the case
     */
    record Packet(Sent sent) implements Step {}

    /**
     * Asks a query.
     *
     * @param query the query
     */
    record Ask(Query query) implements Step {}

    /** Reads the counters. The last step of a case: what counts is the difference to their values before the case. */
    record Count() implements Step {}

    /**
     * Tries another configuration, which the product has to refuse. The packets of the case are for the configuration of the case,
     * which the product has afterwards.
     *
     * @param setup of the same role
     */
    record Configure(Setup setup) implements Step {}
}
