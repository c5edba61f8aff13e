package io.softwire46.mape.conformance.catalogue;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * For each property a fault that no other property finds: without the property, the suite would pass a product with that fault.
 *
 * <p>Static methods only.
 */
final class UniqueFaults {
    private static final String[] ALL = {
        "ALG-01", "CALC_LAST_RANGE_MISSING",
        "ALG-02", "CALC_RANGES_WITH_A_0",
        "ALG-03", "CALC_PORT_COUNT_0_WITHOUT_OFFSET",
        "ALG-04", "CALC_TOO_MANY_PORT_BITS",
        "ALG-05", "CALC_PSID_OF_FIRST_EA_BITS",
        "ALG-06", "CALC_PREFIX_WITH_HOST_BITS",
        "ALG-07", "CALC_WHOLE_ADDRESS_WITH_PSID",
        "ALG-08", "CALC_ZERO_BITS_FOR_A_SHORT_PREFIX",
        "ALG-09", "CALC_LAST_MATCH",
        "ALG-10", "CALC_PSID_OF_8_BITS",
        "ALG-11", "CALC_OVERLAY_BY_OR",
        "ALG-12", "CALC_PSID_OF_RULE_IGNORED",
        "ALG-13", "CALC_OFFSET_WITHOUT_SHARING",
        "ALG-14", "CALC_DECODES_INTERFACE_ID",
        "ALG-15", "CALC_OTHER_LENGTHS_OF_ONE_ADDRESS",
        "ALG-16", "CALC_REASON_WITHOUT_FIELD",
        "ALG-17", "CALC_CRASHES_ON_LENGTHS",
        "DWN-01", "UDP_CHECKSUM_FILLED",
        "DWN-02", "ASSIGNS_TCP_PORTS_WITH_A_0",
        "DWN-03", "TIMESTAMP_WITHOUT_IDENTIFIER",
        "DWN-04", "TRUNCATED_TO_PSID_0",
        "DWN-05", "WITHOUT_PORTS_LOST",
        "DWN-06", "TTL_DECREMENTED_TWICE_DOWNSTREAM",
        "DWN-07", "VERSION_UNCHECKED",
        "DWN-08", "PADDING_CARRIED",
        "DWN-09", "OPTIONS_ERASED",
        "DWN-10", "FIRST_DOMAIN",
        "DWN-11", "RESERVED_SOURCES_FORWARDED",
        "DWN-12", "ONE_OUTER_SOURCE",
        "DWN-13", "FEW_RULES_OF_ADDRESS",
        "DWN-14", "UDP_LITE_WITHOUT_PORTS",
        "DWN-15", "ESP_BY_PORTS",
        "UP-01", "TTL_DECREMENTED_TWICE_UPSTREAM",
        "UP-02", "IDENTIFIER_UNCHECKED",
        "UP-03", "A_0_UNCHECKED",
        "UP-04", "SOURCE_CHECK_ERRORS",
        "UP-05", "ANY_DESTINATION",
        "UP-06", "UNSPECIFIED_SOURCE",
        "UP-07", "NO_HOP_BY_HOP_OPTIONS",
        "UP-08", "INNER_PADDING_FORWARDED",
        "UP-09", "NO_SAME_RULE",
        "UP-10", "NO_HAIRPIN",
        "UP-11", "RELAY_SUBNET_TRUSTED",
        "UP-12", "EA_BITS_ONLY",
        "CE-01", "EDGE_SOURCE_IS_SUBNET_ADDRESS",
        "CE-02", "EDGE_DESTINATION_A_0_UNCHECKED",
        "CE-03", "EDGE_RELAY_CHECKED",
        "CE-04", "EDGE_A_0_TO_A_GUESSED_CE",
        "CE-05", "EDGE_RULE_WITHOUT_FLAG_IS_NO_BMR",
        "CE-06", "EDGE_ZERO_BITS_FOR_A_SHORT_PREFIX",
        "CE-07", "NAPT_FIRST_RANGE_ONLY",
        "CE-08", "EDGE_IDENTIFICATION_UNCHANGED",
        "ICM-01", "ERRORS_FROM_CE_UNCHECKED",
        "ICM-02", "ECHO_QUOTES_LOST",
        "ICM-03", "ERRORS_TO_MULTICAST",
        "ICM-04", "MTU_AT_LEAST_1280",
        "ICM-05", "OWN_LIMIT_EXCEEDED_LOST",
        "ICM-06", "ICMPV6_CHECKSUM_UNVERIFIED",
        "ICM-07", "MTU_BELOW_1280",
        "ICM-08", "NO_RATE_LIMIT",
        "ICM-09", "NO_ECHO",
        "ICM-10", "ICMPV6_ERROR_CHECKSUM",
        "FRG-01", "TUNNEL_OF_5_PIECES",
        "FRG-02", "OVERLAP_LAST_WINS",
        "FRG-03", "ATOMIC_LOST",
        "FRG-04", "DUPLICATE_STALLS",
        "FRG-05", "KEY_WITHOUT_PROTOCOL",
        "FRG-06", "IPV4_OF_5_FRAGMENTS",
        "FRG-07", "UNSHARED_FRAGMENTS_HELD",
        "FRG-08", "INNER_FRAGMENTS_UNCHECKED",
        "FRG-09", "LENGTH_ROUNDED",
        "FRG-10", "HEADER_LENGTH_CRASHES",
        "FRG-11", "OPTIONS_OF_LAST_FRAGMENT",
        "FRG-12", "NO_TIME_OUT",
        "FRG-13", "TABLE_REFUSES",
        "FRG-14", "TINY_FORWARDED",
        "SIZ-01", "LATER_PIECES_TOO_LONG",
        "SIZ-02", "SILENT_IN_INNER_MODE",
        "SIZ-03", "TUNNEL_HEADER_FORGOTTEN",
        "SIZ-04", "CUTS_8_EARLY",
        "SIZ-05", "UPSTREAM_SILENT",
        "SIZ-06", "LONGEST_CRASHES",
        "HDR-01", "ECN_OF_FIRST_FRAGMENT",
        "HDR-02", "OUTER_DSCP_ALWAYS_COPIED",
        "HDR-03", "FLOW_LABEL_XOR_OF_PORTS",
        "HDR-04", "LIMIT_TOO_HIGH",
        "HDR-05", "CHECKSUM_BY_EQUATION_2",
        "HDR-06", "SEGMENT_SIZE_RAISED",
        "CNT-01", "SENT_TWICE",
        "CNT-02", "SPOOFED_AS_DROPPED",
        "CNT-03", "TOO_BIG_UNCOUNTED",
        "CNT-04", "OCTETS_OF_IPV4",
        "PRV-01", "READER_FLAG_IS_128",
        "PRV-02", "READER_IPV6_PREFIX_NOT_MASKED",
        "PRV-03", "READER_PSID_NOT_SHIFTED",
        "PRV-04", "READER_CONTAINER_WITHOUT_RULE",
        "PRV-05", "READER_SHORTEST_FIELD_ONLY",
        "PRV-06", "READER_ENDS_AT_HALF_AN_OPTION",
    };

    private UniqueFaults() {}

    /** The fault of each property, by property. */
    static Map<String, String> all() {
        Map<String, String> faults = new LinkedHashMap<>();
        for (int i = 0; i < ALL.length; i += 2) {
            faults.put(ALL[i], ALL[i + 1]);
        }
        return faults;
    }
}
