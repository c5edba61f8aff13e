package io.softwire46.mape.proof;

import inet.ipaddr.ipv6.IPv6Address;
import java.util.Locale;

/**
 * Counterexamples as lines that the command {@code oracle} reads.
 *
 * <p>Static methods only.
 */
public final class Example {
    private Example() {}

    /**
     * A rule as numbers.
     *
     * @param psid the explicit PSID, or -1
     */
    public record Rule(
            int n, long high, long low, int r, int ipv4, int o, int a, int k, int psid, boolean draft03) {
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
                json.append(",\"psidOffset\":").append(a).append(",\"psidLength\":").append(k);
            }
            if (psid >= 0) {
                json.append(",\"psid\":").append(psid);
            }
            return json.append('}').append(draft03 ? ",\"format\":\"draft03\"" : "").toString();
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

    private static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    private static String text(long high, long low) {
        return new IPv6Address(high, low).toCanonicalString();
    }
}
