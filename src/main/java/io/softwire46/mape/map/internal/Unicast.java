package io.softwire46.mape.map.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.internal.Addresses.Prefix;
import java.util.List;

/**
 * Address space that rules and border relays must not or should not use.
 *
 * <p>Static methods only.
 */
public final class Unicast {
    /** Multicast, link-local, unspecified, loopback, IPv4-mapped (RFC 4291 sections 2.4 and 2.5). */
    private static final List<Prefix> UNUSABLE_IPV6 = List.of(
            new Prefix(0xff00L << 48, 0, 8),
            new Prefix(0xfe80L << 48, 0, 10),
            new Prefix(0, 0, 128),
            new Prefix(0, 1, 128),
            new Prefix(0, 0xffffL << 32, 96));

    /** RFC 6890 section 2.2.2 without the documentation prefixes, which examples and tests use. */
    private static final List<Prefix> SPECIAL_IPV4 = List.of(
            ipv4(0, 8),
            ipv4(10, 8),
            ipv4(100 << 8 | 64, 10),
            ipv4(127, 8),
            ipv4(169 << 8 | 254, 16),
            ipv4(172 << 8 | 16, 12),
            ipv4(192 << 8 | 168, 16),
            ipv4(198 << 8 | 18, 15),
            ipv4(224, 3));

    private Unicast() {}

    /** Returns the prefix with these leading octets: 10/8 is {@code ipv4(10, 8)}. */
    private static Prefix ipv4(int octets, int length) {
        return new Prefix((long) octets << (octets > 0xff ? 48 : 56), 0, length);
    }

    public static boolean isUsable(Prefix ipv6) {
        return UNUSABLE_IPV6.stream().noneMatch(unusable -> contains(unusable, ipv6));
    }

    /** Returns whether each address of a prefix is usable. */
    public static boolean isUsableThroughout(Prefix ipv6) {
        return UNUSABLE_IPV6.stream().noneMatch(unusable -> contains(unusable, ipv6) || contains(ipv6, unusable));
    }

    /** Returns whether an IPv4 prefix, right-aligned in {@code high}, is special-purpose address space. */
    public static boolean isSpecial(Prefix ipv4) {
        Prefix left = new Prefix(ipv4.high() << 32, 0, ipv4.length());
        return SPECIAL_IPV4.stream().anyMatch(special -> contains(special, left));
    }

    public static void checkBorderRelay(FieldPath field, IPv6Address address, Findings findings) {
        if (address.hasZone() || address.isMultiple()) {
            findings.error(
                    FindingId.V23,
                    field,
                    address.toString(),
                    "is not a single unicast address; give one address without a zone",
                    "RFC 7597 section 7.2");
            return;
        }
        long[] bits = Addresses.bits(address);
        if (!isUsable(new Prefix(bits[0], bits[1], 128))) {
            findings.error(
                    FindingId.V23,
                    field,
                    address.toCanonicalString(),
                    "is not a unicast address; give one address of the border relay",
                    "RFC 7597 section 7.2");
        }
    }

    private static boolean contains(Prefix outer, Prefix inner) {
        int n = outer.length();
        return inner.length() >= n
                && ((outer.high() ^ inner.high()) & Bits.ipv6MaskHigh(n)) == 0
                && ((outer.low() ^ inner.low()) & Bits.ipv6MaskLow(n)) == 0;
    }
}
