package io.softwire46.mape.provision;

import static io.softwire46.mape.provision.DomainTexts.assertPlaced;
import static io.softwire46.mape.provision.DomainTexts.assertRefused;
import static io.softwire46.mape.provision.DomainTexts.readOne;
import static io.softwire46.mape.provision.DomainTexts.unmarked;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.IPAddressString;
import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.FieldPath;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.FindingId;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonValue;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.domain.JsonDomains;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Domain files as a whole: forms, defaults, several domains, and findings by role. */
class DomainFileTest {
    private static final String RULE = """
            {"ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6}""";
    private static final String OTHER_RULE = """
            {"ipv6Prefix": "2001:db9::/40", "ipv4Prefix": "198.51.100.0/24", "eaLength": 16, "psidOffset": 6}""";

    @Test
    void theExampleIsReadWithoutAFinding() {
        ReadResult file = DomainFile.read(DomainTexts.EXAMPLE);
        MapRule rule = MapRule.builder()
                .ipv6Prefix("2001:db8::/40")
                .ipv4Prefix("192.0.2.0/24")
                .eaLength(16)
                .psidOffset(6)
                .psidLength(8)
                .build();
        MapDomain domain = MapDomain.of("example", RuleSet.of(rule), List.of(ipv6("2001:db8:ffff::1")));
        assertEquals(List.of(new ConfiguredDomain(domain, ForwardingOptions.defaults())), file.domains());
        assertEquals(file.domains(), file.requireDomains());
        assertEquals(List.of(), file.findings());
        assertEquals(List.of(), file.validateForRelay());
        assertEquals("json", file.form());
        assertEquals(0, file.skippedCount());
    }

    @Test
    void absentOrNullFieldsHaveTheirDefaults() {
        String shortest = """
                {"rules": [{"ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16}]}""";
        String nulls = """
                {"options": null, "mesh": null, "borderRelay": null, "name": null, "format": null, \
                "rules": [{"borderRelay": null, "psid": null, "forwarding": null, "psidLength": null, \
                "psidOffset": null, "eaLength": 16, "ipv4Prefix": "192.0.2.0/24", \
                "ipv6Prefix": "2001:db8::/40"}]}""";
        for (String text : List.of(shortest, nulls)) {
            ConfiguredDomain read = readOne(text);
            MapRule rule = read.domain().rules().rules().get(0);
            assertEquals("domain", read.domain().name());
            assertFalse(read.domain().isMesh());
            assertEquals(List.of(), read.domain().borderRelays());
            assertEquals(ForwardingOptions.defaults(), read.options());
            assertEquals(InterfaceIdFormat.RFC7597, rule.format());
            assertEquals("6/8", rule.portParameters().toString());
            assertTrue(rule.isForwarding());
            assertTrue(rule.borderRelay().isEmpty());
            assertEquals(-1, rule.explicitPsid());
        }
    }

    @Test
    void anAbsentOffsetIsThatOfTheFormatAndAFindingSaysSo() {
        String text = """
                {"format": "%s", "rules": [{"ipv6Prefix": "%s", "ipv4Prefix": "192.0.2.1/32", \
                "eaLength": 0, "psidLength": 8, "psid": 77}]}""";
        assertDefaulted("6/8", "6", text.formatted("rfc7597", "2001:db8::/56"));
        assertDefaulted("4/8", "4", text.formatted("draft03", "2001:db8::/56"));
        // RFC 7596 section 5.1: a binding to a whole IPv6 address.
        assertDefaulted("0/8", "0", text.formatted("rfc7597", "2001:db8::1/128"));
    }

    private static void assertDefaulted(String ports, String offset, String text) {
        MapRule rule = readOne(text).domain().rules().rules().get(0);
        assertEquals(ports, rule.portParameters().toString());
        Finding finding = DomainFile.read(text).findings().get(0);
        assertEquals("V24 " + offset, finding.id() + " " + finding.value());
        assertEquals(text.indexOf("{\"ipv6") + 1, finding.location().column());
    }

    @Test
    void psidLengthZeroSaysTheSameAsNone() {
        String text = "{\"rules\": [" + RULE.replace("\"psidOffset\"", "\"psidLength\": 0, \"psidOffset\"") + "]}";
        assertEquals(readOne("{\"rules\": [" + RULE + "]}"), readOne(text));
    }

    @Test
    void everyFieldSaysSomething() {
        String text = """
                {"mesh": true, "name": "x", "format": "draft03", "borderRelay": ["2001:db8:f::1", "2001:db8:f::2"],
                 "options": {"mtuV6": 9000, "tcpMss": 1400, "trafficClass": 46, "icmpv4Source": "203.0.113.7"},
                 "rules": [{"psid": 5, "psidLength": 8, "psidOffset": 2, "eaLength": 0, "forwarding": false,
                            "borderRelay": "2001:db8:f::9", "ipv4Prefix": "192.0.2.9/32", "ipv6Prefix": "2001:db8:1::/56"}]}
                """;
        ConfiguredDomain read = readOne(text);
        assertEquals("""
                domain=x mesh=true borderRelay=2001:db8:f::1,2001:db8:f::2
                ipv6Prefix=2001:db8:1::/56 ipv4Prefix=192.0.2.9/32 eaLength=0 psidOffset=2 psidLength=8 \
                psid=0x5 borderRelay=2001:db8:f::9 forwarding=false format=draft03""", read.domain().toString());
        assertEquals(9000, read.options().mtuV6());
        assertEquals(1400, read.options().tcpMss().getAsInt());
        assertEquals(46, read.options().trafficClass());
        assertEquals(0xcb007107, read.options().icmpv4Source());
    }

    @Test
    void anArrayHoldsDomainsWithNamesOfTheirOwn() {
        String two =
                "[{\"name\": \"a\", \"rules\": [" + RULE + "]}, {\"name\": \"b\", \"rules\": [" + OTHER_RULE + "]}]";
        ReadResult file = DomainFile.read(two);
        assertEquals(
                List.of("a", "b"),
                file.domains().stream().map(each -> each.domain().name()).toList());
        assertRefused("SYNTAX", "[1]: name", two.replace(" {\"name\": \"b\", ", " ▸{"));
        assertRefused("SYNTAX", "[1]: name", two.replace("\"b\"", "▸\"a\""));
        assertRefused("SYNTAX", "name", "[▸{\"rules\": [" + RULE + "]}]");
        assertRefused("SYNTAX", "domains", "▸[]");
        assertRefused("SYNTAX", "domains[0]", "[▸[]]");
        assertRefused(
                "V02",
                "b: rules[0].eaLength",
                two.replace("100.0/24\", \"eaLength\": 16", "100.0/24\", \"eaLength\": ▸49"));
    }

    @Test
    void allErrorsAreFoundInOneReading() {
        String text = """
                {▸"nam": "a", "mesh": ▸1, "borderRelay": [▸"x", ▸5],
                 "rules": [{"ipv6Prefix": ▸5, "ipv4Prefix": "192.0.2.0/24", "eaLength": ▸49, ▸"psidOfset": 6}, ▸7,
                           {"ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": ▸25}],
                 "options": {"mtuV6": ▸12, ▸"hop": 1}}
                """;
        List<String> found = List.of(
                "SYNTAX nam",
                "SYNTAX mesh",
                "SYNTAX borderRelay[0]",
                "SYNTAX borderRelay[1]",
                "SYNTAX rules[0].ipv6Prefix",
                "V02 rules[0].eaLength",
                "SYNTAX rules[0].psidOfset",
                "SYNTAX rules[1]",
                "V09 rules[2].eaLength",
                "V51 options.mtuV6",
                "SYNTAX options.hop");
        List<Finding> errors = DomainFile.read(unmarked(text)).findings().stream()
                .filter(Finding::isError)
                .toList();
        assertEquals(found.size(), errors.size());
        int mark = -1;
        for (int i = 0; i < errors.size(); i++) {
            mark = text.indexOf(DomainTexts.MARK, mark + 1);
            String onlyThis = unmarked(text.substring(0, mark)) + text.substring(mark);
            String[] idAndField = found.get(i).split(" ", 2);
            assertPlaced(idAndField[0], idAndField[1], onlyThis, errors.get(i));
        }
    }

    @Test
    void theLineForAPersonNamesFilePlaceAndClause() {
        String text =
                "{\"rules\": [{\"ipv6Prefix\": \"2001:db8::/40\",\n\"ipv4Prefix\": \"192.0.2.0/24\", \"eaLength\": 49}]}";
        Finding error = DomainFile.read(text).firstError().orElseThrow();
        String finding = "V02 error: rules[0].eaLength 49 is outside 0..48; use 0 to 48 (RFC 7597 section 5.2)";
        assertEquals("map.json:2:43: " + finding, error.toString("map.json"));
        assertEquals("2:43: " + finding, error.toString());
        MapConfigurationException thrown = assertThrows(
                MapConfigurationException.class, () -> DomainFile.read(text).requireDomains());
        assertEquals(
                "2:43: V02 error: rules[0].eaLength 49 is outside 0..48; use 0 to 48 (RFC 7597 section 5.2)",
                thrown.getMessage());
        Finding nowhere = error.at(Location.NONE);
        assertEquals("map.json: " + finding, nowhere.toString("map.json"));
    }

    @Test
    void invisibleCharactersAndLongTextsStayOnOneLine() {
        String text = "{\"name\": \"a\\nb\", \"rules\": [{\"ipv6Prefix\": \"\\n\", \"ipv4Prefix\": \"192.0.2.0/24\", "
                + "\"eaLength\": 16, \"\\r\\n\": 1}], \"options\": {\"ecn\": \"\\u2028" + "x".repeat(1000) + "\"}}";
        ReadResult file = DomainFile.read(text);
        // One for each, and that the name is none.
        assertEquals(5, file.findings().size());
        for (Finding each : file.findings()) {
            assertTrue(each.toString().matches("[ -~]{10,400}"), each.toString());
        }
    }

    @Test
    void otherTextIsRefusedWithTheRemedy() {
        assertTrue(assertRefused("SYNTAX", "file", "▸").message().contains("JSON"));
        assertTrue(assertRefused("SYNTAX", "file", "▸ \n\t ").message().contains("JSON"));
        assertRefused("SYNTAX", "file", "▸\ufeff");
        String unknown = "not in any format that is read: ";
        assertTrue(assertRefused("SYNTAX", "file", "▸config interface 'wan'\n\toption proto 'map'\n")
                .message()
                .contains(unknown));
        assertTrue(assertRefused("SYNTAX", "file", "▸{ \"Dhcp6\": { \"rules\": [] } }")
                .message()
                .contains(unknown));
        assertRefused("SYNTAX", "JSON", "{\"rules\": ▸}");
        assertRefused("SYNTAX", "JSON", "{\"rules\": [],\n \"mesh\": false, ▸\"mesh\": true}");
        assertRefused("SYNTAX", "JSON", "{\"rules\": [1, ▸");
    }

    @Test
    void aRelayHasMoreToSayAndEachFindingOnce() {
        // One PSID of each address: a warning for a rule, an error for a BR.
        String text = """
                {"rules": [{"ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 8,
                            "psidOffset": 6, "psidLength": 8, "psid": ▸3}]}
                """;
        ReadResult file = DomainFile.read(unmarked(text));
        assertFalse(file.isRefused());
        assertEquals(
                List.of("V49 error", "V15 error"),
                file.validateForRelay().stream()
                        .map(each -> each.id() + " " + each.severity())
                        .toList());
        assertPlaced("V15", "rules[0].psid", text, file.validateForRelay().get(1));
        assertEquals(Finding.Severity.WARNING, file.findings().get(0).severity());
    }

    @Test
    void aRelayOfSeveralDomainsNamesDomainAndPlace() {
        String text = """
                [{"name": "a", "borderRelay": ["2001:db8:f::1"], "rules": [%s]},
                 {"name": "b", "borderRelay": ["2001:db8:f::2", %s"2001:db8:f::1"], "rules": [
                  {"ipv6Prefix": "2001:db8::/44", "ipv4Prefix": %s"192.0.2.128/25", "eaLength": 7}]}]
                """;
        ReadResult file = DomainFile.read(text.formatted(RULE, "", ""));
        assertFalse(file.isRefused());
        List<Finding> errors =
                file.validateForRelay().stream().filter(Finding::isError).toList();
        assertEquals(2, errors.size());
        assertPlaced("V48", "borderRelay", text.formatted(RULE, "▸", ""), errors.get(0));
        assertPlaced("V46", "b: rules[0].ipv4Prefix", text.formatted(RULE, "", "▸"), errors.get(1));
    }

    @Test
    void anEdgeHasMoreToSay() {
        String text = "{\"mesh\": ▸false, \"borderRelay\": [\"2001:db8:ffff::1\"], \"rules\": [" + RULE + ", "
                + OTHER_RULE + "]}";
        ReadResult file = DomainFile.read(unmarked(text));
        ConfiguredDomain domain = file.domains().get(0);
        List<Finding> found = file.validateForEdge(domain, ipv6("2001:db8:12:3400::/56"));
        assertEquals(1, found.size());
        assertPlaced("V47", "mesh", text, found.get(0));
        // RFC 7597 section 5.2: the End-user prefix must hold rule and EA bits.
        Finding tooShort =
                file.validateForEdge(domain, ipv6("2001:db8:12:3400::/55")).get(0);
        assertEquals("V31", tooShort.id().name());
        assertFalse(tooShort.location().isKnown());
    }

    @Test
    void aFindingFromElsewhereHasTheNearestPlace() {
        ReadResult file = DomainFile.read(DomainTexts.EXAMPLE);
        assertEquals("3:14", place(file, FieldPath.of("rules", 0).then("somethingElse")));
        assertEquals("3:12", place(file, FieldPath.of("rules", 7).then("eaLength")));
        assertEquals(
                "3:12", place(file, FieldPath.of("rules", Integer.MAX_VALUE).then("eaLength")));
        assertEquals("1:1", place(file, FieldPath.of("x")));
        assertEquals("1:1", place(file, FieldPath.of("x").inDomain("other")));
        assertEquals("0:0", place(file, FieldPath.of("endUserPrefix")));
    }

    private static String place(ReadResult file, FieldPath path) {
        Finding placed = file.place(
                new Finding(FindingId.V18, Finding.Severity.INFO, path, "v", "is a finding of this test", "RFC 7597"));
        return placed.location().line() + ":" + placed.location().column();
    }

    @Test
    void aDomainWithinAnotherTextKnowsItsPlaceThere() {
        String query = "{\"op\": \"validate\", \"domain\": {\"rules\": [" + RULE.replace("16", "▸49") + "]}}";
        JsonValue domain = Json.parse(unmarked(query)).asObject().required("domain");
        assertPlaced(
                "V02",
                "rules[0].eaLength",
                query,
                JsonDomains.read(domain).firstError().orElseThrow());
    }

    private static IPv6Address ipv6(String text) {
        return new IPAddressString(text).getAddress().toIPv6();
    }
}
