package io.softwire46.mape.map;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.finding.RuleFinding;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Addresses.Prefix;
import io.softwire46.mape.map.internal.Findings;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parameters of a {@link MapRule} and says everything that is wrong with them at once.
 *
 * <p>Required: both prefixes and the EA length. The rest may stay unset: the PSID length then follows from the EA length
 * and the prefixes, the PSID offset from the format.
 *
 * <p>Not thread-safe.
 */
public final class MapRuleBuilder {
    static final String LENGTH_RFC = "RFC 7598 section 4.1";

    @Nullable Prefix ipv6Prefix;

    @Nullable Prefix ipv4Prefix;

    @Nullable Integer eaLength;

    @Nullable Integer psidOffset;

    @Nullable Integer psidLength;

    @Nullable Integer psid;

    @Nullable IPv6Address borderRelay;

    boolean forwarding = true;
    InterfaceIdFormat format = InterfaceIdFormat.RFC7597;

    /** What could not be read, by field. */
    final Findings unreadable = new Findings();

    MapRuleBuilder() {}

    /**
     * Rule IPv6 prefix.
     *
     * @param prefix an address with its prefix length
     * @return this
     */
    public MapRuleBuilder ipv6Prefix(IPv6Address prefix) {
        ipv6Prefix = read(() -> in("ipv6Prefix", () -> Prefix.of(prefix)));
        return this;
    }

    /**
     * Rule IPv6 prefix.
     *
     * @param text such as {@code 2001:db8::/40}; text that cannot be read is reported by {@link #build}
     * @return this
     */
    public MapRuleBuilder ipv6Prefix(String text) {
        ipv6Prefix = read(() -> Addresses.ipv6Prefix("ipv6Prefix", text));
        return this;
    }

    /**
     * Rule IPv4 prefix.
     *
     * @param prefix an address with its prefix length
     * @return this
     */
    public MapRuleBuilder ipv4Prefix(IPv4Address prefix) {
        ipv4Prefix = read(() -> in("ipv4Prefix", () -> Prefix.of(prefix)));
        return this;
    }

    /**
     * Rule IPv4 prefix.
     *
     * @param text such as {@code 192.0.2.0/24}; text that cannot be read is reported by {@link #build}
     * @return this
     */
    public MapRuleBuilder ipv4Prefix(String text) {
        ipv4Prefix = read(() -> Addresses.ipv4Prefix("ipv4Prefix", text));
        return this;
    }

    /**
     * EA-bit length, o.
     *
     * @param bits 0 to 48
     * @return this
     */
    public MapRuleBuilder eaLength(int bits) {
        eaLength = bits;
        return this;
    }

    /**
     * PSID offset, a.
     *
     * @param bits 0 to 15; null for the default of the format, or 0 for a binding of a whole IPv6 address
     * @return this
     */
    public MapRuleBuilder psidOffset(@Nullable Integer bits) {
        psidOffset = bits;
        return this;
    }

    /**
     * PSID length, k, where it does not follow from EA length and prefixes.
     *
     * @param bits 0 to 16; null and 0 both mean not given
     * @return this
     */
    public MapRuleBuilder psidLength(@Nullable Integer bits) {
        psidLength = bits;
        return this;
    }

    /**
     * The PSID of a 1:1 rule.
     *
     * @param value 0 to 2^k - 1, or null when EA bits carry it
     * @return this
     */
    public MapRuleBuilder psid(@Nullable Integer value) {
        psid = value;
        return this;
    }

    /**
     * The F flag of RFC 7598 section 4.1. A BR forwards by every rule; the flag matters between CEs.
     *
     * @param value true, the default, when CEs may send to each other by this rule
     * @return this
     */
    public MapRuleBuilder forwarding(boolean value) {
        forwarding = value;
        return this;
    }

    /**
     * The BR of this rule's CEs.
     *
     * @param address a unicast address, or null when the domain's counts
     * @return this
     */
    public MapRuleBuilder borderRelay(@Nullable IPv6Address address) {
        borderRelay = address;
        return this;
    }

    /**
     * The BR of this rule's CEs.
     *
     * @param text an IPv6 address; text that cannot be read is reported by {@link #build}
     * @return this
     */
    public MapRuleBuilder borderRelay(String text) {
        borderRelay = read(() -> Addresses.parseIpv6("borderRelay", text));
        return this;
    }

    /**
     * Layout of the interface identifier.
     *
     * @param value RFC 7597, the default, or draft-03
     * @return this
     */
    public MapRuleBuilder format(InterfaceIdFormat value) {
        format = Objects.requireNonNull(value, "format");
        return this;
    }

    /**
     * Every finding about the parameters as they stand.
     *
     * @return errors, warnings and facts in the order of the parameters
     */
    public List<RuleFinding> validate() {
        return RuleChecks.check(this);
    }

    /**
     * Makes the rule.
     *
     * @return an immutable rule
     * @throws MapConfigurationException when {@link #validate} finds an error
     */
    public MapRule build() {
        MapConfigurationException.throwIfAnyError(validate());
        return new MapRule(this);
    }

    /** k: q where it is greater than 0, else the explicit length. */
    int effectivePsidLength() {
        if (ipv4Prefix == null || eaLength == null) {
            return 0;
        }
        int inEa = ipv4Prefix.length() + eaLength - 32;
        return inEa > 0 ? inEa : psidLength == null ? 0 : psidLength;
    }

    /** a: the given one, else the default of the format, or 0 for a binding to a whole IPv6 address (RFC 7596). */
    int effectivePsidOffset() {
        if (psidOffset != null) {
            return psidOffset;
        }
        return isBinding() ? 0 : format.defaultPsidOffset();
    }

    boolean isBinding() {
        return ipv6Prefix != null && ipv6Prefix.length() == 128 && eaLength != null && eaLength == 0;
    }

    /** Names the field in findings about an address that came without one. */
    private static Prefix in(String field, Supplier<Prefix> reader) {
        try {
            return reader.get();
        } catch (MapConfigurationException e) {
            RuleFinding first = e.first();
            throw MapConfigurationException.syntax(field, first.value(), first.message(), first.rfc());
        }
    }

    private <T> @Nullable T read(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (MapConfigurationException e) {
            unreadable.addAll(e.findings());
            return null;
        }
    }
}
