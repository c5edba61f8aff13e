package io.softwire46.mape.provision.junos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.testing.RuleArbitraries;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Set lines, braces and domains are the same thing: what is written reads back, in either form. */
class JunosProperties {
    private static final int TRIES = 300;
    private static final IPv6Address RELAY = Addresses.parseIpv6("borderRelay", "2001:db8:ffff::1");

    @Property(tries = TRIES)
    void aDomainReadsBackFromEitherForm(@ForAll("domains") ConfiguredDomain domain) {
        for (JunosConfiguration.Form form : JunosConfiguration.Form.values()) {
            ConversionReport written = JunosText.write(List.of(domain), form);
            assertTrue(written.isComplete(), () -> written.findings().toString());
            JunosConfiguration read = JunosConfiguration.read(written.text());
            assertEquals(form, read.form());
            assertEquals(List.of(domain), read.file().requireDomains());
            assertEquals(0, read.file().skippedCount());
        }
        String set =
                JunosText.write(List.of(domain), JunosConfiguration.Form.SET).text();
        assertEquals(List.of(domain), DomainFile.read(set).requireDomains());
    }

    @Property(tries = TRIES)
    void formsAreTheSame(@ForAll("domains") ConfiguredDomain domain, @ForAll boolean services) {
        String inside = services ? "si-0/0/0.1" : null;
        String set = JunosText.write(List.of(domain), JunosConfiguration.Form.SET, inside, "si-0/0/0.2")
                .text();
        JunosConfiguration fromSet = JunosConfiguration.read(set);
        String braces = fromSet.toText(JunosConfiguration.Form.BRACES).text();
        JunosConfiguration fromBraces = JunosConfiguration.read(braces);
        assertEquals(fromSet.concentrators(), fromBraces.concentrators());
        assertEquals(fromSet.services(), fromBraces.services());
        assertEquals(services, !fromBraces.services().isEmpty());
        assertEquals(set, fromBraces.toText(JunosConfiguration.Form.SET).text());
        assertEquals(braces, fromBraces.toText(JunosConfiguration.Form.BRACES).text());
    }

    /** In a mesh every rule is for others, and one of them the CE's own too. */
    @Property(tries = TRIES)
    void aCeReadsBack(@ForAll("domains") ConfiguredDomain relayed) {
        MapDomain domain = relayed.domain().withMesh(true);
        MapRule rule = domain.rules().rules().get(0);
        IPv6Address prefix = rule.decode(new IPv6Address(rule.ipv6High(), rule.ipv6Low()))
                .orElseThrow()
                .endUserPrefix();
        ConfiguredDomain configured = new ConfiguredDomain(domain, relayed.options());
        for (JunosConfiguration.Form form : JunosConfiguration.Form.values()) {
            ConversionReport written = JunosEdgeText.write(configured, prefix, form);
            assertTrue(written.isComplete(), () -> written.findings().toString());
            JunosConfiguration read = JunosConfiguration.read(written.text());
            assertEquals(List.of(configured), read.file().requireDomains(), written.text());
            assertEquals(List.of(new JunosConfiguration.Edge(domain.name(), configured, prefix)), read.edges());
            assertEquals(written.text(), read.toText(form).text());
        }
    }

    @Provide
    Arbitrary<ConfiguredDomain> domains() {
        return Combinators.combine(RuleArbitraries.relayDomains(), options()).as(JunosProperties::expressible);
    }

    /** Returns the domain without settings that Junos cannot express: explicit PSIDs, other BRs, BRs of rules, flags. */
    private static ConfiguredDomain expressible(MapDomain domain, ForwardingOptions options) {
        List<MapRule> rules = domain.rules().rules().stream()
                .filter(rule -> rule.explicitPsid() < 0)
                .map(rule -> rule.toBuilder()
                        .borderRelay((IPv6Address) null)
                        .forwarding(true)
                        .build())
                .toList();
        RuleSet set = rules.isEmpty() ? RuleSet.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16)) : RuleSet.of(rules);
        return new ConfiguredDomain(MapDomain.of(domain.name(), set, List.of(RELAY)), options);
    }

    @Provide
    Arbitrary<ForwardingOptions> options() {
        return Combinators.combine(
                        Arbitraries.of(1280, 1500, 9191, 9192),
                        Arbitraries.of(V4Reassembly.class),
                        Arbitraries.of(true, false))
                .as((mtu, v4, v6) -> ForwardingOptions.defaults()
                        .with(ForwardingOption.MTU_V6, mtu)
                        .with(ForwardingOption.V4_REASSEMBLY, v4)
                        .with(ForwardingOption.V6_REASSEMBLY, v6));
    }
}
