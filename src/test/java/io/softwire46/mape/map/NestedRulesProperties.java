package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/**
 * The symbolic answer which CEs of the outer rule a nested rule hides, against every single CE: the number, one
 * example, and whether a BR with both rules accepts their packets all the same.
 */
class NestedRulesProperties {

    @Property(tries = 5000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void hiddenCesAreThoseThatEnumerationFinds(@ForAll Random random) {
        MapRule outer = rule(random, null);
        MapRule inner = random.nextInt(3) == 0 ? rule(random, outer) : partOf(outer, random);
        Assume.that(outer.ipv6Length() < inner.ipv6Length()); // equal prefixes are V41
        NaiveMap.Rule around = NaiveMap.Rule.of(outer);
        NaiveMap.Rule inside = NaiveMap.Rule.of(inner);
        List<NaiveMap.Ce> hidden = hidden(around, inside);

        NestedRules.Hidden found = NestedRules.hidden(outer, inner);
        assertEquals(hidden.size(), found.count(), () -> outer + "\n" + inner);
        if (!hidden.isEmpty()) {
            String example = Text.ipv6(found.exampleHigh(), found.exampleLow());
            assertTrue(hidden.stream().anyMatch(ce -> ce.mapAddressFromRule().equals(example)));
            boolean accepted = hidden.stream().allMatch(ce -> isAccepted(around, inside, ce));
            assertEquals(accepted, found.alike(), () -> outer + "\n" + inner);
            Statistics.label("alike").collect(found.alike()).coverage(both -> {
                both.check(true).percentage(p -> p > 10);
                both.check(false).percentage(p -> p > 10);
            });
        }
        Statistics.label("hides").collect(found.count() > 0).coverage(both -> {
            both.check(true).percentage(p -> p > 10);
            both.check(false).percentage(p -> p > 5);
        });
    }

    private static List<NaiveMap.Ce> hidden(NaiveMap.Rule outer, NaiveMap.Rule inner) {
        return IntStream.range(0, 1 << outer.ea())
                .mapToObj(ea -> NaiveMap.ce(outer, outer.ipv6() + Text.bits(ea, outer.ea()))
                        .orElseThrow())
                .filter(ce -> ce.mapAddressFromRule().startsWith(inner.ipv6()))
                .toList();
    }

    /** RFC 7597 section 8.1 at a BR with both rules, for a port of the CE. */
    private static boolean isAccepted(NaiveMap.Rule outer, NaiveMap.Rule inner, NaiveMap.Ce ce) {
        int port = -1;
        if (outer.isShared()) {
            String a = "1".repeat(outer.offset());
            port = Integer.parseInt(Text.right(a + ce.psid(), 16), 2);
        }
        String ipv4 = Text.right(ce.ipv4(), 32);
        String asInner = NaiveMap.decode(inner, ce.mapAddressFromRule())
                .map(NaiveMap.Ce::ipv4)
                .orElse("");
        return asInner.equals(ce.ipv4())
                && NaiveMap.check(List.of(outer, inner), ce.mapAddressFromRule(), ipv4, port, true)
                        .equals("ACCEPTED")
                && outer.offset() == inner.offset()
                && inner.psidBits() == outer.psidBits();
    }

    /**
     * A rule with few EA bits; inside another one, its prefix is fragmented from the MAP address of a CE of that one.
     */
    private static MapRule rule(Random random, MapRule around) {
        int o = random.nextInt(11);
        int r = Math.max(o == 0 ? 1 : 0, 32 - random.nextInt(11));
        int inEa = Math.max(0, r + o - 32);
        int k = inEa > 0 ? inEa : r + o == 32 && random.nextBoolean() ? 1 + random.nextInt(8) : 0;
        MapRule.Builder builder = MapRule.builder()
                .format(
                        around != null
                                ? around.format()
                                : random.nextBoolean() ? InterfaceIdFormat.RFC7597 : InterfaceIdFormat.DRAFT03)
                .eaLength(o);
        if (k > 0) {
            builder.psidOffset(random.nextInt(4)).psidLength(k);
        }
        if (k > 0 && inEa == 0) {
            builder.psid(random.nextInt(1 << k));
        }
        int least = around == null ? 3 : around.ipv6Length();
        int most = around == null ? 70 : 128 - o;
        int n = Math.min(most, least + random.nextInt(around == null ? 68 : 24));
        String ipv6 = around == null
                ? Text.ipv6(0x2000L << 48 | random.nextLong() >>> 3, random.nextLong())
                : insideOf(around, random);
        int ipv4 = around == null ? random.nextInt() : around.ipv4();
        return builder.ipv6Prefix(prefix(ipv6, n))
                .ipv4Prefix(new IPv4Address(ipv4).toPrefixBlock(r))
                .build();
    }

    /** A rule that says the same about some CEs of the other, or nearly so. */
    private static MapRule partOf(MapRule outer, Random random) {
        int bits = random.nextInt(outer.eaLength() + 1);
        String address = insideOf(outer, random);
        String ea = address.substring(outer.ipv6Length(), outer.ipv6Length() + outer.eaLength());
        int suffix = Math.min(bits, outer.suffixLength());
        String ipv4 = Text.ipv4(outer.ipv4()).substring(0, outer.ipv4Length()) + ea.substring(0, suffix);
        MapRule.Builder builder = outer.toBuilder().eaLength(outer.eaLength() - bits);
        int n = outer.ipv6Length() + bits;
        if (outer.eaLength() - bits == 0 && random.nextBoolean()) {
            n += random.nextInt(128 - n + 1);
        }
        if (outer.psidLengthInEa() > 0 && bits > outer.suffixLength()) {
            // The PSID's first bits moved from the EA field to the prefix: only a whole one can be in the rule.
            n = outer.derivedPrefixLength();
            ipv4 = Text.ipv4(outer.ipv4()).substring(0, outer.ipv4Length()) + ea.substring(0, outer.suffixLength());
            builder.eaLength(0).psid(Integer.parseInt(ea.substring(outer.suffixLength()), 2));
        }
        if (random.nextInt(4) == 0) {
            int flipped = random.nextInt(Math.max(1, ipv4.length()));
            ipv4 = ipv4.substring(0, flipped) + (ipv4.charAt(flipped) == '0' ? '1' : '0') + ipv4.substring(flipped + 1);
        }
        if (outer.isShared() && random.nextInt(6) == 0) {
            builder.psidOffset(4);
        }
        IPv4Address ipv4Prefix =
                new IPv4Address(Integer.parseUnsignedInt(Text.right(ipv4, 32), 2)).toPrefixBlock(ipv4.length());
        return builder.ipv6Prefix(prefix(address, n)).ipv4Prefix(ipv4Prefix).build();
    }

    /** The address of a CE, seldom with another bit after its End-user prefix, so that it is that of no CE. */
    private static String insideOf(MapRule outer, Random random) {
        NaiveMap.Rule rule = NaiveMap.Rule.of(outer);
        String address = NaiveMap.ce(rule, rule.ipv6() + Text.bits(random.nextLong(), outer.eaLength()))
                .orElseThrow()
                .mapAddressFromRule();
        int free = 128 - outer.derivedPrefixLength();
        if (free == 0 || random.nextInt(3) > 0) {
            return address;
        }
        int at = outer.derivedPrefixLength() + random.nextInt(Math.min(free, 10));
        return address.substring(0, at) + (address.charAt(at) == '0' ? '1' : '0') + address.substring(at + 1);
    }

    private static IPv6Address prefix(String bits, int length) {
        return new IPv6Address(
                        Long.parseUnsignedLong(bits.substring(0, 64), 2), Long.parseUnsignedLong(bits.substring(64), 2))
                .toPrefixBlock(length);
    }
}
