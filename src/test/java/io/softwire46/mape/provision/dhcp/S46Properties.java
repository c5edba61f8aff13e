package io.softwire46.mape.provision.dhcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.draw.Subscriber;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.testing.RuleArbitraries;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Written options are read again without a finding, and give the same CE. */
class S46Properties {
    private static final IPv6Address RELAY = new IPv6Address(0xfd00_0000_0000_0000L, 1);

    @Property(tries = 200)
    void rulesReadBack(@ForAll("rules") MapRule rule) {
        S46Container container = S46Container.mapE(List.of(S46Rule.of(rule)), List.of(RELAY));
        assertEquals(rule, container.rules().get(0).toMapRule());
        assertReadsBack(List.of(container));
        assertReadsBack(List.of(S46Container.mapT(
                List.of(S46Rule.of(rule)), new IPv6Address(0xfd00_0000_0000_0000L, 0, 48 + rule.eaLength()))));
    }

    @Property(tries = 200)
    void bindingsReadBack(@ForAll("rules") MapRule rule) {
        Assume.that(rule.eaLength() == 0 && rule.ipv4Length() == 32);
        S46Container.Binding binding = S46Container.Binding.of(
                rule.ipv4Prefix(),
                rule.ipv6Prefix(),
                S46Rule.of(rule).portParameters().orElse(null));
        assertEquals(LenientJsonDomain.asMeshSays(rule, false), binding.toMapRule());
        assertReadsBack(
                List.of(S46Container.lw(List.of(RELAY, RELAY), binding), S46Container.lw(List.of(RELAY), null)));
    }

    private static void assertReadsBack(List<S46Container> containers) {
        S46Reading reading = S46Codec.read(S46Codec.writeContainers(containers));
        assertEquals(containers, reading.containers());
        assertEquals(List.of(), reading.findings());
    }

    @Property(tries = 200)
    void domainsReadBack(@ForAll("domains") @Size(min = 1, max = 3) List<MapDomain> domains) {
        List<ConfiguredDomain> written = domains.stream()
                .map(domain -> new ConfiguredDomain(domain, ForwardingOptions.defaults()))
                .toList();
        ReadResult read = S46Codec.readDomains(S46Codec.write(written));
        assertEquals(
                written.stream()
                        .map(ConfiguredDomain::domain)
                        .map(S46Properties::expressible)
                        .toList(),
                read.requireDomains().stream()
                        .map(ConfiguredDomain::domain)
                        .map(S46Properties::expressible)
                        .toList());
    }

    /** A CE with a whole prefix at one address: no binding, which would not determine the prefix length. */
    @Example
    void prefixAtOneAddressReadsBack() {
        domainsReadBack(List.of(
                MapDomain.of("d", RuleSet.of(MapRule.of("2001:db8::1/128", "192.0.2.0/24", 0)), List.of(RELAY))));
    }

    /** Rules that a container can express: no name, and the F flag only in mesh mode. */
    private static List<Object> expressible(MapDomain domain) {
        boolean mesh = domain.isMesh() && domain.rules().rules().stream().anyMatch(MapRule::isForwarding);
        return List.of(
                domain.rules().rules().stream()
                        .map(rule -> LenientJsonDomain.asMeshSays(rule, mesh))
                        .toList(),
                domain.borderRelays(),
                mesh);
    }

    @Property(tries = 200)
    void theCeIsTheSame(@ForAll("subscribers") Subscriber subscriber) {
        MapRule rule = subscriber.rule();
        MapDomain domain = MapDomain.of("d", RuleSet.of(rule), List.of(RELAY));
        ConfiguredDomain configured = new ConfiguredDomain(domain, ForwardingOptions.defaults());
        IPv6Address prefix = subscriber.endUserPrefix();
        S46Reading.Edge edge =
                S46Codec.read(S46Codec.write(List.of(configured))).edge(prefix);
        boolean serves = configured.validateForEdge(prefix).stream().noneMatch(Finding::isError);
        assertEquals(serves, edge.obstacle().isEmpty(), () -> edge.obstacle() + " " + edge.findings());
        if (serves) {
            assertEquals(
                    domain.rules().ce(prefix).mapAddress(),
                    S46Octets.customerEdge(edge).mapping().mapAddress());
        }
    }

    @Property(tries = 200)
    void portParametersReadBack(@ForAll @IntRange(max = 15) int offset, @ForAll @IntRange(max = 0xffff) int bits) {
        for (int length = 0; length <= 16 - offset; length++) {
            S46Rule.Ports ports = S46Rule.Ports.of(offset, length, bits & (1 << length) - 1);
            ByteBuffer written = S46Codec.Dhcp4o6.writePortParameters(ports);
            // The PSID begins at the first bit of the last two octets.
            String field = "%16s"
                    .formatted(Integer.toBinaryString(written.getShort(2) & 0xffff))
                    .replace(' ', '0');
            assertEquals(ports.psid(), length == 0 ? 0 : Integer.parseInt(field.substring(0, length), 2));
            assertTrue(field.substring(length).chars().allMatch(c -> c == '0'));
            assertEquals(ports, S46Codec.Dhcp4o6.readPortParameters(written));
        }
    }

    @Provide
    Arbitrary<MapRule> rules() {
        return RuleArbitraries.rules().map(S46Properties::rfc7597);
    }

    @Provide
    Arbitrary<Subscriber> subscribers() {
        return RuleArbitraries.subscribers()
                .filter(each -> each.rule().format() == InterfaceIdFormat.RFC7597
                        && each.rule().borderRelay().isEmpty());
    }

    @Provide
    Arbitrary<List<MapDomain>> domains() {
        return RuleArbitraries.domains()
                .map(domain -> MapDomain.of(
                        domain.name(),
                        RuleSet.of(domain.rules().rules().stream()
                                .map(S46Properties::rfc7597)
                                .toList()),
                        domain.borderRelays(),
                        domain.isMesh()))
                .list();
    }

    private static MapRule rfc7597(MapRule rule) {
        return rule.toBuilder()
                .format(InterfaceIdFormat.RFC7597)
                .borderRelay((IPv6Address) null)
                .psidOffset(rule.isShared() ? rule.portParameters().psidOffset() : null)
                .build();
    }
}
