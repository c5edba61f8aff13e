package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Role;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Faults of a border relay or customer edge with fragments and sizes, each of which the suite has to find by the properties that it names. */
enum FragmentFault {
    TUNNEL_OF_5_PIECES("FRG-01"),
    TUNNEL_OF_1500_OCTETS("FRG-01"),
    TUNNEL_IN_ORDER_ONLY("FRG-01", "FRG-03", "FRG-04"),
    OVERLAP_LAST_WINS("FRG-02"),
    OVERLAP_FORGOTTEN("FRG-02"),
    ATOMIC_LOST("FRG-03"),
    ATOMIC_IN_QUEUE("FRG-03"),
    DUPLICATE_STALLS("FRG-04"),
    DUPLICATE_STALLS_TUNNEL("FRG-04"),
    KEY_WITHOUT_PROTOCOL("FRG-05"),
    KEY_WITHOUT_IPV4_SOURCE("FRG-05"),
    KEY_WITH_NEXT_HEADER("FRG-05"),
    KEY_WITHOUT_TUNNEL_SOURCE("FRG-05"),
    IPV4_OF_5_FRAGMENTS("FRG-06"),
    IPV4_IN_ORDER_ONLY("FRG-06", "FRG-04"),
    UNSHARED_FRAGMENTS_HELD("FRG-07"),
    LATER_FRAGMENTS_TO_ANY_CE("FRG-06", "FRG-07"),
    INNER_FRAGMENTS_UNCHECKED("FRG-08"),
    INNER_FRAGMENTS_LOST("FRG-08"),
    INNER_FRAGMENTS_ANSWERED("FRG-08"),
    LENGTH_ROUNDED("FRG-09"),
    END_UNCHECKED("FRG-09"),
    HEADER_LENGTH_CRASHES("FRG-10"),
    TOTAL_LENGTH_CRASHES("FRG-10"),
    PAYLOAD_LENGTH_0_CRASHES("FRG-10"),
    OPTIONS_OF_LAST_FRAGMENT("FRG-11"),
    NO_TIME_OUT("FRG-12"),
    TABLE_REFUSES("FRG-13"),
    SHARE_REFUSES("FRG-13"),
    TINY_FORWARDED("FRG-14"),
    OFFSET_1_FORWARDED("FRG-14"),
    HAIRPINNED_FRAGMENTS_LOST("UP-10"),
    HAIRPINNED_TUNNEL_FRAGMENTS_LOST("UP-10"),
    LATER_PIECES_TOO_LONG("SIZ-01"),
    LATER_PIECES_WITHOUT_TRAFFIC_CLASS("SIZ-01"),
    FIRST_PIECE_WITHOUT_HEADER("SIZ-01"),
    CUTS_BEFORE_ENCAPSULATION("SIZ-01"),
    LAST_PIECE_LOST("SIZ-01", "SIZ-04"),
    DONT_FRAGMENT_IGNORED("SIZ-02", "SIZ-04"),
    DONT_FRAGMENT_IGNORED_INNER("SIZ-02"),
    SILENT_IN_INNER_MODE("SIZ-02"),
    TUNNEL_HEADER_FORGOTTEN("SIZ-03"),
    NEW_IDENTIFICATION("SIZ-03"),
    INNER_FRAGMENTS_WITH_CHECKSUM_OF_THE_WHOLE("SIZ-03"),
    CUTS_8_EARLY("SIZ-04"),
    TUNNEL_OPTIONS_FORGOTTEN("SIZ-04"),
    UPSTREAM_SILENT("SIZ-05"),
    UPSTREAM_FORWARDED("SIZ-05"),
    UPSTREAM_ERROR_FROM_THE_HOST("SIZ-05"),
    UPSTREAM_ERROR_FROM_ANOTHER_TUNNEL("SIZ-05"),
    UPSTREAM_ERROR_TTL_1("SIZ-05"),
    UPSTREAM_ERROR_BITS_BESIDE_MTU("SIZ-05"),
    LENGTH_WRAPS("SIZ-06"),
    LONGEST_CRASHES("SIZ-06");

    private final List<String> properties;

    FragmentFault(String... properties) {
        this.properties = List.of(properties);
    }

    /** Properties of border relays alone: customer edges have no MTU for packets out of the tunnel, and return none. */
    private static final List<String> OF_RELAYS = List.of("SIZ-05", "UP-10");

    /** The faults that a product can have. */
    static FragmentFault[] of(Role role) {
        return Stream.of(values())
                .filter(each -> role != Role.CE || Collections.disjoint(each.properties, OF_RELAYS))
                .toArray(FragmentFault[]::new);
    }

    /** The properties that have to fail, or differ if they are decisions. */
    List<String> properties() {
        return properties;
    }
}
