package io.softwire46.mape.conformance.judge;

import static io.softwire46.mape.conformance.model.Bytes.part;
import static io.softwire46.mape.conformance.model.Bytes.u16;
import static io.softwire46.mape.conformance.model.Bytes.u8;

/**
 * Names and values of the fields of an IPv4 header (RFC 791 section 3.1), for the texts of differences.
 *
 * <p>Static methods only.
 */
final class Ipv4Field {
    private static final int HEADER = 20;

    private Ipv4Field() {}

    /** The field at an octet as the beginning of a text, such as {@code "DF 1 in "}; "" behind the fixed header. */
    static String at(byte[] ipv4, int octet) {
        if (ipv4.length < HEADER || octet >= HEADER) {
            return "";
        }
        int flags = u16(ipv4, 6);
        String field = switch (octet) {
            case 0 -> "version " + (u8(ipv4, 0) >>> 4) + ", header length " + 4 * (ipv4[0] & 15);
            case 1 -> "DSCP " + (u8(ipv4, 1) >>> 2) + ", ECN " + (ipv4[1] & 3);
            case 2, 3 -> "total length " + u16(ipv4, 2);
            case 4, 5 -> "Identification " + u16(ipv4, 4);
            case 6, 7 -> "DF " + (flags >>> 14 & 1) + ", MF " + (flags >>> 13 & 1) + ", offset " + 8 * (flags & 0x1fff);
            case 8 -> "TTL " + u8(ipv4, 8);
            case 9 -> "protocol " + u8(ipv4, 9);
            case 10, 11 -> "checksum " + u16(ipv4, 10);
            case 12, 13, 14, 15 -> "source " + IpText.of(part(ipv4, 12, 16));
            default -> "destination " + IpText.of(part(ipv4, 16, HEADER));
        };
        return field + " in ";
    }
}
