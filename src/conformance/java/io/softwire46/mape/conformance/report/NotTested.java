package io.softwire46.mape.conformance.report;

import java.util.List;

/**
 * What no run tests.
 *
 * <p>Static methods only.
 */
public final class NotTested {
    /** The list that is part of each report. */
    public static final List<String> LIST = List.of(
            "throughput and latency (tools for RFC 8219 measure them)",
            "routing protocols",
            "DHCPv6 exchanges beyond the options",
            "MAP-T",
            "IPv4 multicast",
            "NAPT behaviour beyond CE-07 (answers to dynamic flows, timers, filters)",
            "link layers",
            "management interfaces other than counters",
            "anycast between several border relays",
            "memory pressure beyond FRG-13");

    private NotTested() {}
}
