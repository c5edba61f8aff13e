package io.softwire46.mape.provision.vpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.TextVariants;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.ReadResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VppReaderTest {
    private static final String DOMAIN =
            "map add domain ip4-pfx 192.0.2.0/24 ip6-pfx 2001:db8::/40 ip6-src 2001:db9:ffff::1 "
                    + "ea-bits-len 16 psid-offset 6 psid-len 8 mtu 1500";

    private static final String BINDINGS =
            "map add domain ip4-pfx 203.0.113.1/32 ip6-pfx ::/0 ip6-src 2001:db9:ffff::1 "
                    + "ea-bits-len 0 psid-offset 6 psid-len 4 mtu 1500\nmap add rule index 1 psid 3 ip6-dst 2001:dba::3\n"
                    + "map add rule index 1 psid 9 ip6-dst 2001:dba::9\n";

    static final String COMMANDS = DOMAIN + "\n" + BINDINGS;

    static final String API =
            COMMANDS.replace("map add domain", "vat# map_add_domain").replace("map add rule", "map_add_del_rule");

    static final String SHOWN = """
            vpp# show map domain counters
            [0] tag {isp one} ip4-pfx 192.0.2.0/24 ip6-pfx 2001:db8::/40 ip6-src 2001:db9:ffff::1/128 ea-bits-len 16 psid-offset 6 psid-len 8 mtu 1500   TX: 0/0  RX: 0/0
            [1] tag {} ip4-pfx 203.0.113.1/32 ip6-pfx ::/0 ip6-src 2001:db9:ffff::1/128 ea_bits_len 0 psid-offset 6 psid-len 4 mtu 1500 prefix
             rule psid: 3 ip6-dst 2001:dba::3
             rule psid: 9 ip6-dst 2001:dba::9
            vpp#
            """;

    private static final List<ConfiguredDomain> EXAMPLE = DomainFile.read("""
            { "name": "domain", "borderRelay": ["2001:db9:ffff::1"], "rules": [
              { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6,
                "forwarding": false },
              { "ipv6Prefix": "2001:dba::3/128", "ipv4Prefix": "203.0.113.1/32", "eaLength": 0, "psidOffset": 6,
                "psidLength": 4, "psid": 3, "forwarding": false },
              { "ipv6Prefix": "2001:dba::9/128", "ipv4Prefix": "203.0.113.1/32", "eaLength": 0, "psidOffset": 6,
                "psidLength": 4, "psid": 9, "forwarding": false } ] }
            """).requireDomains();

    private static ReadResult read(String text) {
        Input input = Input.of(text);
        assertEquals(Optional.of(RuleFormat.VPP), RuleFormat.detect(input), text);
        return RuleFormat.VPP.read(input);
    }

    @ParameterizedTest
    @ValueSource(strings = {COMMANDS, "create tap\nvppctl ", "sudo vppctl ", "root@h:~# vppctl ", "vpp# "})
    void readsCommands(String before) {
        ReadResult read = read(before.equals(COMMANDS) ? COMMANDS : before + COMMANDS);
        assertEquals(EXAMPLE, read.requireDomains());
        assertEquals(List.of(), read.findings());
    }

    @Test
    void readsTheApiAndTheOutput() {
        assertEquals(EXAMPLE, read(API).requireDomains());
        ReadResult shown = read(SHOWN);
        assertEquals("isp-one", shown.requireDomains().get(0).domain().name());
        assertEquals(
                EXAMPLE.get(0).domain().rules(), shown.domains().get(0).domain().rules());
        assertEquals(List.of(), shown.findings());
        String lines = COMMANDS.replace("map add", "vppctl \"map add")
                .replace("\n", "\"\n")
                .replace(" ea-bits", " \\\n    ea-bits");
        assertEquals(EXAMPLE, read(lines).requireDomains());
    }

    /** A deleted domain leaves its index to the next one; a CE of a PSID can be deleted, too. */
    @Test
    void indexesAreReused() {
        String text = DOMAIN.replace("db8::", "dbb::") + "\n" + BINDINGS + "map del domain index 0\n" + DOMAIN + "\n";
        assertEquals(EXAMPLE, read(text).requireDomains());
        String api = API + "map_add_del_rule index 1 psid 4 ip6-dst 2001:dba::4\nmap_add_del_rule index 1 psid 4 del\n";
        assertEquals(EXAMPLE, read(api).requireDomains());
    }

    /** Offset and PSID length are 0 by default; VPP has no MTU then. */
    @Test
    void knowsTheDefaults() {
        String text = "map add domain ip4-pfx 192.0.2.0/24 ip6-pfx 2001:db8::/40 ip6-src 2001:db9:ffff::1 ea-bits-len ";
        ReadResult read = read(text + "8\n");
        assertEquals(
                0,
                read.requireDomains()
                        .get(0)
                        .domain()
                        .rules()
                        .rules()
                        .get(0)
                        .portParameters()
                        .psidLength());
        assertEquals(List.of("1:1 SYNTAX info mtu"), TextVariants.findings(read));
        ReadResult shared = read(text + "16 psid-len 8 mtu 1400\n");
        assertEquals(
                0,
                shared.requireDomains()
                        .get(0)
                        .domain()
                        .rules()
                        .rules()
                        .get(0)
                        .portParameters()
                        .psidOffset());
        assertEquals(1400, shared.domains().get(0).options().mtuV6());
    }

    @Test
    void translationIsReadButNotForwarded() {
        for (String text :
                List.of(DOMAIN.replace("ffff::1", "ffff::/96"), DOMAIN.replace("ffff::1", "ffff::/96") + " map-t")) {
            ReadResult read = read(text);
            assertEquals(List.of(), read.requireDomains().get(0).domain().borderRelays());
            assertEquals(
                    EXAMPLE.get(0).domain().rules().rules().get(0),
                    read.domains().get(0).domain().rules().rules().get(0));
            assertTrue(TextVariants.findings(read).contains("1:1 V49 error borderRelay"));
            assertEquals(
                    1,
                    read.findings().stream()
                            .filter(each -> each.message().contains("packets are not translated"))
                            .count());
            assertTrue(TextVariants.findings(read).stream().anyMatch(each -> each.endsWith("SYNTAX info dmr")));
        }
    }

    @Test
    void readsParameters() {
        ForwardingOptions options = read("""
                map params fragment inner ignore-df
                map params icmp source-address 192.0.2.1
                map params icmp6 unreachables on
                map params security-check disable fragments on
                map params tcp-mss 1360
                map params traffic-class 0x20
                """ + DOMAIN).requireDomains().get(0).options();
        assertEquals(
                ForwardingOptions.defaults()
                        .with(ForwardingOption.FRAGMENTATION, ForwardingOptions.Fragmentation.INNER)
                        .with(ForwardingOption.IGNORE_DF, true)
                        .with(ForwardingOption.ICMPV4_SOURCE, OptionalInt.of(0xc000_0201))
                        .with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true)
                        .with(ForwardingOption.SOURCE_CHECK, ForwardingOptions.SourceCheckMode.OFF)
                        .with(ForwardingOption.TCP_MSS, OptionalInt.of(1360))
                        .with(ForwardingOption.TRAFFIC_CLASS, 8),
                options);
        assertEquals(
                ForwardingOptions.defaults(),
                read("""
                map params fragment outer honor-df
                map params icmp-source-address 0.0.0.0
                map params icmp6 unreachables off
                map params security-check on
                map params traffic-class copy
                map params tcp-mss 0
                """ + DOMAIN).requireDomains().get(0).options());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ip4-pfx 192.0.2.0/24 | ip4-pfx 192.0.2.0/33 | 1:24 V01 error rules[0].ipv4Prefix",
                "ip4-pfx 192.0.2.0/24 | ip4-pfx 192.0.2.0 | 1:24 SYNTAX error rules[0].ipv4Prefix",
                "ip4-pfx 192.0.2.0/24 | mtu 1500 | 1:1 SYNTAX error rules[0].ipv4Prefix",
                "ip6-pfx 2001:db8::/40 | ip6-pfx 2001:db8:map::/40 | 1:45 SYNTAX error rules[0].ipv6Prefix",
                "ip6-src 2001:db9:ffff::1 | ip6-src br | 1:67 SYNTAX error ip6-src",
                "ip6-src 2001:db9:ffff::1 | map-t | 1:1 SYNTAX error ip6-src",
                "ip6-src 2001:db9:ffff::1 | ip6-src | 1:59 SYNTAX error ip6-src",
                "ea-bits-len 16 | ea-bits-len 1x | 1:96 SYNTAX error ea-bits-len",
                "ea-bits-len 16 | ea-bits-len 49 | 1:96 V02 error rules[0].eaLength",
                "psid-offset 6  | psid-offset x  | 1:111 SYNTAX error psid-offset",
                "psid-offset 6  | psid-offset 16 | 1:111 V06 error rules[0].psidOffset",
                "psid-offset 6  | psid-ofset 6   | 1:99 SYNTAX error map add domain",
                "psid-len 8     | psid-len 7     | 1:122 V10 error rules[0].psidLength",
                "psid-len 8     | psid-len 0     | 1:122 SYNTAX error psid-len",
                "psid-len 8     | psid-len x     | 1:122 SYNTAX error psid-len",
                "psid-len 8     | mtu 1400       | 1:1 SYNTAX error psid-len",
                "psid-len 8     | mtu 1400       | 1:126 SYNTAX error mtu",
                "mtu 1500       | mtu 1000       | 1:128 V51 error options.mtuV6",
                "mtu 1500       | mtu            | 1:124 SYNTAX error mtu",
                "mtu 1500       | mtu 0          | 1:128 SYNTAX info mtu"
            })
    void findingsHaveTheirPlace(String good, String bad, String expected) {
        assertTrue(DOMAIN.contains(good), good);
        List<String> findings = TextVariants.findings(read(DOMAIN.replace(good, bad)));
        assertTrue(findings.contains(expected), findings::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "map add rule index 7 psid 3 ip6-dst 2001:db8::1 | 2:20 SYNTAX error index",
                "map add rule index x psid 3 ip6-dst 2001:db8::1 | 2:20 SYNTAX error index",
                "map add rule psid 3 ip6-dst 2001:db8::1         | 2:1 SYNTAX error index",
                "map add rule index 0 ip6-dst 2001:db8::1        | 2:1 SYNTAX error psid",
                "map add rule index 0 psid y ip6-dst 2001:db8::1 | 2:27 SYNTAX error psid",
                "map add rule index 0 psid 3                     | 2:1 SYNTAX error ip6-dst",
                "map add rule index 0 psid 3 ip6-dst 2001:db8::1 | 2:27 SYNTAX error psid",
                "map del domain index 7                          | 2:22 SYNTAX error index",
                "map del domain                                  | 2:1 SYNTAX error index",
                "map delete everything                           | 2:5 SYNTAX warning map",
                "map_param_set_icmp6 enable                      | 2:1 SYNTAX warning command",
                "map params                                      | 2:1 SYNTAX error map params",
                "map params foo                                  | 2:12 SYNTAX error map params",
                "map params pre-resolve ip4-nh 192.0.2.1         | 2:12 SYNTAX info map params",
                "map params fragment middle                      | 2:21 SYNTAX error fragment",
                "map params icmp echo                            | 2:17 SYNTAX error icmp",
                "map params icmp source-address 192.0.2          | 2:32 SYNTAX error icmp source-address",
                "map params icmp source-address                  | 2:12 SYNTAX error map params",
                "map params icmp6 unreachables maybe             | 2:31 SYNTAX error icmp6",
                "map params security-check                       | 2:12 SYNTAX error map params",
                "map params security-check maybe                 | 2:27 SYNTAX error security-check",
                "map params security-check fragments on          | 2:27 SYNTAX info security-check",
                "map params tcp-mss 1x                           | 2:20 SYNTAX error tcp-mss",
                "map params tcp-mss 10                           | 2:20 OPTION error options.tcpMss",
                "map params traffic-class zz                     | 2:26 SYNTAX error traffic-class",
                "map params traffic-class 0x21                   | 2:26 SYNTAX warning traffic-class"
            })
    void findingsOfCommandsHaveTheirPlace(String command, String expected) {
        List<String> findings = TextVariants.findings(read(DOMAIN + "\n" + command + "\n"));
        assertTrue(findings.contains(expected), findings::toString);
    }

    @Test
    void reportsRepeatedBindingsAndIndexes() {
        ReadResult twice = read(COMMANDS + "map add rule index 1 psid 3 ip6-dst 2001:dba::4\n");
        assertEquals(List.of("5:27 SYNTAX warning psid"), TextVariants.findings(twice));
        List<String> shown = TextVariants.findings(read(SHOWN + SHOWN));
        assertTrue(shown.contains("8:1 SYNTAX error index"), shown::toString);
        List<String> outside = TextVariants.findings(read(COMMANDS.replace("psid 9", "psid 16")));
        assertTrue(outside.contains("4:27 V12 error rules[2].psid"), outside::toString);
        assertEquals(List.of("1:1 SYNTAX error file"), TextVariants.findings(read("map params security-check on\n")));
    }

    @Test
    void longTextsAreReadInLinearTime() {
        String skipped = "map params foo\n" + "set int state tap0 up\n".repeat(200_000);
        String rules = BINDINGS.replace("index 1", "index 0").replace("psid-len 4", "psid-len 16")
                + "map add rule index 0 psid 70000 ip6-dst 2001:dba::3\n".repeat(10_000);
        String line = DOMAIN + " x".repeat(20_000);
        String joined = (DOMAIN + " \\\n").repeat(2_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String text : List.of(skipped, rules, line, joined)) {
                assertTrue(
                        RuleFormat.VPP.read(Input.of(text)).findings().stream().anyMatch(Finding::isError));
            }
        });
    }
}
