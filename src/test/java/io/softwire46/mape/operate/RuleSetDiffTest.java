package io.softwire46.mape.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.operate.diff.RuleSetDiff;
import io.softwire46.mape.operate.diff.RuleSetDiff.Box;
import io.softwire46.mape.operate.diff.RuleSetDiff.PortCount;
import io.softwire46.mape.operate.diff.RuleSetDiff.Step;
import io.softwire46.mape.operate.diff.SubscriberChange;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Laws of differences, the figures of one example, steps, and large sets. */
class RuleSetDiffTest {
    private static final int WORLDS = Integer.getInteger("diff.worlds", 60);
    private static final IPv6Address RELAY = new IPv6Address(0x2001_0db8_ffff_0000L, 1);
    private static final Duration DAY = Duration.ofDays(1);

    private static ConfiguredDomain domain(MapRule... rules) {
        return DiffWorld.domain("example", List.of(rules), List.of(RELAY));
    }

    private static MapRule rule(String ipv6, String ipv4, int ea, int offset) {
        return MapRule.builder()
                .ipv6Prefix(ipv6)
                .ipv4Prefix(ipv4)
                .eaLength(ea)
                .psidOffset(offset)
                .build();
    }

    /**
     * RFC 7597 appendix A example 1 with offset 4 instead of 6. An old set has (2^6 - 1) x 4 = 252 ports, a new one (2^4 - 1) x 16 =
     * 240. A port is in both sets of a CE if bits 6 to 13 equal bits 4 to 11: 2^4 values of A, of which 0 is excluded, times 2^2 values of
     * the first two PSID bits, which repeat, times 2^2 of the last two bits: 240 of each address.
     */
    @Test
    void exampleOfTheRfcWithAnotherOffset() {
        RuleSetDiff diff = RuleSetDiff.of(
                List.of(domain(rule("2001:db8::/40", "192.0.2.0/24", 16, 6))),
                List.of(domain(rule("2001:db8::/40", "192.0.2.0/24", 16, 4))));
        List<Box> boxes = diff.boxes().toList();
        assertEquals(1, boxes.size());
        assertEquals(SubscriberChange.MOVED_PORTS, boxes.get(0).change());
        assertEquals(65536, boxes.get(0).subscribers());
        long kept = 256 * 240;
        assertEquals(
                new PortCount(
                        BigInteger.valueOf(kept),
                        BigInteger.valueOf(65536 * 252 - kept),
                        BigInteger.valueOf(65536 * 240 - kept)),
                boxes.get(0).ports());
        assertEquals(
                "16453632", Objects.requireNonNull(boxes.get(0).ports()).lost().toString());
        assertEquals(kept, diff.owners().same());
        assertEquals(15667200, diff.owners().other());
        assertEquals(0, diff.owners().gained());
        assertEquals(786432, diff.owners().lost());
        assertEquals(15667200, diff.conflicts());
        assertEquals(
                List.of(FindingId.V41, FindingId.V43),
                diff.togetherFindings().stream().map(each -> each.id()).toList());
    }

    @Test
    void aSetDoesNotDifferFromItself() {
        for (long seed = 0; seed < WORLDS; seed++) {
            DiffWorld world = new DiffWorld(seed);
            RuleSetDiff diff = RuleSetDiff.of(world.old(), shuffled(world.old(), seed));
            assertTrue(diff.isUnchanged(), "seed " + seed);
            assertEquals(
                    0,
                    diff.owners().other()
                            + diff.owners().gained()
                            + diff.owners().lost());
            assertEquals(List.of(), diff.steps(DAY));
        }
    }

    /** The same domains with their rules in another order and under other names; some are divided into two. */
    private static List<ConfiguredDomain> shuffled(List<ConfiguredDomain> domains, long seed) {
        Random random = new Random(seed);
        List<ConfiguredDomain> all = new ArrayList<>();
        for (ConfiguredDomain each : domains) {
            List<MapRule> rules = new ArrayList<>(each.domain().rules().rules());
            Collections.shuffle(rules, random);
            ConfiguredDomain renamed = part(each, rules, "-renamed");
            if (rules.size() > 1 && random.nextBoolean()) {
                int cut = 1 + random.nextInt(rules.size() - 1);
                List<ConfiguredDomain> parts = new ArrayList<>(domains);
                parts.remove(each);
                ConfiguredDomain first = part(each, rules.subList(0, cut), "-first");
                ConfiguredDomain second = part(each, rules.subList(cut, rules.size()), "-second");
                parts.add(first);
                parts.add(second);
                if (Contradictions.between(parts).isEmpty()) {
                    all.add(first);
                    all.add(second);
                    continue;
                }
            }
            all.add(renamed);
        }
        return all;
    }

    private static ConfiguredDomain part(ConfiguredDomain domain, List<MapRule> rules, String suffix) {
        return new ConfiguredDomain(
                MapDomain.of(
                        domain.domain().name() + suffix,
                        RuleSet.of(rules),
                        domain.domain().borderRelays(),
                        domain.domain().isMesh()),
                domain.options());
    }

    /** The first domain's MTU changes; names and borders of domains must not hide it. */
    @Test
    void anOptionOfARenamedOrDividedDomainIsListed() {
        for (long seed = 0; seed < WORLDS; seed++) {
            List<ConfiguredDomain> old = new DiffWorld(seed).old();
            String name = old.get(0).domain().name();
            int mtu = old.get(0).options().mtuV6();
            List<ConfiguredDomain> changed = new ArrayList<>(old);
            changed.set(
                    0,
                    new ConfiguredDomain(
                            old.get(0).domain(), old.get(0).options().with(ForwardingOption.MTU_V6, mtu - 20)));
            RuleSetDiff diff = RuleSetDiff.of(old, shuffled(changed, seed));
            assertFalse(diff.isUnchanged(), "seed " + seed);
            for (RuleSetDiff.OptionChange each : diff.options()) {
                assertTrue(each.domain().startsWith(name), "seed " + seed + " " + each);
                assertEquals(
                        new RuleSetDiff.OptionChange(each.domain(), "mtuV6", "" + mtu, "" + (mtu - 20)),
                        each,
                        "seed " + seed);
            }
            assertFalse(diff.options().isEmpty(), "seed " + seed);
        }
    }

    /**
     * Domains with other names and borders, a rule at a free place, and other BR addresses and uses of rules: each address and port keeps
     * its owner, so both sets can be in one BR.
     */
    @Test
    void changesThatMoveNoSubscriberNeedNoCut() {
        MapRule added = rule("2001:db9::/48", "203.0.113.0/24", 8, 6);
        int relays = 0;
        int divided = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            List<ConfiguredDomain> old = new DiffWorld(seed).old();
            List<ConfiguredDomain> now = new ArrayList<>(shuffled(old, seed));
            boolean isBehindOthers = old.stream()
                    .flatMap(each -> each.domain().rules().rules().stream())
                    .anyMatch(each -> each.ipv4Length() == 0);
            if (isBehindOthers) {
                continue;
            }
            if (now.size() == 1) {
                List<MapRule> other = new ArrayList<>();
                for (MapRule each : now.get(0).domain().rules().rules()) {
                    other.add(each.toBuilder()
                            .borderRelay(new IPv6Address(0x2001_0db8_ffff_0000L, 3 + (seed + other.size()) % 3))
                            .forwarding(!each.isForwarding())
                            .build());
                }
                now.set(0, part(now.get(0), other, ""));
            }
            int parts = now.size();
            InterfaceIdFormat format =
                    old.get(0).domain().rules().rules().get(0).format();
            now.add(DiffWorld.domain(
                    "added", List.of(added.toBuilder().format(format).build()), List.of(RELAY)));
            RuleSetDiff diff = RuleSetDiff.of(old, now);
            if (!diff.newFindings().isEmpty()
                    || ConfiguredDomain.validateForRelay(old).stream().anyMatch(Finding::isError)) {
                continue;
            }
            relays += parts == 1 ? 1 : 0;
            divided += parts > old.size() ? 1 : 0;
            assertEquals(List.of(), diff.togetherFindings(), "seed " + seed);
            List<Step> steps = diff.steps(DAY);
            assertFalse(steps.isEmpty());
            assertTrue(
                    steps.stream().noneMatch(each -> each.action().startsWith("No order without conflict")),
                    "seed " + seed);
            String text = "seed " + seed;
            // CEs with either set of rules send to the BR during the change
            steps.stream().filter(each -> !each.domains().isEmpty()).findFirst().ifPresent(each -> {
                Set<IPv6Address> accepted = relays(each.domains());
                assertTrue(accepted.containsAll(relays(old)) && accepted.containsAll(relays(now)), text);
            });
        }
        assertTrue(relays > 0 && divided > 0, relays + " with other relays, " + divided + " divided");
    }

    private static Set<IPv6Address> relays(List<ConfiguredDomain> domains) {
        return domains.stream()
                .flatMap(each -> each.domain().allBorderRelays().stream())
                .collect(Collectors.toSet());
    }

    @Test
    void theOtherDirectionMirrors() {
        for (long seed = 0; seed < WORLDS; seed++) {
            DiffWorld world = new DiffWorld(seed);
            RuleSetDiff one = RuleSetDiff.of(world.old(), world.now());
            RuleSetDiff other = RuleSetDiff.of(shuffled(world.now(), seed), shuffled(world.old(), seed));
            Map<SubscriberChange, RuleSetDiff.ClassCount> mirrored = new EnumMap<>(one.classes());
            mirrored.put(SubscriberChange.LOST, one.classes().get(SubscriberChange.NEW));
            mirrored.put(SubscriberChange.NEW, one.classes().get(SubscriberChange.LOST));
            assertEquals(mirrored, other.classes(), "seed " + seed);
            assertEquals(one.owners().same(), other.owners().same());
            assertEquals(one.owners().other(), other.owners().other());
            assertEquals(one.owners().gained(), other.owners().lost());
            assertEquals(one.owners().lost(), other.owners().gained());
            assertEquals(ports(one, true), ports(other, false), "seed " + seed);
        }
    }

    private static BigInteger ports(RuleSetDiff diff, boolean ofLost) {
        return diff.boxes()
                .map(Box::ports)
                .filter(Objects::nonNull)
                .map(each -> ofLost ? each.lost() : each.gained())
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Two mappings confirm each example: those of the rules that the longest match finds. */
    @Test
    void examplesAreConfirmedByTwoMappings() {
        int seen = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            DiffWorld world = new DiffWorld(seed);
            if (world.old().size() > 1 || world.now().size() > 1) {
                continue;
            }
            RuleSet old = world.old().get(0).domain().rules();
            RuleSet now = world.now().get(0).domain().rules();
            RuleSetDiff diff = RuleSetDiff.of(world.old(), world.now());
            for (Box box : diff.boxes().toList()) {
                IPv6Address example = diff.example(box);
                if (box.oldRule() == null || box.newRule() == null || box.change() == SubscriberChange.PREFIX_LENGTH) {
                    assertEquals(box.oldRule() == null, old.bmr(example).isEmpty(), "seed " + seed);
                    assertEquals(box.newRule() == null, now.bmr(example).isEmpty(), "seed " + seed);
                    continue;
                }
                CeMapping before = mapping(old, example);
                CeMapping after = mapping(now, example);
                boolean sameIpv4 = before.ipv4().equals(after.ipv4());
                switch (box.change()) {
                    case KIND -> assertFalse(before.kind() == after.kind());
                    case MOVED_IPV4 -> assertFalse(sameIpv4);
                    case MOVED_PORTS -> {
                        assertTrue(sameIpv4);
                        assertFalse(samePorts(before, after));
                    }
                    case FORMAT_ONLY -> {
                        assertTrue(sameIpv4 && samePorts(before, after));
                        assertFalse(before.mapAddress().equals(after.mapAddress()));
                    }
                    default -> {
                        assertTrue(sameIpv4 && samePorts(before, after));
                        assertEquals(before.mapAddress(), after.mapAddress());
                    }
                }
                seen++;
            }
        }
        assertTrue(seen > WORLDS / 2, seen + " examples");
    }

    /** The mapping as a BR derives it, which ignores an explicit PSID if the EA bits have one (RFC 7598 section 4.5). */
    private static CeMapping mapping(RuleSet rules, IPv6Address endUserPrefix) {
        return rules.bmr(endUserPrefix)
                .orElseThrow()
                .decode(endUserPrefix.getLower().withoutPrefixLength())
                .orElseThrow();
    }

    private static boolean samePorts(CeMapping one, CeMapping other) {
        return Arrays.equals(
                one.portSet().stream().toArray(), other.portSet().stream().toArray());
    }

    /** The enumeration finds no address and port of a subscriber that a step gives to another one, until the cut. */
    @Test
    void stepsNeverGiveAPortToTwoSubscribers() {
        int together = 0;
        int cut = 0;
        for (long seed = 0; seed < WORLDS; seed++) {
            DiffWorld world = new DiffWorld(seed);
            RuleSetDiff diff = RuleSetDiff.of(world.old(), world.now());
            List<Step> steps = diff.steps(DAY);
            if (steps.isEmpty()) {
                assertTrue(diff.isUnchanged() || !diff.newFindings().isEmpty(), "seed " + seed);
                continue;
            }
            boolean isCut = steps.stream().anyMatch(each -> each.action().startsWith("No order without conflict"));
            List<ConfiguredDomain> installed = world.old();
            for (Step each : steps) {
                if (each.domains().isEmpty()) {
                    continue;
                }
                assertEquals(
                        each.domains().size(),
                        RuleTable.of(each.domains()).domains().size());
                NaiveDiff change = new NaiveDiff(installed, each.domains());
                if (!isCut && change.hasFewAddresses()) {
                    assertEquals(0, change.owners()[1], "seed " + seed + ", step " + each.id());
                }
                installed = each.domains();
            }
            assertTrue(RuleSetDiff.of(installed, world.now()).isUnchanged(), "seed " + seed);
            if (isCut) {
                cut++;
            } else {
                together++;
                assertEquals(0, diff.conflicts(), "seed " + seed);
            }
        }
        assertTrue(together > 0 && cut > 0, together + " together, " + cut + " cut");
    }

    @Test
    void aRuleThatIsAddedNeedsNoCut() {
        MapRule first = rule("2001:db8::/40", "192.0.2.0/24", 16, 6);
        MapRule second = rule("2001:db8:100::/40", "198.51.100.0/24", 16, 6);
        MapRule third = rule("2001:db8:200::/40", "203.0.113.0/24", 16, 6);
        RuleSetDiff diff = RuleSetDiff.of(List.of(domain(first, second)), List.of(domain(second, third)));
        List<Step> steps = diff.steps(DAY);
        List<List<MapRule>> installed = steps.stream()
                .filter(each -> !each.domains().isEmpty())
                .map(each -> each.domains().get(0).domain().rules().rules())
                .toList();
        assertEquals(List.of(List.of(first, second, third), List.of(second, third)), installed);
    }

    /** A rule inside another one's IPv4 prefix hides its subscribers in a BR, so a BR must not have both. */
    @Test
    void aNestedRuleWithOtherSubscribersNeedsACut() {
        MapRule outer = rule("2001:db8::/40", "192.0.2.0/24", 16, 6);
        MapRule inner = rule("2001:db8:100::/48", "192.0.2.128/25", 15, 6);
        RuleSetDiff diff = RuleSetDiff.of(List.of(domain(outer)), List.of(domain(outer, inner)));
        assertEquals(128 * 256 * 252, diff.conflicts());
        assertTrue(diff.steps(DAY).stream().anyMatch(each -> each.action().startsWith("No order without conflict")));
    }

    /** Formats are of domains, so both sets would be two domains with one Rule IPv6 prefix. */
    @Test
    void anotherFormatAndAnotherBorderRelay() {
        MapRule one = rule("2001:db8::/40", "192.0.2.0/24", 16, 6);
        MapRule other = rule("2001:db8::/40", "198.51.100.0/24", 16, 6).toBuilder()
                .format(InterfaceIdFormat.DRAFT03)
                .build();
        RuleSetDiff diff = RuleSetDiff.of(
                List.of(domain(one)),
                List.of(DiffWorld.domain(
                        "example", List.of(other), List.of(new IPv6Address(0x2001_0db8_ffff_0000L, 2)))));
        assertEquals(BigInteger.valueOf(65536), diff.subscribers(SubscriberChange.MOVED_IPV4));
        assertTrue(diff.steps(DAY).stream().anyMatch(each -> each.action().startsWith("No order without conflict")));
    }

    @Test
    void twoDomainsWithOnePrefixAreRefused() {
        MapRule one = rule("2001:db8::/40", "192.0.2.0/24", 16, 6);
        MapRule other = rule("2001:db8::/40", "198.51.100.0/24", 16, 6);
        List<ConfiguredDomain> two = List.of(
                DiffWorld.domain("one", List.of(one), List.of(RELAY)),
                DiffWorld.domain("two", List.of(other), List.of(new IPv6Address(0x2001_0db8_ffff_0000L, 2))));
        MapConfigurationException refused =
                assertThrows(MapConfigurationException.class, () -> RuleSetDiff.of(two, two));
        assertEquals(FindingId.V41, refused.first().id());
    }

    /** Halves of 100,000 rules move to other offsets, other addresses, or stay. */
    @Test
    void oneHundredThousandRulesAreFast() {
        int count = Integer.getInteger("diff.rules", 20_000);
        ConfiguredDomain old = large(count, 0);
        ConfiguredDomain now = large(count, 1);
        long begin = System.nanoTime();
        RuleSetDiff diff = RuleSetDiff.of(List.of(old), List.of(now));
        diff.largest(20).values().forEach(list -> list.forEach(diff::example));
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (Boolean.getBoolean("diff.print")) {
            System.out.println(count + " rules: " + seconds + " s, " + diff);
        }
        int each = count / 4;
        assertEquals(BigInteger.valueOf(256L * each), diff.subscribers(SubscriberChange.MOVED_PORTS));
        assertEquals(BigInteger.valueOf(256L * each), diff.subscribers(SubscriberChange.MOVED_IPV4));
        assertEquals(BigInteger.valueOf(256L * (count - 2 * each)), diff.subscribers(SubscriberChange.UNCHANGED));
        // The limit of 5 s is for a quiet machine.
        assertTrue(seconds < 30, seconds + " s");
    }

    private static ConfiguredDomain large(int count, int change) {
        List<MapRule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean isOtherOffset = change > 0 && i % 4 == 1;
            int place = change > 0 && i % 4 == 2 ? i + count : i;
            rules.add(MapRule.builder()
                    .ipv6Prefix(new IPv6Address(0x2a00_0000_0000_0000L | (long) i << 16, 0)
                            .toPrefixBlock(48)
                            .getLower()
                            .setPrefixLength(48, false))
                    .ipv4Prefix(new IPv4Address(0x0b000000 + (place << 2))
                            .toPrefixBlock(30)
                            .getLower()
                            .setPrefixLength(30, false))
                    .eaLength(8)
                    .psidOffset(isOtherOffset ? 4 : 6)
                    .build());
        }
        return DiffWorld.domain("large", rules, List.of(RELAY));
    }

    /** Bindings of whole IPv6 addresses (RFC 7596), 256 per IPv4 address, of which a quarter gets another IPv6 address. */
    @Test
    void bindingsThatMove() {
        int count = Integer.getInteger("diff.bindings", 20_480);
        ConfiguredDomain old = bindings(count, 0);
        ConfiguredDomain now = bindings(count, count);
        long begin = System.nanoTime();
        RuleSetDiff diff = RuleSetDiff.of(List.of(old), List.of(now));
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (Boolean.getBoolean("diff.print")) {
            System.out.println(count + " bindings: " + seconds + " s");
        }
        assertEquals(BigInteger.valueOf(count / 4), diff.subscribers(SubscriberChange.LOST));
        assertEquals(BigInteger.valueOf(count / 4), diff.subscribers(SubscriberChange.NEW));
        assertEquals(BigInteger.valueOf(count - count / 4), diff.subscribers(SubscriberChange.UNCHANGED));
        assertEquals(count / 4 * 252L, diff.conflicts());
        assertEquals((count - count / 4) * 252L, diff.owners().same());
        assertTrue(seconds < 60, seconds + " s");
    }

    private static ConfiguredDomain bindings(int count, int distance) {
        List<MapRule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long subscriber = i % 4 == 1 ? i + distance : i;
            rules.add(MapRule.builder()
                    .ipv6Prefix(new IPv6Address(0x2a00_0000_0000_0000L | subscriber, 1).setPrefixLength(128, false))
                    .ipv4Prefix(new IPv4Address(0x0b000000 + (i >>> 8)).setPrefixLength(32, false))
                    .eaLength(0)
                    .psidOffset(6)
                    .psidLength(8)
                    .psid(i & 255)
                    .build());
        }
        return DiffWorld.domain("bindings", rules, List.of(RELAY));
    }
}
