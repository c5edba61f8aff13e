package io.softwire46.mape.provision.junos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.DomainTexts;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Domains for a Junos border relay, and settings that it cannot express. */
class JunosTextTest {
    private static final String EXAMPLE = """
            { "name": "example", "borderRelay": ["2001:db8:ffff::1"],
              "rules": [ { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16 },
                         { "ipv6Prefix": "2001:db9::/40", "ipv4Prefix": "198.51.100.0/24", "eaLength": 8 } ],
              "options": { "mtuV6": 1500 } }
            """;

    private static List<String> findings(ConversionReport text) {
        return text.findings().stream()
                .map(each -> each.id() + " " + each.severity() + " " + each.field())
                .toList();
    }

    /** Written out by hand: RFC 7597's offset 6 is said, MTU and reassembly are where they differ from Junos. */
    @Test
    void aDomainOfTwoRules() {
        ConversionReport text =
                JunosText.write(DomainFile.read(EXAMPLE).requireDomains(), JunosConfiguration.Form.BRACES);
        assertEquals(List.of(), findings(text));
        assertEquals("""
                services {
                    softwire {
                        softwire-concentrator {
                            map-e example {
                                ipv4-prefix 192.0.2.0/24;
                                mape-prefix 2001:db8::/40;
                                ea-bits-len 16;
                                psid-offset 6;
                                psid-length 8;
                                softwire-address 2001:db8:ffff::1;
                                mtu-v6 1500;
                                v4-partial-reassembly;
                                v6-reassembly;
                            }
                            map-e example-2 {
                                ipv4-prefix 198.51.100.0/24;
                                mape-prefix 2001:db9::/40;
                                ea-bits-len 8;
                                softwire-address 2001:db8:ffff::1;
                                mtu-v6 1500;
                                v4-partial-reassembly;
                                v6-reassembly;
                            }
                        }
                    }
                }
                """, text.text());
    }

    @Test
    void withInterfacesAServiceSetLeadsThere() {
        List<ConfiguredDomain> domains = DomainFile.read(EXAMPLE).requireDomains();
        String text = JunosText.write(domains, JunosConfiguration.Form.SET, "si-1/0/0.1", "si-1/0/0.2")
                .text();
        assertTrue(text.startsWith("""
                set services service-set SSET1 softwire-rules SW-RULE1
                set services service-set SSET1 next-hop-service inside-service-interface si-1/0/0.1
                set services service-set SSET1 next-hop-service outside-service-interface si-1/0/0.2
                """), text);
        assertTrue(text.endsWith("""
                set services softwire rule SW-RULE1 match-direction input
                set services softwire rule SW-RULE1 term t1 then map-e example
                set services softwire rule SW-RULE1 term t2 then map-e example-2
                """), text);
        JunosConfiguration read = JunosTexts.read(text);
        assertEquals(
                "si-1/0/0.1",
                read.services().serviceSetOf("example-2").orElseThrow().insideInterface());
        assertEquals(List.of(), JunosTexts.problems(read));
    }

    /** A program reads a configuration, changes the domain and writes it: the text is that of the changed domain. */
    @Test
    void changedDomainsAreWrittenAlsoIfTheSourceIsJunos() {
        ReadResult read = RuleFormat.JUNOS_SET.read(FormatReader.Input.of(DomainTexts.JUNOS));
        List<ConfiguredDomain> changed = List.of(new ConfiguredDomain(
                MapDomain.of("new", RuleSet.of(MapRule.of("2001:db8::/40", "192.0.2.0/24", 16)), "2001:db8:eeee::1"),
                ForwardingOptions.defaults().with(ForwardingOption.MTU_V6, 1300)));
        for (RuleFormat format : List.of(RuleFormat.JUNOS_SET, RuleFormat.JUNOS_BRACES)) {
            ConversionReport text = format.write(
                    new FormatWriter.Request(changed, read.source(), null, "si-1/0/0.1", "si-1/0/0.2", "map0"));
            assertEquals(List.of("DIFFERS warning domains"), findings(text));
            ReadResult again = RuleFormat.JUNOS.read(FormatReader.Input.of(text.text()));
            assertEquals(
                    "2001:db8:eeee::1",
                    again.requireDomains().get(0).domain().borderRelays().get(0).toString());
            assertEquals(1300, again.requireDomains().get(0).options().mtuV6());
            assertFalse(text.text().contains("MAPE-DOMAIN1"), text.text());
            assertTrue(text.text().contains("si-1/0/0.1"), text.text());
        }
        String routes = RuleFormat.JUNOS_ROUTES
                .write(new FormatWriter.Request(changed, read.source(), null, null, null, "map0"))
                .text();
        assertTrue(routes.contains("192.0.2.0/24"), routes);
        assertFalse(routes.contains("67.91.205.0"), routes);
        // Unchanged domains keep what only the source has.
        ConversionReport same = RuleFormat.JUNOS_SET.write(FormatWriter.Request.of(read));
        assertEquals(List.of(), findings(same));
        assertTrue(same.text().contains("map-e MAPE-DOMAIN1"), same.text());
        assertTrue(same.text().contains("si-0/0/0.1"), same.text());
    }

    @Test
    void settingsThatCannotBeExpressedAreErrors() {
        ConversionReport text = JunosText.write(DomainFile.read("""
                                { "mesh": true, "borderRelay": ["2001:db8:ffff::1", "2001:db8:ffff::2"],
                                  "rules": [ { "ipv6Prefix": "2001:db8:12:3400::/56", "ipv4Prefix": "192.0.2.18/32",
                                               "eaLength": 0, "psidOffset": 6, "psidLength": 8, "psid": 52 },
                                             { "ipv6Prefix": "2001:db9::/40", "ipv4Prefix": "198.51.100.0/24",
                                               "eaLength": 8, "forwarding": false, "borderRelay": "2001:db8:eeee::1" } ],
                                  "options": { "mtuV6": 9193, "hopLimit": 32, "icmpv4Source": "203.0.113.1" } }
                                """).requireDomains(), JunosConfiguration.Form.SET);
        assertFalse(text.isComplete());
        assertEquals(
                List.of(
                        "LOST error options.hopLimit",
                        "LOST error options.icmpv4Source",
                        "LOST error options.mtuV6",
                        "LOST error borderRelay[1]",
                        "DIFFERS warning mesh",
                        "SYNTAX error rules[0].psid",
                        "DIFFERS warning rules[1].forwarding",
                        "DIFFERS warning rules[1].borderRelay"),
                findings(text));
        assertEquals(1, JunosTexts.read(text.text()).concentrators().size());
    }

    @Test
    void aBorderRelayAddressOfTwoDomains() {
        String one = "{ \"name\": \"%s\", \"borderRelay\": [\"2001:db8:ffff::1\"], \"options\": { \"mtuV6\": %d }, "
                + "\"rules\": [ { \"ipv6Prefix\": \"%s::/40\", \"ipv4Prefix\": \"%s\", \"eaLength\": 8 } ] }";
        String first = one.formatted("a", 1500, "2001:db8", "192.0.2.0/24");
        String same = one.formatted("a-2", 1500, "2001:db9", "198.51.100.0/24");
        List<ConfiguredDomain> alike =
                DomainFile.read("[" + first + "," + same + "]").requireDomains();
        ConversionReport text = JunosText.write(alike, JunosConfiguration.Form.SET);
        assertEquals(List.of("DIFFERS warning a-2: borderRelay[0]"), findings(text));
        assertEquals(
                List.of("a", "a-2"),
                JunosTexts.read(text.text()).concentrators().stream()
                        .map(JunosConfiguration.Concentrator::name)
                        .toList());
        List<ConfiguredDomain> other = DomainFile.read("[" + first + "," + same.replace("1500", "1400") + "]")
                .requireDomains();
        assertEquals(
                List.of("LOST error a-2: borderRelay[0]"),
                findings(JunosText.write(other, JunosConfiguration.Form.SET)));
    }

    @Test
    void namesStayUniqueAndShort() {
        String rule = "{ \"ipv6Prefix\": \"%s::/40\", \"ipv4Prefix\": \"%s.0/24\", \"eaLength\": 8 }";
        String name = "n".repeat(61);
        String domains = "[ { \"name\": \"%s\", \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [ %s, %s ] }, "
                + "{ \"name\": \"%s\", \"borderRelay\": [\"2001:db8:ffff::2\"], \"rules\": [ %s ] } ]";
        String text = JunosText.write(
                        DomainFile.read(domains.formatted(
                                        name + "ab",
                                        rule.formatted("2001:db8", "192.0.2"),
                                        rule.formatted("2001:db9", "198.51.100"),
                                        name + "-2",
                                        rule.formatted("2001:dba", "203.0.113")))
                                .requireDomains(),
                        JunosConfiguration.Form.SET)
                .text();
        assertEquals(
                List.of(name + "ab", name + "-3", name + "-2"),
                JunosTexts.read(text).concentrators().stream()
                        .map(JunosConfiguration.Concentrator::name)
                        .toList());
    }

    @Test
    void unusualNamesAreQuoted() {
        String text = EXAMPLE.replace("example", "a{}[];#\\\\x");
        ConfiguredDomain domain = DomainFile.read(text).requireDomains().get(0);
        for (JunosConfiguration.Form form : JunosConfiguration.Form.values()) {
            String written = JunosText.write(List.of(domain), form).text();
            assertTrue(written.contains("map-e \"a{}[];#\\\\x\""), written);
            assertEquals(domain, JunosTexts.read(written).domains().get(0));
        }
    }
}
