package io.softwire46.mape.provision.junos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.DomainTexts;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A border relay's configuration in either form: what is taken from it, and what of it is written again. */
class JunosConfigurationTest {
    private static final String SET = "set services softwire softwire-concentrator map-e ";

    @Test
    void thePublishedConfigurationInSetLines() {
        JunosConfiguration read = JunosTexts.read(DomainTexts.JUNOS);
        assertEquals(JunosConfiguration.Form.SET, read.form());
        assertEquals(DomainFile.read(DomainTexts.JUNOS).domains(), read.domains());
        // One line of chassis and six of interfaces: service set and softwire rule are taken here.
        assertEquals(7, read.file().skippedCount());
        checkServices(read);
        assertEquals(List.of("7:76 V05 warning rules[0].eaLength"), JunosTexts.problems(read));
    }

    @Test
    void thePublishedConfigurationInBraces() {
        JunosConfiguration read = JunosTexts.read(JunosTexts.BRACES);
        assertEquals(JunosConfiguration.Form.BRACES, read.form());
        assertEquals(DomainFile.read(DomainTexts.JUNOS).domains(), read.domains());
        // version, bandwidth, and six of interfaces
        assertEquals(8, read.file().skippedCount());
        checkServices(read);
        assertEquals(List.of("25:29 V05 warning rules[0].eaLength"), JunosTexts.problems(read));
    }

    private static void checkServices(JunosConfiguration read) {
        JunosServices services = new JunosServices(
                List.of(new JunosServices.SoftwireRule("SW-RULE1", "input", Map.of("t1", "MAPE-DOMAIN1"))),
                List.of(new JunosServices.ServiceSet("SSET1", List.of("SW-RULE1"), "si-0/0/0.1", "si-0/0/0.2")));
        assertEquals(services, read.services());
        assertEquals(
                "SSET1",
                read.services().serviceSetOf("MAPE-DOMAIN1").orElseThrow().name());
        assertEquals(List.of(), read.edges());
        assertEquals(1, read.concentrators().size());
        JunosConfiguration.Concentrator concentrator = read.concentrators().get(0);
        assertEquals("MAPE-DOMAIN1", concentrator.name());
        assertEquals(9192, concentrator.options().mtuV6());
        assertTrue(concentrator.autoRoute());
        assertEquals(V4Reassembly.NONE, concentrator.options().v4Reassembly());
    }

    /** Every set line of the article, one after the other, prompts included. */
    @Test
    void everySetLineOfTheArticle() {
        String text = JunosTexts.resource("junos-article.txt");
        JunosConfiguration read = JunosTexts.read(text);
        assertEquals(54, text.lines().count());
        // 13 of chassis, 6 of interfaces, 4 of routing-options, 10 of policy-options
        assertEquals(33, read.file().skippedCount());
        JunosConfiguration.Concentrator all = read.concentrators().get(0);
        assertEquals("2001:db8:ce:ab00::/56", all.rule().ipv6Prefix().toCanonicalString());
        assertEquals("67.91.205.0/24", all.rule().ipv4Prefix().toCanonicalString());
        assertEquals(16, all.rule().eaLength());
        assertEquals("6/8", all.rule().portParameters().toString());
        assertEquals("3001:db8:ffff::1", all.softwireAddress().toCanonicalString());
        assertEquals(InterfaceIdFormat.DRAFT03, all.rule().format());
        assertEquals(V4Reassembly.PARTIAL, all.options().v4Reassembly());
        assertTrue(all.options().v6Reassembly());
        assertFalse(all.autoRoute());
        assertEquals(
                List.of("23:76 V05 warning rules[0].eaLength", "40:64 OPTION warning options.v4Reassembly"),
                JunosTexts.problems(read));
        assertEquals(read.domains(), DomainFile.read(text).domains());
    }

    /** The part that was read, by hand in both forms. */
    @Test
    void writesBothForms() {
        String expectedSet = DomainTexts.JUNOS
                .lines()
                .filter(line -> line.startsWith("set services"))
                .map(line -> line + "\n")
                .reduce("", String::concat);
        String expectedBraces = JunosTexts.BRACES.substring(
                JunosTexts.BRACES.indexOf("services {\n    service-set"), JunosTexts.BRACES.indexOf("interfaces {"));
        for (String text : List.of(DomainTexts.JUNOS, JunosTexts.BRACES)) {
            JunosConfiguration read = JunosTexts.read(text);
            assertEquals(expectedSet, read.toText(JunosConfiguration.Form.SET).text());
            assertEquals(
                    expectedBraces, read.toText(JunosConfiguration.Form.BRACES).text());
            assertTrue(read.toText(JunosConfiguration.Form.BRACES).isComplete());
        }
    }

    @Test
    void everyStatementIsWritten() {
        JunosConfiguration read = JunosTexts.read(JunosTexts.resource("junos-article.txt"));
        String written = read.toText(JunosConfiguration.Form.SET).text();
        for (String statement : List.of("version-03", "v4-partial-reassembly", "v6-reassembly", "disable-auto-route")) {
            assertTrue(written.contains(SET + "MAPE-DOMAIN1 " + statement + "\n"), written);
        }
        // 9192 is the default
        assertFalse(written.contains("mtu-v6"), written);
        assertEquals(read.concentrators(), JunosTexts.read(written).concentrators());
        String other = written.replace("v4-partial-reassembly", "v4-reassembly") + SET + "MAPE-DOMAIN1 mtu-v6 1280\n";
        String again =
                JunosTexts.read(other).toText(JunosConfiguration.Form.BRACES).text();
        assertTrue(again.contains("                mtu-v6 1280;\n                v4-reassembly;\n"), again);
    }

    @Test
    void aServiceSetThatLeadsNowhereIsAWarning() {
        String text = DomainTexts.JUNOS
                .replace("then map-e MAPE-DOMAIN1", "then map-e MAPE-DOMAIN2")
                .replace("softwire-rules SW-RULE1", "softwire-rules SW-RULE2")
                .replace("match-direction input", "match-direction both");
        JunosConfiguration read = JunosTexts.read(text);
        assertEquals(
                List.of(
                        "2:47 SERVICE warning softwire-rules",
                        "5:51 SERVICE warning map-e",
                        "7:76 V05 warning rules[0].eaLength",
                        "11:53 SERVICE warning match-direction",
                        "12:56 SERVICE warning map-e"),
                JunosTexts.problems(read));
        assertNull(read.services().serviceSetOf("MAPE-DOMAIN1").orElse(null));
        // A domain file needs no service set.
        assertEquals(1, DomainFile.read(text).findings().size());
        assertEquals(
                List.of(),
                JunosTexts.problems(JunosTexts.read(SET + "A ipv4-prefix 192.0.2.0/24 mape-prefix 2001:db8::/40 "
                        + "ea-bits-len 16 softwire-address 2001:db8:ffff::1 psid-offset 6")));
    }

    @Test
    void aTextWithoutMapEIsRefused() {
        for (String text : List.of("", "set system host-name x\n", "system {\n    host-name x;\n}\n", "# nothing")) {
            Finding error = JunosConfiguration.read(text).file().firstError().orElseThrow();
            assertEquals("file", error.field(), error.toString());
            assertTrue(error.message().contains("security softwires"), error.toString());
        }
    }

    @Test
    void anErrorLeavesNothing() {
        JunosConfiguration read = JunosConfiguration.read(JunosTexts.BRACES.replace("len 16", "len 49"));
        assertEquals("V02", read.file().firstError().orElseThrow().id().name());
        assertEquals(List.of(), read.concentrators());
        assertEquals(List.of(), read.domains());
    }

    /** A finding about a rule as a whole is at its NAME, in the text of a border relay or CE. */
    @Test
    void aRuleIsAtItsName() {
        String second = "set services softwire softwire-concentrator map-e ";
        String text = DomainTexts.JUNOS
                + DomainTexts.JUNOS
                        .replace("MAPE-DOMAIN1", "SECOND")
                        .replace("67.91.205", "67.91.206")
                        .replace("ce:ab00", "ce:ac00");
        ReadResult read = JunosConfiguration.readSetLines(text);
        assertEquals(2, read.requireDomains().get(0).domain().rules().rules().size());
        Finding about = new Finding(FindingId.LOST, Finding.Severity.ERROR, "rules[1]", "", "is omitted", "RFC");
        Location place = read.place(about).location();
        String line = text.lines().toList().get(place.line() - 1);
        assertEquals(second + "SECOND ipv4-prefix 67.91.206.0/24", line);
        assertEquals(second.length() + 1, place.column());
    }

    /** Border relay and CE may have the same NAME, since their levels differ; their domains have different names. */
    @Test
    void aBorderRelayAndACeWithTheSameName() {
        String text = """
                set services softwire softwire-concentrator map-e home ipv4-prefix 198.51.100.0/24
                set services softwire softwire-concentrator map-e home mape-prefix 2001:db8:200::/40
                set services softwire softwire-concentrator map-e home ea-bits-len 8
                set services softwire softwire-concentrator map-e home softwire-address 2001:db8:ffff::2
                set security softwires map-e home br-address 2001:db8:ffff::1
                set security softwires map-e home rule bmr rule-type BMR
                set security softwires map-e home rule bmr ipv4-prefix 192.0.2.0/24
                set security softwires map-e home rule bmr ipv6-prefix 2001:db8::/40
                set security softwires map-e home rule bmr ea-bits-length 8
                set security softwires map-e home role CE
                """;
        ReadResult read = RuleFormat.JUNOS.read(FormatReader.Input.of(text));
        assertEquals(
                List.of("home", "home-2"),
                read.requireDomains().stream().map(each -> each.domain().name()).toList());
        ReadResult json = DomainFile.read(
                RuleFormat.MAPE.write(FormatWriter.Request.of(read)).text());
        assertEquals(read.domains(), json.requireDomains());
        Finding about = new Finding(FindingId.LOST, Finding.Severity.ERROR, "borderRelay", "", "is lost", "RFC");
        assertEquals(4, read.place(about.inDomain("home")).location().line());
        assertEquals(5, read.place(about.inDomain("home-2")).location().line());
        // Its own text keeps both NAMEs.
        assertEquals(
                text, RuleFormat.JUNOS_SET.write(FormatWriter.Request.of(read)).text());
    }
}
