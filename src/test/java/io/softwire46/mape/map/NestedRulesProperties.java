package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.testing.NaiveMap;
import io.softwire46.mape.testing.NaiveMap.Text;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;

/** The symbolic answer whether a nested rule misreads CEs of the outer one, against every single CE. */
class NestedRulesProperties {

    @Property(tries = 5000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void misreadIsWhatEnumerationFinds(@ForAll Random random) {
        MapRule outer = rule(random, null);
        MapRule inner = random.nextInt(3) == 0 ? rule(random, outer) : partOf(outer, random);
        boolean misread = enumerate(NaiveMap.Rule.of(outer), NaiveMap.Rule.of(inner));

        assertEquals(misread, NestedRules.misread(outer, inner), () -> outer + "\n" + inner);
        Statistics.label("misread").collect(misread).coverage(both -> {
            both.check(true).percentage(p -> p > 10);
            both.check(false).percentage(p -> p > 10);
        });
    }

    private static boolean enumerate(NaiveMap.Rule outer, NaiveMap.Rule inner) {
        for (int ea = 0; ea < 1 << outer.ea(); ea++) {
            String prefix = outer.ipv6() + Text.bits(ea, outer.ea());
            NaiveMap.Ce ce = NaiveMap.ce(outer, prefix).orElseThrow();
            Optional<NaiveMap.Ce> asRead = NaiveMap.decode(inner, ce.mapAddressFromRule());
            boolean differs = asRead.filter(read -> !read.ipv4().equals(ce.ipv4())
                            || !read.psid().equals(ce.psid())
                            || (outer.isShared() && outer.offset() != inner.offset()))
                    .isPresent();
            if (differs) {
                return true;
            }
        }
        return false;
    }

    /** A rule with few EA bits; inside another one, its prefix is cut from the MAP address of a CE of that one. */
    private static MapRule rule(Random random, MapRule around) {
        int o = random.nextInt(11);
        int r = Math.max(o == 0 ? 1 : 0, 32 - random.nextInt(11));
        int inEa = Math.max(0, r + o - 32);
        int k = inEa > 0 ? inEa : r + o == 32 && random.nextBoolean() ? 1 + random.nextInt(8) : 0;
        MapRuleBuilder builder = MapRule.builder()
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
        MapRuleBuilder builder = outer.toBuilder().eaLength(outer.eaLength() - bits);
        int n = outer.ipv6Length() + bits;
        if (outer.eaLength() - bits == 0 && random.nextBoolean()) {
            n += random.nextInt(128 - n + 1);
        }
        if (outer.psidLengthInEa() > 0 && bits > outer.suffixLength()) {
            // The PSID's first bits moved from the EA field to the prefix: only a whole one can stand in the rule.
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

    private static String insideOf(MapRule outer, Random random) {
        NaiveMap.Rule rule = NaiveMap.Rule.of(outer);
        return NaiveMap.ce(rule, rule.ipv6() + Text.bits(random.nextLong(), outer.eaLength()))
                .orElseThrow()
                .mapAddressFromRule();
    }

    private static IPv6Address prefix(String bits, int length) {
        return new IPv6Address(
                        Long.parseUnsignedLong(bits.substring(0, 64), 2), Long.parseUnsignedLong(bits.substring(64), 2))
                .toPrefixBlock(length);
    }
}
