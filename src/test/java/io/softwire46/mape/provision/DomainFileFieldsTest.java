package io.softwire46.mape.provision;

import static io.softwire46.mape.provision.DomainTexts.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.format.ReadResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field of the JSON form, wrong in kind and in range, is refused at the place of its value. */
class DomainFileFieldsTest {
    private static final String DOMAIN = """
            { "name": "a", "format": "rfc7597", "mesh": false,
              "borderRelay": ["2001:db8:ffff::1"],
              "rules": [
                { "ipv6Prefix": "2001:db8:8000::/48", "ipv4Prefix": "203.0.113.0/24", "eaLength": 8 },
                { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16,
                  "psidOffset": 6, "psidLength": 8, "psid": null, "forwarding": true, "borderRelay": null } ],
              "options": { "mtuV6": 1500 } }
            """;

    private static final String BINDING = """
            { "rules": [ { "ipv6Prefix": "2001:db8::1/128", "ipv4Prefix": "192.0.2.1/32", "eaLength": 0,
                           "psidOffset": 0, "psidLength": 8, "psid": 77 } ] }
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SYNTAX|ipv6Prefix|\"2001:db8::/40\"|5",
                "SYNTAX|ipv6Prefix|\"2001:db8::/40\"|null",
                "SYNTAX|ipv6Prefix|\"2001:db8::/40\"|\"\"",
                "SYNTAX|ipv6Prefix|\"2001:db8::/40\"|\"2001:db8::\"",
                "SYNTAX|ipv6Prefix|\"2001:db8::/40\"|\"2001:db8::/040\"",
                "SYNTAX|ipv6Prefix|\"2001:db8::/40\"|\"192.0.2.0/24\"",
                "V01|ipv6Prefix|\"2001:db8::/40\"|\"2001:db8::/129\"",
                "V03|ipv6Prefix|\"2001:db8::/40\"|\"2001:db8::1/40\"",
                "V22|ipv6Prefix|\"2001:db8::/40\"|\"ff00::/40\"",
                "SYNTAX|ipv4Prefix|\"192.0.2.0/24\"|[]",
                "SYNTAX|ipv4Prefix|\"192.0.2.0/24\"|false",
                "SYNTAX|ipv4Prefix|\"192.0.2.0/24\"|\"192.0.2/24\"",
                "V01|ipv4Prefix|\"192.0.2.0/24\"|\"192.0.2.0/33\"",
                "V03|ipv4Prefix|\"192.0.2.0/24\"|\"192.0.2.1/24\"",
                "SYNTAX|eaLength|16|\"16\"",
                "SYNTAX|eaLength|16|16.0",
                "SYNTAX|eaLength|16|1.6e1",
                "SYNTAX|eaLength|16|null",
                "SYNTAX|eaLength|16|{}",
                "V02|eaLength|16|49",
                "V02|eaLength|16|-1",
                "V02|eaLength|16|4294967312",
                "V02|eaLength|16|-99999999999999999999999",
                "V09|eaLength|16|25",
                "SYNTAX|psidOffset|6|\"6\"",
                "SYNTAX|psidOffset|6|true",
                "V06|psidOffset|6|16",
                "V06|psidOffset|6|-1",
                "V06|psidOffset|6|4294967302",
                "SYNTAX|psidLength|8|8.5",
                "V07|psidLength|8|17",
                "V07|psidLength|8|-1",
                "V10|psidLength|8|11",
                "V10|psidLength|8|7",
                "SYNTAX|psid|null|\"0x12\"",
                "SYNTAX|forwarding|true|1",
                "SYNTAX|forwarding|true|\"true\"",
                "SYNTAX|borderRelay|null|true",
                "SYNTAX|borderRelay|null|\"2001:db8::/64\"",
                "SYNTAX|borderRelay|null|[\"2001:db8:ffff::1\"]",
                "V23|borderRelay|null|\"ff02::1\"",
            })
    void aFieldOfARule(String id, String field, String right, String wrong) {
        Finding error = assertRefused(id, "rules[1]." + field, second(field, right, wrong));
        if (id.startsWith("V0") && wrong.length() > 15 && wrong.matches("-?[0-9]+")) {
            assertEquals(wrong, error.value());
        }
    }

    /** The example with a marked, wrong value in its second rule. */
    private static String second(String field, String right, String wrong) {
        int rule = DOMAIN.indexOf("2001:db8::/40") - 20;
        String before = "\"" + field + "\": ";
        int at = DOMAIN.indexOf(before + right, rule) + before.length();
        return DOMAIN.substring(0, at) + DomainTexts.MARK + wrong + DOMAIN.substring(at + right.length());
    }

    @Test
    void thePsidOfABinding() {
        assertRefused("V12", "rules[0].psid", BINDING.replace("77", "▸256"));
        assertRefused("V12", "rules[0].psid", BINDING.replace("77", "▸-1"));
        assertRefused("V16", "rules[0].psid", BINDING.replace("77", "▸null"));
        assertRefused(
                "V16", "rules[0].psid", BINDING.replace(", \"psid\": 77", "").replace("[ {", "[ ▸{"));
    }

    @Test
    void anUnknownFieldIsRefusedAtItsNameWithTheNearestKnownOne() {
        assertSuggested("\"psidOffset\"", "rules[1].psidOfset", DOMAIN.replace("\"psidOffset\"", "▸\"psidOfset\""));
        assertSuggested(
                "\"borderRelay\"", "borderRelays", DOMAIN.replace("\"borderRelay\": [", "▸\"borderRelays\": ["));
        assertSuggested("\"mtuV6\"", "options.mtuv6", DOMAIN.replace("\"mtuV6\"", "▸\"mtuv6\""));
        assertSuggested("known are name, format", "x", DOMAIN.replace("\"mesh\"", "▸\"x\": 1, \"mesh\""));
    }

    private static void assertSuggested(String suggestion, String field, String text) {
        Finding error = assertRefused("SYNTAX", field, text);
        assertTrue(error.message().contains(suggestion), error.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SYNTAX|name|\"a\"|5",
                "SYNTAX|name|\"a\"|\"\"",
                "SYNTAX|name|\"a\"|\"a b\"",
                "SYNTAX|format|\"rfc7597\"|7597",
                "SYNTAX|format|\"rfc7597\"|\"RFC7597\"",
                "SYNTAX|format|\"rfc7597\"|\"draft-03\"",
                "SYNTAX|mesh|false|0",
                "SYNTAX|mesh|false|\"false\"",
                "SYNTAX|borderRelay|[\"2001:db8:ffff::1\"]|\"2001:db8:ffff::1\"",
                "SYNTAX|borderRelay|[\"2001:db8:ffff::1\"]|{}",
                "SYNTAX|options|{ \"mtuV6\": 1500 }|[]",
                "SYNTAX|options|{ \"mtuV6\": 1500 }|\"default\"",
            })
    void aFieldOfADomain(String id, String field, String right, String wrong) {
        String before = "\"" + field + "\": ";
        assertTrue(DOMAIN.contains(before + right));
        assertRefused(id, field, DOMAIN.replace(before + right, before + DomainTexts.MARK + wrong));
    }

    @Test
    void aSingleBorderRelayIsInBracketsToo() {
        String text = DOMAIN.replace("[\"2001:db8:ffff::1\"]", "▸\"2001:db8:ffff::1\"");
        Finding error = assertRefused("SYNTAX", "borderRelay", text);
        assertTrue(error.message().contains("[\"2001:db8:ffff::1\"]"), error.toString());
    }

    @Test
    void anElementOfAnArray() {
        String relay = "\"2001:db8:ffff::1\"";
        assertRefused("SYNTAX", "borderRelay[1]", DOMAIN.replace(relay, relay + ", ▸null"));
        assertRefused("SYNTAX", "borderRelay[1]", DOMAIN.replace(relay, relay + ", ▸7"));
        assertRefused("SYNTAX", "borderRelay[0]", DOMAIN.replace(relay, "▸\"2001:db8:ffff::1%eth0\""));
        assertRefused("V23", "borderRelay[1]", DOMAIN.replace(relay, relay + ", ▸\"ff02::1\""));
        // The MAP address of 203.0.113.1 under the first rule (RFC 7597 section 6).
        assertRefused("V23", "borderRelay[0]", DOMAIN.replace(relay, "▸\"2001:db8:8000:100:0:cb00:7101:0\""));
        assertRefused("SYNTAX", "rules[0]", DOMAIN.replace("\"rules\": [", "\"rules\": [ ▸null,"));
        assertRefused("SYNTAX", "rules", "{\"rules\": ▸{}}");
        assertRefused("SYNTAX", "rules", "▸{\"name\": \"a\", \"rules\": null}");
        assertRefused("SYNTAX", "rules", "▸{}");
        assertRefused("V40", "rules", "{\"rules\": ▸[]}");
    }

    @Test
    void rulesThatContradictEachOther() {
        String rule = ", { \"ipv6Prefix\": \"%s\", \"ipv4Prefix\": %s\"%s\", \"eaLength\": 16, \"psidOffset\": 6 } ],";
        assertRefused(
                "V41",
                "rules[2].ipv6Prefix",
                DOMAIN.replace(" ],", rule.formatted("2001:db8::/40", "", "198.51.100.0/24"))
                        .replace(
                                "{ \"ipv6Prefix\": \"2001:db8::/40\", \"ipv4Prefix\": \"198",
                                "" + "{ \"ipv6Prefix\": ▸\"2001:db8::/40\", \"ipv4Prefix\": \"198"));
        assertRefused(
                "V43",
                "rules[2].ipv4Prefix",
                DOMAIN.replace(" ],", rule.formatted("2001:db9::/40", "▸", "192.0.2.0/24")));
    }

    static List<String> optionNames() {
        List<String> names = new ArrayList<>();
        ForwardingOption.all().forEach(option -> names.add(option.name()));
        return names;
    }

    @ParameterizedTest
    @MethodSource("optionNames")
    void anOptionOfTheWrongKind(String name) {
        for (String wrong : List.of("{}", "[]", "[1500]", "\"no such value\"")) {
            String text = DOMAIN.replace("\"mtuV6\": 1500", "\"" + name + "\": ▸" + wrong);
            Finding error = assertRefused("SYNTAX", "options." + name, text);
            assertTrue(
                    error.message()
                            .contains(ForwardingOption.named(name).orElseThrow().values()),
                    error.toString());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "V51|mtuV6|1279",
                "V51|mtuV6|65536",
                "SYNTAX|mtuV6|null",
                "SYNTAX|mtuV6|1500.0",
                "V51|mtuV6|4294968796",
                "OPTION|mtuV4|67",
                "OPTION|tcpMss|65496",
                "SYNTAX|ignoreDf|null",
                "SYNTAX|sourceCheck|\"STRICT\"",
                "OPTION|hopLimit|0",
                "OPTION|hopLimit|256",
                "OPTION|trafficClass|64",
                "OPTION|trafficClass|-1",
                "OPTION|encapsulationLimit|256",
                "OPTION|icmpv4Source|\"127.0.0.1\"",
                "SYNTAX|icmpv4Source|\"192.0.02.1\"",
                "OPTION|fragmentSharePerSource|0",
                "OPTION|fragmentSharePerSource|1.5",
                "OPTION|maxFragmentsPerPacket|1",
                "OPTION|maxBufferedOctets|2000",
            })
    void anOptionOutOfRange(String id, String name, String wrong) {
        String text = DOMAIN.replace("\"mtuV6\": 1500", "\"hairpin\": true, \"" + name + "\": ▸" + wrong);
        Finding error = assertRefused(id, "options." + name, text);
        assertEquals(wrong, error.value());
    }

    @Test
    void optionsAreHeldAgainstTheRules() {
        String strict = "{ \"options\": {\"strict64\": true}, \"rules\": [{\"ipv6Prefix\": \"2001:db8::/56\", "
                + "\"ipv4Prefix\": \"192.0.2.0/24\", \"psidOffset\": 6, \"eaLength\": ▸16}]}";
        assertRefused("V05", "rules[0].eaLength", strict);
        ReadResult file = DomainFile.read(DOMAIN.replace("\"mtuV6\": 1500", "\"icmpv4Source\": \"192.0.2.1\""));
        assertEquals(1, file.findings().size());
        DomainTexts.assertPlaced(
                "V25",
                "options.icmpv4Source",
                DOMAIN.replace("\"mtuV6\": 1500", "\"icmpv4Source\": ▸\"192.0.2.1\""),
                file.findings().get(0));
    }
}
