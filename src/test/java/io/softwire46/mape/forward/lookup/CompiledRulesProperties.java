package io.softwire46.mape.forward.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.conformance.model.NaiveMap.Rule;
import io.softwire46.mape.conformance.model.NaiveMap.Text;
import io.softwire46.mape.forward.fastpath.FastPathPackets;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.testing.RuleArbitraries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** Compares compiled rules with a scan over bit strings. */
@Domain(RuleArbitraries.class)
@Domain(DomainContext.Global.class)
class CompiledRulesProperties {
    private static final int TRIES = 200;
    private static final int NO_PORT = MapRule.NO_PORT;

    private static List<Rule> naive(List<MapRule> rules) {
        return rules.stream().map(Rule::of).toList();
    }

    private static int port(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> NO_PORT;
            case 1 -> 0;
            case 2 -> 65535;
            case 3 -> 1 << random.nextInt(16);
            case 4 -> (1 << random.nextInt(16)) - 1;
            default -> random.nextInt(65536);
        };
    }

    /** An address of a rule, or at the edge of its prefix, or any address. */
    private static int ipv4(MapRule rule, Random random) {
        int host = rule.ipv4Length() == 32 ? 0 : -1 >>> rule.ipv4Length();
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt();
            case 1 -> rule.ipv4() - 1;
            case 2 -> (rule.ipv4() | host) + 1;
            case 3 -> rule.ipv4();
            case 4 -> rule.ipv4() | host;
            default -> rule.ipv4() | (random.nextInt() & host);
        };
    }

    private static MapRule any(List<MapRule> rules, Random random) {
        return rules.get(random.nextInt(rules.size()));
    }

    private static int lookUp(CompiledRules compiled, int ipv4, int port) {
        int slot = compiled.slotOf(ipv4);
        return slot == CompiledRules.NO_RULE ? CompiledRules.NO_RULE : compiled.ruleAt(slot, port);
    }

    private static void compareDestination(List<Rule> naive, CompiledRules compiled, int ipv4, int port) {
        int expected = NaiveMap.byIpv4(naive, Text.ipv4(ipv4), port);
        assertEquals(expected, lookUp(compiled, ipv4, port), () -> Text.ipv4(ipv4) + " port " + port);
        if (expected >= 0) {
            NaiveMap.Ce ce =
                    NaiveMap.owner(naive.get(expected), Text.ipv4(ipv4), port).orElseThrow();
            String derived = Text.ipv6(
                    compiled.mapAddressHigh(expected, ipv4, port), compiled.mapAddressLow(expected, ipv4, port));
            assertEquals(ce.mapAddressFromRule(), derived, () -> Text.ipv4(ipv4) + " port " + port);
        }
    }

    @Property(tries = TRIES)
    void destinationsAreThoseOfTheScan(@ForAll RuleSet set, @ForAll Random random) {
        List<Rule> naive = naive(set.rules());
        CompiledRules compiled = CompiledRules.of(set.rules());
        for (int i = 0; i < 100; i++) {
            compareDestination(naive, compiled, ipv4(any(set.rules(), random), random), port(random));
        }
        compareDestination(naive, compiled, 0, 1024);
        compareDestination(naive, compiled, -1, 1024);
    }

    /**
     * All keys of a batch at once: the slot is negative if address and port are not assigned, else MAP address and tag are
     * correct.
     */
    @Property(tries = TRIES)
    void manyKeysAreThoseOfTheScan(@ForAll RuleSet set, @ForAll Random random) {
        List<Rule> naive = naive(set.rules());
        CompiledRules compiled = CompiledRules.of(set.rules(), rule -> 1000 + rule);
        int count = 1 + random.nextInt(FastPathPackets.PACKETS);
        int[] addresses = new int[count];
        int[] ports = new int[count];
        long[] columns = FastPathPackets.columns();
        Arrays.fill(columns, 0x5555_5555_5555_5555L); // values of an earlier batch
        for (int i = 0; i < count; i++) {
            addresses[i] = ipv4(any(set.rules(), random), random);
            ports[i] = Math.max(0, port(random));
            columns[FastPathPackets.KEYS + i] = (addresses[i] & 0xffff_ffffL) << 16 | ports[i];
        }
        compiled.find(columns, count);
        for (int i = 0; i < count; i++) {
            int expected = NaiveMap.byIpv4(naive, Text.ipv4(addresses[i]), ports[i]);
            String key = Text.ipv4(addresses[i]) + " port " + ports[i];
            assertEquals(expected >= 0, columns[FastPathPackets.SLOTS + i] >= 0, key);
            if (expected >= 0) {
                String address = NaiveMap.owner(naive.get(expected), Text.ipv4(addresses[i]), ports[i])
                        .orElseThrow()
                        .mapAddressFromRule();
                assertEquals(
                        address, Text.ipv6(columns[FastPathPackets.HIGH + i], columns[FastPathPackets.LOW + i]), key);
                assertEquals(1000 + expected, (int) columns[FastPathPackets.TAGS + i], key);
                assertEquals(hasNestedInside(naive, expected), columns[FastPathPackets.TAGS + i] < 0, key);
            }
        }
    }

    @Property(tries = 10)
    void everyPortOfAnAddress(@ForAll RuleSet set, @ForAll Random random) {
        CompiledRules compiled = CompiledRules.of(set.rules());
        int ipv4 = any(set.rules(), random).ipv4();
        // Rules of another prefix do not matter; the scan over strings is slow.
        List<Rule> naive = naive(set.rules());
        int[] around = IntStream.range(0, naive.size())
                .filter(i -> Text.ipv4(ipv4).startsWith(naive.get(i).ipv4()))
                .toArray();
        List<Rule> few = IntStream.of(around).mapToObj(naive::get).toList();
        for (int port = NO_PORT; port <= 0xffff; port++) {
            int expected = NaiveMap.byIpv4(few, Text.ipv4(ipv4), port);
            assertEquals(expected < 0 ? expected : around[expected], lookUp(compiled, ipv4, port));
        }
    }

    @Property(tries = TRIES)
    void portIsNeededWhereTheLongestPrefixIsShared(@ForAll RuleSet set, @ForAll Random random) {
        List<Rule> naive = naive(set.rules());
        CompiledRules compiled = CompiledRules.of(set.rules());
        for (int i = 0; i < 20; i++) {
            int ipv4 = ipv4(any(set.rules(), random), random);
            Optional<Rule> longest = naive.stream()
                    .filter(rule -> Text.ipv4(ipv4).startsWith(rule.ipv4()))
                    .reduce((a, b) -> b.ipv4().length() > a.ipv4().length() ? b : a);
            int slot = compiled.slotOf(ipv4);
            assertEquals(longest.isPresent(), slot != CompiledRules.NO_RULE);
            longest.ifPresent(rule -> assertEquals(rule.isShared(), compiled.needsPort(slot)));
        }
        for (int i = 0; i < naive.size(); i++) {
            assertEquals(naive.get(i).isShared(), compiled.isShared(i));
        }
    }

    /** The address of a CE, with some of its bits changed. */
    private static String source(List<Rule> naive, CompiledRules compiled, int ipv4, int port, Random random) {
        int rule = lookUp(compiled, ipv4, port);
        int place = rule < 0 ? random.nextInt(naive.size()) : rule;
        StringBuilder address = new StringBuilder(NaiveMap.owner(naive.get(place), Text.ipv4(ipv4), port)
                .map(NaiveMap.Ce::mapAddressFromRule)
                .orElse(Text.right(naive.get(place).ipv6(), 128)));
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(128);
            address.setCharAt(at, random.nextBoolean() ? '0' : '1');
        }
        return address.toString();
    }

    @Property(tries = TRIES)
    void sourceChecksAreThoseOfTheScan(@ForAll RuleSet set, @ForAll Random random) {
        List<Rule> naive = naive(set.rules());
        CompiledRules compiled = CompiledRules.of(set.rules());
        for (int i = 0; i < 100; i++) {
            int ipv4 = ipv4(any(set.rules(), random), random);
            int port = port(random);
            String source = source(naive, compiled, ipv4, port, random);
            int asked = random.nextInt(naive.size());
            int found = NaiveMap.byIpv6(naive, source);
            assertEquals(found, compiled.ruleOfSource(high(source), low(source)), source);
            for (int rule : found < 0 ? new int[] {asked} : new int[] {asked, found}) {
                boolean accepted = NaiveMap.check(naive.get(rule), source, Text.ipv4(ipv4), port, false)
                        .equals("ACCEPTED");
                assertEquals(
                        accepted,
                        compiled.ownsByEaBits(rule, high(source), low(source), ipv4, port),
                        () -> source + " " + Text.ipv4(ipv4) + " port " + port);
            }
        }
    }

    /** Rule and EA bits identify a subscriber, and only one address with them is a MAP address (RFC 7597 section 6). */
    @Property(tries = TRIES)
    void subscribersAreThoseOfTheScan(@ForAll RuleSet set, @ForAll Random random) {
        List<Rule> naive = naive(set.rules());
        CompiledRules compiled = CompiledRules.of(set.rules());
        String before = "";
        for (int i = 0; i < 100; i++) {
            int port = port(random);
            String source = source(naive, compiled, ipv4(any(set.rules(), random), random), port, random);
            int rule = NaiveMap.byIpv6(naive, source);
            if (rule < 0) {
                continue;
            }
            NaiveMap.Ce ce = NaiveMap.decode(naive.get(rule), source).orElseThrow();
            assertEquals(
                    ce.mapAddressFromRule().equals(source),
                    compiled.isMapAddress(rule, high(source), low(source)),
                    source);
            Optional<NaiveMap.Ce> other = NaiveMap.decode(naive.get(rule), before);
            if (other.isPresent()) {
                assertEquals(
                        other.get().ea().equals(ce.ea()),
                        compiled.eaBits(rule, high(source), low(source))
                                == compiled.eaBits(rule, high(before), low(before)),
                        source);
            }
            before = source;
        }
    }

    /** The strict check of a border relay: IPv4 look-up, comparison, and IPv6 look-up only if it can matter. */
    @Property(tries = TRIES)
    void strictCheckByComparisonIsThatOfTheScan(@ForAll RuleSet set, @ForAll Random random) {
        List<Rule> naive = naive(set.rules());
        CompiledRules compiled = CompiledRules.of(set.rules());
        for (int i = 0; i < 100; i++) {
            int ipv4 = ipv4(any(set.rules(), random), random);
            int port = port(random);
            String source = source(naive, compiled, ipv4, port, random);
            int rule = lookUp(compiled, ipv4, port);
            boolean same = rule >= 0
                    && compiled.mapAddressHigh(rule, ipv4, port) == high(source)
                    && compiled.mapAddressLow(rule, ipv4, port) == low(source);
            boolean accepted = same
                    && (!compiled.hasNestedInside(rule) || compiled.ruleOfSource(high(source), low(source)) == rule);
            assertEquals(
                    NaiveMap.check(naive, source, Text.ipv4(ipv4), port, true).equals("ACCEPTED"), accepted, source);
        }
    }

    /** Packets to an address whose port is unknown may be sent to the MAP address of any CE that has the address. */
    @Property(tries = TRIES / 5) // the scan over all ports is slow
    void destinationsOfAnyPortAreThoseOfTheScan(@ForAll RuleSet set, @ForAll Random random) {
        List<Rule> naive = naive(set.rules());
        CompiledRules compiled = CompiledRules.of(set.rules());
        for (int i = 0; i < 5; i++) {
            int ipv4 = ipv4(any(set.rules(), random), random);
            int slot = compiled.slotOf(ipv4);
            if (slot == CompiledRules.NO_RULE || !compiled.needsPort(slot)) {
                continue;
            }
            String address = source(naive, compiled, ipv4, port(random), random);
            int expected = NaiveMap.ports(naive, Text.ipv4(ipv4))
                    .filter(port -> {
                        int rule = NaiveMap.byIpv4(naive, Text.ipv4(ipv4), port);
                        return rule >= 0
                                && NaiveMap.owner(naive.get(rule), Text.ipv4(ipv4), port)
                                        .orElseThrow()
                                        .mapAddressFromRule()
                                        .equals(address);
                    })
                    .map(port -> NaiveMap.byIpv4(naive, Text.ipv4(ipv4), port))
                    .findFirst()
                    .orElse(CompiledRules.NO_RULE);
            int found = compiled.ruleToward(slot, ipv4, high(address), low(address));
            // a nested rule hides it, as in the source check
            boolean hidden = expected >= 0 && NaiveMap.byIpv6(naive, address) != expected;
            assertTrue(found == expected || (hidden && found < 0), () -> Text.ipv4(ipv4) + " " + address);
        }
    }

    private static boolean hasNestedInside(List<Rule> naive, int outer) {
        return IntStream.range(0, naive.size())
                .anyMatch(inner -> inner != outer
                        && naive.get(inner).ipv6().startsWith(naive.get(outer).ipv6()));
    }

    @Property(tries = TRIES)
    void nestedIsWhatHasAnotherPrefixInside(@ForAll RuleSet set) {
        List<Rule> naive = naive(set.rules());
        CompiledRules compiled = CompiledRules.of(set.rules());
        for (int i = 0; i < naive.size(); i++) {
            assertEquals(hasNestedInside(naive, i), compiled.hasNestedInside(i));
        }
    }

    @Property(tries = TRIES)
    void sourcesOfSomeRulesIgnoreTheOthers(@ForAll RuleSet set, @ForAll Random random) {
        List<Rule> naive = naive(set.rules());
        CompiledRules compiled = CompiledRules.of(set.rules(), rule -> -rule);
        int[] some = IntStream.range(0, naive.size())
                .filter(i -> random.nextBoolean())
                .toArray();
        List<Rule> few = IntStream.of(some).mapToObj(naive::get).toList();
        CompiledSources sources = compiled.sources(some);
        for (int i = 0; i < 30; i++) {
            MapRule rule = any(set.rules(), random);
            String source = source(naive, compiled, ipv4(rule, random), port(random), random);
            int expected = NaiveMap.byIpv6(few, source);
            assertEquals(
                    expected < 0 ? CompiledRules.NO_RULE : some[expected], sources.ruleOf(high(source), low(source)));
        }
        for (int i = 0; i < naive.size(); i++) {
            assertEquals(-i, compiled.tag(i));
        }
    }

    private static long high(String address) {
        return Long.parseUnsignedLong(address.substring(0, 64), 2);
    }

    private static long low(String address) {
        return Long.parseUnsignedLong(address.substring(64), 2);
    }
}
