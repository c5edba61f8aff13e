package io.softwire46.mape.provision.dhcp;

import io.softwire46.mape.finding.FindingId;

/**
 * Why a DHCPv6 message and a delegated prefix give no CE: stable names for logs and statistics.
 *
 * <p>Immutable.
 */
public enum S46Obstacle {
    /** The octets are no DHCPv6 options. */
    MALFORMED_MESSAGE,
    /** The message has no container at all (RFC 7598 section 8: was it requested?). */
    NO_CONTAINER,
    /** The containers of the message break RFC 7598 and are ignored. */
    CONTAINER_IGNORED,
    /** Nothing but MAP-T was received, or OPTION_S46_PRIORITY names nothing else. */
    MECHANISM_NOT_SUPPORTED,
    /** The rules contradict each other, or the BR's address cannot be used. */
    CONTRADICTING_RULES,
    /** A container of Lightweight 4over6 has no binding (RFC 7598 section 5.3). */
    NO_BINDING,
    /** The delegated prefix has no length, or is no single prefix. */
    NO_DELEGATED_PREFIX,
    /** No Rule IPv6 prefix contains the delegated prefix (RFC 7597 section 5). */
    NO_MATCHING_RULE,
    /** The delegated prefix is shorter than Rule IPv6 prefix and EA bits together (RFC 7597 section 5.2). */
    PREFIX_TOO_SHORT,
    /** The delegated prefix has bits behind the EA bits that the BR cannot know (RFC 7597 section 5.3). */
    PREFIX_NOT_DERIVABLE,
    /** The explicit PSID is not that of the EA bits (RFC 7598 section 4.5). */
    CONTRADICTING_PSID;

    /**
     * Returns the id of findings about this obstacle.
     *
     * @return the id of the same name
     */
    public FindingId finding() {
        return FindingId.valueOf(name());
    }
}
