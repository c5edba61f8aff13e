package io.softwire46.mape.provision.dhcp;

import java.util.Optional;

/**
 * The DHCPv6 options of softwires (RFC 7598 section 10, RFC 8026, RFC 8539).
 *
 * <p>Immutable.
 */
enum S46Option {
    /** A mapping rule, in a container of MAP-E or MAP-T. */
    RULE(89),
    /** The address of a BR, in a container of MAP-E or Lightweight 4over6. */
    BR(90),
    /** The default mapping rule, in a container of MAP-T. */
    DMR(91),
    /** The binding of one CE, in a container of Lightweight 4over6. */
    V4V6BIND(92),
    /** PSID offset, length and PSID, in a rule or a binding. */
    PORTPARAMS(93),
    /** The configuration of one MAP-E domain. */
    CONT_MAPE(94),
    /** The configuration of one MAP-T domain. */
    CONT_MAPT(95),
    /** The configuration of one Lightweight 4over6 domain. */
    CONT_LW(96),
    /** The order in which the client tries mechanisms. */
    PRIORITY(111),
    /** The prefix from which the client takes its tunnel address, in a DHCPV4-RESPONSE. */
    BIND_IPV6_PREFIX(137);

    private final int code;

    S46Option(int code) {
        this.code = code;
    }

    /**
     * Returns the option code.
     *
     * @return 0 to 65535
     */
    public int code() {
        return code;
    }

    /**
     * Returns the option with a code.
     *
     * @param code any number
     * @return the option; empty if the code is not that of a softwire option
     */
    public static Optional<S46Option> of(int code) {
        for (S46Option option : values()) {
            if (option.code == code) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    /** Returns the name in the RFC, such as {@code OPTION_S46_RULE}. */
    @Override
    public String toString() {
        return "OPTION_S46_" + name();
    }
}
