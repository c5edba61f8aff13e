package io.softwire46.mape.conformance.catalogue;

import java.util.List;

/**
 * Faults of a border relay or calculator, each of which the suite has to find by the properties that it names.
 *
 * <p>Most were seen in products, or are easy mistakes with RFC 7597; the name says what the product does.
 */
enum Fault {
    PSID_FROM_NEXT_RANGE("ALG-01"),
    ASSIGNS_PORTS_WITH_A_0("ALG-02", "DWN-02"),
    ASSIGNS_TCP_PORTS_WITH_A_0("DWN-02"),
    NO_PORT_0("ALG-03"),
    SUFFIX_SHIFTED("ALG-05"),
    PREFIX_WITH_HOST_BITS("ALG-06"),
    NO_EMPTY_IPV4_PREFIX("ALG-07"),
    DRAFT_03_AS_RFC_7597("ALG-10"),
    OVERLAY_BY_OR("ALG-11"),
    PSID_WITHOUT_SHARING("ALG-13"),
    DECODES_INTERFACE_ID("ALG-14"),
    PAYLOAD_LENGTH_WITH_HEADER("DWN-01"),
    DONT_FRAGMENT_CLEARED("DWN-01"),
    UDP_CHECKSUM_FILLED("DWN-01"),
    TIMESTAMP_WITHOUT_IDENTIFIER("DWN-03"),
    TRUNCATED_TO_PSID_0("DWN-04"),
    FRAGMENTS_WITHOUT_PORTS_LOST("DWN-05"),
    WITHOUT_PORTS_LOST("DWN-05"),
    TTL_UNCHANGED("DWN-06"),
    TTL_DECREMENTED_TWICE_DOWNSTREAM("DWN-06"),
    TTL_1_SILENT("DWN-06"),
    TTL_1_FORWARDED("DWN-06"),
    VERSION_UNCHECKED("DWN-07"),
    HEADER_CHECKSUM_UNCHECKED("DWN-07"),
    HEADER_LENGTH_UNCHECKED("DWN-07"),
    PADDING_CARRIED("DWN-08"),
    OPTIONS_LOST("DWN-09"),
    OPTIONS_ERASED("DWN-09"),
    SHORTEST_MATCH("DWN-10"),
    FIRST_DOMAIN("DWN-10"),
    MARTIANS_FORWARDED("DWN-11"),
    RESERVED_SOURCES_FORWARDED("DWN-11"),
    ONE_OUTER_SOURCE("DWN-12"),
    FIRST_RULE_OF_ADDRESS("DWN-13"),
    FEW_RULES_OF_ADDRESS("DWN-13"),
    UDP_LITE_WITHOUT_PORTS("DWN-14"),
    GRE_BY_PORTS("DWN-15"),
    ESP_BY_PORTS("DWN-15"),
    WITHOUT_PORT_TO_PSID_0("DWN-15"),
    TTL_DECREMENTED_TWICE_UPSTREAM("UP-01"),
    RELAY_INSIDE_RULE_REFUSED("UP-01"),
    NO_SOURCE_CHECK("UP-02", "UP-03"),
    UNSHARED_SOURCE_UNCHECKED("UP-02"),
    PORT_UNCHECKED("UP-02", "UP-03"),
    IDENTIFIER_UNCHECKED("UP-02"),
    A_0_UNCHECKED("UP-03"),
    SOURCE_CHECK_ERRORS("UP-04"),
    ANY_DESTINATION("UP-05"),
    RELAY_OF_OTHER_DOMAIN("UP-05"),
    UNSPECIFIED_SOURCE("UP-06"),
    NO_EXTENSION_HEADERS("UP-07"),
    NO_HOP_BY_HOP_OPTIONS("UP-07"),
    NO_ENCAPSULATION_LIMIT("UP-07"),
    INNER_CHECKSUM_UNCHECKED("UP-08"),
    INNER_PADDING_FORWARDED("UP-08"),
    NO_SAME_RULE("UP-09"),
    ANY_IPV6_MATCH("UP-09"),
    NO_HAIRPIN("UP-10"),
    RELAY_SUBNET_TRUSTED("UP-11"),
    EA_BITS_ONLY("UP-12");

    private final List<String> properties;

    Fault(String... properties) {
        this.properties = List.of(properties);
    }

    /** The properties that have to fail, or differ if they are decisions. */
    List<String> properties() {
        return properties;
    }
}
