package io.softwire46.mape.provision.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.Worlds;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Output without a finding reads back as an equal value. */
class SoftwireYangProperties {
    @Property(tries = 200)
    void domainsReadBack(@ForAll("domains") ConfiguredDomain a, @ForAll("domains") ConfiguredDomain b) {
        List<ConfiguredDomain> domains = List.of(a, b);
        Assume.that(!a.domain().name().equals(b.domain().name())
                && SoftwireYang.check(domains).isEmpty());
        assertEquals(
                domains, SoftwireYang.readDomains(SoftwireYang.write(domains)).requireDomains());
    }

    @Property(tries = 200)
    void customerEdgesReadBack(@ForAll("edges") ConfiguredDomain domain) {
        assertEquals(List.of(), SoftwireYang.checkCustomerEdge(List.of(domain)));
        assertEquals(
                List.of(domain),
                SoftwireYang.readDomains(SoftwireYang.writeCustomerEdge(List.of(domain)))
                        .requireDomains());
    }

    @Property(tries = 200)
    void bindingsReadBack(
            @ForAll("bindings") MapDomain domain,
            @ForAll @IntRange(min = 1280, max = 65535) int mtu,
            @ForAll boolean flag) {
        List<ConfiguredDomain> domains = List.of(new ConfiguredDomain(
                domain,
                ForwardingOptions.defaults()
                        .with(ForwardingOption.MTU_V6, mtu)
                        .with(ForwardingOption.HAIRPIN, flag)
                        .with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, !flag)));
        Assume.that(SoftwireYang.check(domains).isEmpty());
        assertEquals(
                domains, SoftwireYang.readDomains(SoftwireYang.write(domains)).requireDomains());
    }

    @Provide
    Arbitrary<ConfiguredDomain> domains() {
        return domainsOf(rule -> rule.portParameters().psidLength() < 16);
    }

    /** A CE has no leaf for the PSID, and the offset is 6. */
    @Provide
    Arbitrary<ConfiguredDomain> edges() {
        return domainsOf(rule -> !rule.isKeyedByPsid() && rule.portParameters().psidLength() <= 10)
                .map(each -> new ConfiguredDomain(
                        each.domain().rules().rules().stream()
                                .map(rule -> rule.isShared()
                                        ? rule.toBuilder().psidOffset(6).build()
                                        : rule)
                                .collect(Collectors.collectingAndThen(
                                        Collectors.toList(),
                                        rules -> MapDomain.of(
                                                each.domain().name(),
                                                RuleSet.of(rules),
                                                each.domain().borderRelays(),
                                                each.domain().isMesh()))),
                        each.options()));
    }

    private static Arbitrary<ConfiguredDomain> domainsOf(Predicate<MapRule> possible) {
        return Worlds.domains()
                .filter(domain -> domain.rules().rules().stream().anyMatch(possible))
                .map(domain -> {
                    List<MapRule> rules =
                            domain.rules().rules().stream().filter(possible).toList();
                    boolean mesh = rules.stream().anyMatch(MapRule::isForwarding);
                    return new ConfiguredDomain(
                            MapDomain.of(domain.name(), RuleSet.of(rules), domain.borderRelays(), mesh),
                            ForwardingOptions.defaults());
                });
    }

    @Provide
    Arbitrary<MapDomain> bindings() {
        return Worlds.rules()
                .filter(rule -> rule.eaLength() == 0 && rule.ipv4Length() == 32)
                .map(rule -> MapDomain.of(
                        "lw",
                        RuleSet.of(LenientJsonDomain.asMeshSays(rule, false)),
                        List.of(new IPv6Address(0xfd00_0000_0000_0000L, 7))));
    }
}
