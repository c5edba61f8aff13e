package io.softwire46.mape.cli;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Bits;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches for rules that derive an observed mapping.
 *
 * <p>The search tries all lengths and offsets. It compares the EA bits before it builds a rule, so that it needs at most a few
 * million comparisons.
 *
 * <p>Static methods only.
 */
final class FittingRules {
    private static final int MAX_EA = 48;
    private static final int HALF = 64;

    private FittingRules() {}

    /**
     * Returns rules with the IPv4 prefix, EA length and PSID length of a rule; IPv6 prefix, offset and format may
     * differ.
     */
    static List<MapRule> like(MapRule rule, Expectation seen) {
        List<MapRule> found = new ArrayList<>();
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            for (int n = 0; n + rule.eaLength() <= 128; n++) {
                add(n, rule.eaLength(), rule.ipv4Length(), format, seen, found);
            }
        }
        return found;
    }

    /** Returns rules of any lengths whose End-user prefix has at most 64 bits, first those of RFC 7597 format. */
    static List<MapRule> any(Expectation seen) {
        List<MapRule> found = new ArrayList<>();
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            for (int r = 0; r <= 32; r++) {
                // The EA bits must at least complete the IPv4 address.
                for (int o = Math.max(1, 32 - r); o <= Math.min(MAX_EA, 48 - r); o++) {
                    for (int n = 1; n + o <= HALF; n++) {
                        add(n, o, r, format, seen, found);
                    }
                }
            }
        }
        return found;
    }

    private static void add(int n, int o, int r, InterfaceIdFormat format, Expectation seen, List<MapRule> found) {
        int k = Math.max(0, o + r - 32);
        int p = o - k;
        long embedded = Bits.extract(seen.high(), seen.low(), n, o);
        long suffix = p == 0 ? 0 : (seen.ipv4() & 0xffff_ffffL) >>> (32 - r - p) & Bits.mask(p);
        if (embedded >>> k != suffix || (k > 0 && seen.port() < 0)) {
            return;
        }
        int offsets = k == 0 ? 1 : Math.min(15, 16 - k) + 1;
        for (int a = 0; a < offsets; a++) {
            long psid = k == 0 ? 0 : seen.port() >>> (16 - a - k) & Bits.mask(k);
            if (psid == (embedded & Bits.mask(k))) {
                build(n, o, r, a, format, seen, found);
            }
        }
    }

    private static void build(
            int n, int o, int r, int a, InterfaceIdFormat format, Expectation seen, List<MapRule> found) {
        try {
            MapRule rule = MapRule.builder()
                    .ipv6Prefix(
                            new IPv6Address(seen.high() & Bits.ipv6MaskHigh(n), seen.low() & Bits.ipv6MaskLow(n), n))
                    .ipv4Prefix(new IPv4Address(seen.ipv4() & Bits.ipv4Mask(r), r))
                    .eaLength(o)
                    .psidOffset(a)
                    .format(format)
                    .build();
            if (seen.isMetBy(rule)) {
                found.add(rule);
            }
        } catch (MapConfigurationException e) {
            // These lengths are not valid in a rule, such as a + k > 16.
        }
    }
}
