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
 * <p>Not thread-safe: use one instance per search.
 */
final class FittingRules {
    private static final int MAX_EA = 48;
    private static final int HALF = 64;

    private final Expectation seen;
    private final List<MapRule> found = new ArrayList<>();

    private FittingRules(Expectation seen) {
        this.seen = seen;
    }

    /**
     * Lengths of a candidate, in bits, by the symbols of RFC 7597 section 5.
     *
     * @param n length of the Rule IPv6 prefix
     * @param o EA length
     * @param r length of the Rule IPv4 prefix
     */
    private record Lengths(int n, int o, int r) {
        /** Returns the PSID length. */
        int k() {
            return Math.max(0, o + r - 32);
        }

        /** Returns the length of the IPv4 suffix. */
        int p() {
            return o - k();
        }
    }

    /**
     * Returns rules with the IPv4 prefix, EA length and PSID length of a rule; IPv6 prefix, offset and format may
     * differ.
     */
    static List<MapRule> like(MapRule rule, Expectation seen) {
        FittingRules rules = new FittingRules(seen);
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            for (int n = 0; n + rule.eaLength() <= 128; n++) {
                rules.add(new Lengths(n, rule.eaLength(), rule.ipv4Length()), format);
            }
        }
        return rules.found;
    }

    /** Returns rules of any lengths whose End-user prefix has at most 64 bits, first those of RFC 7597 format. */
    static List<MapRule> any(Expectation seen) {
        FittingRules rules = new FittingRules(seen);
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            for (int r = 0; r <= 32; r++) {
                // The EA bits must at least complete the IPv4 address.
                for (int o = Math.max(1, 32 - r); o <= Math.min(MAX_EA, 48 - r); o++) {
                    for (int n = 1; n + o <= HALF; n++) {
                        rules.add(new Lengths(n, o, r), format);
                    }
                }
            }
        }
        return rules.found;
    }

    /** Adds the rules of these lengths that derive the observed mapping, with any PSID offset. */
    private void add(Lengths lengths, InterfaceIdFormat format) {
        int k = lengths.k();
        int p = lengths.p();
        long embedded = Bits.extract(seen.high(), seen.low(), lengths.n(), lengths.o());
        long suffix = p == 0 ? 0 : (seen.ipv4() & 0xffff_ffffL) >>> (32 - lengths.r() - p) & Bits.mask(p);
        if (embedded >>> k != suffix || (k > 0 && seen.port() < 0)) {
            return;
        }
        int offsets = k == 0 ? 1 : Math.min(15, 16 - k) + 1;
        for (int a = 0; a < offsets; a++) {
            long psid = k == 0 ? 0 : seen.port() >>> (16 - a - k) & Bits.mask(k);
            if (psid == (embedded & Bits.mask(k))) {
                add(lengths, a, format);
            }
        }
    }

    private void add(Lengths lengths, int psidOffset, InterfaceIdFormat format) {
        long high = seen.high() & Bits.ipv6MaskHigh(lengths.n());
        long low = seen.low() & Bits.ipv6MaskLow(lengths.n());
        try {
            MapRule rule = MapRule.builder()
                    .ipv6Prefix(new IPv6Address(high, low, lengths.n()))
                    .ipv4Prefix(new IPv4Address(seen.ipv4() & Bits.ipv4Mask(lengths.r()), lengths.r()))
                    .eaLength(lengths.o())
                    .psidOffset(psidOffset)
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
