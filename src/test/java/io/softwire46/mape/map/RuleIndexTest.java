package io.softwire46.mape.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.forward.lookup.CompiledRules;
import io.softwire46.mape.forward.lookup.LargeRules.Arrangement;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rule indexes of the algebra, compared with the compiled rules of the data plane. */
class RuleIndexTest {
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
}
