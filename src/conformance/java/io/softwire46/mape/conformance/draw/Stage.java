package io.softwire46.mape.conformance.draw;

/** What a decision is about, in the order in which a shrinker makes decisions simpler. */
public enum Stage {
    /** The number of packets or queries. */
    STEPS,
    /** The number of rules and domains. */
    RULES,
    /** Forwarding options. */
    OPTIONS,
    /** The kind of a rule, and the lengths in it. */
    LENGTHS,
    /** The bits of prefixes and of border relay addresses. */
    PREFIXES,
    /** Addresses and ports of packets. */
    ADDRESSES,
    /** The length and octets of payloads. */
    PAYLOAD,
    /** Header fields of packets. */
    HEADERS,
    /** The number and order of fragments. */
    FRAGMENTS,
    /** Anything else. */
    OTHER
}
