package io.softwire46.mape.operate.explain;

import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;

/**
 * The parameters of a rule in the notation of RFC 7597, and its mapping by plain shifts. Immutable.
 */
final class RuleReading {
    /** No port, or no PSID. */
    static final int NONE = -1;

    /** Place among all rules of the node. */
    final int place;

    final String name;
    final DomainReading domain;

    /** The address that a border relay sends from to the CEs of the rule. */
    final Ip6 borderRelay;

    final Ip6 ipv6;
    final int ipv6Length;
    final int ipv4;
    final int ipv4Length;
    final int eaLength;
    final int suffixLength;
    final int psidOffset;
    final int psidLength;

    /** The PSID of a rule that embeds none, or {@link #NONE}. */
    final int explicitPsid;

    final boolean isForwarding;
    private final boolean isDraft03;

    RuleReading(int place, String name, MapRule rule, DomainReading domain, Ip6 borderRelay) {
        this.place = place;
        this.name = name;
        this.domain = domain;
        this.borderRelay = borderRelay;
        ipv6 = new Ip6(rule.ipv6High(), rule.ipv6Low());
        ipv6Length = rule.ipv6Length();
        ipv4 = rule.ipv4();
        ipv4Length = rule.ipv4Length();
        eaLength = rule.eaLength();
        suffixLength = Math.min(eaLength, 32 - ipv4Length); // RFC 7597 section 5.2
        psidOffset = rule.portParameters().psidOffset();
        boolean embeds = eaLength > suffixLength;
        boolean explicit = !embeds && rule.explicitPsid() >= 0;
        psidLength = embeds
                ? eaLength - suffixLength
                : explicit ? rule.portParameters().psidLength() : 0;
        explicitPsid = explicit && psidLength > 0 ? rule.explicitPsid() : NONE;
        isForwarding = rule.isForwarding();
        isDraft03 = rule.format() == InterfaceIdFormat.DRAFT03;
    }

    boolean isShared() {
        return psidLength > 0;
    }

    /** Returns n + o. */
    int prefixLength() {
        return ipv6Length + eaLength;
    }

    boolean containsIpv4(int address) {
        return first(address, ipv4Length) == ipv4;
    }

    boolean containsIpv6(Ip6 address) {
        return address.first(ipv6Length).equals(ipv6);
    }

    static int first(int address, int bits) {
        return bits == 0 ? 0 : address & -1 << (32 - bits);
    }

    /** RFC 7597 section 5.1: returns the PSID of a port, or {@link #NONE} if A is 0 or there is no port. */
    int psidOf(int port) {
        if (port < 0 || (psidOffset > 0 && port >>> (16 - psidOffset) == 0)) {
            return NONE;
        }
        return port >>> (16 - psidOffset - psidLength) & ((1 << psidLength) - 1);
    }

    /** Returns the lowest port of a PSID. */
    int firstPort(int psid) {
        return (psidOffset > 0 ? 1 << (16 - psidOffset) : 0) | psid << (16 - psidOffset - psidLength);
    }

    /** Returns the length of a contiguous range of ports. */
    int rangeLength() {
        return 1 << (16 - psidOffset - psidLength);
    }

    /** Returns the EA bits of an address and a PSID. */
    long eaBits(int address, int psid) {
        long suffix = suffixLength == 0 ? 0 : address >>> (32 - ipv4Length - suffixLength) & ((1L << suffixLength) - 1);
        return explicitPsid >= 0 || !isShared() ? suffix : suffix << psidLength | psid;
    }

    /** Returns the EA bits of an IPv6 address. */
    long eaBits(Ip6 address) {
        return address.bits(ipv6Length, eaLength);
    }

    /** Returns the IPv4 address or prefix of the CE with these EA bits. */
    int ipv4Of(long eaBits) {
        if (suffixLength == 0) {
            return ipv4;
        }
        long suffix = eaBits >>> (eaLength - suffixLength);
        return ipv4 | (int) (suffix << (32 - ipv4Length - suffixLength));
    }

    /** Returns the length of the IPv4 address or prefix of a CE. */
    int ceIpv4Length() {
        return ipv4Length + suffixLength;
    }

    /** Returns the PSID of the CE with these EA bits. */
    int psidOf(long eaBits) {
        return explicitPsid >= 0 ? explicitPsid : (int) (eaBits & ((1L << psidLength) - 1));
    }

    /** RFC 7597 section 5.2, figure 3, and section 6: returns the MAP address of the CE with these EA bits. */
    Ip6 mapAddress(long eaBits) {
        return mapAddress(ipv6.with(ipv6Length, eaLength, eaBits), prefixLength(), eaBits);
    }

    /** The same, formed from a prefix of a given length that begins with rule prefix and EA bits. */
    Ip6 mapAddress(Ip6 prefix, int length, long eaBits) {
        long middle = (ipv4Of(eaBits) & 0xffff_ffffL) << 16 | (isShared() ? psidOf(eaBits) : 0);
        long interfaceId = isDraft03 ? middle << 8 : middle;
        long below = length <= 64 ? -1L : length == 128 ? 0 : -1L >>> (length - 64);
        return new Ip6(prefix.high(), prefix.low() | (interfaceId & below));
    }

    /** Returns the MAP address of the CE that has an address and a port of this rule. */
    Ip6 mapAddress(int address, int port) {
        return mapAddress(eaBits(address, isShared() ? psidOf(port) : 0));
    }

    @Override
    public String toString() {
        return name;
    }
}
