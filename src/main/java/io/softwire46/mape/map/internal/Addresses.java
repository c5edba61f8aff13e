package io.softwire46.mape.map.internal;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses and prints address text, and converts the types of the ipaddress library to numbers.
 *
 * <p>Parsing is strict: no zone, no range, no wildcard, no leading zero in a decimal octet, no missing octet, no white
 * space. Printing is canonical (RFC 5952). A prefix keeps address and length separate, so that validation sees bits
 * following the length.
 *
 * <p>Static methods only.
 */
public final class Addresses {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final String IPV4_RFC = "RFC 791 section 3.2";
    private static final String IPV6_RFC = "RFC 4291 section 2.2";
    private static final IPAddressStringParameters STRICT = strict();

    private Addresses() {}

    /**
     * Bits and length of a prefix as configured: bits following the length may be set, and the length may be out of
     * range.
     */
    public record Prefix(long high, long low, int length) {
        public static final int NO_LENGTH = -1;

        /** Mixes all bits: prefixes of one provider differ in few bits in the middle. */
        @Override
        public int hashCode() {
            long mixed = (high * 0x9e37_79b9_7f4a_7c15L ^ low) * 0x9e37_79b9_7f4a_7c15L;
            return (int) (mixed >>> 32) ^ length;
        }

        public static Prefix of(IPv6Address address) {
            requireOnePrefix(address);
            Integer length = address.getNetworkPrefixLength();
            long[] bits = bits(address);
            return new Prefix(bits[0], bits[1], length == null ? NO_LENGTH : length);
        }

        public static Prefix of(IPv4Address address) {
            requireOnePrefix(address);
            Integer length = address.getNetworkPrefixLength();
            return new Prefix(bits(address) & 0xffff_ffffL, 0, length == null ? NO_LENGTH : length);
        }
    }

    private static IPAddressStringParameters strict() {
        IPAddressStringParameters.Builder builder = new IPAddressStringParameters.Builder()
                .allowEmpty(false)
                .allowAll(false)
                .allowSingleSegment(false)
                .allowPrefix(false)
                .allowMask(false)
                .allowPrefixOnly(false)
                .allowWildcardedSeparator(false)
                .allow_inet_aton(false)
                .setRangeOptions(RangeParameters.NO_RANGE);
        builder.getIPv4AddressParametersBuilder()
                .allowLeadingZeros(false)
                .allowUnlimitedLeadingZeros(false)
                .allowBinary(false);
        builder.getIPv6AddressParametersBuilder()
                .allowZone(false)
                .allowBase85(false)
                .allowBinary(false)
                .allowUnlimitedLeadingZeros(false)
                .getEmbeddedIPv4AddressParametersBuilder()
                .allowLeadingZeros(false)
                .allowUnlimitedLeadingZeros(false);
        return builder.toParams();
    }

    /**
     * Parses an IPv6 address.
     *
     * @param field the field, which the error names
     * @param text such as {@code 2001:db8::1}
     * @return the address, without a prefix length
     * @throws MapConfigurationException if the text is anything else
     */
    public static IPv6Address parseIpv6(String field, String text) {
        if (IPV6.matcher(text).matches() && parse(text) instanceof IPv6Address address) {
            return address;
        }
        throw MapConfigurationException.syntax(
                field, quoted(text), "is not an IPv6 address; use the form 2001:db8::1", IPV6_RFC);
    }

    /**
     * Parses an IPv4 address.
     *
     * @param field the field, which the error names
     * @param text four decimal octets, such as {@code 192.0.2.18}
     * @return the address, without a prefix length
     * @throws MapConfigurationException if the text is anything else
     */
    public static IPv4Address parseIpv4(String field, String text) {
        if (IPV4.matcher(text).matches() && parse(text) instanceof IPv4Address address) {
            return address;
        }
        throw MapConfigurationException.syntax(
                field,
                quoted(text),
                "is not an IPv4 address; use four decimal octets without leading zeros, such as 192.0.2.18",
                IPV4_RFC);
    }

    /**
     * Parses an IPv6 prefix. Bits following the length are kept for the caller's validation.
     *
     * @param field the field, which the error names
     * @param text address and length, such as {@code 2001:db8::/40}
     * @return the address with its prefix length
     * @throws MapConfigurationException if the text is anything else, or with finding V01 if the length exceeds 128
     */
    public static IPv6Address parseIpv6Prefix(String field, String text) {
        Prefix prefix = ipv6Prefix(field, text);
        if (prefix.length > 128) {
            throw new MapConfigurationException(List.of(new Finding(
                    FindingId.V01,
                    Finding.Severity.ERROR,
                    field,
                    text,
                    "has a length outside 0..128; use 0 to 128",
                    "RFC 7598 section 4.1")));
        }
        return new IPv6Address(prefix.high, prefix.low, prefix.length);
    }

    /**
     * Parses an IPv4 prefix. Bits following the length are kept for the caller's validation.
     *
     * @param field the field, which the error names
     * @param text address and length, such as {@code 192.0.2.0/24}
     * @return the address with its prefix length
     * @throws MapConfigurationException if the text is anything else, or with finding V01 if the length exceeds 32
     */
    public static IPv4Address parseIpv4Prefix(String field, String text) {
        Prefix prefix = ipv4Prefix(field, text);
        if (prefix.length > 32) {
            throw new MapConfigurationException(List.of(new Finding(
                    FindingId.V01,
                    Finding.Severity.ERROR,
                    field,
                    text,
                    "has a length outside 0..32; use 0 to 32",
                    "RFC 7598 section 4.1")));
        }
        return new IPv4Address((int) prefix.high, prefix.length);
    }

    public static Prefix ipv6Prefix(String field, String text) {
        String[] parts = split(field, text, "2001:db8::/40", IPV6_RFC);
        long[] bits = AddressText.ipv6(parts[0]);
        if (bits == null) {
            bits = bits(parseIpv6(field, parts[0]));
        }
        return new Prefix(bits[0], bits[1], Integer.parseInt(parts[1]));
    }

    public static Prefix ipv4Prefix(String field, String text) {
        String[] parts = split(field, text, "192.0.2.0/24", IPV4_RFC);
        long bits = AddressText.ipv4(parts[0]);
        if (bits == AddressText.OTHER) {
            bits = bits(parseIpv4(field, parts[0])) & 0xffff_ffffL;
        }
        return new Prefix(bits, 0, Integer.parseInt(parts[1]));
    }

    private static String[] split(String field, String text, String example, String rfc) {
        int slash = text.indexOf('/');
        if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            throw MapConfigurationException.syntax(
                    field, quoted(text), "is not a prefix; use address and length, such as " + example, rfc);
        }
        return new String[] {text.substring(0, slash), text.substring(slash + 1)};
    }

    /**
     * Returns the bits of an address.
     *
     * @param address one address, or one prefix, whose lowest address is used
     * @return 32 bits in network order
     * @throws MapConfigurationException if it is a range of addresses
     */
    public static int bits(IPv4Address address) {
        requireOnePrefix(address);
        return address.getLower().intValue();
    }

    /**
     * Returns the bits of an address.
     *
     * @param address one address, or one prefix, whose lowest address is used
     * @return two numbers: bits 0 to 63 and bits 64 to 127
     * @throws MapConfigurationException if it is a range of addresses or has a zone
     */
    public static long[] bits(IPv6Address address) {
        requireOnePrefix(address);
        return address.getLower().longValues();
    }

    /**
     * Prints an IPv4 address.
     *
     * @param ipv4 32 bits in network order
     * @return four decimal octets
     */
    public static String toText(int ipv4) {
        return (ipv4 >>> 24) + "." + (ipv4 >>> 16 & 0xff) + "." + (ipv4 >>> 8 & 0xff) + "." + (ipv4 & 0xff);
    }

    /**
     * Prints an IPv6 address in the canonical form of RFC 5952.
     *
     * @param high bits 0 to 63
     * @param low bits 64 to 127
     * @return such as {@code 2001:db8::1}
     */
    public static String toText(long high, long low) {
        return new IPv6Address(high, low).toCanonicalString();
    }

    /** Rejects ranges such as 192.0.2-3.0 and addresses with a zone, which the ipaddress library's types can hold. */
    private static void requireOnePrefix(IPAddress address) {
        boolean zone = address instanceof IPv6Address ipv6 && ipv6.hasZone();
        if (zone || (address.isMultiple() && !address.isSinglePrefixBlock())) {
            throw MapConfigurationException.syntax(
                    "address",
                    address.toString(),
                    zone ? "has a zone; use an address without zone" : "is a range; use one address or one prefix",
                    IPV6_RFC);
        }
    }

    /** Returns the bits of a single address; a prefix is refused. */
    public static int bitsOfOne(IPv4Address address) {
        requireOne(address);
        return bits(address);
    }

    /** Returns the bits of a single address; a prefix is refused. */
    public static long[] bitsOfOne(IPv6Address address) {
        requireOne(address);
        return bits(address);
    }

    private static void requireOne(IPAddress address) {
        if (address.isMultiple()) {
            throw MapConfigurationException.syntax(
                    "address", address.toString(), "is more than one address; use a single address", IPV6_RFC);
        }
    }

    /** Returns the address without the prefix length that it may have. */
    public static IPv6Address plain(IPv6Address address) {
        long[] bits = bits(address);
        return new IPv6Address(bits[0], bits[1]);
    }

    private static @Nullable IPAddress parse(String text) {
        try {
            return new IPAddressString(text, STRICT).toAddress();
        } catch (AddressStringException e) {
            return null;
        }
    }

    private static String quoted(String text) {
        return "\"" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "\"";
    }
}
