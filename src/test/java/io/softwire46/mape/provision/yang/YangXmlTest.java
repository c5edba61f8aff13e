package io.softwire46.mape.provision.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.ReadResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YangXmlTest {
    static final String TEXT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <br-instances xmlns="urn:ietf:params:xml:ns:yang:ietf-softwire-br">
              <algorithm>
                <algo-instance>
                  <name>one</name>
                  <enable>true</enable>
                  <br-ipv6-addr>2001:db8:ffff::1</br-ipv6-addr>
                  <ea-len>16</ea-len>
                  <rule-ipv6-prefix>2001:db8:a00::/40</rule-ipv6-prefix>
                  <rule-ipv4-prefix>192.0.2.0/24</rule-ipv4-prefix>
                  <forwarding>true</forwarding>
                  <port-set><psid-offset>6</psid-offset><psid-len>8</psid-len></port-set>
                </algo-instance>
              </algorithm>
            </br-instances>
            """;

    private static ReadResult read(String text) {
        return RuleFormat.YANG_XML.read(Input.of(text));
    }

    @Test
    void anInstanceIsARule() {
        ReadResult read = read(TEXT);
        assertEquals(List.of(), read.findings());
        MapRule rule = read.requireDomains().get(0).domain().rules().rules().get(0);
        assertEquals("2001:db8:a00::/40", rule.ipv6Prefix().toCanonicalString());
        assertEquals("192.0.2.0/24", rule.ipv4Prefix().toCanonicalString());
        assertEquals(16, rule.eaLength());
        assertEquals(6, rule.portParameters().psidOffset());
        assertTrue(read.requireDomains().get(0).domain().isMesh());
    }

    /** The finding is at the first occurrence of {@code place}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<ea-len>16 | <ea-len>49 | error rules[0].eaLength | <ea-len>",
                "<ea-len>16 | <ea-len>x | error algo-instance[0].ea-len | <ea-len>",
                "<ea-len>16</ea-len> | `` | error algo-instance[0].ea-len | <algo-instance>",
                "2001:db8:ffff::1 | relay | error algo-instance[0].br-ipv6-addr | <br-ipv6-addr>",
                "192.0.2.0/24 | 192.0.2.1/24 | warning algo-instance[0].rule-ipv4-prefix | <rule-ipv4-prefix>",
                "<enable>true | <enable>false | info algo-instance[0].enable | <enable>",
                "<enable>true | <enable>1 | warning algo-instance[0].enable | <enable>",
                "<forwarding>true | <forwarding>yes | error algo-instance[0].forwarding | <forwarding>",
                "ietf-softwire-br | ietf-other | warning br-instances | <br-instances",
                "` xmlns=\"urn:ietf:params:xml:ns:yang:ietf-softwire-br\"` | `` | warning br-instances | <br-instances",
                "<name> | text<name> | warning algo-instance | <algo-instance>",
                "<forwarding>true</forwarding> | <forwarding>true</forwarding> <forwarding>false</forwarding> | warning forwarding | <forwarding>false",
                "<name> | <mode/><name> | warning algo-instance[0].mode | <mode/>",
                "<psid-len>8 | <psid-len>7 | error rules[0].psidLength | <psid-len>",
                "<psid-offset>6 | <psid-offset>16 | error rules[0].psidOffset | <psid-offset>",
                "<algorithm> | <algorithm xmlns:n='urn:ietf:params:xml:ns:netconf:base:1.0' n:operation='delete'> | info algorithm | <algorithm",
            })
    void findings(String old, String other, String expected, String place) {
        String text = TEXT.replace(old, other);
        assertHas(read(text), text, expected, place);
    }

    private static void assertHas(ReadResult read, String text, String expected, String place) {
        String before = text.substring(0, text.indexOf(place));
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        String where = line + ":" + (before.length() - before.lastIndexOf('\n'));
        List<String> found = read.validate().stream()
                .map(each -> each.location() + " " + each.severity() + " " + each.path())
                .toList();
        assertTrue(found.contains(where + " " + expected), found::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<",
                "<br-instances>",
                "<br-instances><a></b></br-instances>",
                "<br-instances>&amp</br-instances>",
                "<br-instances x:y='1'/>",
                "<br-instances/><br-instances/>",
                "<br-instances a='1' a='2'/>",
            })
    void malformedXmlIsOneError(String text) {
        ReadResult read = read(text);
        assertEquals(1, read.findings().size(), () -> read.findings().toString());
        assertEquals("XML", read.findings().get(0).field());
        assertTrue(read.isRefused());
    }

    /** RFC 6241 section 3: no document type declaration, so no entity is expanded and no file read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><br-instances>&b;</br-instances>",
                "<!DOCTYPE a SYSTEM \"http://192.0.2.1/a.dtd\"><br-instances/>",
                "<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;&b;\">]><br-instances>&d;</br-instances>",
            })
    void documentTypesAreRefused(String text) {
        ReadResult read = read(text);
        assertEquals("DOCTYPE", read.findings().get(0).field());
        assertEquals(1, read.findings().size());
        assertTrue(read.isRefused());
    }

    @Test
    void entitiesAreNotRead() {
        assertTrue(read("<br-instances>&b;</br-instances>").isRefused());
    }

    @Test
    void dataWithoutInstancesIsAnError() {
        for (String text :
                List.of("<data/>", "<br-instances/>", "<interfaces/>", TEXT.replace(">true</en", ">false</en"))) {
            Finding first = read(text).firstError().orElseThrow();
            assertEquals("br-instances", first.field());
            assertEquals(Location.START, first.location());
        }
    }

    @Test
    void bothModulesAreReadFromOneReply() {
        String both = "<data>" + TEXT.substring(TEXT.indexOf("<br"))
                + TEXT.substring(TEXT.indexOf("<br"))
                        .replace("a00", "b00")
                        .replace("one", "two")
                        .replace("192.0.2", "198.51.100")
                + "</data>";
        assertEquals(
                List.of("one", "two"),
                read(both).requireDomains().stream()
                        .map(each -> each.domain().name())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x10", "020", "+16", " 16 "})
    void numbersHaveTheFormsOfYang(String number) {
        MapRule rule = read(TEXT.replace(">16<", ">" + number + "<"))
                .requireDomains()
                .get(0)
                .domain()
                .rules()
                .rules()
                .get(0);
        assertEquals(16, rule.eaLength());
    }

    @Test
    void wrongTextIsDetected() {
        for (String text : List.of(TEXT, "\ufeff\r\n" + TEXT, TEXT.replace("</", "<"), TEXT.substring(0, 120))) {
            assertEquals(Optional.of(RuleFormat.YANG_XML), RuleFormat.detect(Input.of(text)));
        }
        assertEquals(Optional.empty(), RuleFormat.detect(Input.of("<configuration><interfaces/></configuration>")));
        assertEquals(Optional.of("is not XML"), RuleFormat.YANG_XML.mismatch(Input.of("set")));
    }

    @Test
    void hostileTextTakesLinearTime() {
        String instance = TEXT.substring(TEXT.indexOf("<algo-i"), TEXT.indexOf("</algorithm>"));
        String head = TEXT.substring(0, TEXT.indexOf("<algo-i"));
        String tail = TEXT.substring(TEXT.indexOf("</algorithm>"));
        assertTimeout(
                Duration.ofSeconds(20),
                () -> assertTrue(read(head + instance.repeat(500) + tail).isRefused()));
        assertTimeout(
                Duration.ofSeconds(20),
                () -> assertTrue(read("<br-instances>".repeat(50_000)).isRefused()));
        assertTimeout(Duration.ofSeconds(20), () -> read("<br-instances>" + "<!-- -->\n".repeat(50_000)));
        assertTimeout(Duration.ofSeconds(20), () -> read("<br-instances " + "a=''\n".repeat(20_000)));
        assertTimeout(
                Duration.ofSeconds(20), () -> read("<br-instances>" + "<a/>\n".repeat(50_000) + "</br-instances>"));
    }
}
