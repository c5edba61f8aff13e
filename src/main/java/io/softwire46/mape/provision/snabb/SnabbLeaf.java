package io.softwire46.mape.provision.snabb;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Leaves of a softwire and of a {@code psid-map}. */
enum SnabbLeaf {
    IPV4("ipv4", "ipv4Prefix"),
    PSID("psid", "psid"),
    B4_IPV6("b4-ipv6", "ipv6Prefix"),
    BR_ADDRESS("br-address", "borderRelay"),
    /** Index of a {@code br-address} of the table, in older versions. */
    BR("br", "borderRelay"),
    PADDING("padding", "padding"),
    PSID_LENGTH("psid-length", "psidLength"),
    RESERVED("reserved-ports-bit-count", "psidOffset"),
    /** Number of bits after the PSID. */
    SHIFT("shift", "psidOffset"),
    ADDR("addr", "ipv4Prefix"),
    END_ADDR("end-addr", "ipv4Prefix");

    static final List<SnabbLeaf> OF_SOFTWIRE = List.of(IPV4, PSID, B4_IPV6, BR_ADDRESS, BR, PADDING);
    static final List<SnabbLeaf> OF_PORT_SET = List.of(PSID_LENGTH, RESERVED, SHIFT);
    static final List<SnabbLeaf> OF_PSID_MAP = List.of(ADDR, END_ADDR, PSID_LENGTH, RESERVED, SHIFT);

    private final String text;
    private final String field;

    SnabbLeaf(String text, String field) {
        this.text = text;
        this.field = field;
    }

    /** Returns the field of the domain file that depends on the leaf. */
    String field() {
        return field;
    }

    static Optional<SnabbLeaf> of(String name, List<SnabbLeaf> known) {
        return known.stream().filter(each -> each.text.equals(name)).findFirst();
    }

    static List<String> names(List<SnabbLeaf> leaves) {
        return leaves.stream().map(SnabbLeaf::toString).toList();
    }

    /** Returns the leaves for a field of the domain file. */
    static List<SnabbLeaf> ofField(String field) {
        return Arrays.stream(values())
                .filter(each -> field.equals(each.field) || field.startsWith(each.field + "["))
                .toList();
    }

    /** Returns the name in the configuration. */
    @Override
    public String toString() {
        return text;
    }
}
