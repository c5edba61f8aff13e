package io.softwire46.mape.conformance.catalogue;

import java.util.List;

/**
 * Faults of a product that calculates addresses and port sets, each of which the suite has to find by the properties that it names.
 *
 * <p>Most were seen in products, or are easy mistakes with RFC 7597; the name says what the product does.
 */
enum CalculatorFault {
    LAST_RANGE_MISSING("ALG-01"),
    RANGE_TOO_LONG("ALG-01"),
    RANGES_WITH_A_0("ALG-02"),
    ONLY_2_POWER_A_PORTS_UNASSIGNED("ALG-02"),
    NO_PORT_0("ALG-01", "ALG-03"),
    PORT_COUNT_0_WITHOUT_OFFSET("ALG-03"),
    TOO_MANY_PORT_BITS("ALG-04"),
    PSID_OF_FIRST_EA_BITS("ALG-05"),
    PREFIX_WITH_HOST_BITS("ALG-06"),
    NO_PREFIXES("ALG-05", "ALG-06"),
    NO_EMPTY_IPV4_PREFIX("ALG-05", "ALG-07"),
    WHOLE_ADDRESS_WITH_PSID("ALG-07"),
    OFFSET_0_IS_NONE("ALG-07"),
    ZERO_BITS_FOR_A_SHORT_PREFIX("ALG-08"),
    LAST_MATCH("ALG-09"),
    FORWARDING_RULES_ONLY("ALG-09"),
    DRAFT_03_AS_RFC_7597("ALG-06", "ALG-10", "ALG-13"),
    PSID_OF_8_BITS("ALG-10"),
    OVERLAY_BY_OR("ALG-11"),
    OVERLAY_MOVES_THE_IDENTIFIER("ALG-11"),
    NO_OVERLAY("ALG-11"),
    PSID_OF_RULE_IGNORED("ALG-12"),
    PSID_AT_THE_LEFT("ALG-12"),
    OFFSET_WITHOUT_SHARING("ALG-13"),
    PSID_WITHOUT_SHARING("ALG-06", "ALG-13"),
    DECODES_INTERFACE_ID("ALG-14"),
    OWNER_WITHOUT_OFFSET("ALG-14"),
    OTHER_LENGTHS_OF_ONE_ADDRESS("ALG-15"),
    REASON_WITHOUT_FIELD("ALG-16"),
    ACCEPTS_HOST_BITS("ALG-16"),
    ACCEPTS_OTHER_PSID_LENGTH("ALG-16"),
    ACCEPTS_PSID_OUT_OF_RANGE("ALG-16"),
    ACCEPTS_PSID_OF_17_BITS("ALG-16"),
    ACCEPTS_DUPLICATES("ALG-16"),
    CRASHES_ON_LENGTHS("ALG-17"),
    CRASHES_ON_TEXT("ALG-17"),
    HANGS_ON_NEGATIVE_LENGTHS("ALG-17");

    private final List<String> properties;

    CalculatorFault(String... properties) {
        this.properties = List.of(properties);
    }

    /** The properties that have to fail. */
    List<String> properties() {
        return properties;
    }
}
