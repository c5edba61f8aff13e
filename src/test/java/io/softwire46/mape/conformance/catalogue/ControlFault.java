package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Faults of a border relay or customer edge in its ICMP messages, header fields and counters, each of which the suite has to find by the
 * properties that it names.
 */
enum ControlFault {
    QUOTED_SOURCE_PORT_BOTH_WAYS("ICM-01"),
    QUOTED_DESTINATION_PORT_BOTH_WAYS("ICM-01"),
    ERRORS_FROM_CE_UNCHECKED("ICM-01"),
    ECHO_QUOTES_LOST("ICM-02"),
    QUOTES_WITH_OPTIONS_LOST("ICM-02"),
    QUOTED_FRAGMENTS_BY_PORT("ICM-02"),
    CUT_QUOTES_TO_PORT_0("ICM-02"),
    ERRORS_ABOUT_ERRORS("ICM-03"),
    ERRORS_ABOUT_FRAGMENTS("ICM-03"),
    ERRORS_TO_MULTICAST("ICM-03"),
    ERRORS_TO_UNSPECIFIED("ICM-03"),
    ERRORS_ABOUT_ICMPV6_ERRORS("ICM-03"),
    ERRORS_TO_ITSELF("ICM-03"),
    MTU_OF_IPV6("ICM-04"),
    MTU_AT_LEAST_1280("ICM-04"),
    MTU_WITHOUT_OPTION("ICM-04"),
    BITS_BESIDE_MTU("ICM-04"),
    TUNNEL_ERRORS_LOST("ICM-05"),
    RELAYED_MTU_OF_IPV6("ICM-05"),
    TOO_BIG_RELAYED_WITHOUT_DF("ICM-05"),
    OWN_LIMIT_EXCEEDED_LOST("ICM-05"),
    RELAYED_FROM_THE_DESTINATION("ICM-05"),
    RELAYED_TTL_1("ICM-05"),
    RELAYED_UNUSED_WORD_SET("ICM-05"),
    RELAYED_WITH_ECT("ICM-05"),
    RELAYED_QUOTES_OF_THE_TUNNEL("ICM-05"),
    ICMPV6_CHECKSUM_UNVERIFIED("ICM-06"),
    QUOTED_TUNNEL_UNVERIFIED("ICM-06"),
    MTU_BELOW_1280("ICM-07"),
    MTU_OF_16_BITS("ICM-07"),
    NO_RATE_LIMIT("ICM-08"),
    NO_ECHO("ICM-09"),
    ECHO_FROM_OTHER_ADDRESS("ICM-09"),
    ECHO_CUT("ICM-09"),
    QUOTES_WITHOUT_TRANSPORT("ICM-10"),
    QUOTE_LENGTH_WITHOUT_OPTIONS("ICM-10"),
    ICMPV6_QUOTES_SHORT("ICM-10"),
    ICMPV6_ERRORS_TOO_LONG("ICM-10"),
    ICMPV6_ERROR_CHECKSUM("ICM-10"),
    ERRORS_FROM_THE_DESTINATION("ICM-10"),
    ERROR_TTL_OF_THE_PACKET("ICM-10"),
    ERROR_UNUSED_WORD_SET("ICM-10"),
    ICMPV6_ERRORS_FROM_OTHER_ADDRESS("ICM-10"),
    ICMPV6_ERROR_HOP_LIMIT_1("ICM-10"),
    ICMPV6_POINTER_TO_THE_HEADER("ICM-10"),
    ECN_NOT_COPIED("HDR-01"),
    ECN_ALWAYS_COPIED("HDR-01"),
    OUTER_ECN_IGNORED("HDR-01"),
    ECT_1_IGNORED("HDR-01"),
    CE_WITHOUT_ECT_FORWARDED("HDR-01"),
    ECN_OF_FIRST_FRAGMENT("HDR-01"),
    ECN_OF_MIDDLE_FRAGMENT_LOST("HDR-01"),
    ECN_OF_ECT_1_FRAGMENT_KEPT("HDR-01"),
    ECN_OF_UNCAPABLE_FRAGMENT_IGNORED("HDR-01"),
    LATER_PIECES_NOT_ECT("HDR-01"),
    OUTER_DSCP_ZERO("HDR-02"),
    OUTER_DSCP_ALWAYS_COPIED("HDR-02"),
    EGRESS_ALWAYS_PIPE("HDR-02"),
    LATER_PIECES_WITHOUT_DSCP("HDR-02"),
    FLOW_LABEL_OF_PACKETS("HDR-03"),
    FLOW_LABEL_CONSTANT("HDR-03"),
    FLOW_LABEL_XOR_OF_PORTS("HDR-03"),
    LIMIT_TOO_HIGH("HDR-04"),
    LIMIT_0_DROPPED("HDR-04"),
    CHECKSUM_BY_EQUATION_2("HDR-05"),
    CHECKSUM_WITHOUT_ECN("HDR-05"),
    SEGMENT_SIZE_RAISED("HDR-06"),
    SEGMENT_SIZE_LOWERED_UNASKED("HDR-06"),
    SEGMENT_SIZE_OF_ACKS("HDR-06"),
    SEGMENT_SIZE_OF_SYN_ACKS_FREE("HDR-06"),
    SEGMENT_CHECKSUM_STALE("HDR-06"),
    SENT_TWICE("CNT-01"),
    SPOOFED_NOT_DROPPED("CNT-01"),
    HELD_UNCOUNTED("CNT-01"),
    REASSEMBLED_BY_PIECES("CNT-01"),
    RELEASED_UNCOUNTED("CNT-01"),
    OVERLAPS_UNCOUNTED("CNT-01"),
    SPOOFED_AS_DROPPED("CNT-02"),
    TOO_BIG_UNCOUNTED("CNT-03"),
    ECN_DROPS_COUNTED_TWICE("CNT-03"),
    LENGTHS_UNCOUNTED("CNT-03"),
    OCTETS_OF_IPV4("CNT-04"),
    DROPPED_OF_OTHER_SIDE("CNT-04"),
    REASSEMBLED_OCTETS_OF_LAST("CNT-04"),
    FRAGMENT_LEAF_UNCOUNTED("CNT-04"),
    HAIRPIN_UNCOUNTED("CNT-04"),
    HAIRPIN_SENT_ON_IPV4("CNT-04");

    /** Faults of what a customer edge does not do: it returns no packets into the tunnel, and joins no IPv4 fragments from its LAN. */
    private static final Set<ControlFault> OF_RELAYS =
            Set.of(FRAGMENT_LEAF_UNCOUNTED, HAIRPIN_UNCOUNTED, HAIRPIN_SENT_ON_IPV4);

    private final List<String> properties;

    ControlFault(String... properties) {
        this.properties = List.of(properties);
    }

    /** The faults that a product can have. */
    static ControlFault[] of(Role role) {
        return Stream.of(values())
                .filter(each -> role != Role.CE || !OF_RELAYS.contains(each))
                .toArray(ControlFault[]::new);
    }

    /** The faults of a customer edge. */
    static Stream<ControlFault> ofEdge() {
        return Stream.of(of(Role.CE));
    }

    /** The properties that have to fail. */
    List<String> properties() {
        return properties;
    }
}
