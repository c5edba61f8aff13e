package io.softwire46.mape.cli;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.internal.Bits;
import io.softwire46.mape.operate.diagnose.Fit;
import io.softwire46.mape.operate.diagnose.Observations;
import io.softwire46.mape.operate.diagnose.Ports;
import io.softwire46.mape.operate.diagnose.Search;
import io.softwire46.mape.operate.diagnose.Shape;
import io.softwire46.mape.operate.diagnose.Triples;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Lists the rules that derive one observed mapping: the diagnosis of one observation, rule by rule.
 *
 * <p>Static methods only.
 */
final class FittingRules {
    private static final int HALF = 64;
    private static final int IPV6_BITS = 128;
    private static final int IPV4_BITS = 32;

    private FittingRules() {}

    /**
     * Returns rules with the IPv4 prefix, EA length and PSID length of a rule; IPv6 prefix, offset and format may
     * differ.
     */
    static List<MapRule> like(MapRule rule, Expectation seen) {
        int r = rule.ipv4Length();
        int o = rule.eaLength();
        List<MapRule> found = new ArrayList<>();
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            for (int n = 0; n + o <= IPV6_BITS; n++) {
                Shape shape = new Shape(format, r + o - IPV4_BITS, n + o);
                int lowest = shape.lowest(seen.high(), seen.low(), seen.ipv4());
                if (o == 0) {
                    rule(shape, n, 0, seen).ifPresent(found::add);
                } else if (lowest != Shape.NONE && lowest <= n && hasPort(shape, seen)) {
                    addOffsets(shape, n, seen, found);
                }
            }
        }
        return found;
    }

    private static boolean hasPort(Shape shape, Expectation seen) {
        return shape.psidLength() == 0 || seen.port() >= 0;
    }

    private static void addOffsets(Shape shape, int n, Expectation seen, List<MapRule> found) {
        int k = shape.psidLength();
        int psid = shape.psid(seen.high(), seen.low());
        for (int offset = 0; offset < (k == 0 ? 1 : Ports.OFFSETS) && offset + k <= 16; offset++) {
            if (Ports.fits(seen.port(), offset, k, psid)) {
                rule(shape, n, offset, seen).ifPresent(found::add);
            }
        }
    }

    /**
     * Returns rules of any lengths whose EA bits complete the IPv4 address and whose End-user prefix has at most 64 bits,
     * first those of RFC 7597 format.
     */
    static List<MapRule> any(Expectation seen) {
        Triples.Triple one = new Triples.Triple(seen.high(), seen.low(), seen.ipv4(), seen.port(), 0);
        Observations observations = new Observations(Triples.of(List.of(one)), List.of(), List.of(), List.of());
        List<MapRule> found = new ArrayList<>();
        for (Search.Found each : Search.of(observations, 1).found()) {
            Fit fit = each.fit();
            Shape shape = fit.shape();
            if (shape.excess() < 0 || shape.end() > HALF || !hasPort(shape, seen)) {
                continue;
            }
            for (int n = fit.widest(); n <= fit.narrowest(); n++) {
                rule(shape, n, Math.max(0, fit.offset()), seen).ifPresent(found::add);
            }
        }
        found.sort(Comparator.comparing(MapRule::format)
                .thenComparingInt(MapRule::ipv4Length)
                .thenComparingInt(MapRule::eaLength)
                .thenComparingInt(MapRule::ipv6Length)
                .thenComparingInt(rule -> rule.portParameters().psidOffset()));
        return found;
    }

    private static Optional<MapRule> rule(Shape shape, int n, int psidOffset, Expectation seen) {
        long high = seen.high() & Bits.ipv6MaskHigh(n);
        long low = seen.low() & Bits.ipv6MaskLow(n);
        int r = n - shape.shift();
        try {
            MapRule rule = MapRule.builder()
                    .ipv6Prefix(new IPv6Address(high, low, n))
                    .ipv4Prefix(new IPv4Address(seen.ipv4() & Bits.ipv4Mask(r), r))
                    .eaLength(shape.end() - n)
                    .psidOffset(psidOffset)
                    .format(shape.format())
                    .build();
            return Optional.of(rule).filter(seen::isMetBy);
        } catch (MapConfigurationException e) {
            return Optional.empty(); // these lengths are not valid in a rule
        }
    }
}
