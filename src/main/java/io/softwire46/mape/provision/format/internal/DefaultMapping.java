package io.softwire46.mape.provision.format.internal;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.map.internal.Addresses;

/**
 * The Default Mapping Rule of MAP-T (RFC 7599 section 5.1): destinations outside the domain are IPv4-embedded IPv6 addresses
 * (RFC 6052 section 2.2) in the prefix of the border relay.
 *
 * <pre>
 * prefix length  octets of the IPv4 address, of which octet 8 is zero
 *      32        4 5 6 7
 *      40        5 6 7   9
 *      48        6 7     9 10
 *      56        7       9 10 11
 *      64                9 10 11 12
 *      96                12 13 14 15
 * </pre>
 *
 * <p>Static methods only.
 */
public final class DefaultMapping {
    /** Field of findings about the rule. */
    public static final String FIELD = "dmr";

    /** Field of the finding that says that a text is about MAP-T. */
    public static final String MECHANISM = "mechanism";

    public static final String RFC = "RFC 7599 section 5.1";
    public static final int MAX_LENGTH = 96;

    private static final int RESERVED_OCTET = 8;

    /** The IPv4 address of the examples in RFC 6052 section 2.4: 192.0.2.33. */
    private static final int EXAMPLE = 0xc0000221;

    private DefaultMapping() {}

    /** Returns the warning about rules of MAP-T, which the library reads but does not forward by. */
    public static Finding mechanism(String value) {
        return new Finding(
                FindingId.DIFFERS,
                Finding.Severity.WARNING,
                MECHANISM,
                value,
                "is MAP-T (RFC 7599): addresses, PSIDs and ports are those of MAP-E, but packets are not translated",
                "RFC 7599 section 8");
    }

    /** Returns the note about rules of MAP-T that are skipped. */
    public static Finding skipped(String value) {
        return DomainSyntax.info(
                MECHANISM,
                value,
                "is MAP-T (RFC 7599), which is skipped, since there are rules for encapsulation",
                "RFC 7599 section 8");
    }

    /** Returns a finding with the mapping of an example address, or about a prefix that cannot embed one. */
    public static Finding finding(IPv6Address prefix) {
        Integer given = prefix.getNetworkPrefixLength();
        int length = given == null ? 128 : given;
        String shown = prefix.toCanonicalString();
        if (length > MAX_LENGTH) {
            return DomainSyntax.error(FIELD, shown, "is longer than /96; use /64, or at most /96", RFC);
        }
        if (!isEmbeddable(length)) {
            return DomainSyntax.warning(
                    FIELD,
                    shown,
                    "cannot embed an IPv4 address; use a length of 64, or of 32, 40, 48, 56 or 96",
                    "RFC 6052 section 2.2");
        }
        long[] bits = Addresses.bits(prefix);
        if (length == MAX_LENGTH && bits[1] >>> 56 != 0) {
            return DomainSyntax.warning(
                    FIELD, shown, "has bits 64 to 71 set; use a prefix in which they are zero", "RFC 6052 section 2.2");
        }
        return DomainSyntax.info(
                FIELD,
                shown,
                "represents IPv4 destinations outside the domain: " + Addresses.toText(EXAMPLE) + " is "
                        + embed(prefix, length, EXAMPLE).toCanonicalString(),
                RFC);
    }

    /** RFC 6052 section 2.2: the prefix must have one of these lengths. */
    private static boolean isEmbeddable(int length) {
        return length == MAX_LENGTH || (length >= 32 && length <= 64 && length % 8 == 0);
    }

    private static IPv6Address embed(IPv6Address prefix, int length, int ipv4) {
        long[] bits = Addresses.bits(prefix);
        byte[] octets = new byte[16];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) (bits[i / 8] >>> (56 - 8 * (i % 8)));
        }
        int at = length / 8;
        for (int shift = 24; shift >= 0; shift -= 8) {
            at += at == RESERVED_OCTET ? 1 : 0;
            octets[at++] = (byte) (ipv4 >>> shift);
        }
        return OptionOctets.ipv6(octets, 0);
    }
}
