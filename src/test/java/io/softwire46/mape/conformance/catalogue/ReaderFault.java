package io.softwire46.mape.conformance.catalogue;

import java.util.List;

/**
 * Faults of a product that reads and writes DHCPv6 options, each of which the suite has to find by the properties that it names.
 *
 * <p>Most were seen in products, or are easy mistakes with RFC 7598; the name says what the product does.
 */
enum ReaderFault {
    FLAG_IS_128("PRV-01"),
    ANY_FLAG("PRV-01"),
    FLAG_128_WRITTEN("PRV-01"),
    IPV6_PREFIX_NOT_MASKED("PRV-02"),
    IPV4_PREFIX_NOT_MASKED("PRV-02"),
    PADDING_WRITTEN("PRV-02"),
    PSID_NOT_SHIFTED("PRV-03"),
    PSID_AT_THE_RIGHT_WRITTEN("PRV-03"),
    PSID_AT_THE_LEFT_OF_THE_ADDRESS("PRV-03"),
    CONTAINER_WITHOUT_RULE("PRV-04"),
    CONTAINER_WITHOUT_RELAY("PRV-04"),
    ANY_OPTION_IN_CONTAINER("PRV-04"),
    ONE_WRONG_CONTAINER_SPOILS_ALL("PRV-04"),
    FIRST_CONTAINER_ONLY("PRV-04"),
    OPTIONS_OUTSIDE_OF_CONTAINERS("PRV-04"),
    SHORTEST_FIELD_ONLY("PRV-05"),
    ENDS_AT_HALF_AN_OPTION("PRV-06"),
    REFUSES_ALL_AFTER_DAMAGE("PRV-06");

    private final List<String> properties;

    ReaderFault(String... properties) {
        this.properties = List.of(properties);
    }

    /** The properties that have to fail, or differ if they are decisions. */
    List<String> properties() {
        return properties;
    }
}
