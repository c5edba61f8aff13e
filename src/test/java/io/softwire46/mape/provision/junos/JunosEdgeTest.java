package io.softwire46.mape.provision.junos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The CE's form, below {@code security softwires map-e}. */
class JunosEdgeTest {
    private static final String SET = "set security softwires map-e home ";
    private static final String CE = """
            set security softwires map-e home br-address 2001:db8:ffff::1
            set security softwires map-e home rule r rule-type BMR
            set security softwires map-e home rule r ipv4-prefix 192.0.2.0/24
            set security softwires map-e home rule r ipv6-prefix 2001:db8::/40
            set security softwires map-e home rule r ea-bits-length 16
            """;

    @Test
    void rulesForItselfAndForOthers() {
        JunosConfiguration read = JunosTexts.read(JunosTexts.EDGE);
        assertEquals(1, read.edges().size());
        JunosConfiguration.Edge edge = read.edges().get(0);
        assertEquals("home", edge.name());
        assertEquals("2001:db8:12:3400::/56", edge.endUserPrefix().toCanonicalString());
        assertEquals("""
                domain=home mesh=true borderRelay=2001:db8:ffff::1
                ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 psidLength=8 \
                format=rfc7597
                ipv6Prefix=2001:db8:100::/40 ipv4Prefix=198.51.100.0/24 eaLength=16 psidOffset=6 psidLength=8 \
                format=rfc7597""", edge.domain().domain().toString());
        assertEquals(1500, edge.domain().options().mtuV6());
        assertEquals(List.of(edge.domain()), read.domains());
        // RFC 7597 appendix A, example 1
        assertEquals(
                "2001:db8:12:3400:0:c000:212:34",
                edge.domain()
                        .domain()
                        .rules()
                        .ce(edge.endUserPrefix())
                        .mapAddress()
                        .toCanonicalString());
        assertEquals(
                List.of(),
                read.file().validateForEdge(edge.domain(), edge.endUserPrefix()).stream()
                        .filter(Finding::isError)
                        .toList());
    }

    @Test
    void withoutForwardingRulesTheFlagKeepsItsDefault() {
        JunosConfiguration read = JunosTexts.read(CE);
        JunosConfiguration.Edge edge = read.edges().get(0);
        assertFalse(edge.domain().domain().isMesh());
        assertTrue(edge.domain().domain().rules().rules().get(0).isForwarding());
        assertNull(edge.endUserPrefix());
        assertEquals(List.of(), read.concentrators());
        assertEquals(9192, edge.domain().options().mtuV6());
    }

    @Test
    void aRuleForItselfOnlyDoesNotForwardInAMesh() {
        JunosConfiguration read = JunosTexts.read(JunosTexts.EDGE
                .replaceFirst("(?s)rule fmr1 \\{.*?\\}", "")
                .replace("role CE;", "version 3;\nrole CE;\nconfidentiality;"));
        List<MapRule> rules = read.domains().get(0).domain().rules().rules();
        assertEquals(2, rules.size());
        assertFalse(rules.get(0).isForwarding());
        assertTrue(rules.get(1).isForwarding());
        // version 3 is draft-ietf-softwire-map-03
        assertEquals(InterfaceIdFormat.DRAFT03, rules.get(0).format());
    }

    /** By hand: the forwarding rule that is also the CE's own appears twice. */
    @Test
    void writesBothForms() {
        String text = JunosTexts.read(JunosTexts.EDGE)
                .toText(JunosConfiguration.Form.BRACES)
                .text();
        assertEquals(JunosTexts.EDGE, text);
        String set = JunosTexts.read(JunosTexts.EDGE)
                .toText(JunosConfiguration.Form.SET)
                .text();
        assertTrue(set.startsWith(SET + "br-address 2001:db8:ffff::1\n"), set);
        assertTrue(set.contains(SET + "rule bmr psid-len 8\n"), set);
        assertEquals(
                JunosTexts.read(JunosTexts.EDGE).edges(), JunosTexts.read(set).edges());
    }

    @ParameterizedTest
    @CsvSource({
        "role, role PE",
        "version, version 4",
        "br-address, br-address 2001:db8::1/64",
        "end-user-prefix, end-user-prefix 2001:db8::",
        "statement, ea-bits-len 16",
        "statement, rule r softwire-address 2001:db8::1",
        "rule-type, rule r rule-type DMR",
        "ea-bits-length, rule r ea-bits-length x",
        "rules[0].psidOffset, rule r psid-offset 16",
        "options.mtuV6, rule r mtu-v6 1000",
    })
    void aWrongLineIsRefusedAtItsPosition(String field, String line) {
        String text = CE + SET + line + "\n";
        ReadResult file = JunosConfiguration.read(text).file();
        Finding error = file.firstError().orElseThrow();
        assertEquals(field, error.field(), error.toString());
        assertEquals(6, error.location().line(), error.toString());
        assertEquals(List.of(), file.domains());
    }

    @ParameterizedTest
    @CsvSource({"br-address, br-address", "rule-type, rule-type", "ipv6-prefix, ipv6-prefix"})
    void aMissingLineIsNamed(String field, String statement) {
        StringBuilder text = new StringBuilder();
        CE.lines()
                .filter(line -> !line.contains(statement))
                .forEach(line -> text.append(line).append('\n'));
        Finding error =
                JunosConfiguration.read(text.toString()).file().firstError().orElseThrow();
        assertEquals(field, error.field(), error.toString());
        assertTrue(error.message().startsWith("is missing"), error.toString());
    }

    @Test
    void rulesOfOneCeMustAgree() {
        String text = CE
                + CE.replace("rule r", "rule s")
                        .replace("192.0.2", "198.51.100")
                        .replace("db8::", "db9::") + SET + "rule s mtu-v6 1500\n";
        Finding error = JunosConfiguration.read(text).file().firstError().orElseThrow();
        assertEquals("options.mtuV6", error.field());
        assertTrue(error.message().contains("rules of one map-e"), error.toString());
    }

    private static final String OWN = "2001:db8:12:3400::/56";

    private static ConfiguredDomain domain(boolean mesh, MapRule... rules) {
        return new ConfiguredDomain(
                MapDomain.of(
                        "a-long-name", RuleSet.of(rules), List.of(Addresses.parseIpv6("br", "2001:db8:ffff::1")), mesh),
                ForwardingOptions.defaults());
    }

    @Test
    void settingsThatACeCannotExpressAreReported() {
        MapRule own = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
        MapRule other = MapRule.of("2001:db8:100::/40", "198.51.100.0/24", 16);
        ConversionReport spoke = JunosEdgeText.write(
                domain(false, own, other), Addresses.parseIpv6Prefix("p", OWN), JunosConfiguration.Form.SET);
        assertTrue(spoke.isComplete());
        assertEquals(
                List.of("DIFFERS rules[1]"),
                spoke.findings().stream()
                        .map(each -> each.id() + " " + each.field())
                        .toList());
        assertEquals(
                1,
                JunosTexts.read(spoke.text())
                        .domains()
                        .get(0)
                        .domain()
                        .rules()
                        .rules()
                        .size());
        ConversionReport unknown = JunosEdgeText.write(domain(false, own, other), null, JunosConfiguration.Form.SET);
        assertFalse(unknown.isComplete());
        assertEquals("", unknown.text());
        MapRule psid = MapRule.builder()
                .ipv6Prefix("2001:db8:12:3400::/56")
                .ipv4Prefix("192.0.2.18/32")
                .eaLength(0)
                .psidLength(8)
                .psid(0x34)
                .build();
        ConversionReport bound = JunosEdgeText.write(domain(false, psid), null, JunosConfiguration.Form.SET);
        assertEquals("rules[0].psid", bound.findings().get(0).field());
        assertTrue(bound.findings().get(0).isError());
        assertEquals("", bound.text());
        assertThrows(MapConfigurationException.class, bound::requireText);
        assertThrows(MapConfigurationException.class, unknown::requireText);
        ConfiguredDomain options = new ConfiguredDomain(
                domain(false, own).domain(), ForwardingOptions.defaults().with(ForwardingOption.HOP_LIMIT, 32));
        assertEquals(
                "options.hopLimit",
                JunosEdgeText.write(options, null, JunosConfiguration.Form.SET)
                        .findings()
                        .get(0)
                        .field());
    }
}
