package io.softwire46.mape.conformance.judge;

import io.softwire46.mape.conformance.Query;
import io.softwire46.mape.conformance.Sent;

/** What a case does to the product. */
public sealed interface Step {
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
}
