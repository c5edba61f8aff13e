package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.operate.lookup.RuleTimeline;
import io.softwire46.mape.operate.lookup.TimelineBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Many rules and many versions: memory grows with the changes, time with the rules. By default smaller sizes; with
 * {@code -Dcomparison.inputs=1000000} 100,000 rules in 500 versions, and 1,000,000 bindings.
 */
class LargeHistoryTest {
    private static final boolean IS_LONG = Integer.getInteger("comparison.inputs", 0) >= 1_000_000;
    private static final int RULES = IS_LONG ? 100_000 : 2_000;
    private static final int VERSIONS = IS_LONG ? 500 : 25;
    private static final int BINDINGS = IS_LONG ? 1_000_000 : 20_000;

    private static MapRule rule(int number, int generation) {
        return MapRule.builder()
                .ipv6Prefix(
                        new IPv6Address(0x2000_0000_0000_0000L | (long) generation << 48 | (long) number << 24, 0, 40)
                                .toPrefixBlock(40))
                .ipv4Prefix(new IPv4Address(0x1000_0000 + (number << 8)).toPrefixBlock(24))
                .eaLength(16)
                .psidOffset(6)
                .build();
    }

    /** One percent of the rules move to another prefix with each version; the others are shared. */
    @Test
    void equalRulesAreSharedBetweenVersions() {
        SplittableRandom random = new SplittableRandom(1);
        List<MapRule> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            rules.add(rule(i, 0));
        }
        TimelineBuilder builder = new TimelineBuilder();
        int[] generations = new int[RULES];
        int[][] samples = new int[VERSIONS][];
        int changed = 0;
        for (int version = 0; version < VERSIONS; version++) {
            for (int i = 0; version > 0 && i < RULES / 100; i++) {
                int number = random.nextInt(RULES);
                changed += generations[number] == version ? 0 : 1;
                generations[number] = version;
                rules.set(number, rule(number, version));
            }
            samples[version] = generations.clone();
            List<MapDomain> domain = List.of(MapDomain.of("d", RuleSet.of(rules), List.of(), false));
            builder.add(domain, List.of(List.of()));
        }
        RuleTimeline table = builder.build();
        assertEquals(RULES + changed, table.lineCount());
        assertTrue(table.octets() < 150L * table.lineCount(), table.octets() + " octets");
        assertTrue(table.octets() < 100_000_000);
        for (int i = 0; i < 10_000; i++) {
            int version = random.nextInt(VERSIONS);
            int number = random.nextInt(RULES);
            int ipv4 = 0x1000_0000 + (number << 8) + 18;
            int line = table.find(ipv4, 1232, version);
            long expected =
                    0x2000_0000_0000_0000L | (long) samples[version][number] << 48 | (long) number << 24 | 0x123400;
            assertEquals(Long.toHexString(expected & ~0xffL), Long.toHexString(table.prefixHigh(line, ipv4, 1232)));
        }
    }

    /** Bindings of RFC 7596 with 16 subscribers on an address, and with one. */
    @Test
    void bindingsTakeFewOctets() {
        for (int shared : new int[] {16, 1}) {
            List<MapRule> rules = new ArrayList<>();
            for (int i = 0; i < BINDINGS; i++) {
                rules.add(MapRule.builder()
                        .ipv6Prefix(new IPv6Address(0x2001_0db8_0000_0000L | i, 1, 128))
                        .ipv4Prefix(new IPv4Address(0x2000_0000 + i / shared, 32))
                        .eaLength(0)
                        .psidOffset(0)
                        .psidLength(4)
                        .psid(i % shared)
                        .format(InterfaceIdFormat.RFC7597)
                        .build());
            }
            TimelineBuilder builder = new TimelineBuilder();
            builder.add(List.of(MapDomain.of("d", RuleSet.of(rules), List.of(), false)), List.of(List.of()));
            RuleTimeline table = builder.build();
            assertTrue(table.octets() < 100L * BINDINGS, () -> table.octets() / BINDINGS + " octets each");
            int last = BINDINGS - 1;
            int line = table.find(0x2000_0000 + last / shared, last % shared << 12, 0);
            assertEquals("d/" + last, table.name(line));
            assertEquals(shared, table.subscribers(0x2000_0000, 0));
        }
    }
}
