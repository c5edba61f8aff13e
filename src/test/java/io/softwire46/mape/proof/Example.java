package io.softwire46.mape.proof;

import inet.ipaddr.ipv6.IPv6Address;
import java.util.Locale;

/**
 * Counterexamples as lines that the command {@code oracle} reads.
 *
 * <p>Static methods only.
 */
public final class Example {
    private static final String DOMAIN = "{\"name\":\"example\",\"borderRelay\":[\"2001:db8:ffff::1\"],\"rules\":["
            + "{\"ipv6Prefix\":\"2001:db8::/40\",\"ipv4Prefix\":\"192.0.2.0/24\",\"eaLength\":16}]";
    private static final String CE = "20010db8001234000000c00002120034"; // of 192.0.2.18, PSID 0x34
    private static final String BR = "20010db8ffff00000000000000000001";

    private Example() {}

    /**
     * A rule as numbers.
     *
     * @param psid the explicit PSID, or -1
     */
    public record Rule(int n, long high, long low, int r, int ipv4, int o, int a, int k, int psid, boolean draft03) {
        String json() {
            StringBuilder json = new StringBuilder(String.format(
                    Locale.ROOT,
                    "{\"ipv6Prefix\":\"%s/%d\",\"ipv4Prefix\":\"%s/%d\",\"eaLength\":%d",
                    text(high, low),
                    n,
                    text(ipv4),
                    r,
                    o));
            if (k > 0) {
                json.append(",\"psidOffset\":")
                        .append(a)
                        .append(",\"psidLength\":")
                        .append(k);
            }
            if (psid >= 0) {
                json.append(",\"psid\":").append(psid);
            }
            return json.append('}')
                    .append(draft03 ? ",\"format\":\"draft03\"" : "")
                    .toString();
        }
    }

    /** Returns a query for the owner of an address and port. */
    public static String owner(Rule rule, int address, int port) {
        return String.format(
                Locale.ROOT,
                "{\"op\":\"owner\",\"rule\":%s,\"ipv4\":\"%s\",\"port\":%d}",
                rule.json(),
                text(address),
                port);
    }

    /** Returns a query for the CE of a MAP address. */
    public static String decode(Rule rule, long high, long low) {
        return String.format(
                Locale.ROOT, "{\"op\":\"decode\",\"rule\":%s,\"mapAddress\":\"%s\"}", rule.json(), text(high, low));
    }

    /** Returns a query for the source check of a packet. */
    public static String check(Rule rule, long high, long low, int address, int port, String mode) {
        return String.format(
                Locale.ROOT,
                "{\"op\":\"check\",\"rule\":%s,\"source6\":\"%s\",\"ipv4\":\"%s\",\"port\":%d,\"mode\":\"%s\"}",
                rule.json(),
                text(high, low),
                text(address),
                port,
                mode);
    }

    /** Returns a rule file, and an IPv4 packet of 28 octets by its first 24, in a tunnel or not. */
    public static String packet(String tunnel, long first, long second, long third) {
        return packet("", tunnel + words(first, second, third));
    }

    /** Returns a packet of 28 octets by its first 24. */
    public static String words(long first, long second, long third) {
        return String.format(Locale.ROOT, "%016x%016x%016x00080000", first, second, third);
    }

    /** Returns a rule file with these options, and a packet. */
    public static String packet(String options, String octets) {
        return DOMAIN + (options.isEmpty() ? "" : ",\"options\":{" + options + "}") + "}\n" + octets;
    }

    /** Returns the header of a tunnel from a CE to the BR, with this first word. */
    public static String tunnel(long first) {
        return String.format(Locale.ROOT, "%016x", first) + CE + BR;
    }

    /** Returns a UDP packet from 192.0.2.18, port 1232. */
    public static String udp(int octets) {
        return udp(octets, "c000021201020304", "04d00050");
    }

    /** Returns a UDP packet to 192.0.2.18, port 1232. */
    public static String udpToCe(int octets) {
        return udp(octets, "01020304c0000212", "005004d0");
    }

    private static String udp(int octets, String addresses, String ports) {
        String before = String.format(Locale.ROOT, "4500%04x000100004011", octets);
        return before
                + checksum(before + addresses)
                + addresses
                + ports
                + String.format(Locale.ROOT, "%04x0000", octets - 20)
                + "00".repeat(octets - 28);
    }

    /** Returns a Packet Too Big message to the BR with this MTU, which quotes an empty tunnel packet to a CE. */
    public static String packetTooBig(long mtu) {
        String quote = "6000000000000440" + BR + CE;
        String rest = String.format(Locale.ROOT, "%08x", mtu) + quote;
        String checksum = checksum(CE + BR + "000000300000003a" + "02000000" + rest);
        return tunnel(0x6000_0000_0030_3a40L) + "0200" + checksum + rest;
    }

    /** Returns the checksum of octets by the definition of RFC 1071. */
    private static String checksum(String octets) {
        int sum = 0;
        for (int i = 0; i < octets.length(); i += 4) {
            sum += Integer.parseInt(octets.substring(i, i + 4), 16);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return String.format(Locale.ROOT, "%04x", ~sum & 0xffff);
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    private static String text(long high, long low) {
        return new IPv6Address(high, low).toCanonicalString();
    }
}
