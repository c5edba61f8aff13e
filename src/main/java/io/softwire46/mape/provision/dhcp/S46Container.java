package io.softwire46.mape.provision.dhcp;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OPTION_S46_CONT_MAPE, OPTION_S46_CONT_MAPT or OPTION_S46_CONT_LW (RFC 7598 section 5): everything about one domain,
 * with the options in it that the table of RFC 7598 section 6 allows.
 *
 * <p>Immutable.
 */
public final class S46Container {
    static final String TABLE_RFC = "RFC 7598 section 6";

    private final S46Mechanism mechanism;
    private final List<S46Rule> rules;
    private final List<IPv6Address> borderRelays;
    private final @Nullable IPv6Address dmr;
    private final @Nullable S46Binding binding;

    private S46Container(
            S46Mechanism mechanism,
            List<S46Rule> rules,
            List<IPv6Address> borderRelays,
            @Nullable IPv6Address dmr,
            @Nullable S46Binding binding) {
        this.mechanism = mechanism;
        this.rules = List.copyOf(rules);
        this.borderRelays = List.copyOf(borderRelays);
        this.dmr = dmr;
        this.binding = binding;
    }

    /**
     * A container of MAP-E.
     *
     * @param rules at least one
     * @param borderRelays at least one, the preferred one first
     * @return the container
     * @throws MapConfigurationException when one of the lists is empty
     */
    public static S46Container mapE(List<S46Rule> rules, List<IPv6Address> borderRelays) {
        requireSome(S46Option.RULE, rules);
        requireSome(S46Option.BR, borderRelays);
        return new S46Container(S46Mechanism.MAP_E, rules, plain(borderRelays), null, null);
    }

    /**
     * A container of MAP-T.
     *
     * @param rules at least one
     * @param dmr the prefix of the default mapping rule, with its length
     * @return the container
     * @throws MapConfigurationException when there is no rule, or the prefix has no length
     */
    public static S46Container mapT(List<S46Rule> rules, IPv6Address dmr) {
        requireSome(S46Option.RULE, rules);
        if (!dmr.isPrefixed()) {
            throw MapConfigurationException.syntax(
                    "dmr", dmr.toCanonicalString(), "has no length; give a prefix", "RFC 7598 section 4.3");
        }
        return new S46Container(S46Mechanism.MAP_T, rules, List.of(), dmr.toPrefixBlock(), null);
    }

    /**
     * A container of Lightweight 4over6.
     *
     * @param borderRelays lwAFTRs, at least one, the preferred one first
     * @param binding the CE's binding, or null where it comes another way (RFC 7598 section 5.3)
     * @return the container
     * @throws MapConfigurationException when there is no lwAFTR
     */
    public static S46Container lw(List<IPv6Address> borderRelays, @Nullable S46Binding binding) {
        requireSome(S46Option.BR, borderRelays);
        return new S46Container(S46Mechanism.LW, List.of(), plain(borderRelays), null, binding);
    }

    private static void requireSome(S46Option option, List<?> options) {
        if (options.isEmpty()) {
            throw MapConfigurationException.syntax(
                    option.toString(), "[]", "is missing; the container needs at least one", TABLE_RFC);
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
     * What it configures.
     *
     * @return the mechanism of the option code
     */
    public S46Mechanism mechanism() {
        return mechanism;
    }

    /**
     * The rules of MAP-E or MAP-T.
     *
     * @return an immutable list, empty for Lightweight 4over6
     */
    public List<S46Rule> rules() {
        return rules;
    }

    /**
     * The BRs of MAP-E, or the lwAFTRs of Lightweight 4over6.
     *
     * @return an immutable list, empty for MAP-T
     */
    public List<IPv6Address> borderRelays() {
        return borderRelays;
    }

    /**
     * The prefix of MAP-T's default mapping rule.
     *
     * @return with its length; empty for the others
     */
    public Optional<IPv6Address> dmr() {
        return Optional.ofNullable(dmr);
    }

    /**
     * The binding of Lightweight 4over6.
     *
     * @return empty for the others, and where there is none
     */
    public Optional<S46Binding> binding() {
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

    /** The options in it, in short. */
    @Override
    public String toString() {
        return mechanism.container() + " " + rules + " " + borderRelays + (dmr == null ? "" : " " + dmr)
                + (binding == null ? "" : " " + binding);
    }
}
