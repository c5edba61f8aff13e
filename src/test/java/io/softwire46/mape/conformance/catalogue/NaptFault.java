package io.softwire46.mape.conformance.catalogue;

import java.util.List;

/**
 * Faults of a customer edge with NAPT, each of which the suite has to find by the properties that it names.
 *
 * <p>Most were seen in products; the name says what the product does.
 */
enum NaptFault {
    FIRST_RANGE_ONLY("CE-07"),
    LAST_PORT_UNUSED("CE-07"),
    ODD_PORTS_UNUSED("CE-07"),
    PORT_KEPT("CE-07"),
    IDENTIFIER_KEPT("CE-07"),
    ANY_PORT_OF_THE_ADDRESS("CE-07"),
    NEXT_RANGE("CE-07"),
    ONE_PORT_FOR_ALL("CE-07"),
    ONE_HOST_ONLY("CE-07"),
    SOURCE_UNTRANSLATED("CE-07"),
    TCP_CHECKSUM_UNCHANGED("CE-07"),
    UDP_CHECKSUM_UNCHANGED("CE-07"),
    UDP_CHECKSUM_0_UPDATED("CE-07"),
    UDP_CHECKSUM_REMOVED("CE-07"),
    DSCP_CLEARED("CE-07"),
    FORWARD_IGNORED("CE-02", "CE-03", "CE-05");

    private final List<String> properties;

    NaptFault(String... properties) {
        this.properties = List.of(properties);
    }

    /** The properties that have to fail. */
    List<String> properties() {
        return properties;
    }
}
