package io.softwire46.mape.conformance.draw;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.MapRule;

/**
 * A CE as it was put together: the rule, the EA bits chosen for it, and an End-user prefix that holds both.
 *
 * <p>Immutable.
 *
 * @param rule the CE's BMR
 * @param eaBits as many bits as the rule embeds, right-aligned
 * @param endUserPrefix Rule IPv6 prefix, EA bits, and perhaps further bits, with its length
 * @param tail what the further bits are
 */
public record Subscriber(MapRule rule, long eaBits, IPv6Address endUserPrefix, Tail tail) {

    /** The bits of an End-user prefix after the EA bits. */
    public enum Tail {
        /** Zero bits, or none at all. */
        ZERO,
        /** The bits of the MAP address that other nodes derive, so that both sides always agree. */
        DERIVED,
        /** Any bits. */
        RANDOM
    }
}
