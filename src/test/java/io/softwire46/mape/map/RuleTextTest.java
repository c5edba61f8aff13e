package io.softwire46.mape.map;

import static io.softwire46.mape.map.Expect.error;
import static io.softwire46.mape.map.Expect.ids;
import static io.softwire46.mape.map.Expect.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.internal.Addresses;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text forms of rule, rule set, domain and format, written by hand. {@link RuleTextProperties} goes both ways. */
class RuleTextTest {
    private static final String RULE = "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16";

    @Test
    void aRuleIsAListOfFields() {
        MapRule rule = MapRule.of("2001:db8::/40", "192.0.2.0/24", 16);
        assertEquals(RULE + " psidOffset=6 psidLength=8 format=rfc7597", rule.toString());
        assertEquals(rule, MapRule.parse(RULE));
        assertEquals(
                rule, MapRule.parse("format=rfc7597 eaLength=0x10 ipv4Prefix=192.0.2.0/24 ipv6Prefix=2001:db8::/40"));
    }

    @Test
    void everyFieldIsRead() {
        MapRule rule = MapRule.parse("ipv6Prefix=2001:db8:12:3400::/56 ipv4Prefix=192.0.2.18/32 eaLength=0 psidOffset=4"
                + " psidLength=8 psid=0x34 borderRelay=2001:db8:ffff::1 forwarding=false format=draft03");
        assertEquals(PortParameters.of(4, 8), rule.portParameters());
        assertEquals(0x34, rule.explicitPsid());
        assertEquals("2001:db8:ffff::1", rule.borderRelay().orElseThrow().toCanonicalString());
        assertFalse(rule.isForwarding());
        assertEquals(InterfaceIdFormat.DRAFT03, rule.format());
        assertTrue(MapRule.parse(RULE + " forwarding=true").isForwarding());
    }

    @ParameterizedTest
    @CsvSource({
        "eaLength, x", "eaLength, -1", "eaLength, 016", "eaLength, ''", "eaLength, 0x", "psidOffset, +6",
        "psidLength, 8.0", "psid, 0x", "psid, 99999999999", "psid, 0x80000000", "forwarding, yes", "forwarding, TRUE",
        "format, RFC7597", "format, ''", "format, draft-03", "borderRelay, 2001:db8::/128", "offset, 6", "'', 6"
    })
    void aFieldThatCannotBeReadIsNamed(String field, String value) {
        String text = (field.equals("eaLength") ? RULE.substring(0, RULE.indexOf(" eaLength")) : RULE) + " " + field
                + "=" + value;
        Finding finding = refused(() -> MapRule.parse(text)).get(0);
        assertEquals("SYNTAX", finding.id().name());
        assertEquals(field, finding.field());
        assertFalse(finding.message().isBlank());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "rule",
                RULE + " ",
                " " + RULE,
                RULE + "  psid=1",
                RULE + "\n",
                RULE + "\tpsid=1",
                RULE + ";"
            })
    void textThatIsNoListOfFieldsIsRefused(String text) {
        assertEquals(List.of("SYNTAX"), ids(refused(() -> MapRule.parse(text))));
    }

    @Test
    void aFieldOccursOnce() {
        error(
                refused(() -> MapRule.parse(RULE + " eaLength=16")),
                "SYNTAX",
                "eaLength",
                "eaLength=16",
                "RFC 7597 section 5",
                "duplicate");
    }

    @Test
    void readingFindsEverythingThatIsWrong() {
        assertEquals(
                List.of("V01", "V02", "V06"),
                ids(refused(
                        () -> MapRule.parse("ipv6Prefix=::/129 ipv4Prefix=192.0.2.0/24 eaLength=49 psidOffset=16"))));
    }

    @Test
    void aDomainIsALineAndItsRules() {
        MapDomain domain = MapDomain.of(
                "example",
                RuleSet.of(MapRule.parse(RULE)),
                List.of(Addresses.parseIpv6("br", "2001:db8:ffff::1"), Addresses.parseIpv6("br", "2001:db8:ffff::2")),
                true);
        String text = "domain=example mesh=true borderRelay=2001:db8:ffff::1,2001:db8:ffff::2\n" + RULE
                + " psidOffset=6 psidLength=8 format=rfc7597";
        assertEquals(text, domain.toString());
        assertEquals(domain, MapDomain.parse(text));
        assertEquals(
                List.of(),
                MapDomain.parse("domain=d mesh=false borderRelay=\n" + RULE).borderRelays());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "domain=d",
                "domain=d mesh=false",
                "mesh=false domain=d borderRelay=",
                "domain=d mesh=no borderRelay=",
                "domain=d mesh=false borderRelay=x",
                "domain=d mesh=false borderRelay=,",
                "domain= mesh=false borderRelay=",
                "domain=d mesh=false borderRelay= more=1",
                "domain=d mesh=false borderRelay=2001:db8:ffff::1,"
            })
    void textThatIsNoDomainIsRefused(String head) {
        assertEquals(
                List.of("SYNTAX"),
                ids(refused(() -> MapDomain.parse(head + "\n" + RULE)).stream()
                        .filter(Finding::isError)
                        .toList()));
    }

    @Test
    void aSetWithoutLinesHasNoRule() {
        assertEquals(List.of("V40"), ids(refused(() -> RuleSet.parse(""))));
        assertEquals(List.of("V40"), ids(refused(() -> MapDomain.parse("domain=d mesh=false borderRelay="))));
        assertEquals(List.of("SYNTAX"), ids(refused(() -> RuleSet.parse(RULE + "\n\n" + RULE))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RFC7597", "rfc 7597", "draft-03", "DRAFT03", "rfc7597 "})
    void otherNamesOfFormatsAreRefused(String text) {
        error(
                refused(() -> InterfaceIdFormat.parse(text)),
                "SYNTAX",
                "format",
                text,
                "RFC 7597 section 6",
                "rfc7597",
                "draft03");
    }
}
