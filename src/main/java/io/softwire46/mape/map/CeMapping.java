package io.softwire46.mape.map;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.map.internal.Findings;
import java.util.List;

/**
 * The IPv4 prefix, address or port set that one CE owns, and the MAP address that serves it (RFC 7597 sections 5.2, 5.3
 * and 6).
 *
 * <p>A CE forms its MAP address from its whole End-user prefix. The BR and other CEs know only the rule and the EA
 * bits. If the End-user prefix is longer than Rule IPv6 prefix and EA bits, and its remaining bits differ from those
 * that the others derive, the two addresses differ and the CE receives no traffic. {@link #isAgreed} detects this.
 *
 * <p>Immutable.
 */
public final class CeMapping {
    private final MapRule rule;
    private final long eaBits;
    private final long prefixHigh;
    private final long prefixLow;
    private final int prefixLength;

    private CeMapping(MapRule rule, long eaBits, long prefixHigh, long prefixLow, int prefixLength) {
        this.rule = rule;
        this.eaBits = eaBits;
        this.prefixHigh = prefixHigh;
        this.prefixLow = prefixLow;
        this.prefixLength = prefixLength;
    }

    /**
     * Derives the resources of the CE with an End-user prefix, under a rule. The F flag has no effect (RFC 7598 section
     * 4.1).
     *
     * @param rule the BMR
     * @param endUserPrefix the prefix delegated to the CE, with its length
     * @return the mapping, also if CE and BR derive different addresses (a warning of {@link #validate})
     * @throws MapConfigurationException with finding V14, V30, V31 or V36
     */
    public static CeMapping of(MapRule rule, IPv6Address endUserPrefix) {
        MapConfigurationException.throwIfAnyError(validate(rule, endUserPrefix));
        Addresses.Prefix prefix = Addresses.Prefix.of(endUserPrefix);
        return given(rule, prefix);
    }

    private static CeMapping given(MapRule rule, Addresses.Prefix prefix) {
        long eaBits = rule.eaBitsOf(prefix.high(), prefix.low());
        return new CeMapping(rule, eaBits, prefix.high(), prefix.low(), prefix.length());
    }

    /** Returns the CE as other nodes derive it: its End-user prefix is Rule IPv6 prefix and EA bits. */
    static CeMapping derived(MapRule rule, long eaBits) {
        int length = rule.derivedPrefixLength();
        return new CeMapping(
                rule,
                eaBits,
                rule.mapAddressHigh(eaBits) & Bits.ipv6MaskHigh(length),
                rule.mapAddressLow(eaBits) & Bits.ipv6MaskLow(length),
                length);
    }

    /**
     * Derives the resources of the CE with an End-user prefix, under a rule.
     *
     * @param rule the rule, which must cover the prefix
     * @param endUserPrefix text such as {@code 2001:db8:12:3400::/56}
     * @return address or prefix, ports and MAP address
     * @throws MapConfigurationException if the text is not a prefix, or with finding V14, V30, V31 or V36
     */
    public static CeMapping of(MapRule rule, String endUserPrefix) {
        return of(rule, Addresses.parseIpv6Prefix("endUserPrefix", endUserPrefix));
    }

    /**
     * Returns all findings about an End-user prefix under a rule: V14 and V30 to V36.
     *
     * @param rule the BMR
     * @param endUserPrefix the prefix delegated to the CE, with its length
     * @return errors, warnings and notes
     */
    public static List<Finding> validate(MapRule rule, IPv6Address endUserPrefix) {
        Findings findings = new Findings();
        Addresses.Prefix prefix;
        try {
            prefix = Addresses.Prefix.of(endUserPrefix);
        } catch (MapConfigurationException e) {
            return e.findings();
        }
        EndUserPrefixChecks.applicability(rule, prefix, findings);
        if (!findings.hasError()) {
            EndUserPrefixChecks.consequences(given(rule, prefix), findings);
        }
        return findings.list();
    }

    /**
     * Returns the rule from which the mapping is derived.
     *
     * @return the CE's BMR, or the rule that another node applied
     */
    public MapRule rule() {
        return rule;
    }

    /**
     * Returns whether the CE owns an IPv4 prefix, an address or a port set.
     *
     * @return prefix, address or shared address
     */
    public MappingKind kind() {
        return rule.kind();
    }

    /**
     * Returns the EA bits of the CE.
     *
     * @return o bits
     */
    public EaBits eaBits() {
        return EaBits.of(eaBits, rule.eaLength());
    }

    /**
     * Returns the CE's IPv4 address or prefix.
     *
     * @return the address, with a prefix length if the CE owns a prefix
     */
    public IPv4Address ipv4() {
        return kind() == MappingKind.PREFIX ? new IPv4Address(ipv4Bits(), ipv4Length()) : new IPv4Address(ipv4Bits());
    }

    /**
     * Returns the CE's IPv4 address or prefix as a number.
     *
     * @return 32 bits in network order; bits following the first {@link #ipv4Length} are zero
     */
    public int ipv4Bits() {
        return rule.ipv4Of(eaBits);
    }

    /**
     * Returns the length of the CE's IPv4 prefix or address.
     *
     * @return 32 for an address, less for a prefix
     */
    public int ipv4Length() {
        return rule.ceIpv4Length();
    }

    /**
     * Returns the port-set identifier.
     *
     * @return 0 where the address is not shared
     */
    public int psid() {
        return rule.psidOfEaBits(eaBits);
    }

    /**
     * Returns the TCP and UDP ports and ICMP identifiers that the CE may use on its address.
     *
     * @return {@link PortSet#ALL} if the address is not shared
     */
    public PortSet portSet() {
        return PortSet.of(rule.portParameters(), psid());
    }

    /**
     * Returns whether an IPv4 address and port belong to this CE.
     *
     * @param address 32 bits in network order
     * @param port 0 to 65535, or {@link MapRule#NO_PORT}, which no CE of a shared address owns
     * @return true if the CE owns both
     */
    public boolean owns(int address, int port) {
        return ownsAddress(address)
                && (!rule.isShared() || (port >= 0 && rule.portParameters().psidOf(port) == psid()));
    }

    /**
     * Returns whether an IPv4 address belongs to this CE, alone or shared.
     *
     * @param address 32 bits in network order
     * @return true if its first {@link #ipv4Length} bits match
     */
    public boolean ownsAddress(int address) {
        return ((address ^ ipv4Bits()) & Bits.ipv4Mask(ipv4Length())) == 0;
    }

    /**
     * Returns the End-user IPv6 prefix.
     *
     * @return the delegated prefix; Rule IPv6 prefix and EA bits if another node derived the mapping
     */
    public IPv6Address endUserPrefix() {
        return new IPv6Address(prefixHigh, prefixLow, prefixLength);
    }

    /**
     * Returns the length of the End-user IPv6 prefix, L.
     *
     * @return at least n + o
     */
    public int endUserPrefixLength() {
        return prefixLength;
    }

    /**
     * Returns the MAP address that the CE forms from its End-user prefix.
     *
     * @return an address without prefix length
     */
    public IPv6Address mapAddress() {
        return new IPv6Address(mapAddressHigh(), mapAddressLow());
    }

    /**
     * Returns the bits 0 to 63 of {@link #mapAddress}.
     *
     * @return the upper half
     */
    public long mapAddressHigh() {
        return prefixHigh;
    }

    /**
     * Returns the bits 64 to 127 of {@link #mapAddress}.
     *
     * @return the lower half
     */
    public long mapAddressLow() {
        return prefixLow | (rule.interfaceId(eaBits) & ~Bits.ipv6MaskLow(prefixLength));
    }

    /**
     * Returns the MAP address that the BR and other CEs derive for this CE.
     *
     * @return an address without prefix length
     */
    public IPv6Address mapAddressFromRule() {
        return new IPv6Address(rule.mapAddressHigh(eaBits), rule.mapAddressLow(eaBits));
    }

    /**
     * Returns whether the CE and the other nodes derive the same MAP address.
     *
     * @return false if the End-user prefix has bits that the rule does not determine (finding V33)
     */
    public boolean isAgreed() {
        return mapAddressHigh() == rule.mapAddressHigh(eaBits) && mapAddressLow() == rule.mapAddressLow(eaBits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CeMapping that
                && rule.equals(that.rule)
                && prefixHigh == that.prefixHigh
                && prefixLow == that.prefixLow
                && prefixLength == that.prefixLength;
    }

    @Override
    public int hashCode() {
        return 31 * rule.hashCode() + Long.hashCode(prefixHigh ^ prefixLow);
    }

    /** Returns MAP address, IPv4 address or prefix, and port set. */
    @Override
    public String toString() {
        return Addresses.toText(mapAddressHigh(), mapAddressLow()) + " = " + Addresses.toText(ipv4Bits())
                + (kind() == MappingKind.PREFIX ? "/" + ipv4Length() : "")
                + (rule.isShared() ? " ports " + portSet() : "");
    }
}
