package io.softwire46.mape.forward.lookup;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.forward.lookup.LargeRules.Arrangement;
import io.softwire46.mape.map.MapRule;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large and hostile rule lists: results, memory, and the growth of compile time. */
class CompiledRulesLargeTest {
    private static final int RULES = 20_000;

    /** 100 octets per binding; twice that for other rules, with any prefixes. */
    @ParameterizedTest
    @EnumSource
    void memory(Arrangement arrangement) {
        CompiledRules compiled = CompiledRules.of(arrangement.rules(2 * RULES));
        boolean bindings = arrangement.name().contains("BINDINGS") || arrangement == Arrangement.FEW_ADDRESSES;
        assertTrue(compiled.octets() < (bindings ? 100L : 200L) * 2 * RULES, compiled::toString);
    }

    /** Eight times the rules. Quadratic time would be 64 times the processor time; caches account for some growth. */
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
