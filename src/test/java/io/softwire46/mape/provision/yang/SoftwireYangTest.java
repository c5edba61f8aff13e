package io.softwire46.mape.provision.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.provision.DomainTexts;
import io.softwire46.mape.provision.Golden;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.testing.Vectors;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 8676 data in JSON, both ways; the expected texts are written by hand from the modules. */
class SoftwireYangTest {
    private static final ConfiguredDomain EXAMPLE = domain("""
            domain=example mesh=true borderRelay=2001:db8:ffff::1
            ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 format=rfc7597
            ipv6Prefix=2001:db9:12:3400::/56 ipv4Prefix=198.51.100.18/32 eaLength=0 psidOffset=0 psidLength=8 psid=52 \
            forwarding=false format=rfc7597""");
    private static final ConfiguredDomain WHOLE = domain("""
            domain=whole mesh=false borderRelay=2001:db8:ffff::2
            ipv6Prefix=2001:dba::/40 ipv4Prefix=203.0.113.0/24 eaLength=8 forwarding=false format=rfc7597""");
    private static final ConfiguredDomain BINDINGS = new ConfiguredDomain(
            domain("""
                    domain=lw mesh=false borderRelay=2001:db8:ffff::1
                    ipv6Prefix=2001:db8:12:3400::99/128 ipv4Prefix=192.0.2.18/32 eaLength=0 psidOffset=0 psidLength=8 \
                    psid=52 forwarding=false format=rfc7597
                    ipv6Prefix=2001:db8:12:3500::/56 ipv4Prefix=192.0.2.19/32 eaLength=0 borderRelay=2001:db8:ffff::2 \
                    forwarding=false format=rfc7597""").domain(),
            ForwardingOptions.defaults()
                    .with(ForwardingOption.HAIRPIN, false)
                    .with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true)
                    .with(ForwardingOption.ICMP_ERRORS_PER_SECOND, 10));

    private static ConfiguredDomain domain(String text) {
        return new ConfiguredDomain(MapDomain.parse(text), ForwardingOptions.defaults());
    }

    @Test
    void algorithmInstances() {
        assertEquals(Golden.text("yang-br-algorithm.json"), SoftwireYang.write(List.of(EXAMPLE, WHOLE)));
        assertEquals(List.of(), SoftwireYang.check(List.of(EXAMPLE, WHOLE)));
        ReadResult read = SoftwireYang.readDomains(Golden.text("yang-br-algorithm.json"));
        assertEquals(List.of(EXAMPLE, WHOLE), read.requireDomains());
        assertEquals("yang", read.form());
    }

    @Test
    void bindingInstances() {
        assertEquals(Golden.text("yang-br-binding.json"), SoftwireYang.write(List.of(BINDINGS)));
        assertEquals(List.of(), SoftwireYang.check(List.of(BINDINGS)));
        assertEquals(
                List.of(BINDINGS),
                SoftwireYang.readDomains(Golden.text("yang-br-binding.json")).requireDomains());
    }

    @Test
    void customerEdge() {
        ConfiguredDomain ce = new ConfiguredDomain(
                MapDomain.parse("""
                        domain=example mesh=true borderRelay=2001:db8:ffff::1
                        ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 format=rfc7597"""), ForwardingOptions.defaults().with(ForwardingOption.MTU_V6, 1460));
        assertEquals(Golden.text("yang-ce.json"), SoftwireYang.writeCustomerEdge(List.of(ce)));
        assertEquals(
                List.of(ce),
                SoftwireYang.readDomains(Golden.text("yang-ce.json")).requireDomains());
    }

    @Test
    void statistics() {
        BorderRelay relay = BorderRelay.seeded(RuleTable.of(List.of(EXAMPLE)), 1);
        // RFC 7597 appendix A example 2: 33 octets of IPv4.
        JsonObject vector = Vectors.read("packets.json").asArray().stream()
                .map(JsonValue::asObject)
                .filter(each -> each.required("direction").asString().equals("downstream"))
                .findFirst()
                .orElseThrow();
        byte[] ipv4 = Bytes.hex(vector.required("ipv4").asString());
        assertEquals(33, ipv4.length);
        ByteBuffer buffer = ByteBuffer.allocate(200);
        buffer.put(100, ipv4);
        Packet packet = new Packet();
        packet.attach(buffer, 100, ipv4.length, 100);
        assertEquals(Verdict.FORWARDED, relay.fromIpv4(packet, 0));
        CounterSnapshot counters = relay.counters().snapshot();
        String since = "2026-03-01T12:00:00Z";
        assertThrows(
                MapConfigurationException.class,
                () -> SoftwireYangStatistics.ofBindingInstance("lw", counters, "yesterday"));
        String binding = SoftwireYangStatistics.ofBindingInstance("lw", counters, since);
        assertEquals(Golden.text("yang-binding-statistics.json"), binding);

        JsonObject algorithm = Json.parse(SoftwireYangStatistics.ofAlgorithmInstance("a", counters, since))
                .asObject();
        JsonObject leaves = algorithm
                .required("ietf-softwire-br:br-instances")
                .asObject()
                .required("algorithm")
                .asObject()
                .required("algo-instance")
                .asArray()
                .get(0)
                .asObject()
                .required("traffic-stat")
                .asObject();
        assertEquals("73", leaves.required("sent-ipv6-bytes").asString());
        assertFalse(leaves.has("hairpin-ipv4-packets"));

        JsonObject ce = Json.parse(SoftwireYangStatistics.ofCustomerEdge("tun0", counters, since))
                .asObject();
        JsonObject statistics = ce.required("ietf-interfaces:interfaces")
                .asObject()
                .required("interface")
                .asArray()
                .get(0)
                .asObject()
                .required("statistics")
                .asObject();
        assertEquals(
                "73", statistics.required("ietf-softwire-ce:sent-ipv6-bytes").asString());
        assertEquals(
                "2026-03-01T12:00:00Z",
                statistics.required("discontinuity-time").asString());
    }

    private static final String INSTANCE = """
            {"ietf-softwire-br:br-instances": {"algorithm": {"algo-instance": [
              {"name": "a", "br-ipv6-addr": "2001:db8:ffff::1", "ea-len": 16, "forwarding": true,
               "rule-ipv6-prefix": "2001:db8::/40", "rule-ipv4-prefix": "192.0.2.0/24",
               "port-set": {"psid-offset": 6, "psid-len": 8, "psid": 0}}]}}}
            """;

    /** The replacement holds the mark right before the place that the remark must have. */
    static Stream<Arguments> oddities() {
        return Stream.of(
                odd("no oddity", "x", "x", ""),
                odd("unqualified", "\"ietf-softwire-br:br-instances\": ", "\"br-instances\": ▸", "br-instances"),
                odd("qualified within", "\"ea-len\": ", "\"ietf-softwire-br:ea-len\": ▸", "algo-instance[0].ea-len"),
                odd("a number as a string", "16", "▸\"16\"", "algo-instance[0].ea-len"),
                odd("truth as a string", "true", "▸\"true\"", "algo-instance[0].forwarding"),
                odd("unknown member", "\"name\"", "▸\"ea-length\": 1, \"name\"", "algo-instance[0].ea-length"),
                odd("augmentation", "\"name\"", "\"acme:tag\": 1, \"@name\": {}, \"name\"", ""),
                odd("IPv4 host bits", "\"192.0.2.0/24", "▸\"192.0.2.1/24", "algo-instance[0].rule-ipv4-prefix"),
                odd("IPv6 host bits", "\"2001:db8::/40", "▸\"2001:db8::1/40", "algo-instance[0].rule-ipv6-prefix"),
                odd("PSID in addition to EA bits", "\"psid\": 0", "\"psid\": ▸3", "algo-instance[0].port-set.psid"),
                odd(
                        "PSID length missing",
                        "{\"psid-offset\": 6, \"psid-len\": 8,",
                        "▸{\"psid-offset\": 6,",
                        "algo-instance[0].port-set.psid-len"),
                argumentSet("wrapped", "{\"ietf-restconf:data\": " + INSTANCE + "}", ""));
    }

    private static Arguments odd(String name, String what, String with, String where) {
        return argumentSet(name, INSTANCE.replace(what, with), where);
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void anOddityIsTakenWithARemark(String text, String field) {
        ReadResult read = SoftwireYang.readDomains(DomainTexts.unmarked(text));
        assertEquals(
                "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 psidLength=8 format=rfc7597",
                read.requireDomains().get(0).domain().rules().toString());
        assertEquals(
                field.isEmpty() ? 0 : 1,
                read.findings().size(),
                () -> read.findings().toString());
        read.findings().forEach(each -> DomainTexts.assertPlaced("SYNTAX", field, text, each));
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                odd("not JSON", INSTANCE, "{▸[", "SYNTAX JSON"),
                odd("not an object", INSTANCE, "▸[]", "SYNTAX JSON"),
                odd("nothing there", INSTANCE, "▸{}", "SYNTAX br-instances"),
                odd("no instance", INSTANCE, "▸{\"ietf-softwire-br:br-instances\": {}}", "SYNTAX br-instances"),
                odd(
                        "instances no object",
                        INSTANCE,
                        "{\"ietf-softwire-br:br-instances\": ▸1}",
                        "SYNTAX ietf-softwire-br:br-instances"),
                odd(
                        "element no object",
                        INSTANCE,
                        "{\"ietf-softwire-br:br-instances\": {\"algorithm\": {\"algo-instance\": [▸1]}}}",
                        "SYNTAX algo-instance[0]"),
                odd(
                        "list no array",
                        INSTANCE,
                        "{\"ietf-softwire-br:br-instances\": {\"algorithm\": {\"algo-instance\": ▸{}}}}",
                        "SYNTAX algorithm.algo-instance"),
                argumentSet(
                        "mandatory leaf",
                        INSTANCE.replace("{\"name\"", "▸{\"name\"").replace("\"ea-len\": 16,", ""),
                        "SYNTAX algo-instance[0].ea-len"),
                odd("wrong kind", "16", "▸{}", "SYNTAX algo-instance[0].ea-len"),
                odd("fraction", "16", "▸1.6", "SYNTAX algo-instance[0].ea-len"),
                odd("out of range", "16", "▸49", "V02 rules[0].eaLength"),
                odd("far out of range", "16", "▸99999999999", "SYNTAX algo-instance[0].ea-len"),
                odd("no address", "\"2001:db8:ffff::1", "▸\"relay.example", "SYNTAX algo-instance[0].br-ipv6-addr"),
                odd("no prefix", "\"2001:db8::/40", "▸\"2001:db8::", "SYNTAX algo-instance[0].rule-ipv6-prefix"),
                odd("prefix too long", "\"192.0.2.0/24", "▸\"192.0.2.0/33", "V01 algo-instance[0].rule-ipv4-prefix"),
                odd("contradicting length", "\"psid-len\": 8", "\"psid-len\": ▸7", "V10 rules[0].psidLength"),
                odd("offset 16", "\"psid-offset\": 6", "\"psid-offset\": ▸16", "V06 rules[0].psidOffset"),
                odd("BR address of no use", "\"2001:db8:ffff::1", "▸\"::1", "V23 borderRelay[0]"),
                odd("key missing", "{\"name\": \"a\",", "▸{", "SYNTAX algo-instance[0].name"),
                argumentSet(
                        "switched off",
                        "▸" + INSTANCE.replace("\"name\"", "\"enable\": false, \"name\""),
                        "SYNTAX br-instances"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorHasItsPlace(String text, String finding) {
        ReadResult read = SoftwireYang.readDomains(DomainTexts.unmarked(text));
        assertEquals(List.of(), read.domains());
        String[] idAndField = finding.split(" ");
        DomainTexts.assertPlaced(
                idAndField[0], idAndField[1], text, read.firstError().orElseThrow());
    }

    @Test
    void keysMustDiffer() {
        String two = INSTANCE.replace(
                "[\n", "[" + INSTANCE.substring(INSTANCE.indexOf("  {\"name\""), INSTANCE.indexOf("]}}}")) + ",");
        assertEquals(
                "algo-instance[1].name",
                SoftwireYang.readDomains(two).firstError().orElseThrow().field());
    }

    @Test
    void instancesOfMapTAndOtherInterfacesAreSkipped() {
        String mapT = INSTANCE.replace(
                "\"br-ipv6-addr\": \"2001:db8:ffff::1\"", "\"dmr-ipv6-prefix\": \"2001:db8:ffff::/64\"");
        ReadResult read = SoftwireYang.readDomains(mapT);
        assertEquals(
                List.of("algo-instance[0].dmr-ipv6-prefix", "br-instances"),
                read.findings().stream().map(each -> each.field()).sorted().toList());
        String ce = Golden.text("yang-ce.json")
                .replace(
                        "\"interface\": [",
                        "\"interface\": [ {\"name\": \"eth0\", \"type\": \"iana-if-type:ethernetCsmacd\"},"
                                + "{\"name\": \"lw\", \"type\": \"iana-tunnel-type:aplusp\", \"ietf-softwire-ce:binding-ipv6info\": "
                                + "\"2001:db8::/64\", \"ietf-softwire-ce:br-ipv6-addr\": \"2001:db8:ffff::1\"},");
        ReadResult edge = SoftwireYang.readDomains(ce);
        assertEquals(1, edge.requireDomains().size());
        assertEquals(1, edge.skippedCount());
        // The rule of the other interface has no leaf for its offset.
        assertEquals(
                List.of("SYNTAX interface[1].ietf-softwire-ce:binding-ipv6info", "V24 rules[0].psidOffset"),
                edge.findings().stream()
                        .map(each -> each.id() + " " + each.field())
                        .toList());
    }

    @Test
    void theDefaultsOfABindingInstanceAreThoseOfTheModule() {
        String text = """
                {"ietf-softwire-br:br-instances": {"binding": {"bind-instance": [{"name": "b d", "softwire-num-max": 1,
                 "softwire-payload-mtu": 1400, "softwire-path-mru": 1500, "binding-table": {"binding-entry": [
                 {"binding-ipv6info": "2001:db8::1", "binding-ipv4-addr": "192.0.2.1", "br-ipv6-addr": "2001:db8:ffff::1",
                  "port-set": {"psid-len": 6, "psid": 33}}]}}]}}}
                """;
        ReadResult read = SoftwireYang.readDomains(text);
        ConfiguredDomain domain = read.requireDomains().get(0);
        assertEquals("b-d", domain.domain().name());
        assertEquals(
                "0/6", domain.domain().rules().rules().get(0).portParameters().toString());
        assertEquals(
                ForwardingOptions.defaults()
                        .with(ForwardingOption.MTU_V6, 1440)
                        .with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true)
                        .with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true),
                domain.options());
        // MRU and payload MTU are not the two sides of one tunnel header.
        assertEquals(
                List.of("bind-instance[0].softwire-path-mru"),
                read.findings().stream().map(each -> each.field()).toList());
        for (String odd : List.of(
                text.replace("\"softwire-num-max\": 1", "\"softwire-num-max\": 0"),
                text.replace("1400", "100"),
                text.replace(
                        "\"binding-table\"",
                        "\"icmp-policy\": {\"icmpv4-errors\": {\"icmpv4-rate\": 9}}, \"binding-table\""),
                text.replace(
                        "\"binding-table\"",
                        "\"icmp-policy\": {\"icmpv4-errors\": {\"allow-incoming-icmpv4\": false}}, \"binding-table\""),
                text.replace(
                        "\"binding-table\"",
                        "\"icmp-policy\": {\"icmpv6-errors\": {\"icmpv6-rate\": -1}}, \"binding-table\""))) {
            assertTrue(
                    SoftwireYang.readDomains(odd).findings().stream()
                            .anyMatch(each -> each.severity() == Finding.Severity.WARNING),
                    odd);
            assertFalse(SoftwireYang.readDomains(odd).isRefused(), odd);
        }
    }

    static Stream<Arguments> losses() {
        String rule = "\nipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 format=rfc7597";
        String head = "domain=d mesh=false borderRelay=";
        return Stream.of(
                argumentSet("draft-03", head + "2001:db8:ffff::1" + rule.replace("rfc7597", "draft03"), "error format"),
                argumentSet("no border relay", head + rule, "error rules[0].borderRelay"),
                argumentSet(
                        "two border relays", head + "2001:db8:ffff::1,2001:db8:ffff::2" + rule, "error borderRelay[1]"),
                argumentSet(
                        "PSID of 16 bits",
                        head + "2001:db8:ffff::1"
                                + rule.replace("eaLength=16 psidOffset=6", "eaLength=24 psidOffset=0"),
                        "error rules[0].psidLength"));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void settingsThatCannotBeExpressedAreReported(String domain, String expected) {
        List<ConfiguredDomain> domains = List.of(domain(domain));
        assertEquals(
                List.of(expected),
                SoftwireYang.check(domains).stream()
                        .map(each -> each.severity() + " " + each.field())
                        .toList());
        // A second border relay is left out, and the rest is written.
        if (!expected.equals("error borderRelay[1]")) {
            assertThrows(MapConfigurationException.class, () -> SoftwireYang.write(domains));
            assertThrows(MapConfigurationException.class, () -> SoftwireYang.writeCustomerEdge(domains));
        } else {
            assertFalse(SoftwireYang.readDomains(SoftwireYang.write(domains)).isRefused());
        }
    }

    @Test
    void optionsAndSharedAddressesAreReported() {
        ConfiguredDomain mtu = new ConfiguredDomain(
                WHOLE.domain(), ForwardingOptions.defaults().with(ForwardingOption.MTU_V6, 1400));
        assertEquals("options.mtuV6", SoftwireYang.check(List.of(mtu)).get(0).field());
        assertEquals(List.of(), SoftwireYang.checkCustomerEdge(List.of(mtu)));
        ConfiguredDomain sameRelay = domain(EXAMPLE.domain()
                .toString()
                .replace("domain=example", "domain=b")
                .replace("2001:db8:ffff::1", "2001:db8:ffff::2"));
        assertEquals(
                "b: rules[0].borderRelay",
                SoftwireYang.check(List.of(WHOLE, sameRelay)).get(0).field());
        assertEquals(
                List.of("rules[1].psid"),
                SoftwireYang.checkCustomerEdge(List.of(EXAMPLE)).stream()
                        .map(Finding::field)
                        .toList());
    }
}
