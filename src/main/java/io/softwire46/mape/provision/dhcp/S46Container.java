package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OPTION_S46_CONT_MAPE, OPTION_S46_CONT_MAPT or OPTION_S46_CONT_LW (RFC 7598 section 5): the configuration of one domain, with
 * the options that the table of RFC 7598 section 6 permits.
 *
 * <p>Immutable.
 */
public final class S46Container {
    static final String TABLE_RFC = "RFC 7598 section 6";

    private final Mechanism mechanism;
    private final List<S46Rule> rules;
    private final List<IPv6Address> borderRelays;
    private final @Nullable IPv6Address dmr;
    private final @Nullable Binding binding;

    private S46Container(
            Mechanism mechanism,
            List<S46Rule> rules,
            List<IPv6Address> borderRelays,
            @Nullable IPv6Address dmr,
            @Nullable Binding binding) {
        this.mechanism = mechanism;
        this.rules = List.copyOf(rules);
        this.borderRelays = List.copyOf(borderRelays);
        this.dmr = dmr;
        this.binding = binding;
    }

    /**
     * Returns a container of MAP-E.
     *
     * @param rules at least one
     * @param borderRelays at least one, the preferred one first
     * @return the container
     * @throws MapConfigurationException if one of the lists is empty
     */
    public static S46Container mapE(List<S46Rule> rules, List<IPv6Address> borderRelays) {
        requireSome(S46Option.RULE, rules);
        requireSome(S46Option.BR, borderRelays);
        return new S46Container(Mechanism.MAP_E, rules, plain(borderRelays), null, null);
    }

    /**
     * Returns a container of MAP-T.
     *
     * @param rules at least one
     * @param dmr the prefix of the default mapping rule, with its length
     * @return the container
     * @throws MapConfigurationException if there is no rule, or the prefix has no length
     */
    public static S46Container mapT(List<S46Rule> rules, IPv6Address dmr) {
        requireSome(S46Option.RULE, rules);
        if (!dmr.isPrefixed()) {
            throw MapConfigurationException.syntax(
                    "dmr",
                    dmr.toCanonicalString(),
                    "has no length; use a prefix with its length",
                    "RFC 7598 section 4.3");
        }
        return new S46Container(Mechanism.MAP_T, rules, List.of(), dmr.toPrefixBlock(), null);
    }

    /**
     * Returns a container of Lightweight 4over6.
     *
     * @param borderRelays lwAFTRs, at least one, the preferred one first
     * @param binding the CE's binding; null if it is provisioned in another way (RFC 7598 section 5.3)
     * @return the container
     * @throws MapConfigurationException if there is no lwAFTR
     */
    public static S46Container lw(List<IPv6Address> borderRelays, @Nullable Binding binding) {
        requireSome(S46Option.BR, borderRelays);
        return new S46Container(Mechanism.LW, List.of(), plain(borderRelays), null, binding);
    }

    private static void requireSome(S46Option option, List<?> options) {
        if (options.isEmpty()) {
            throw MapConfigurationException.syntax(
                    option.toString(), "[]", "is missing; add at least one to the container", TABLE_RFC);
        }
    }

    private static List<IPv6Address> plain(List<IPv6Address> addresses) {
        return addresses.stream()
                .map(address -> {
                    long[] bits = Addresses.bits(address);
                    return new IPv6Address(bits[0], bits[1]);
                })
                .toList();
    }

    /**
     * Returns the mechanism that the container configures.
     *
     * @return the mechanism of the option code
     */
    public Mechanism mechanism() {
        return mechanism;
    }

    /**
     * Returns the rules of MAP-E or MAP-T.
     *
     * @return an immutable list, empty for Lightweight 4over6
     */
    public List<S46Rule> rules() {
        return rules;
    }

    /**
     * Returns the BRs of MAP-E, or the lwAFTRs of Lightweight 4over6.
     *
     * @return an immutable list, empty for MAP-T
     */
    public List<IPv6Address> borderRelays() {
        return borderRelays;
    }

    /**
     * Returns the prefix of MAP-T's default mapping rule.
     *
     * @return the prefix with its length; empty for other mechanisms
     */
    public Optional<IPv6Address> dmr() {
        return Optional.ofNullable(dmr);
    }

    /**
     * Returns the binding of Lightweight 4over6.
     *
     * @return the binding; empty for other mechanisms, and if the container has none
     */
    public Optional<Binding> binding() {
        return Optional.ofNullable(binding);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof S46Container that
                && mechanism == that.mechanism
                && rules.equals(that.rules)
                && borderRelays.equals(that.borderRelays)
                && Objects.equals(dmr, that.dmr)
                && Objects.equals(binding, that.binding);
    }

    @Override
    public int hashCode() {
        return Objects.hash(mechanism, rules, borderRelays, binding);
    }

    /** Returns a summary of the options in the container. */
    @Override
    public String toString() {
        return mechanism.container() + " " + rules + " " + borderRelays + (dmr == null ? "" : " " + dmr)
                + (binding == null ? "" : " " + binding);
    }

    /**
     * Softwire mechanism of a container (RFC 7598 section 5).
     *
     * <p>Immutable.
     */
    public enum Mechanism {
        /** Mapping of Address and Port with Encapsulation (RFC 7597). */
        MAP_E(S46Option.CONT_MAPE, "RFC 7598 section 5.1"),
        /** Mapping of Address and Port using Translation (RFC 7599): read and written, but without a forwarder. */
        MAP_T(S46Option.CONT_MAPT, "RFC 7598 section 5.2"),
        /** Lightweight 4over6 (RFC 7596). */
        LW(S46Option.CONT_LW, "RFC 7598 section 5.3");

        private final S46Option container;
        private final String rfc;

        Mechanism(S46Option container, String rfc) {
            this.container = container;
            this.rfc = rfc;
        }

        /**
         * Returns the code of the option that contains its parameters.
         *
         * @return 94, 95 or 96
         */
        public int code() {
            return container.code();
        }

        /** Returns the option that contains its parameters. */
        S46Option container() {
            return container;
        }

        /** Returns the clause that defines the container. */
        String rfc() {
            return rfc;
        }

        /** Returns whether the library forwards packets of this mechanism. */
        boolean isForwarded() {
            return this != MAP_T;
        }

        /**
         * Returns the mechanism of an option code.
         *
         * @param code any number
         * @return the mechanism; empty if the code is not that of a container
         */
        public static Optional<Mechanism> of(int code) {
            for (Mechanism mechanism : values()) {
                if (mechanism.container.code() == code) {
                    return Optional.of(mechanism);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * OPTION_S46_V4V6BIND (RFC 7598 section 4.4): the IPv4 address and ports of one CE of Lightweight 4over6, and the prefix of
     * its IPv6 address.
     *
     * <p>Immutable.
     */
    public static final class Binding {
        private final MapRule rule;
        private final S46Rule.@Nullable Ports portParameters;

        private Binding(MapRule rule, S46Rule.@Nullable Ports portParameters) {
            this.rule = rule;
            this.portParameters = portParameters;
        }

        /**
         * Returns a binding. Without port parameters, or with a PSID length of 0, the CE has all ports.
         *
         * @param ipv4 the CE's address
         * @param ipv6Prefix prefix with its length
         * @param portParameters the CE's ports, or null
         * @return the option
         * @throws MapConfigurationException if the parameters are not valid for a CE
         */
        public static Binding of(IPv4Address ipv4, IPv6Address ipv6Prefix, S46Rule.@Nullable Ports portParameters) {
            return new Binding(parameters(ipv4, ipv6Prefix, portParameters).build(), portParameters);
        }

        /** Returns the binding as a rule of one CE without EA bits (RFC 7597 section 5.2). */
        static MapRule.Builder parameters(
                IPv4Address ipv4, IPv6Address ipv6Prefix, S46Rule.@Nullable Ports portParameters) {
            MapRule.Builder builder = MapRule.builder()
                    .ipv4Prefix(new IPv4Address(ipv4.getLower().intValue(), 32))
                    .ipv6Prefix(ipv6Prefix)
                    .eaLength(0)
                    .forwarding(false);
            if (portParameters != null && portParameters.psidLength() > 0) {
                builder.psidOffset(portParameters.offset())
                        .psidLength(portParameters.psidLength())
                        .psid(portParameters.psid());
            }
            return builder;
        }

        /**
         * Returns the CE's address.
         *
         * @return a single address
         */
        public IPv4Address ipv4() {
            return new IPv4Address(rule.ipv4());
        }

        /**
         * Returns the prefix by which the CE selects one of its addresses or prefixes.
         *
         * @return the prefix with its length, 128 for an address
         */
        public IPv6Address ipv6Prefix() {
            return rule.ipv6Prefix();
        }

        /**
         * Returns the CE's ports.
         *
         * @return the parameters; empty if no option restricts the ports
         */
        public Optional<S46Rule.Ports> portParameters() {
            return Optional.ofNullable(portParameters);
        }

        /**
         * Returns the binding as a rule without EA bits.
         *
         * @return the rule in RFC 7597 format, whose layout is that of RFC 7596 section 5.1
         */
        public MapRule toMapRule() {
            return rule;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Binding that
                    && rule.equals(that.rule)
                    && Objects.equals(portParameters, that.portParameters);
        }

        @Override
        public int hashCode() {
            return rule.hashCode();
        }

        /** Returns a summary of the parameters. */
        @Override
        public String toString() {
            return ipv4().toCanonicalString() + ", " + ipv6Prefix().toCanonicalString()
                    + (portParameters == null ? "" : ", " + portParameters);
        }
    }
}
