package io.softwire46.mape.forward.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.testing.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompiledRulesTest {
    private static final long HIGH = 0x2001_0db8_0000_0000L;
    private static final int ADDRESS = 0xc000_0201; // 192.0.2.1

    /** A 1:1 rule of 192.0.2.1, 2001:db8:N::/48, a = 0. */
    private static MapRule oneToOne(int n, int psidLength, int psid) {
        return MapRule.builder()
                .ipv6Prefix(new IPv6Address(HIGH | (long) n << 16, 0, 48))
                .ipv4Prefix("192.0.2.1/32")
                .eaLength(0)
                .psidOffset(0)
                .psidLength(psidLength)
                .psid(psid)
                .build();
    }

    private static int ruleOf(CompiledRules rules, int port) {
        return rules.ruleAt(rules.slotOf(ADDRESS), port);
    }

    @Test
    void noRulesHaveNothing() {
        CompiledRules rules = CompiledRules.of(List.of());
        for (int address : new int[] {0, 1, ADDRESS, Integer.MIN_VALUE, -1}) {
            assertEquals(CompiledRules.NO_RULE, rules.slotOf(address));
            assertEquals(CompiledRules.NO_RULE, rules.ruleOfSource(address, address));
        }
        assertEquals(CompiledRules.NO_RULE, rules.sources().ruleOf(HIGH, 0));
    }

    @Test
    void ruleOfTheWholeAddressSpace() {
        CompiledRules rules = CompiledRules.of(List.of(MapRule.of("2001:db8::/32", "0.0.0.0/0", 32)));
        for (int address : new int[] {0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
            assertEquals(0, rules.ruleAt(rules.slotOf(address), MapRule.NO_PORT));
            assertEquals(HIGH | (address & 0xffff_ffffL), rules.mapAddressHigh(0, address, MapRule.NO_PORT));
            assertEquals((address & 0xffff_ffffL) << 16, rules.mapAddressLow(0, address, MapRule.NO_PORT));
        }
    }

    @Test
    void firstAndLastAddress() {
        CompiledRules rules = CompiledRules.of(List.of(
                MapRule.of("2001:db8:1::/48", "0.0.0.0/32", 0),
                MapRule.of("2001:db8:2::/48", "255.255.255.255/32", 0)));
        assertEquals(0, rules.ruleAt(rules.slotOf(0), 80));
        assertEquals(CompiledRules.NO_RULE, rules.slotOf(1));
        assertEquals(CompiledRules.NO_RULE, rules.slotOf(-2));
        assertEquals(1, rules.ruleAt(rules.slotOf(-1), 80));
    }

    /** In list order, in another order, with gaps, and few of very many. */
    @Test
    void psidsOfOneAddress() {
        for (int[] psids : new int[][] {{3, 4, 5, 6}, {6, 3, 5, 4}, {3, 14, 9}, {0, 255}, {255}, {0}, {17, 100, 180}}) {
            CompiledRules rules = CompiledRules.of(IntStream.range(0, psids.length)
                    .mapToObj(i -> oneToOne(i, 8, psids[i]))
                    .toList());
            for (int psid = 0; psid < 256; psid++) {
                int wanted = psid;
                int expected = IntStream.range(0, psids.length)
                        .filter(i -> psids[i] == wanted)
                        .findFirst()
                        .orElse(CompiledRules.UNASSIGNED_PORT);
                assertEquals(expected, ruleOf(rules, psid << 8));
                assertEquals(expected, ruleOf(rules, psid << 8 | 255));
            }
            assertEquals(CompiledRules.UNASSIGNED_PORT, ruleOf(rules, MapRule.NO_PORT));
            assertEquals(CompiledRules.UNASSIGNED_PORT, ruleOf(rules, 65536));
        }
    }

    @Test
    void psidsThatNoRuleOfTheAddressHasAreThoseOfTheShorterPrefix() {
        MapRule around = MapRule.builder()
                .ipv6Prefix("2001:db8:100::/40")
                .ipv4Prefix("192.0.2.0/24")
                .eaLength(16)
                .psidOffset(0)
                .build();
        CompiledRules rules = CompiledRules.of(List.of(oneToOne(1, 8, 7), around));
        assertEquals(0, ruleOf(rules, 0x07ff));
        assertEquals(1, ruleOf(rules, 0x0800));
        assertTrue(rules.needsPort(rules.slotOf(ADDRESS)));
        assertEquals(CompiledRules.UNASSIGNED_PORT, ruleOf(rules, MapRule.NO_PORT));
    }

    @Test
    void unassignedPortsAreNotInTheRule() {
        CompiledRules rules = CompiledRules.of(List.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16)));
        assertEquals(CompiledRules.UNASSIGNED_PORT, ruleOf(rules, 1023));
        assertEquals(0, ruleOf(rules, 1024));
        assertEquals(0, ruleOf(rules, 65535));
        assertEquals(CompiledRules.UNASSIGNED_PORT, ruleOf(rules, 65536));
        assertFalse(rules.ownsByEaBits(0, HIGH | 0x1_0000L, 0, ADDRESS, 80));
        assertTrue(rules.ownsByEaBits(0, HIGH | 0x1_0000L, 0, ADDRESS, 1024));
    }

    /** Two domains with different border relays may have the same Rule IPv6 prefix. */
    @Test
    void samePrefixTwiceNeedsTheLookUpAndTheFirstIsFound() {
        CompiledRules rules = CompiledRules.of(List.of(
                MapRule.of("2001:db8:1::/48", "192.0.2.1/32", 0),
                MapRule.of("2001:db8:1::/48", "192.0.2.2/32", 0),
                MapRule.of("2001:db8:2::/48", "192.0.2.3/32", 0)));
        assertTrue(rules.hasNestedInside(0));
        assertTrue(rules.hasNestedInside(1));
        assertFalse(rules.hasNestedInside(2));
        assertEquals(0, rules.ruleOfSource(HIGH | 0x1_0000L, 5));
        assertEquals(0, rules.sources(0, 2).ruleOf(HIGH | 0x1_0000L, 5));
        assertEquals(1, rules.sources(1, 2).ruleOf(HIGH | 0x1_0000L, 5));
        assertEquals(CompiledRules.NO_RULE, rules.sources(2).ruleOf(HIGH | 0x1_0000L, 5));
    }

    /** 129 lengths, each nested in the previous one: each search ends at the right one. */
    @Test
    void everyIpv6LengthInsideTheOther() {
        List<MapRule> list = new ArrayList<>();
        for (int n = 4; n <= 128; n++) {
            IPv6Address prefix = new IPv6Address(0x2aaa_aaaa_aaaa_aaaaL, 0xaaaa_aaaa_aaaa_aaaaL).toPrefixBlock(n);
            list.add(MapRule.builder()
                    .ipv6Prefix(prefix)
                    .ipv4Prefix("192.0.2." + n + "/32")
                    .eaLength(0)
                    .build());
        }
        CompiledRules rules = CompiledRules.of(list);
        for (int n = 4; n <= 127; n++) { // an address that differs in bit n matches n bits of prefix
            long high = 0x2aaa_aaaa_aaaa_aaaaL ^ (n < 64 ? 1L << (63 - n) : 0);
            long low = 0xaaaa_aaaa_aaaa_aaaaL ^ (n < 64 ? 0 : 1L << (127 - n));
            assertEquals(n - 4, rules.ruleOfSource(high, low));
            assertTrue(rules.hasNestedInside(n - 4));
        }
        assertEquals(124, rules.ruleOfSource(0x2aaa_aaaa_aaaa_aaaaL, 0xaaaa_aaaa_aaaa_aaaaL));
        assertEquals(CompiledRules.NO_RULE, rules.ruleOfSource(0x3aaa_aaaa_aaaa_aaaaL, 0));
    }

    @Test
    void lookUpsAllocateNothing() {
        for (LargeRules.Arrangement each : LargeRules.Arrangement.values()) {
            CompiledRules rules = CompiledRules.of(each.rules(1000));
            int[] sum = new int[1];
            assertEquals(
                    0,
                    Allocation.least(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            sum[0] += use(rules, 0x14000000 + i * 7, i * 31 & 0xffff);
                        }
                    }),
                    each::toString);
        }
    }

    private static int use(CompiledRules rules, int ipv4, int port) {
        int slot = rules.slotOf(ipv4);
        int rule = slot == CompiledRules.NO_RULE ? CompiledRules.NO_RULE : rules.ruleAt(slot, port);
        int any = Math.max(rule, 0);
        long high = rules.mapAddressHigh(any, ipv4, port);
        long low = rules.mapAddressLow(any, ipv4, port);
        boolean owns = rules.ownsByEaBits(any, high, low, ipv4, port);
        return rules.ruleOfSource(high, low) + (owns ? 1 : 0);
    }
}
