package io.softwire46.mape.provision.cisco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.TextVariants;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.ReadResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IosXeReaderTest {
    static final String CONFIGURATION = """
            version 17.15
            nat64 provisioning mode jp01
            nat64 route 0.0.0.0/0 GigabitEthernet0/0/0
            !
            nat64 map-e domain 1
             border-relay-address 2001:DB8:9999::1
             basic-mapping-rule
              ipv6-prefix 2001:DB8:100A:500::/56
              ipv4-prefix 198.51.100.10/32
              port-parameters share-ratio 256 port-offset-bits 4
              port-set-id 5
            nat64 map-e domain 2
             border-relay-address 2001:DB8:9999::1
             basic-mapping-rule
              ipv6-prefix 2001:DB8::/40
              ipv4-prefix 192.0.2.0/24
              port-parameters share-ratio 256 start-port 1024
            !
            interface GigabitEthernet0/0/0
             ip address dhcp
             nat64 enable
            """;

    private static final List<ConfiguredDomain> EXAMPLE = DomainFile.read("""
            { "name": "map-e-1", "borderRelay": ["2001:db8:9999::1"], "rules": [
              { "ipv6Prefix": "2001:db8:100a:500::/56", "ipv4Prefix": "198.51.100.10/32", "eaLength": 0, "psidOffset": 4,
                "psidLength": 8, "psid": 5, "forwarding": false },
              { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6,
                "forwarding": false } ] }
            """).requireDomains();

    private static final String ONE = """
            nat64 map-e domain 1
             border-relay-address 2001:db8:9999::1
             basic-mapping-rule
              ipv6-prefix 2001:db8::/40
              ipv4-prefix 192.0.2.0/24
              port-parameters share-ratio 256 port-offset-bits 6
            """;

    private static ReadResult read(String text) {
        Input input = Input.of(text);
        assertEquals(Optional.of(RuleFormat.IOS_XE), RuleFormat.detect(input), text);
        return RuleFormat.IOS_XE.read(input);
    }

    private static List<String> findings(String text) {
        return TextVariants.findings(read(text));
    }

    @Test
    void readsARunningConfiguration() {
        assertEquals(EXAMPLE, read(CONFIGURATION).requireDomains());
        assertEquals(List.of(), findings(CONFIGURATION));
        assertEquals(6, read(CONFIGURATION).skippedCount());
    }

    /** Without indentation, with prompts of a session, or as a pager printed it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Router#", "Router(config-nat64-mape)# ", "br-1.example(config)#", "  "})
    void readsTextsOfASession(String before) {
        String text = CONFIGURATION.replaceAll("(?m)^\\s*(?=\\S)", before);
        assertEquals(EXAMPLE, read(text).requireDomains(), text);
        assertEquals(
                EXAMPLE,
                read("Router#sh run | s nat64\n" + text + "Router#exit\n").requireDomains());
        String upper = CONFIGURATION
                .replace("basic", "Basic")
                .replace("nat64", "NAT64")
                .replace("share", "SHARE");
        assertEquals(EXAMPLE, read("\ufeff" + upper.replace("\n", "\r\n")).requireDomains());
        String paged = CONFIGURATION.replace(
                "  ipv4-prefix 192", " --More-- \b\b\b\b\b\b\b\b\b        \b\b\b  ipv4-prefix 192");
        assertEquals(EXAMPLE, read(paged).requireDomains());
    }

    /** RFC 7597 section 5.1: the first port is 2^(16 - a), and a range has 2^(16 - a - k) ports. */
    @ParameterizedTest
    @CsvSource({
        "port-offset-bits 4, 4",
        "port-offset-bits 0, 0",
        "start-port 1024, 6",
        "start-port 32768, 1",
        "contiguous-ports 16, 4",
        "contiguous-ports 16 start-port 4096, 4",
        "'', 6"
    })
    void portParametersAreTheOffset(String parameters, int offset) {
        ReadResult read = read(ONE.replace("port-offset-bits 6", parameters));
        assertEquals(
                offset,
                read.requireDomains()
                        .get(0)
                        .domain()
                        .rules()
                        .rules()
                        .get(0)
                        .portParameters()
                        .psidOffset());
        assertEquals(
                parameters.isEmpty(),
                findings(ONE.replace("port-offset-bits 6", parameters)).stream()
                        .anyMatch(each -> each.contains("V24 info")));
    }

    @Test
    void withoutSharingTheEaBitsAreTheAddress() {
        ReadResult read = read(ONE.replace("share-ratio 256 port-offset-bits 6", "share-ratio 1"));
        assertEquals(
                8, read.requireDomains().get(0).domain().rules().rules().get(0).eaLength());
        assertEquals(List.of("6:31 SYNTAX info share-ratio"), TextVariants.findings(read));
        String none = ONE.replace("  port-parameters share-ratio 256 port-offset-bits 6\n", "");
        assertEquals(
                read.domains().get(0).domain().rules(),
                read(none).requireDomains().get(0).domain().rules());
    }

    /** In an older version the BR is the default mapping rule; in MAP-T it is the prefix of all other addresses. */
    @Test
    void readsTheDefaultMappingRule() {
        String older =
                ONE.replace("border-relay-address 2001:db8:9999::1", "default-mapping-rule 2001:db8:9999::1/128");
        assertEquals(read(ONE).requireDomains(), read(older).requireDomains());
        assertEquals(List.of("2:23 SYNTAX error default-mapping-rule"), findings(older.replace("/128", "/64")));
        for (String text : List.of(
                older.replace("/128", "/64").replace("map-e", "map-t"),
                ONE.replace(" basic-mapping-rule", " mode divi\n basic-mapping-rule"))) {
            ReadResult read = read(text);
            assertEquals(List.of(), read.requireDomains().get(0).domain().borderRelays());
            assertEquals(
                    read(ONE).requireDomains().get(0).domain().rules(),
                    read.domains().get(0).domain().rules());
            assertTrue(read.findings().get(0).message().contains("packets are not translated"));
        }
    }

    @Test
    void laterCommandsReplaceAndRemove() {
        String text = ONE
                + "nat64 map-e domain 7\nno nat64 map-e domain 7\nnat64 map-e domain 1\n port-set-id 3\n no port-set-id\n";
        assertEquals(read(ONE).requireDomains(), read(text).requireDomains());
        String again = ONE + "nat64 map-e domain 1\n basic-mapping-rule\n  ipv4-prefix 198.51.100.0/24\n";
        assertEquals(List.of("9:15 SYNTAX warning ipv4-prefix"), findings(again));
        assertTrue(TextVariants.rules(read(again)).get(0).contains("198.51.100.0/24"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "domain 1                      | domain                        | 1:13 SYNTAX error domain",
                "2001:db8:9999::1              | x                             | 2:23 SYNTAX error border-relay-address",
                "2001:db8:9999::1              | ff02::1                       | 2:23 V23 error borderRelay[0]",
                "2001:db8:9999::1              | ''                            | 2:2 SYNTAX error border-relay-address",
                "2001:db8:9999::1              | ::1 ::2                       | 2:27 SYNTAX error border-relay-address",
                "basic-mapping-rule            | mode x                        | 3:7 SYNTAX error mode",
                "basic-mapping-rule            | basic-maping-rule             | 3:2 SYNTAX error line",
                "basic-mapping-rule            | description hello             | 3:2 SYNTAX warning line",
                "ipv6-prefix 2001:db8::/40     | local-ipv4-prefix 10.0.0.0/8  | 1:7 SYNTAX error rules[0].ipv6Prefix",
                "ipv6-prefix 2001:db8::/40     | local-ipv4-prefix 10.0.0.0/8  | 4:3 SYNTAX info local-ipv4-prefix",
                "2001:db8::/40                 | 2001:db8::1/40                | 4:15 V03 error rules[0].ipv6Prefix",
                "2001:db8::/40                 | 2001:db8::                    | 4:15 SYNTAX error rules[0].ipv6Prefix",
                "192.0.2.0/24                  | 192.0.2.1/24                  | 5:15 V03 error rules[0].ipv4Prefix",
                "192.0.2.0/24                  | 192.0.2                       | 5:15 SYNTAX error rules[0].ipv4Prefix",
                "share-ratio 256               | share-ratio 255               | 6:31 SYNTAX error share-ratio",
                "share-ratio 256               | share-ratio x                 | 6:31 SYNTAX error share-ratio",
                "share-ratio 256               | share-ratios 256              | 6:19 SYNTAX error port-parameters",
                "port-offset-bits 6            | port-offset-bits              | 6:35 SYNTAX error port-offset-bits",
                "port-offset-bits 6            | port-offset-bits 16           | 6:52 V06 error rules[0].psidOffset",
                "port-offset-bits 6            | port-offset-bits 9            | 6:31 V08 error rules[0].psidLength",
                "port-offset-bits 6            | start-port 1000               | 6:46 SYNTAX error start-port",
                "port-offset-bits 6            | start-port 1024 contiguous-ports 8 | 6:68 SYNTAX error contiguous-ports",
                "port-offset-bits 6            | port-offset-bits 6NL  port-set-id 9 | 7:15 SYNTAX info port-set-id",
            })
    void findingsHaveTheirPlace(String part, String other, String finding) {
        String text = ONE.replace(part, other.replace("NL", "\n"));
        assertTrue(findings(text).contains(finding), () -> findings(text) + "\n" + text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port-set-id 5     | port-set-id x       | 11:15 SYNTAX error port-set-id",
                "port-set-id 5     | port-set-id 256     | 11:15 V12 error rules[0].psid",
                "share-ratio 256 p | share-ratio 1 p     | 11:15 V13 warning rules[0].psid",
            })
    void findingsOfABinding(String part, String other, String finding) {
        String text = CONFIGURATION.replace(part, other);
        assertTrue(findings(text).contains(finding), () -> findings(text).toString());
    }

    @Test
    void namesTextsWithoutADomain() {
        assertEquals(List.of("1:1 SYNTAX error line"), findings("nat64 provisioning mode jp01\n"));
        assertEquals(
                List.of("1:1 SYNTAX error file"),
                findings("MAP-E Domain 1\n      Ip-v6-prefix 2001:DB8:100A:500::/56\n"));
        assertEquals(List.of("1:1 SYNTAX error file"), findings("no nat64 map-e domain 1\n"));
        assertTrue(findings(ONE + "interface x\n port-set-id 4\n").contains("8:2 SYNTAX error line"));
        assertFalse(RuleFormat.detect(Input.of("interface x\n nat64 enable\n")).isPresent());
    }

    /** A malformed parameter hides no independent error, and has one finding. */
    @Test
    void reportsAllErrors() {
        String text = ONE.replace("2001:db8:9999::1", "x")
                .replace("192.0.2.0/24", "y")
                .replace("256", "z");
        assertEquals(
                List.of(
                        "2:23 SYNTAX error border-relay-address",
                        "5:15 SYNTAX error rules[0].ipv4Prefix",
                        "6:31 SYNTAX error share-ratio"),
                findings(text));
    }

    @Test
    void hostileTextsAreReadInLinearTime() {
        List<String> texts = List.of(
                "nat64 map-e domain 1\n" + " x\n".repeat(50_000),
                "nat64 map-e domain 1\n" + " port-set-id 1\n port-set-id 2\n".repeat(20_000),
                "nat64 map-e domain 1\n port-parameters " + "a ".repeat(50_000),
                " nat64".repeat(50_000) + " map-e domain x",
                "nat64 map-e domain " + "\"".repeat(100_001) + "\n" + "-".repeat(100_000),
                "nat64 map-e domain 1\n" + "A".repeat(100_000) + "\n" + " ".repeat(100_000) + "#\n");
        for (String text : texts) {
            assertTimeoutPreemptively(Duration.ofSeconds(8), () -> {
                RuleFormat.detect(Input.of(text));
                assertTrue(new IosXeReader().read(Input.of(text)).isRefused());
            });
        }
    }
}
