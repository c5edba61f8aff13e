package io.softwire46.mape.provision.openwrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
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

class MapcalcReaderTest {
    /** The CE of RFC 7597 Appendix A example 1. */
    static final String VARIABLES = """
            rule=type=map-e,ipv6prefix=2001:db8::,prefix6len=40,ipv4prefix=192.0.2.0,prefix4len=24,ealen=16,br=2001:db8:ffff::1
            RULE_1_FMR=0
            RULE_1_EALEN=16
            RULE_1_PSIDLEN=8
            RULE_1_OFFSET=6
            RULE_1_PREFIX4LEN=24
            RULE_1_PREFIX6LEN=40
            RULE_1_IPV4PREFIX=192.0.2.0
            RULE_1_IPV6PREFIX=2001:db8::
            RULE_1_IPV6PD=2001:db8:12:3400::
            RULE_1_PD6LEN=56
            RULE_1_PD6IFACE=wan6
            RULE_1_IPV6ADDR=2001:db8:12:3400:0:c000:212:34
            RULE_BMR=1
            RULE_1_IPV4ADDR=192.0.2.18
            RULE_1_ADDR4LEN=32
            RULE_1_PORTSETS='1232-1235 2256-2259 '
            RULE_1_BR=2001:db8:ffff::1
            RULE_COUNT=1
            """;

    static final String ENVIRONMENT = """
            SERVER=fe80::1
            MAPE="fmr,type=map-e,ealen=16,prefix4len=24,prefix6len=40,ipv4prefix=192.0.2.0,ipv6prefix=2001:db8::,offset=6,psidlen=0,psid=0,br=2001:db8:ffff::1, type=map-e,ealen=16,prefix4len=24,prefix6len=40,ipv4prefix=198.51.100.0,ipv6prefix=2001:db9::,offset=6,psidlen=0,psid=0,br=2001:db8:ffff::1, "
            PREFIXES='2001:db8:12:3400::/56,3600,7200,900,1800'
            """;

    private static final String RULE = "ipv6Prefix=2001:db8::/40 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6";

    private static ReadResult read(String text) {
        Input input = Input.of(text);
        assertEquals(Optional.of(RuleFormat.MAPCALC), RuleFormat.detect(input), text);
        return RuleFormat.MAPCALC.read(input);
    }

    private static MapRule rule(ReadResult read) {
        return read.requireDomains().get(0).domain().rules().rules().get(0);
    }

    private static MapRule example() {
        return MapRule.parse(RULE).toBuilder().forwarding(false).build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "export ", "root@OpenWrt:~# ", "+ "})
    void readsVariables(String before) {
        for (String text : List.of(
                VARIABLES.replace("RULE_", before + "RULE_"),
                VARIABLES
                        .replace("'", "")
                        .replaceAll("=([^=,\n]*)\n", "=\"$1\"\n")
                        .replace("RULE_", before + "RULE_"),
                VARIABLES.replace("\n", "; ").replaceAll("^rule=\\S+", ""))) {
            ReadResult read = read(text);
            assertEquals(example(), rule(read));
            assertEquals(
                    "[2001:db8:ffff::1]",
                    read.domains().get(0).domain().borderRelays().toString());
            assertEquals(
                    "2001:db8:12:3400::/56",
                    read.source().endUserPrefix().orElseThrow().toCanonicalString());
            assertEquals(List.of(), TextVariants.findings(read), text);
        }
    }

    /** The address of the CE shows the format: draft-03 has the IPv4 address one octet earlier. */
    @Test
    void readsTheFormatFromTheAddress() {
        String old = VARIABLES.replace("2001:db8:12:3400:0:c000:212:34", "2001:db8:12:3400:c0:2:1200:3400");
        assertEquals(InterfaceIdFormat.DRAFT03, rule(read(old)).format());
        ReadResult other = read(VARIABLES.replace("c000:212:34", "c000:212:35"));
        assertEquals(InterfaceIdFormat.RFC7597, rule(other).format());
        assertEquals(List.of("13:17 SYNTAX warning IPV6ADDR"), TextVariants.findings(other));
        String command = "LEGACY=1 mapcalc wan6 type=map-e,ealen=16,prefix4len=24,prefix6len=40,ipv4prefix=192.0.2.0,"
                + "ipv6prefix=2001:db8::,br=2001:db8:ffff::1\n";
        assertEquals(InterfaceIdFormat.DRAFT03, rule(read(command)).format());
        assertEquals(4, rule(read(command)).portParameters().psidOffset());
    }

    /** PSID 0x34 of 8 bits with offset 6: the first range is 1 * 1024 + 0x34 * 4 = 1232. */
    @Test
    void readsThePsidOfABindingFromItsPorts() {
        String text = VARIABLES
                .replace("EALEN=16", "EALEN=0")
                .replace("PREFIX4LEN=24", "PREFIX4LEN=32")
                .replace("IPV4PREFIX=192.0.2.0", "IPV4PREFIX=192.0.2.18")
                .replace("PREFIX6LEN=40", "PREFIX6LEN=56")
                .replace("IPV6PREFIX=2001:db8::", "IPV6PREFIX=2001:db8:12:3400::");
        ReadResult read = read(text);
        assertEquals(52, rule(read).explicitPsid());
        assertEquals(List.of(), TextVariants.findings(read));
        List<String> without = TextVariants.findings(read(text.replaceAll("RULE_1_PORTSETS.*\n", "")));
        assertEquals(List.of("2:12 V16 error rules[0].psid"), without);
    }

    /** mapcalc prints a negative PSID length for CEs with a prefix. */
    @Test
    void readsTheRuleOfPrefixes() {
        ReadResult read = read(VARIABLES
                .replaceAll("RULE_1_(IPV6PD|PORTSETS).*\n", "")
                .replace("EALEN=16", "EALEN=4")
                .replace("PSIDLEN=8", "PSIDLEN=-4"));
        assertEquals(28, rule(read).ceIpv4Length());
        assertEquals(List.of(), TextVariants.findings(read));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "export ", "+ env "})
    void readsTheEnvironmentOfTheDhcpClient(String before) {
        ReadResult read = read(ENVIRONMENT.replace("MAPE", before + "MAPE"));
        ConfiguredDomain domain = read.requireDomains().get(0);
        assertTrue(domain.domain().isMesh());
        assertEquals(
                List.of(true, false),
                domain.domain().rules().rules().stream()
                        .map(MapRule::isForwarding)
                        .toList());
        assertEquals(
                "2001:db8:12:3400::/56",
                read.source().endUserPrefix().orElseThrow().toCanonicalString());
        assertEquals(List.of(), TextVariants.findings(read));
        assertEquals(1, read.skippedCount());
        assertEquals(read.domains(), read(ENVIRONMENT + ENVIRONMENT).domains(), "a second event");
    }

    /** One rule per line, as logs and scripts contain it. */
    @Test
    void readsLinesAndBindings() {
        String line =
                "type=map-e,ealen=16,prefix4len=24,prefix6len=40,ipv4prefix=192.0.2.0,ipv6prefix=2001:db8::,offset=6,"
                        + "br=2001:db8:ffff::1,br=2001:db8:ffff::2";
        ReadResult read = read("# rules\n" + line + "\n");
        assertEquals(example(), rule(read));
        assertEquals(2, read.domains().get(0).domain().borderRelays().size());
        ReadResult bound = read("LW4O6=type=lw4o6,prefix4len=32,prefix6len=56,ipv4prefix=192.0.2.18,"
                + "ipv6prefix=2001:db8:12:3400::,offset=6,psidlen=8,psid=13312,br=2001:db8:ffff::1, ");
        assertEquals(52, rule(bound).explicitPsid());
        ReadResult translated =
                read("MAPT=" + line.replace("map-e", "map-t").replaceAll(",br=.*", ",dmr=64:ff9b::/96"));
        assertEquals(
                List.of("1:6 V49 error borderRelay", "1:11 DIFFERS warning mechanism", "1:110 SYNTAX info dmr"),
                TextVariants.findings(translated));
        ReadResult variables = read(VARIABLES.replaceAll("RULE_1_BR=.*", "RULE_1_DMR=64:ff9b::/96"));
        assertEquals(
                List.of("2:12 V49 error borderRelay", "18:12 DIFFERS warning mechanism", "18:12 SYNTAX info dmr"),
                TextVariants.findings(variables));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RULE_1_EALEN=16     | RULE_1_EALEN=x      | 3:14 SYNTAX error RULE_1_EALEN",
                "RULE_1_EALEN=16     | RULE_1_EALEN=50     | 3:14 V02 error rules[0].eaLength",
                "RULE_1_EALEN=16     | OTHER=1             | 2:12 SYNTAX error ealen",
                "RULE_1_PSIDLEN=8    | RULE_1_PSIDLEN=7    | 4:16 V10 error rules[0].psidLength",
                "RULE_1_OFFSET=6     | RULE_1_OFFSET=16    | 5:15 V06 error rules[0].psidOffset",
                "RULE_1_OFFSET=6     | RULE_1_OFSET=6      | 5:14 SYNTAX warning RULE_1_OFSET",
                "RULE_1_OFFSET=6     | RULE_1_EALEN=17     | 5:14 SYNTAX warning RULE_1_EALEN",
                "RULE_1_PREFIX4LEN=24 | RULE_1_PREFIX4LEN=99 | 6:19 V01 error rules[0].ipv4Prefix",
                "RULE_1_PREFIX6LEN=40 | OTHER=1            | 9:19 SYNTAX error RULE_1_IPV6PREFIX",
                "RULE_1_IPV4PREFIX=192.0.2.0 | RULE_1_IPV4PREFIX=192.0.2 | 8:19 SYNTAX error rules[0].ipv4Prefix",
                "RULE_1_FMR=0        | RULE_1_FMR=yes      | 2:12 SYNTAX error RULE_1_FMR",
                "RULE_1_BR=2001:db8:ffff::1 | RULE_1_BR=br | 18:11 SYNTAX error RULE_1_BR"
            })
    void findingsHaveTheirPlace(String good, String bad, String expected) {
        assertTrue(VARIABLES.contains(good), good);
        List<String> findings = TextVariants.findings(read(VARIABLES.replace(good, bad)));
        assertTrue(findings.contains(expected), findings::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ealen=16  | ealen=1x   | 1:18 SYNTAX error ealen",
                "type=map-e | type=map-x | 1:6 SYNTAX error type",
                "offset=6  | ofset=6    | 1:92 SYNTAX warning ofset",
                "offset=6  | offset=    | 1:92 SYNTAX warning offset",
                "offset=6  | psidlen=8,psid=0 | 1:107 SYNTAX warning psid"
            })
    void findingsInALineHaveTheirPlace(String good, String bad, String expected) {
        String line =
                "type=map-e,ealen=16,prefix4len=24,prefix6len=40,ipv4prefix=192.0.2.0,ipv6prefix=2001:db8::,offset=6,";
        List<String> findings = TextVariants.findings(read(line.replace(good, bad)));
        assertTrue(findings.contains(expected), findings::toString);
    }

    @Test
    void anInputWithoutRulesIsRefused() {
        assertEquals(List.of("1:1 SYNTAX error file"), TextVariants.findings(read("RULE_COUNT=0\n")));
    }

    @Test
    void longTextsAreReadInLinearTime() {
        String lines = "RULE_COUNT=0\n" + "RULE_1_PD6IFACE=wan6\n".repeat(200_000);
        String line = "RULE_COUNT=0 " + "A='\"=".repeat(50_000);
        String relays = "type=map-e,ealen=99," + "br=2001:db8::1,".repeat(20_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String text : List.of(lines, line, relays)) {
                assertTrue(RuleFormat.MAPCALC.read(Input.of(text)).findings().stream()
                        .anyMatch(Finding::isError));
            }
        });
    }
}
