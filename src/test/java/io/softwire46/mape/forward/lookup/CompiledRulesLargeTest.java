package io.softwire46.mape.forward.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.forward.lookup.LargeRules.Arrangement;
import io.softwire46.mape.map.Ipv4RuleIndex;
import io.softwire46.mape.map.Ipv6RuleIndex;
import io.softwire46.mape.map.MapRule;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large and hostile rule lists: answers, memory and the growth of the time to compile. */
class CompiledRulesLargeTest {
    private static final int RULES = 20_000;

    /** The indexes of the algebra, which are proven against the scan, answer the same. */
    @ParameterizedTest
    @EnumSource
    void answersAreThoseOfTheIndexesOfTheAlgebra(Arrangement arrangement) {
        List<MapRule> list = arrangement.rules(RULES);
        CompiledRules compiled = CompiledRules.of(list);
        Ipv4RuleIndex byIpv4 = Ipv4RuleIndex.of(list);
        Ipv6RuleIndex byIpv6 = Ipv6RuleIndex.of(list);
        SplittableRandom random = new SplittableRandom(11);
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            MapRule rule = list.get(random.nextInt(RULES));
            int ipv4 = rule.ipv4() + (random.nextBoolean() ? 0 : random.nextInt(-2, 300));
            int psid = Math.max(rule.explicitPsid(), 0);
            int port = random.nextBoolean()
                    ? random.nextInt(-1, 65536)
                    : rule.portParameters().firstAssignedPort()
                            | psid << rule.portParameters().contiguousBits();
            int slot = compiled.slotOf(ipv4);
            int place = slot == CompiledRules.NO_RULE ? slot : compiled.ruleAt(slot, port);
            assertEquals(byIpv4.ruleOf(ipv4, port), place);
            if (place >= 0) {
                long eaBits = list.get(place).eaBits(ipv4, list.get(place).psidOf(port));
                assertEquals(list.get(place).mapAddressHigh(eaBits), compiled.mapAddressHigh(place, ipv4, port));
                assertEquals(list.get(place).mapAddressLow(eaBits), compiled.mapAddressLow(place, ipv4, port));
                found++;
            }
            long high = rule.ipv6High() ^ (random.nextInt(4) == 0 ? 1L << random.nextInt(64) : 0);
            long low = rule.ipv6Low() ^ (random.nextInt(4) == 0 ? 1L << random.nextInt(64) : 0);
            assertEquals(byIpv6.ruleOf(high, low), compiled.ruleOfSource(high, low));
        }
        assertTrue(found > 2000, found + " found");
    }

    /** 100 octets a binding; other rules, whatever their prefixes, twice that. */
    @ParameterizedTest
    @EnumSource
    void memory(Arrangement arrangement) {
        CompiledRules compiled = CompiledRules.of(arrangement.rules(2 * RULES));
        boolean bindings = arrangement.name().contains("BINDINGS") || arrangement == Arrangement.FEW_ADDRESSES;
        assertTrue(compiled.octets() < (bindings ? 100L : 200L) * 2 * RULES, compiled::toString);
    }

    /** Eight times the rules; 64 times the processor time would be quadratic, and caches take their part. */
    @ParameterizedTest
    @EnumSource
    void compilingIsNotQuadratic(Arrangement arrangement) {
        List<MapRule> many = arrangement.rules(RULES);
        List<MapRule> few = many.subList(0, RULES / 8);
        compileNanos(few, 3);
        long fewNanos = compileNanos(few, 5);
        long manyNanos = compileNanos(many, 3);
        assertTrue(manyNanos < 24 * fewNanos, () -> manyNanos / 1000 + " us and " + fewNanos / 1000 + " us");
    }

    private static long compileNanos(List<MapRule> rules, int times) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            long start = threads.getCurrentThreadCpuTime();
            CompiledRules.of(rules);
            least = Math.min(least, threads.getCurrentThreadCpuTime() - start);
        }
        return least;
    }
}
