package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Boxes against the model: the owner of all 65,536 ports of 64 addresses per random world, and that no two boxes hold one port.
 */
class OwnershipBoxesTest {
    private static final int WORLDS = Integer.getInteger("comparison.inputs", 20_000) / 1000;
    private static final int ADDRESSES = 64;
    private static final int PORTS = 0x10000;
    private static final long SEED = Long.getLong("comparison.seed", new SplittableRandom().nextLong());

    @Test
    void boxesAreWhatTheModelOwns() {
        for (int i = 0; i < WORLDS; i++) {
            LookupWorld world = new LookupWorld(SEED + i);
            RuleVersion version = world.versions().get(0);
            OwnershipBoxes boxes = OwnershipBoxes.of(version.domains());
            List<NaiveMap.Rule> model = LookupWorld.naive(version);
            Map<String, int[]> psids = new HashMap<>();
            for (int j = 0; j < ADDRESSES; j++) {
                int ipv4 = world.ipv4();
                String seed = "-Dcomparison.seed=" + (SEED + i) + " " + Text.ipv4(ipv4);
                int[] expected = owners(model, Text.ipv4(ipv4), psids);
                int[] actual = owners(boxes, ipv4, version);
                assertEquals(-1, Arrays.mismatch(expected, actual), seed);
            }
            checkOrder(boxes);
        }
    }

    /** The place of the owner's rule for each port; -1 for none. PSIDs are taken from the model once per port parameters. */
    private static int[] owners(List<NaiveMap.Rule> model, String address, Map<String, int[]> psids) {
        List<Integer> around = IntStream.range(0, model.size())
                .filter(place -> address.startsWith(model.get(place).ipv4()))
                .boxed()
                .sorted((one, other) ->
                        model.get(other).ipv4().length() - model.get(one).ipv4().length())
                .toList();
        int[] owners = new int[PORTS];
        Arrays.fill(owners, -1);
        boolean[] decided = new boolean[PORTS];
        for (int place : around) {
            NaiveMap.Rule rule = model.get(place);
            int[] own = !rule.isShared()
                    ? new int[PORTS]
                    : psids.computeIfAbsent(
                            rule.offset() + "/" + rule.psidBits(),
                            key -> IntStream.range(0, PORTS)
                                    .map(port -> NaiveMap.psid(rule, port)
                                            .map(bits -> Integer.parseInt(bits, 2))
                                            .orElse(-1))
                                    .toArray());
            boolean isOneToOne = !rule.explicitPsid().isEmpty();
            int explicit = isOneToOne ? Integer.parseInt(rule.explicitPsid(), 2) : -1;
            for (int port = 0; port < PORTS; port++) {
                if (!decided[port] && (!isOneToOne || own[port] == explicit)) {
                    decided[port] = true;
                    owners[port] = own[port] < 0 ? -1 : place;
                }
            }
        }
        return owners;
    }

    private static int[] owners(OwnershipBoxes boxes, int ipv4, RuleVersion version) {
        int[] owners = new int[PORTS];
        Arrays.fill(owners, -1);
        for (int box = 0; box < boxes.size(); box++) {
            if (Integer.compareUnsigned(boxes.ipv4First(box), ipv4) > 0
                    || Integer.compareUnsigned(boxes.ipv4Last(box), ipv4) < 0) {
                continue;
            }
            int place = boxes.ruleIndex(box);
            for (int d = 0; d < boxes.domainIndex(box); d++) {
                place += version.domains().get(d).domain().rules().rules().size();
            }
            for (int port = 0; port < PORTS; port++) {
                if (boxes.contains(box, ipv4, port)) {
                    assertEquals(-1, owners[port], "two boxes");
                    owners[port] = place;
                }
            }
        }
        return owners;
    }

    private static void checkOrder(OwnershipBoxes boxes) {
        for (int box = 0; box < boxes.size(); box++) {
            assertTrue(Integer.compareUnsigned(boxes.ipv4First(box), boxes.ipv4Last(box)) <= 0);
            assertTrue(boxes.psidFirst(box) <= boxes.psidLast(box));
            if (box > 0) {
                int order = Integer.compareUnsigned(boxes.ipv4First(box - 1), boxes.ipv4First(box));
                assertTrue(order < 0 || (order == 0 && boxes.psidLast(box - 1) < boxes.psidFirst(box)));
            }
        }
    }

    /** A rule of RFC 7597 Appendix A example 1 is one box; the ports with A = 0 are in none. */
    @Test
    void oneRuleIsOneBox() {
        OwnershipBoxes boxes = boxes(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16));
        assertEquals("OwnershipBoxes[boxes=1, rules=1]", boxes.toString());
        assertEquals(0xc0000200, boxes.ipv4First(0));
        assertEquals(0xc00002ff, boxes.ipv4Last(0));
        assertEquals(255, boxes.psidLast(0));
        assertEquals(1024, boxes.firstPort(0));
        assertTrue(boxes.contains(0, 0xc0000212, 1232));
        assertTrue(!boxes.contains(0, 0xc0000212, 1023) && !boxes.contains(0, 0xc0000212, -1));
    }

    @Test
    void numberOfBoxesIsBounded() {
        List<MapRule> rules = new ArrayList<>();
        rules.add(rule(0, 0x0a000000, 8, 28, null));
        for (int i = 0; i < 1000; i++) {
            rules.add(rule(1 + i, 0x0a000000 + i * 512, 24, 12, null)); // nested, with a hole after each
        }
        for (int i = 0; i < 1000; i++) {
            rules.add(rule(2000 + i, 0x0a100001 + i * 2, 32, 0, i % 16)); // 1:1, on an address of its own each
        }
        OwnershipBoxes boxes = boxes(rules.toArray(MapRule[]::new));
        int bindings = 1000;
        int nested = 2000;
        assertTrue(boxes.size() <= 2 * rules.size() + bindings + nested, boxes::toString);
    }

    /** 1:1 rules of a /24 go on across the addresses inside it that have 1:1 rules with other PSIDs. */
    @Test
    void boxesOfOneRuleAreMerged() {
        List<MapRule> rules = new ArrayList<>();
        for (int psid = 0; psid < 200; psid++) {
            rules.add(rule256(psid, 0x0a000000, 24, 8, psid));
        }
        for (int i = 0; i < 256; i++) {
            rules.add(rule256(1000 + i, 0x0a000000 + i, 32, 0, 255));
        }
        assertEquals(200 + 256, boxes(rules.toArray(MapRule[]::new)).size());
    }

    private static MapRule rule(int number, int ipv4, int length, int eaLength, Integer psid) {
        return rule(number, ipv4, length, eaLength, 4, psid);
    }

    private static MapRule rule256(int number, int ipv4, int length, int eaLength, int psid) {
        return rule(number, ipv4, length, eaLength, 8, psid);
    }

    private static MapRule rule(int number, int ipv4, int length, int eaLength, int k, Integer psid) {
        return MapRule.builder()
                .ipv6Prefix(new IPv6Address(0x2001_0000_0000_0000L | (long) number << 32, 0, 36).toPrefixBlock(36))
                .ipv4Prefix(new IPv4Address(ipv4).toPrefixBlock(length))
                .eaLength(eaLength)
                .psidOffset(6)
                .psidLength(k)
                .psid(psid)
                .build();
    }

    private static OwnershipBoxes boxes(MapRule... rules) {
        return OwnershipBoxes.of(List.of(LookupWorld.domain("d", List.of(rules))));
    }

    @Test
    void contradictingDomainsAreRefused() {
        MapRule rule = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
        MapRule other = MapRule.of("2001:db9::/40", "192.0.2.0/24", 16);
        MapConfigurationException refused = assertThrows(
                MapConfigurationException.class,
                () -> OwnershipBoxes.of(
                        List.of(LookupWorld.domain("one", List.of(rule)), LookupWorld.domain("two", List.of(other)))));
        assertEquals(FindingId.V43, refused.first().id());
    }
}
