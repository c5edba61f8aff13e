package io.softwire46.mape.provision.kea;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A softwire option (RFC 7598 section 4) and its name in Kea. */
@SuppressWarnings("ImmutableEnumChecker") // List.of
enum KeaCode {
    RULE(89, "s46-rule", "RFC 7598 section 4.1", "flags", "ea-len", "prefix4-len", "ipv4-prefix", "ipv6-prefix"),
    BR(90, "s46-br", "RFC 7598 section 4.2", "address"),
    DMR(91, "s46-dmr", "RFC 7598 section 4.3", "prefix"),
    BIND(92, "s46-v4v6bind", "RFC 7598 section 4.4", "ipv4-address", "ipv6-prefix"),
    PORTS(93, "s46-portparams", "RFC 7598 section 4.5", "offset", "psid"),
    MAP_E(94, "s46-cont-mape", "RFC 7598 section 5.1"),
    MAP_T(95, "s46-cont-mapt", "RFC 7598 section 5.2"),
    LW(96, "s46-cont-lw", "RFC 7598 section 5.3");

    private static final String SPACE_END = "-options";

    private final int code;
    private final String label;
    private final String rfc;
    private final List<String> fields;

    KeaCode(int code, String label, String rfc, String... fields) {
        this.code = code;
        this.label = label;
        this.rfc = rfc;
        this.fields = List.of(fields);
    }

    static Optional<KeaCode> of(int code) {
        return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }

    static Optional<KeaCode> named(String name) {
        return Arrays.stream(values()).filter(each -> each.label.equals(name)).findFirst();
    }

    /** Returns the option that contains the options of a space; the manual of Kea omits the end of the name at times. */
    static Optional<KeaCode> ofSpace(String space) {
        return Arrays.stream(values())
                .filter(each -> each.mayContain() && (space.equals(each.space()) || space.equals(each.label)))
                .findFirst();
    }

    private boolean mayContain() {
        return this == RULE || this == BIND || isContainer();
    }

    boolean isContainer() {
        return this == MAP_E || this == MAP_T || this == LW;
    }

    /** Returns whether an option may be in this one (RFC 7598 section 6). */
    boolean permits(KeaCode inner) {
        return switch (this) {
            case MAP_E -> inner == RULE || inner == BR;
            case MAP_T -> inner == RULE || inner == DMR;
            case LW -> inner == BIND || inner == BR;
            case RULE, BIND -> inner == PORTS;
            default -> false;
        };
    }

    int code() {
        return code;
    }

    /** Returns the name of the space of its sub-options. */
    String space() {
        return label + SPACE_END;
    }

    /** Returns the names of its fields, in the order of the data. */
    List<String> fields() {
        return fields;
    }

    String rfc() {
        return rfc;
    }

    /** Returns the name in Kea. */
    @Override
    public String toString() {
        return label;
    }
}
