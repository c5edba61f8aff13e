package io.softwire46.mape.provision.vne;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.Worlds;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.testing.RuleArbitraries;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Rules printed in any variant are read as the same rules, and detected. */
class VneProperties {
    private static final IPv6Address RELAY = new IPv6Address(0xfd00_0000_0000_0000L, 7);
    private static final IPv6Address OTHER = new IPv6Address(0xfd00_0000_0000_0000L, 8);

    @Property(tries = 100)
    void jpneReadsBack(@ForAll("embedded") List<MapRule> rules, @ForAll long seed) {
        List<MapRule> all = rules.stream()
                .map(rule -> rule.toBuilder().forwarding(true).build())
                .toList();
        assertReads(RuleFormat.JPNE, new VneTexts(seed).jpne(all, RELAY), domain("jpne", all, RELAY, true));
    }

    @Property(tries = 100)
    void ocnReadsBack(@ForAll("rules") List<MapRule> rules, @ForAll long seed) {
        assertReads(
                RuleFormat.OCN,
                new VneTexts(seed).ocn(rules, rules.stream().map(rule -> RELAY).toList()),
                domain("ocn", rules, RELAY, false));
    }

    /** A domain per border relay, in the order of their first rules. */
    @Property(tries = 50)
    void ocnHasADomainPerRelay(@ForAll("rules") List<MapRule> rules, @ForAll long seed) {
        if (rules.size() > 1) {
            List<IPv6Address> relays = rules.stream()
                    .map(rule -> rule.equals(rules.get(0)) ? RELAY : OTHER)
                    .toList();
            assertReads(
                    RuleFormat.OCN,
                    new VneTexts(seed).ocn(rules, relays),
                    domain("ocn", rules.subList(0, 1), RELAY, false),
                    domain("ocn-2", rules.subList(1, rules.size()), OTHER, false));
        }
    }

    private static void assertReads(RuleFormat format, String text, ConfiguredDomain... expected) {
        Input input = Input.of(text);
        assertEquals(Optional.of(format), RuleFormat.detect(input), text);
        assertEquals(List.of(expected), format.read(input).requireDomains(), text);
    }

    private static ConfiguredDomain domain(String name, List<MapRule> rules, IPv6Address relay, boolean mesh) {
        return new ConfiguredDomain(
                MapDomain.of(name, RuleSet.of(rules), List.of(relay), mesh), ForwardingOptions.defaults());
    }

    @Provide
    Arbitrary<List<MapRule>> rules() {
        return RuleArbitraries.domains()
                .map(domain -> domain.rules().rules().stream()
                        .map(rule -> Worlds.plain(rule, InterfaceIdFormat.DRAFT03).toBuilder()
                                .forwarding(false)
                                .build())
                        .toList());
    }

    /** Rules whose PSID is among the EA bits. */
    @Provide
    Arbitrary<List<MapRule>> embedded() {
        return rules().map(rules ->
                        rules.stream().filter(rule -> !rule.isKeyedByPsid()).toList())
                .filter(rules -> !rules.isEmpty());
    }
}
