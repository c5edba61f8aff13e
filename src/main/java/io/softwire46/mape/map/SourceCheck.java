package io.softwire46.mape.map;

import io.softwire46.mape.map.internal.Bits;
import java.util.Locale;

/**
 * Result of the check whether the IPv4 source of a tunnel packet belongs to the CE at its IPv6 source (RFC 7597 section
 * 8.1).
 *
 * <p>Immutable.
 */
public enum SourceCheck {
    /** The IPv4 address and port belong to the CE at the IPv6 source. */
    ACCEPTED,
    /** The IPv6 source is not in the Rule IPv6 prefix of any rule, or not in that of the given rule. */
    NO_RULE,
    /** The IPv4 source is not the address that the EA bits embed. */
    WRONG_IPV4,
    /** The address is shared and the packet has no port. */
    NO_PORT,
    /** The port is not in the CE's port set, or not assigned to any CE because A is 0. */
    WRONG_PORT,
    /** The EA bits match, but another bit of the IPv6 source does not; strict mode only. */
    WRONG_MAP_ADDRESS,
    /** The longest match of the IPv4 source is a different rule from that of the IPv6 source. */
    OTHER_RULE;

    /**
     * How much of the IPv6 source is compared. Immutable.
     */
    public enum Mode {
        /** All 128 bits: the MAP address is derived again from the IPv4 source and port. */
        STRICT,
        /** Only the IPv4 address and PSID in the EA bits, the minimum of RFC 7597 section 8.1. */
        EA;

        /** Returns {@code strict} or {@code ea}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns whether the packet may be forwarded.
     *
     * @return true only for {@link #ACCEPTED}
     */
    public boolean isAccepted() {
        return this == ACCEPTED;
    }

    /**
     * Checks against one rule only.
     *
     * @param rule the rule that the IPv6 source selected
     * @param high bits 0 to 63 of the IPv6 source
     * @param low bits 64 to 127
     * @param ipv4 the IPv4 source
     * @param port the IPv4 packet's source port, or {@link MapRule#NO_PORT}
     * @param mode how much to compare
     * @return the outcome
     */
    public static SourceCheck of(MapRule rule, long high, long low, int ipv4, int port, Mode mode) {
        if (!rule.containsIpv6(high, low)) {
            return NO_RULE;
        }
        long eaBits = rule.eaBitsOf(high, low);
        if (((rule.ipv4Of(eaBits) ^ ipv4) & Bits.ipv4Mask(rule.ceIpv4Length())) != 0) {
            return WRONG_IPV4;
        }
        if (rule.isShared()) {
            if (port < 0) {
                return NO_PORT;
            }
            if (rule.portParameters().psidOf(port) != rule.psidOfEaBits(eaBits)) {
                return WRONG_PORT;
            }
        }
        boolean exact = mode == Mode.EA || (rule.mapAddressHigh(eaBits) == high && rule.mapAddressLow(eaBits) == low);
        return exact ? ACCEPTED : WRONG_MAP_ADDRESS;
    }
}
