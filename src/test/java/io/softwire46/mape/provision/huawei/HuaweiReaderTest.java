package io.softwire46.mape.provision.huawei;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.provision.DomainFile;
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

class HuaweiReaderTest {
    static final String CONFIGURATION = """
            #
            br-ipv6-address br1 ipv6-address 2001:db8:1124::1 prefix-length 128
            #
            map rule bmr1
             rule-prefix 2001:db8:: prefix-length 40 ipv4-prefix 192.0.2.0 prefix-length 24 ea-length 16 psid-offset 4
            #
            map rule bmr2
             rule-prefix 2001:db9:: prefix-length 40 ipv4-prefix 198.51.100.0 prefix-length 24 ea-length 8
            #
            map-e instance one id 2
             br-ipv6-address br1
             map-rule bmr1
             map-rule bmr2
             map mtu 1480
             map tcp adjust-mss 1380
            #
            ipv6 prefix pre1 delegation
             map-rule bmr1
            #
            interface GigabitEthernet0/2/1
             ip address 11.1.1.1 255.255.255.0
            #
            """;

    private static final List<ConfiguredDomain> EXAMPLE = DomainFile.read("""
            { "name": "one", "borderRelay": ["2001:db8:1124::1"], "options": { "mtuV6": 1480, "tcpMss": 1380 }, "rules": [
              { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 4,
                "forwarding": false },
              { "ipv6Prefix": "2001:db9::/40", "ipv4Prefix": "198.51.100.0/24", "eaLength": 8, "forwarding": false } ] }
            """).requireDomains();

    private static final String ONE = """
            br-ipv6-address br1 ipv6-address 2001:db8:1124::1 prefix-length 128
            map rule bmr1
             rule-prefix 2001:db8:: prefix-length 40 ipv4-prefix 192.0.2.0 prefix-length 24 ea-length 16 psid-offset 6
            map-e instance one
             br-ipv6-address br1
             map-rule bmr1
             map mtu 1480
            """;

    private static ReadResult read(String text) {
        Input input = Input.of(text);
        assertEquals(Optional.of(RuleFormat.HUAWEI), RuleFormat.detect(input), text);
        return RuleFormat.HUAWEI.read(input);
    }

    private static List<String> findings(String text) {
        return read(text).findings().stream()
                .map(each -> each.location() + " " + each.id() + " " + each.severity() + " " + each.field())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<HUAWEI> ", "[~HUAWEI-map-rule-bmr1] ", "[*HUAWEI-map-e-instance-one]", "[HUAWEI]", "  "})
    void readsTextsOfASession(String before) {
        assertEquals(EXAMPLE, read(CONFIGURATION).requireDomains());
        assertEquals(List.of(), findings(CONFIGURATION));
        String text = CONFIGURATION.replaceAll("(?m)^\\s*(?=[a-z])", before).replace("\n", "\r\n");
        assertEquals(EXAMPLE, read(text + "<HUAWEI> quit\n").requireDomains(), text);
        String upper =
                "\ufeff" + CONFIGURATION.replace("rule-prefix", "RULE-PREFIX").replace("mtu", "MTU");
        assertEquals(EXAMPLE, read(upper).requireDomains());
    }

    /** The names may be used before their definition, and commands undo others. */
    @Test
    void orderHasNoMeaning() {
        int instance = ONE.indexOf("map-e instance");
        String other = ONE.substring(instance) + ONE.substring(0, instance);
        assertEquals(read(ONE).requireDomains(), read(other).requireDomains());
        String undone =
                ONE + "map rule x\nundo map rule x\nmap-e instance y\nundo map-e instance y\nmap-e instance one\n"
                        + " map-rule x\n undo map-rule x\n map-version draft\n undo map-version\n";
        assertEquals(read(ONE).requireDomains(), read(undone).requireDomains());
    }

    @Test
    void readsTheDraftVersionAndTranslation() {
        ReadResult draft = read(ONE + " map-version draft\n");
        assertEquals(
                "DRAFT03",
                draft.requireDomains()
                        .get(0)
                        .domain()
                        .rules()
                        .rules()
                        .get(0)
                        .format()
                        .name());
        ReadResult translated = read(ONE.replace("map-e", "map-t"));
        assertEquals(
                List.of(),
                translated.requireDomains().get(0).domain().borderRelays().subList(1, 1));
        assertTrue(
                translated.findings().stream().anyMatch(each -> each.message().contains("packets are not translated")));
    }

    /** The default offset is that of RFC 7597; without address sharing it has no meaning. */
    @Test
    void knowsTheDefaults() {
        String text = ONE.replace(" psid-offset 6", "");
        assertEquals(List.of("2:10 V24 info rules[0].psidOffset"), findings(text));
        assertEquals(
                6,
                read(text)
                        .domains()
                        .get(0)
                        .domain()
                        .rules()
                        .rules()
                        .get(0)
                        .portParameters()
                        .psidOffset());
        assertEquals(List.of(), findings(ONE.replace("ea-length 16 psid-offset 6", "ea-length 8 psid-offset 16")));
    }

    /** A server of prefixes has rules, but no instance. */
    @Test
    void readsRulesWithoutAnInstance() {
        String text = ONE.substring(0, ONE.indexOf("map-e instance"));
        assertEquals("bmr1", read(text).requireDomains().get(0).domain().name());
        assertEquals(1, read(text).domains().get(0).domain().borderRelays().size());
        String two = text + "br-ipv6-address br2 ipv6-address 2001:db8:1124::2 prefix-length 128\n";
        assertEquals(List.of(), read(two).requireDomains().get(0).domain().borderRelays());
        String none = text.substring(text.indexOf("map rule"));
        assertEquals(List.of(), read(none).requireDomains().get(0).domain().borderRelays());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prefix-length 128      | prefix-length 96           | 1:65 SYNTAX info prefix-length",
                "2001:db8:1124::1       | x                          | 1:34 SYNTAX error ipv6-address",
                "2001:db8:1124::1       | ff02::1                    | 1:34 V23 error borderRelay[0]",
                "ipv6-address 2001:db8:1124::1 prefix-length 128 | ipv6-address | 1:21 SYNTAX error ipv6-address",
                "map rule bmr1          | map rule                   | 2:5 SYNTAX error map rule",
                "rule-prefix 2          | rule-prefx 2               | 3:2 SYNTAX error line",
                "2001:db8:: prefix      | 2001:db8::1 prefix         | 3:14 SYNTAX warning prefix",
                "2001:db8:: prefix      | y prefix                   | 3:14 SYNTAX error rules[0].ipv6Prefix",
                "prefix-length 40       | prefix-length 129          | 3:39 V01 error rules[0].ipv6Prefix",
                "prefix-length 40       | prefix-length z            | 3:39 SYNTAX error IPv6 prefix-length",
                "prefix-length 40 ipv4  | ipv4                       | 2:10 SYNTAX error IPv6 prefix-length",
                "192.0.2.0              | 192.0.2.1                  | 3:54 SYNTAX warning prefix",
                "192.0.2.0              | 192.0.2                    | 3:54 SYNTAX error rules[0].ipv4Prefix",
                "prefix-length 24       | prefix-length 33           | 3:78 V01 error rules[0].ipv4Prefix",
                "ea-length 16           | ea-length 49               | 3:91 V02 error rules[0].eaLength",
                "ea-length 16           | ea-length x                | 3:91 SYNTAX error ea-length",
                "ea-length 16           | vpn-instance v ea-length 16 | 3:94 SYNTAX info vpn-instance",
                "ea-length 16 psid-offset 6 | psid-offset 6          | 2:10 SYNTAX error rules[0].eaLength",
                "psid-offset 6          | psid-offset 16             | 3:106 V06 error rules[0].psidOffset",
                "psid-offset 6          | psid-offset                | 3:94 SYNTAX error psid-offset",
                "psid-offset 6          | psid-offset 6 psid-offset 7 | 3:120 SYNTAX error psid-offset",
                "psid-offset 6          | psid-ofset 6               | 3:94 SYNTAX error rule-prefix",
                "map-e instance one     | map-e instance             | 4:7 SYNTAX error instance",
                "map-e instance one     | map-e instance oneNL br-ipv6-address br2 | 5:18 SYNTAX error br-ipv6-address",
                "map-rule bmr1          | map-rule bmr2              | 6:11 SYNTAX error map rule",
                "map-rule bmr1          | map-rule                   | 6:2 SYNTAX error map-rule",
                "map-rule bmr1          | map-rul bmr1               | 6:2 SYNTAX error line",
                "map-rule bmr1          | description x              | 6:2 SYNTAX warning line",
                "map mtu 1480           | map mtu 12                 | 7:10 V51 error options.mtuV6",
                "map mtu 1480           | map mtu                    | 7:2 SYNTAX error mtu",
                "map mtu 1480           | map mtu x                  | 7:10 SYNTAX error mtu",
                "map mtu 1480           | map traffic-class 8        | 7:2 SYNTAX info line",
                "map mtu 1480           | map tcp adjust-mss 12      | 7:21 OPTION error options.tcpMss",
                "map mtu 1480           | map-version 3              | 7:14 SYNTAX error map-version",
            })
    void findingsHaveTheirPlace(String part, String other, String finding) {
        String text = ONE.replace(part, other.replace("NL", "\n"));
        assertTrue(findings(text).contains(finding), () -> findings(text) + "\n" + text);
    }

    @Test
    void namesWhatIsMissing() {
        assertEquals(
                List.of("1:1 SYNTAX error file"), findings("br-ipv6-address a ipv6-address ::1 prefix-length 128\n"));
        assertEquals(
                List.of("4:16 SYNTAX error instance"),
                findings(ONE.replace(" map-rule bmr1\n", "")).stream()
                        .filter(each -> each.contains("error"))
                        .toList());
        String option = ONE + "ipv6 pool p bas delegation\n option-s46 br-ipv6-address br1\n";
        assertEquals(List.of("9:2 SYNTAX info line"), findings(option));
        assertEquals(
                List.of("1:1 SYNTAX error line"),
                findings(
                        "rule-prefix 2001:db8:: prefix-length 40 ipv4-prefix 192.0.2.0 prefix-length 24 ea-length 16\n"));
        assertTrue(findings(ONE + "map rule bmr9\n").contains("8:10 SYNTAX info map rule"));
    }

    @Test
    void hostileTextsAreReadInLinearTime() {
        List<String> texts = List.of(
                "map-e instance a\n" + " x\n".repeat(50_000),
                "map rule a\n" + " rule-prefix x y\n".repeat(20_000),
                "map rule a\n rule-prefix " + "prefix-length ".repeat(50_000),
                "map-e instance a\n" + " map-rule b\n".repeat(20_000),
                "map-e ".repeat(50_000),
                "map-e instance " + "[".repeat(100_000) + "\n" + "<".repeat(100_000));
        for (String text : texts) {
            assertTimeoutPreemptively(Duration.ofSeconds(8), () -> {
                RuleFormat.detect(Input.of(text));
                assertTrue(new HuaweiReader().read(Input.of(text)).isRefused());
            });
        }
    }
}
