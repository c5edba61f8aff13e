package io.softwire46.mape.provision.openwrt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
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

class UciReaderTest {
    /** A whole file: the interface of MAP-E is the fourth. */
    static final String FILE = """
            # /etc/config/network
            config interface 'loopback'
            	option device 'lo'
            	option proto 'static'

            config device
            	option name 'br-lan'
            	list ports 'eth0'
            config interface 'wg0'
            	option proto 'wireguard'
            	option private_key '{secret map-e='
            config interface 'clat'
            	option proto '464xlat'

            config interface 'wanmap'
            	option proto 'map'
            	option maptype 'map-e'
            	option peeraddr '2001:db8:ffff::1'
            	option ipaddr '192.0.2.0'
            	option ip4prefixlen '24'
            	option ip6prefix '2001:db8::'
            	option ip6prefixlen '40'
            	option ealen '16'
            	option psidlen '8'
            	option offset '6'
            	option tunlink 'wan6'
            	option encaplimit 'ignore'
            	option mtu '1460'

            config route
            	option target '10.0.0.0/8'
            """;

    /** The same interface as {@code uci show network} prints it, after a prompt. */
    static final String SHOWN = """
            root@OpenWrt:~# uci show network
            network.loopback=interface
            network.loopback.proto='static'
            network.wanmap=interface
            network.wanmap.proto='map'
            network.wanmap.maptype='map-e'
            network.wanmap.peeraddr='2001:db8:ffff::1'
            network.wanmap.ipaddr='192.0.2.0'
            network.wanmap.ip4prefixlen='24'
            network.wanmap.ip6prefix='2001:db8::'
            network.wanmap.ip6prefixlen='40'
            network.wanmap.ealen='16'
            network.wanmap.psidlen='8'
            network.wanmap.offset='6'
            network.wanmap.encaplimit='ignore'
            network.wanmap.mtu='1460'
            root@OpenWrt:~#
            """;

    /** A rule alone: the other options of an interface have their defaults. */
    private static final String SHORT = """
            config interface 'wan'
            	option proto 'map'
            	option peeraddr '2001:db8:ffff::1'
            	option ipaddr '192.0.2.0'
            	option ip4prefixlen '24'
            	option ip6prefix '2001:db8::'
            	option ip6prefixlen '40'
            	option ealen '16'
            """;

    private static final String TUNNEL = "\toption encaplimit 'ignore'\n\toption mtu '1460'\n";

    private static final List<ConfiguredDomain> EXAMPLE = DomainFile.read("""
            { "name": "wanmap", "borderRelay": ["2001:db8:ffff::1"], "rules": [
              { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6,
                "psidLength": 8, "forwarding": false } ] }
            """).requireDomains();

    private static ReadResult read(String text) {
        Input input = Input.of(text);
        assertEquals(Optional.of(RuleFormat.OPENWRT), RuleFormat.detect(input), text);
        return RuleFormat.OPENWRT.read(input);
    }

    private static MapRule rule(ReadResult read) {
        return read.requireDomains().get(0).domain().rules().rules().get(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {FILE, SHOWN})
    void readsTheInterfaceOfAFile(String text) {
        ReadResult read = read(text);
        assertEquals(EXAMPLE, read.requireDomains());
        assertEquals(List.of(), read.findings());
        assertTrue(read.skippedCount() > 0);
    }

    /** What {@code uci export} prints, commands of a script, and options without the line before them. */
    @Test
    void readsOtherForms() {
        assertEquals(
                EXAMPLE,
                read("package network\n\n" + FILE
                                + "\npackage firewall\n\nconfig interface 'x'\n\toption proto 'map'\n")
                        .requireDomains());
        String script = SHOWN.replace(
                        "root@OpenWrt:~# uci show network\n", "uci -q delete network.wanmap\nuci commit\n")
                .replace("network.wanmap", "uci -q set network.wanmap");
        assertEquals(EXAMPLE, read(script).requireDomains());
        assertEquals(EXAMPLE, read(script.replace("uci -q ", "")).requireDomains());
        String part = FILE.substring(FILE.indexOf("\toption maptype"), FILE.indexOf("config route"));
        assertEquals(
                EXAMPLE.get(0).domain().rules(),
                read(part).requireDomains().get(0).domain().rules());
    }

    @Test
    void acceptsAllQuotes() {
        String text = FILE.replace("option ealen '16'", "option \"ealen\" 16 # bits")
                .replace("option offset '6'", "option offset \"\\6\"; option tunlink wan6")
                .replace("'wanmap'", "\"wan\"'map'");
        assertEquals(EXAMPLE, read(text).requireDomains());
    }

    /** Defaults of map.sh and mapcalc: /32, offset 6, MTU 1280 of IPv4 packets, hop limit 64. */
    @Test
    void knowsTheDefaults() {
        ReadResult read = read(SHORT);
        assertEquals(6, rule(read).portParameters().psidOffset());
        assertFalse(rule(read).isForwarding());
        assertEquals(1320, read.requireDomains().get(0).options().mtuV6());
        assertEquals(64, read.requireDomains().get(0).options().hopLimit());
        assertEquals(
                List.of("1:1 SYNTAX info encaplimit", "1:1 SYNTAX info mtu", "1:1 V24 info rules[0].psidOffset"),
                TextVariants.findings(read));
        String whole = SHORT.replace("\toption ip4prefixlen '24'\n", "").replace("'16'", "'0'");
        assertEquals("192.0.2.0/32", rule(read(whole)).ipv4Prefix().toCanonicalString());
    }

    @Test
    void readsTheOldFormat() {
        ReadResult read = read(SHORT + "\toption legacymap '1'\n" + TUNNEL);
        assertEquals(InterfaceIdFormat.DRAFT03, rule(read).format());
        assertEquals(4, rule(read).portParameters().psidOffset());
        assertEquals(
                InterfaceIdFormat.RFC7597,
                rule(read(SHORT + "\toption legacymap 0\n" + TUNNEL)).format());
    }

    /** A limit takes 8 of the 48 octets before the IPv4 packet. */
    @Test
    void readsTheTunnelHeader() {
        ConfiguredDomain domain = read(SHORT + "\toption encaplimit 4\n\toption mtu 1452\n\toption ttl 32\n")
                .requireDomains()
                .get(0);
        assertEquals(1500, domain.options().mtuV6());
        assertEquals(32, domain.options().hopLimit());
        assertEquals(OptionalInt.of(4), domain.options().get(ForwardingOption.ENCAPSULATION_LIMIT));
    }

    /** PSID 0x34 of 8 bits is 0x3400 = 13312 in 16 bits. */
    @ParameterizedTest
    @CsvSource({"13312, 52", "0x3400, 52", "0, 0"})
    void readsABinding(String psid, int expected) {
        String text = SHORT.replace("'map'\n", "'map'\n\toption type 'lw4o6'\n")
                .replace("\toption ip4prefixlen '24'\n", "")
                .replace("\toption ealen '16'\n", "\toption psidlen '8'; option psid '" + psid + "'\n" + TUNNEL);
        ReadResult read = read(text);
        assertEquals(expected, rule(read).explicitPsid());
        assertEquals(0, rule(read).eaLength());
        assertEquals(0, rule(read).portParameters().psidOffset(), "the default of lw4o6");
        String inPrefix = text.replace("; option psid '" + psid + "'", "");
        assertEquals(8, rule(read(inPrefix)).eaLength(), "the prefix contains the PSID");
    }

    /** The text of odhcp6c in an option, one rule or several. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\toption rule 'fmr,type=map-e,ipv6prefix=2001:db8::,prefix6len=40,ipv4prefix=192.0.2.0,prefix4len=24,ealen=16,"
                        + "offset=6,br=2001:db8:ffff::1, type=map-e,ipv6prefix=2001:db9::,prefix6len=40,ipv4prefix=198.51.100.0,"
                        + "prefix4len=24,ealen=16,offset=6,br=2001:db8:ffff::1,'\n",
                "\tlist rule 'fmr=1,type=map-e,ipv6prefix=2001:db8::,prefix6len=40,ipv4prefix=192.0.2.0,prefix4len=24,ealen=16,"
                        + "offset=6,br=2001:db8:ffff::1'\n\tlist rule 'type=map-e,ipv6prefix=2001:db9::,prefix6len=40,"
                        + "ipv4prefix=198.51.100.0,prefix4len=24,ealen=16,offset=6,br=2001:db8:ffff::1'\n"
            })
    void readsRulesOfTheDhcpClient(String option) {
        ReadResult read = read("config interface 'wan'\n\toption proto 'map'\n" + option + TUNNEL);
        ConfiguredDomain domain = read.requireDomains().get(0);
        assertTrue(domain.domain().isMesh());
        assertEquals(
                List.of(true, false),
                domain.domain().rules().rules().stream()
                        .map(MapRule::isForwarding)
                        .toList());
        assertEquals(List.of(), read.findings());
    }

    @Test
    void translationIsReadButNotForwarded() {
        String text = SHORT.replace("'map'\n", "'map'\n\toption maptype 'map-t'\n")
                        .replace("ffff::1", "ffff::/64") + "\toption offset 6\n" + TUNNEL;
        ReadResult read = read(text);
        assertEquals(List.of(), read.requireDomains().get(0).domain().borderRelays());
        assertEquals(8, rule(read).portParameters().psidLength());
        assertEquals(
                List.of("1:1 V49 error borderRelay", "3:18 DIFFERS warning mechanism", "4:19 SYNTAX info dmr"),
                TextVariants.findings(read));
        ReadResult address = read(text.replace("ffff::/64", "ffff::1"));
        assertTrue(TextVariants.findings(address).contains("4:19 SYNTAX warning dmr"));
        assertTrue(read(text.replace("ffff::/64", "ffff::/97")).isRefused());
        ReadResult both = read(SHORT.replace("'wan'", "'other'").replace("2001:db8::'", "2001:db9::'")
                + "\toption offset 6\n" + TUNNEL + text);
        assertEquals(1, both.requireDomains().size());
        assertEquals(List.of("14:18 SYNTAX info mechanism"), TextVariants.findings(both));
    }

    @Test
    void interfacesOfOneBorderRelayAreOneDomain() {
        String one = SHORT + "\toption offset 6\n" + TUNNEL;
        String two = one.replace("'wan'", "'wan_b'")
                .replace("2001:db8::'", "2001:db9::'")
                .replace("192.0.2", "198.51.100");
        String three = two.replace("wan_b", "wan")
                .replace("db9::", "dba::")
                .replace("ffff", "fffe")
                .replace("198.51", "203.0");
        List<ConfiguredDomain> domains =
                read(one + two + three.replace("'wan'", "'wan3'")).requireDomains();
        assertEquals(
                List.of("wan", "wan3"),
                domains.stream().map(each -> each.domain().name()).toList());
        assertEquals(2, domains.get(0).domain().rules().rules().size());
    }

    /** Each line replaces or follows those of a good interface; a finding has the location of its value. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ealen '16'         | ealen '2x'        | 8:16 SYNTAX error ealen",
                "ealen '16'         | ealen '49'        | 8:16 V02 error rules[0].eaLength",
                "ealen '16'         | metric '16'       | 1:1 SYNTAX error ealen",
                "ip6prefix '2001:db8::' | ip6prefix '2001:zz::' | 6:20 SYNTAX error rules[0].ipv6Prefix",
                "ip6prefix '2001:db8::' | ip6prefix '2001:db8::/40' | 6:20 SYNTAX error ip6prefix",
                "ip6prefix '2001:db8::' | ip6prefix '${P}::' | 6:20 SYNTAX error ip6prefix",
                "ip6prefix '2001:db8::' | ip6prefix '2001:db8::1' | 6:20 SYNTAX warning ip6prefix",
                "ip6prefix '2001:db8::' | metric '1'        | 1:1 SYNTAX error rules[0].ipv6Prefix",
                "ip6prefixlen '40'  | ip6prefixlen '129' | 7:23 V01 error rules[0].ipv6Prefix",
                "ip6prefixlen '40'  | ip6prefixlen '-1' | 7:23 SYNTAX error ip6prefixlen",
                "ip6prefixlen '40'  | metric '1'        | 6:20 SYNTAX error ip6prefix",
                "ip4prefixlen '24'  | ip4prefixlen '33' | 5:23 V01 error rules[0].ipv4Prefix",
                "ipaddr '192.0.2.0' | ipaddr '192.0.xxx.xxx' | 4:17 SYNTAX error rules[0].ipv4Prefix",
                "ipaddr '192.0.2.0' | ipaddr '192.0.2.7' | 4:17 SYNTAX warning ipaddr",
                "peeraddr '2001:db8:ffff::1' | peeraddr 'br.example' | 3:19 SYNTAX error peeraddr",
                "peeraddr '2001:db8:ffff::1' | metric '1' | 1:1 V49 error borderRelay",
                "offset '6'         | offset '16'       | 9:17 V06 error rules[0].psidOffset",
                "offset '6'         | maptype 'dslite'  | 9:18 SYNTAX error maptype",
                "offset '6'         | legacymap 'maybe' | 9:20 SYNTAX error legacymap",
                "offset '6'         | ofset '6'         | 9:16 SYNTAX warning ofset",
                "offset '6'         | psidlen '7'       | 9:18 V10 error rules[0].psidLength",
                "offset '6'         | psid '0x1ff'      | 9:15 SYNTAX warning psid",
                "mtu '1460'         | mtu '9'           | 11:14 V51 error options.mtuV6",
                "mtu '1460'         | mtu '1460        | 11:13 SYNTAX error line",
                "mtu '1460'         | ealen '15'        | 11:16 SYNTAX warning ealen",
                "encaplimit 'ignore' | encaplimit '256' | 10:21 OPTION error options.encapsulationLimit",
                "encaplimit 'ignore' | ttl 'x'          | 10:14 SYNTAX error ttl"
            })
    void findingsHaveTheirPlace(String good, String bad, String expected) {
        String text = SHORT + "\toption offset '6'\n" + TUNNEL;
        assertTrue(text.contains(good), good);
        List<String> findings = TextVariants.findings(read(text.replace(good, bad)));
        assertTrue(findings.contains(expected), findings::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "psidlen '8'; option psid '70000'   | 10:35 SYNTAX error psid    | is outside 0..65535",
                "psidlen '8'; option psid '52'      | 10:35 SYNTAX warning psid  | such as 256 for PSID 1",
                "psidlen '8'; option psid '0'       | 10:35 SYNTAX warning psid  | OpenWrt would use PSID 0",
                "psidlen '8'; option psid '13312'   | 10:35 V14 info rules[0].psid | is ignored by a BR",
                "psid '13312'                         | 10:15 SYNTAX warning psid  | add psidlen",
                "disabled '1'                         | 10:19 SYNTAX info disabled | which is skipped",
                "rule 'ealen=1,'                      | 3:19 SYNTAX warning peeraddr | since option rule is set",
                "rule 'typ=map-e,ealen=16,'           | 10:15 SYNTAX warning typ   | did you mean \"type\"",
                "rule 'fmr=2,br=,ealen=16,'           | 10:19 SYNTAX error fmr     | use 0 or 1",
                "rule 'ealen=16,br=,fmr,'             | 10:24 SYNTAX warning br    | has no value"
            })
    void moreFindings(String option, String expected, String message) {
        String text = SHORT + "\toption offset '6'\n\toption " + option + "\n" + TUNNEL;
        ReadResult read = read(text);
        List<String> findings = TextVariants.findings(read);
        assertTrue(findings.contains(expected), findings::toString);
        assertTrue(read.findings().toString().contains(message), read.findings()::toString);
    }

    /** mapcalc skips a rule whose EA length is below its PSID length. */
    @Test
    void aRuleThatOpenWrtSkipsIsReported() {
        ReadResult read = read(SHORT.replace("'24'", "'32'").replace("'16'", "'0'")
                + "\toption psidlen 8\n\toption psid 13312\n\toption offset 6\n" + TUNNEL);
        assertEquals(52, rule(read).explicitPsid());
        assertEquals(List.of("10:14 SYNTAX warning psid"), TextVariants.findings(read));
        assertTrue(read.findings().get(0).message().contains("type lw4o6"));
    }

    /** For lw4o6, mapcalc takes the PSID length as EA length. */
    @Test
    void bindingWithEaLength0IsNotSkipped() {
        ReadResult read = read(SHORT.replace("'24'", "'32'").replace("'16'", "'0'")
                + "\toption type 'lw4o6'\n\toption psidlen 8\n\toption psid 13312\n\toption offset 6\n" + TUNNEL);
        assertEquals(52, rule(read).explicitPsid());
        assertEquals(List.of(), TextVariants.findings(read));
    }

    @Test
    void aFileWithoutTheProtocolIsRefused() {
        for (String text : List.of(
                "config interface 'lan'\n\toption proto 'static'\n",
                "network.lan=interface\nnetwork.lan.proto='static'\n")) {
            assertEquals(List.of("1:1 SYNTAX error file"), TextVariants.findings(read(text)));
        }
    }

    /** Long lines, deep quotes, and many interfaces of others take time in proportion to their length. */
    @Test
    void longTextsAreReadInLinearTime() {
        String lines = "config interface 'a'\n" + "\toption dns '192.0.2.1'\n".repeat(200_000);
        String names = "network.a.proto='static'\n".repeat(50_000) + "uci set network.b.x='y'\n".repeat(50_000);
        String line =
                "config interface 'a'\n\toption proto map\n\toption rule '" + "type=map-e,x ".repeat(5_000) + "'\n";
        String marks = "config interface 'a'\n\toption proto map\n\toption rule " + "'\"\\".repeat(50_000);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (String text : List.of(lines, names, marks, line)) {
                assertTrue(RuleFormat.OPENWRT.read(Input.of(text)).findings().stream()
                        .anyMatch(Finding::isError));
            }
        });
    }
}
