package io.softwire46.mape.provision.kea;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.MapDomain;
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

class KeaTest {
    static final String TEXT = """
            # MAP-E for all clients
            { "Dhcp6": { "option-data": [
              { "name": "dns-servers", "data": "2001:db8::53" },
              { "name": "s46-cont-mape" },
              { "space": "s46-cont-mape-options", "name": "s46-rule", "data": "1, 16, 24, 192.0.2.0, 2001:db8:a00::/40" },
              { "space": "s46-rule-options", "name": "s46-portparams", "data": "6, 0/0" },
              { "space": "s46-cont-mape-options", "code": 90, "data": "2001:db8:ffff::1" } ] } }
            """;

    private static final String LW = """
            { "name": "s46-cont-lw" },
            { "space": "s46-cont-lw-options", "name": "s46-v4v6bind", "data": "192.0.2.3, 2001:db8:1:cafe::/64" },
            { "space": "s46-v4v6bind-options", "name": "s46-portparams", "data": "0, 3/4" },
            { "space": "s46-cont-lw-options", "name": "s46-br", "data": "2001:db8:ffff::2" }
            """;

    private static ReadResult read(String text) {
        return RuleFormat.KEA.read(Input.of(text));
    }

    private static List<MapDomain> domains(String text) {
        return read(text).requireDomains().stream().map(each -> each.domain()).toList();
    }

    @Test
    void optionsOfAContainerAreADomain() {
        assertEquals(List.of(), read(TEXT).findings());
        MapDomain domain = domains(TEXT).get(0);
        assertEquals("kea", domain.name());
        assertTrue(domain.isMesh());
        MapRule rule = domain.rules().rules().get(0);
        assertEquals("2001:db8:a00::/40", rule.ipv6Prefix().toCanonicalString());
        assertEquals(16, rule.eaLength());
        assertEquals("rfc7597", rule.format().toString());
        assertEquals("2001:db8:ffff::1", domain.borderRelays().get(0).toCanonicalString());
    }

    /** RFC 7596 section 5.1: the PSID of a binding is its own, and the offset is 0 by default. */
    @Test
    void aBindingIsADomain() {
        String text = "{\"Dhcp6\": {\"reservations\": [{\"hostname\": \"ce\", \"option-data\": [" + LW + "]}]}}";
        MapDomain domain = domains(text).get(0);
        assertEquals("ce-lw", domain.name());
        MapRule rule = domain.rules().rules().get(0);
        assertEquals(3, rule.explicitPsid());
        assertEquals(4, rule.portParameters().psidLength());
        assertEquals(0, rule.portParameters().psidOffset());
        assertEquals("192.0.2.3/32", rule.ipv4Prefix().toCanonicalString());
        String without = text.replaceAll("\\{ \"space\": \"s46-v4v6bind-options.*?\\},", "");
        assertEquals(
                0,
                domains(without).get(0).rules().rules().get(0).portParameters().psidLength());
    }

    /** The vector of RFC 7598 with a PSID of its own: 0x3400 of length 8 is 0x34. */
    @Test
    void octetsAreRead() {
        String octets =
                "0059001700002 0c0000212 38 20010db8001234 005d0004 06 08 3400 005a0010 20010db8ffff00000000000000000001";
        MapRule rule = domains(
                        "{\"option-data\": [{\"code\": 94, \"csv-format\": false, \"data\": \"" + octets + "\"}]}")
                .get(0)
                .rules()
                .rules()
                .get(0);
        assertEquals(0x34, rule.explicitPsid());
        assertEquals(8, rule.portParameters().psidLength());
        assertEquals("192.0.2.18/32", rule.ipv4Prefix().toCanonicalString());
    }

    @Test
    void eachLevelIsADomain() {
        String options = TEXT.substring(TEXT.indexOf("{ \"name\": \"s46"), TEXT.indexOf(" ] } }"));
        String other = options.replace("a00", "b00").replace("192.0.2", "198.51.100");
        String text = "{\"Dhcp6\": {\"option-data\": [" + options
                + "], \"subnet6\": [{\"subnet\": \"2001:db8::/32\", \"option-data\": ["
                + other + "]}, {\"id\": 7, \"pools\": [{\"option-data\": [" + options + "]}]}],"
                + "\"client-classes\": [{\"name\": \"c\", \"test\": \"member('x')\", \"option-data\": ["
                + options.replace("a00", "c00").replace("192.0.2", "203.0.113") + "]}]}}";
        assertEquals(
                List.of("kea", "2001:db8::/32", "c"),
                domains(text).stream().map(MapDomain::name).toList());
        List<String> notes = read(text).findings().stream()
                .map(each -> each.severity() + " " + each.field())
                .toList();
        assertEquals(List.of("info subnet-7", "info test"), notes);
    }

    /** The finding is at the first occurrence of {@code place}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1, 16 | 1, 49 | error rules[0].eaLength | 49",
                "1, 16 | 1, x | error s46-rule.ea-len | x, 24",
                "1, 16 | 128, 16 | warning s46-rule.flags | 128",
                "1, 16, 24 | 1, 16 | error s46-rule | \"1, 16",
                "16, 24 | 16, 33 | error s46-rule.ipv4-prefix | 192.0.2.0",
                "192.0.2.0 | 192.0.2.1 | warning s46-rule.ipv4-prefix | 192.0.2.1",
                "2001:db8:a00::/40 | 2001:db8:a00:: | error s46-rule.ipv6-prefix | 2001:db8:a00",
                "2001:db8:ffff::1 | relay | error s46-br.address | relay",
                "6, 0/0 | 16, 0/0 | error rules[0].psidOffset | 16, 0/0",
                "6, 0/0 | 6, 12 | error s46-portparams | 12\"",
                "6, 0/0 | 6 | error s46-portparams | \"6\"",
                "6, 0/0 | x, 0/0 | error s46-rule.s46-portparams.offset | x, 0/0",
                "6, 0/0 | 6, 1/7 | error rules[0].psidLength | 1/7",
                "{ \"name\": \"s46-cont-mape\" }, | `` | warning s46-rule | \"1, 16",
                "\"s46-cont-mape\" } | \"s46-cont-mape\", \"data\": \"x\" } | error s46-cont-mape | \"x\"",
                "\"s46-cont-mape\" } | \"s46-cont-mape\", \"space\": \"s46-rule-options\" } | warning s46-cont-mape | { \"name\": \"s46",
                "\"s46-cont-mape\" } | \"s46-cont-mape\", \"never-send\": true } | info s46-cont-mape | true",
                "\"s46-cont-mape\" } | \"s46-cont-mape\", \"client-classes\": [] } | info s46-cont-mape | []",
                "\"s46-cont-mape\" } | \"s46-cont-mape\", \"code\": 95 } | error s46-cont-mape | { \"name\": \"s46",
                "\"s46-cont-mape\" } | \"s46-cont-mape\", \"csv-format\": false, \"data\": \"xy\" } | error s46-cont-mape | \"xy\"",
                "\"s46-cont-mape\" } | \"s46-cont-mape\", \"csv-format\": false, \"data\": \"0059\" } | error s46-cont-mape | \"0059\"",
                "\"space\": \"s46-cont-mape-options\", \"name\" | \"name\" | warning s46-rule | { \"name\": \"s46-rule",
                "\"Dhcp6\" | <?include \"a.json\"?>, \"Dhcp6\" | info include | <?include",
            })
    void findings(String old, String other, String expected, String place) {
        String text = TEXT.replace(old, other);
        String before = text.substring(0, text.indexOf(place));
        long line = before.chars().filter(c -> c == '\n').count() + 1;
        String where = line + ":" + (before.length() - before.lastIndexOf('\n'));
        ReadResult read = read(text);
        List<String> found = read.validate().stream()
                .map(each -> each.location() + " " + each.severity() + " " + each.path())
                .toList();
        assertTrue(found.contains(where + " " + expected), found::toString);
        for (Finding each : read.findings()) {
            assertTrue(each.message().length() > 10 && each.rfc().startsWith("RFC "), each::toString);
        }
    }

    @Test
    void mapTIsSkippedWithANote() {
        String both = TEXT.replace(
                "{ \"name\": \"dns-servers\", \"data\": \"2001:db8::53\" }",
                "{ \"name\": \"s46-cont-mapt\" }, { \"space\": \"s46-cont-mapt-options\", \"name\": \"s46-dmr\", "
                        + "\"data\": \"2001:db8:cafe::/64\" }");
        assertEquals(1, domains(both).size());
        assertEquals("mechanism", read(both).findings().get(0).field());
        assertEquals("s46-cont-mapt", read(both).findings().get(0).value());
        assertEquals(1, read(both).findings().size());
        assertTrue(read(TEXT.replace("mape", "mapt").replace("\"code\": 90", "\"code\": 91"))
                .isRefused());
    }

    @Test
    void furtherBindingsAndPortParametersAreReported() {
        String second = LW.lines()
                .filter(line -> line.contains("v4v6bind\""))
                .findFirst()
                .orElseThrow();
        String text = "{\"option-data\": [" + LW + ","
                + second.replace("/64\" },", "/64\" }").replace("cafe", "caff").replace(".3", ".4") + ","
                + "{ \"space\": \"s46-v4v6bind\", \"name\": \"s46-portparams\", \"data\": \"0, 4/4\" }]}";
        assertEquals(
                List.of("warning s46-v4v6bind", "warning s46-portparams"),
                read(text).findings().stream()
                        .map(each -> each.severity() + " " + each.field())
                        .toList());
    }

    @Test
    void aContainerWithoutARuleIsSkipped() {
        String text = "{\"option-data\": [{\"name\": \"s46-cont-mape\"}, " + LW + "]}";
        assertEquals(1, domains(text).size());
        assertEquals(
                "warning s46-cont-mape",
                read(text).findings().get(0).severity() + " "
                        + read(text).findings().get(0).field());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "7",
                "{\"Dhcp6\": {}}",
                "{\"option-data\": 7}",
                "{\"option-data\": [7, {}, {\"code\": 1e99}]}"
            })
    void textWithoutARuleIsAnError(String text) {
        assertEquals("option-data", read(text).firstError().orElseThrow().field());
    }

    @Test
    void wrongTextIsDetected() {
        for (String text :
                List.of(TEXT, TEXT.replace("]", ""), "\ufeff" + TEXT, "// a\n/* b */\n" + TEXT, "{\"Dhcp6\": {\n")) {
            assertEquals(Optional.of(RuleFormat.KEA), RuleFormat.detect(Input.of(text)), text);
        }
    }

    @Test
    void hostileTextTakesLinearTime() {
        String option = TEXT.substring(TEXT.indexOf("{ \"space\""), TEXT.indexOf("40\" },") + 5);
        assertTimeout(Duration.ofSeconds(20), () -> read("{\"option-data\": [" + (option + ",\n").repeat(500) + "]}"));
        assertTimeout(
                Duration.ofSeconds(20), () -> read("[" + "{\"option-data\": [{\"code\": 94}]},\n".repeat(3_000) + "]"));
        assertTimeout(Duration.ofSeconds(20), () -> read("{\"option-data\": [" + "[".repeat(50_000)));
        assertTimeout(
                Duration.ofSeconds(20),
                () -> read("{\"option-data\": [{\"name\": \"s46-rule\", \"space\": \"s46-cont-mape\", \"data\": \""
                        + " ".repeat(20_000) + "\u0100,".repeat(50_000) + "\"}]}"));
    }
}
