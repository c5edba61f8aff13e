package io.softwire46.mape.conformance.catalogue;

import java.util.List;

/**
 * Faults of a customer edge, each of which the suite has to find by the properties that it names.
 *
 * <p>Most were seen in products, or are easy mistakes with RFC 7597; the name says what the product does.
 */
enum EdgeFault {
    SOURCE_IS_SUBNET_ADDRESS("CE-01"),
    TTL_DECREMENTED_TWICE("CE-01"),
    TTL_KEPT("CE-01"),
    DRAFT_03_AS_RFC_7597("CE-01"),
    HOP_LIMIT_0("CE-01"),
    LAST_BITS_ARE_EA_BITS("CE-01"),
    MESH_IGNORED("CE-01", "CE-05"),
    PEER_PREFIX_WITH_HOST_BITS("CE-01"),
    OTHER_RELAY_OF_THE_RULE_IGNORED("CE-01"),
    ANY_DESTINATION("CE-02"),
    DESTINATION_PORT_UNCHECKED("CE-02"),
    DESTINATION_A_0_UNCHECKED("CE-02"),
    NO_SOURCE_CHECK("CE-03"),
    SOURCE_ADDRESS_UNCHECKED("CE-03"),
    SOURCE_PORT_UNCHECKED("CE-03"),
    RELAY_CHECKED("CE-03"),
    ONLY_THE_RELAY("CE-03"),
    A_0_TO_A_GUESSED_CE("CE-04"),
    NO_PORT_TO_PSID_0("CE-04"),
    WITHOUT_OWNER_DROPPED("CE-04"),
    FLAG_IGNORED("CE-05"),
    RULE_WITHOUT_FLAG_IS_NO_BMR("CE-05"),
    ZERO_BITS_FOR_A_SHORT_PREFIX("CE-06"),
    FIRST_RULE_WITHOUT_MATCH("CE-06"),
    NO_RELAY_ACCEPTED("CE-06"),
    NO_REASON("CE-06"),
    IDENTIFICATION_UNCHANGED("CE-08"),
    IDENTIFICATION_WITH_A_0("CE-08"),
    ONE_IDENTIFICATION("CE-08"),
    IDENTIFICATION_OF_EACH_FRAGMENT("CE-08");

    private final List<String> properties;

    EdgeFault(String... properties) {
        this.properties = List.of(properties);
    }

    /** The properties that have to fail, or differ if they are decisions. */
    List<String> properties() {
        return properties;
    }
}
