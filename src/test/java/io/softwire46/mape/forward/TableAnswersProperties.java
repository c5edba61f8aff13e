package io.softwire46.mape.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.forward.fastpath.BurstWorld;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapRule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tables return the same CEs as the rule sets of their domains. */
class TableAnswersProperties {
    private static final int TRIES = 60;

    @Provide
    Arbitrary<BurstWorld> worlds() {
        return WorldArbitraries.worlds().withoutEdgeCases();
    }

    /** The table of a BR returns the same CEs as the rules of its domains. */
    @Property(tries = TRIES)
    void tableAnswersAsItsDomains(@ForAll("worlds") BurstWorld world, @ForAll Random random) {
        RuleTable table = RuleTable.of(world.domains());
        List<MapRule> all = world.domains().stream()
                .flatMap(each -> each.domain().rules().rules().stream())
                .toList();
        assertEquals(all, table.rules());
        assertEquals(world.domains(), table.domains());
        for (int i = 0; i < 100; i++) {
            MapRule rule = all.get(random.nextInt(all.size()));
            int host = rule.ipv4Length() == 32 ? 0 : random.nextInt() & -1 >>> rule.ipv4Length();
            IPv4Address address = new IPv4Address(random.nextInt(8) == 0 ? random.nextInt() : rule.ipv4() | host);
            int port = random.nextInt(8) == 0 ? MapRule.NO_PORT : random.nextInt(0x10000);
            assertEquals(owner(world.domains(), address, port), table.owner(address, port));
            assertEquals(table.owner(address, port), table.owner(address.toString(), port));

            IPv6Address source = table.owner(address, port)
                    .map(ce -> ce.mapAddress())
                    .orElseGet(() -> rule.ipv6Prefix().getLower().withoutPrefixLength());
            Optional<MapRule> longest = all.stream()
                    .filter(each -> each.ipv6Prefix().contains(source))
                    .max(Comparator.comparingInt(MapRule::ipv6Length));
            assertEquals(
                    longest.map(each -> each.ipv6Length()),
                    table.decode(source).map(ce -> ce.rule().ipv6Length()));
            table.decode(source)
                    .ifPresent(ce -> assertEquals(ce.rule().decode(source).orElseThrow(), ce));
            assertEquals(table.decode(source), table.decode(source.toCanonicalString()));
        }
    }

    /** The longest Rule IPv4 prefix of all domains decides. */
    private static Optional<CeMapping> owner(List<ConfiguredDomain> domains, IPv4Address address, int port) {
        return domains.stream()
                .flatMap(each -> each.domain().rules().owner(address, port).stream())
                .max(Comparator.comparingInt(ce -> ce.rule().ipv4Length()));
    }

    /** The table of a CE returns the same CEs as the rules of its domain, with and without mesh mode. */
    @Property(tries = TRIES)
    void edgeTableAnswersAsItsDomain(@ForAll("worlds") BurstWorld world, @ForAll Random random) {
        Assume.that(world.hasCustomerEdge());
        ConfiguredDomain domain = world.domains().get(0);
        EdgeTable table = EdgeTable.of(domain, world.edge().ce());
        List<MapRule> rules = domain.domain().rules().rules();
        assertEquals(rules, table.rules());
        assertEquals(List.of(domain), table.domains());
        for (int i = 0; i < 100; i++) {
            MapRule rule = rules.get(random.nextInt(rules.size()));
            int host = rule.ipv4Length() == 32 ? 0 : random.nextInt() & -1 >>> rule.ipv4Length();
            IPv4Address address = new IPv4Address(rule.ipv4() | host);
            int port = random.nextInt(0x10000);
            Optional<CeMapping> expected = owner(List.of(domain), address, port);
            assertEquals(expected, table.owner(address, port));
            assertEquals(expected, table.owner(address.toString(), port));
            expected.ifPresent(ce -> {
                assertEquals(domain.domain().rules().decode(ce.mapAddress()), table.decode(ce.mapAddress()));
                assertEquals(
                        table.decode(ce.mapAddress()),
                        table.decode(ce.mapAddress().toCanonicalString()));
            });
        }
    }
}
