package io.softwire46.mape.provision.text;

import static io.softwire46.mape.provision.Ces.ce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.Golden;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.openwrt.OpenWrtText;
import io.softwire46.mape.provision.vpp.VppText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts for OpenWrt, VPP, nftables and pf, written out by hand from the numbers of RFC 7597 appendix A. */
class OtherSystemsTest {
    private static final String EXAMPLE_1 = """
            { "ipv6Prefix": "2001:db8::/40", "ipv4Prefix": "192.0.2.0/24", "eaLength": 16, "psidOffset": 6 }
            """;
    private static final String EXAMPLE_5 = """
            { "ipv6Prefix": "2001:db8:12:3400::/56", "ipv4Prefix": "192.0.2.18/32", "eaLength": 0, "psidOffset": 6,
              "psidLength": 8, "psid": 52 }
            """;

    private static List<ConfiguredDomain> domains(String rules, String more) {
        return DomainFile.read("{ \"name\": \"example\", \"borderRelay\": [\"2001:db8:ffff::1\"], " + more
                        + "\"rules\": [" + rules + "] }")
                .requireDomains();
    }

    private static List<String> findings(ConversionReport text) {
        return text.findings().stream()
                .map(each -> each.id() + " " + each.field())
                .toList();
    }

    @Test
    void openWrt() {
        ConversionReport text = OpenWrtText.write(domains(EXAMPLE_1, ""));
        assertEquals(List.of("DIFFERS rules[0].psidOffset"), findings(text));
        // The tunnel's MTU is that of the IPv4 packet: 1500 - 40.
        assertEquals("""
                config interface 'example'
                \toption proto 'map'
                \toption maptype 'map-e'
                \toption tunlink 'wan6'
                \toption peeraddr '2001:db8:ffff::1'
                \toption ipaddr '192.0.2.0'
                \toption ip4prefixlen '24'
                \toption ip6prefix '2001:db8::'
                \toption ip6prefixlen '40'
                \toption ealen '16'
                \toption psidlen '8'
                \toption offset '6'
                \toption encaplimit 'ignore'
                \toption mtu '1460'
                """, text.text());
    }

    /** PSID 0x34 of 8 bits, left-aligned in 16: 0x3400 = 13312. */
    @Test
    void openWrtWithTheOldFormatAndAPsid() {
        ConversionReport text = OpenWrtText.write(domains(EXAMPLE_5, "\"format\": \"draft03\", "));
        assertTrue(text.text().contains("\toption maptype 'lw4o6'\n"), text.text());
        assertTrue(
                text.text().contains("\toption psidlen '8'\n\toption offset '6'\n\toption psid '13312'\n"),
                text.text());
        assertTrue(text.text().contains("\toption legacymap '1'\n"), text.text());
        assertEquals(
                List.of("DIFFERS rules[0].eaLength", "DIFFERS rules[0].format", "DIFFERS rules[0].psidOffset"),
                findings(text));
        ConversionReport old = OpenWrtText.write(domains(EXAMPLE_1, "\"format\": \"draft03\", \"mesh\": true, "));
        assertTrue(old.text().contains("\toption maptype 'map-e'\n"), old.text());
        assertTrue(old.text().contains("\toption legacymap '1'\n"), old.text());
        assertEquals(List.of("DIFFERS mesh", "DIFFERS rules[0].psidOffset"), findings(old));
    }

    /** A limit takes 8 octets of the tunnel packet: 1400 - 40 - 8. */
    @Test
    void openWrtHasWordsForTheTunnelHeader() {
        String options = "\"options\": { \"mtuV6\": 1400, \"encapsulationLimit\": 4, \"hopLimit\": 32 }, ";
        ConversionReport text = OpenWrtText.write(domains(EXAMPLE_1, options));
        assertTrue(text.isComplete(), text.findings().toString());
        assertTrue(
                text.text().endsWith("\toption encaplimit '4'\n\toption mtu '1352'\n\toption ttl '32'\n"), text.text());
    }

    @Test
    void openWrtNamesItsSectionsApart() {
        String second = EXAMPLE_1.replace("2001:db8::", "2001:db9::").replace("192.0.2", "198.51.100");
        String text = OpenWrtText.write(domains(EXAMPLE_1 + "," + second, "")).text();
        assertTrue(text.startsWith("config interface 'example'\n"), text);
        assertTrue(text.contains("\n\nconfig interface 'example2'\n"), text);
    }

    @Test
    void openWrtLeavesOutWhatItCannotDo() {
        String noRelay = "{ \"rules\": [" + EXAMPLE_1 + "] }";
        assertEquals(
                List.of("SYNTAX rules[0].borderRelay"),
                findings(OpenWrtText.write(DomainFile.read(noRelay).requireDomains())));
        String long113 = EXAMPLE_1.replace("2001:db8::/40", "2001:db8::/113").replace("16,", "8,");
        assertEquals(List.of("SYNTAX rules[0].ipv6Prefix"), findings(OpenWrtText.write(domains(long113, ""))));
        String zero =
                EXAMPLE_1.replace("\"psidOffset\": 6", "\"psidOffset\": 0").replace("/40", "/56");
        assertEquals(
                List.of("DIFFERS rules[0].psidOffset", "DIFFERS rules[0].eaLength"),
                findings(OpenWrtText.write(domains(zero, ""))));
    }

    @Test
    void vpp() {
        ConversionReport text = VppText.write(domains(EXAMPLE_1, ""));
        assertEquals(
                "map add domain ip4-pfx 192.0.2.0/24 ip6-pfx 2001:db8::/40 ip6-src 2001:db8:ffff::1 ea-bits-len 16 "
                        + "psid-offset 6 psid-len 8 mtu 1500\n",
                text.text());
        assertEquals(List.of("DIFFERS rules[0].psidOffset"), findings(text));
    }

    /** Bindings of one address are one domain; the index is that of the domain on an empty VPP. */
    @Test
    void vppBindings() {
        String other = EXAMPLE_5.replace("34", "35").replace("52", "53").replace("35\"", "35\"");
        ConversionReport text = VppText.write(domains(
                EXAMPLE_1.replace("2001:db8::", "2001:db9::").replace("192.0.2", "198.51.100") + "," + EXAMPLE_5 + ","
                        + other,
                ""));
        assertEquals("""
                map add domain ip4-pfx 198.51.100.0/24 ip6-pfx 2001:db9::/40 ip6-src 2001:db8:ffff::1 ea-bits-len 16 psid-offset 6 psid-len 8 mtu 1500
                map add domain ip4-pfx 192.0.2.18/32 ip6-pfx ::/0 ip6-src 2001:db8:ffff::1 ea-bits-len 0 psid-offset 6 psid-len 8 mtu 1500
                map add rule index 1 psid 52 ip6-dst 2001:db8:12:3400:0:c000:212:34
                map add rule index 1 psid 53 ip6-dst 2001:db8:12:3500:0:c000:212:35
                """, text.text());
        assertEquals(List.of("DIFFERS rules[0].psidOffset", "DIFFERS rules[1].psid"), findings(text));
    }

    @Test
    void vppLeavesOutWhatItCannotDo() {
        for (String rule : List.of(
                EXAMPLE_1.replace("/40", "/56"),
                EXAMPLE_1.replace("192.0.2.0/24", "0.0.0.0/0").replace("16,", "24,"),
                EXAMPLE_1.replace("16,", "8,").replace("}", ", \"psidLength\": 8, \"psid\": 3 }"))) {
            ConversionReport text = VppText.write(domains(rule, ""));
            assertEquals("", text.text());
            assertEquals("SYNTAX", text.findings().get(0).id().name());
        }
        assertEquals(
                List.of("SYNTAX rules[0].format"),
                findings(VppText.write(domains(EXAMPLE_1, "\"format\": \"draft03\", "))));
        String unshared = EXAMPLE_1.replace("16,", "8,");
        assertEquals(List.of("DIFFERS rules[0].psidLength"), findings(VppText.write(domains(unshared, ""))));
        String contiguous = EXAMPLE_1.replace("\"psidOffset\": 6", "\"psidOffset\": 0");
        assertEquals(List.of("DIFFERS rules[0].psidOffset"), findings(VppText.write(domains(contiguous, ""))));
    }

    /** 192.0.2.18, EA length 10: two bits of PSID, here 01; offset 2: ranges 20480-24575, 36864-40959, 53248-57343. */
    @Test
    void nftables() {
        ConversionReport text = FirewallText.nftables(ce(10, 2, "2001:db8:12:4000::/50"), "map0");
        assertEquals(Golden.text("nftables.txt"), text.text());
        assertEquals(List.of("DIFFERS portSet"), findings(text));
        String many = FirewallText.nftables(ce(16, 6, "2001:db8:12:3400::/56"), "map0")
                .text();
        assertTrue(many.lines().allMatch(line -> line.length() <= 100), many);
        assertTrue(many.contains(":64720-64723\n"), many);
    }

    @Test
    void aTableOfManyChainsIsSlowToLoad() {
        // EA length 9: one bit of PSID, so that offset 13 has 8191 ranges of 4 ports.
        ConversionReport text = FirewallText.nftables(ce(9, 13, "2001:db8:12::/49"), "map0");
        assertEquals(List.of("DIFFERS portSet", "DIFFERS portSet", "DIFFERS portSet"), findings(text));
        assertTrue(
                text.findings().get(2).message().contains(" 8191 ranges "),
                text.findings().toString());
        assertTrue(text.text().contains("        meta mark set numgen inc mod 8191\n"));
    }

    /** Of 511 ranges nft says "Message too long" in a user namespace, of 255 it does not. */
    @Test
    void aTableThatNeedsALargerSocketBuffer() {
        assertEquals(List.of("DIFFERS portSet"), findings(FirewallText.nftables(ce(9, 8, "2001:db8:12::/49"), "map0")));
        ConversionReport text = FirewallText.nftables(ce(9, 9, "2001:db8:12::/49"), "map0");
        assertEquals(List.of("DIFFERS portSet", "DIFFERS portSet"), findings(text));
        assertTrue(text.findings().get(1).message().contains("511 ranges, more than"));
    }

    /** PSID 3 of 2 bits at offset 0 has ports 49152 to 65535: port 0 is not among them. */
    @Test
    void openWrtAndAnotherPsidThan0() {
        String psid3 = EXAMPLE_5
                .replaceAll("\"psidOffset\": \\d+", "\"psidOffset\": 0")
                .replaceAll("\"psidLength\": \\d+", "\"psidLength\": 2")
                .replaceAll("\"psid\": \\d+", "\"psid\": 3");
        assertEquals(List.of("DIFFERS rules[0].eaLength"), findings(OpenWrtText.write(domains(psid3, ""))));
        String psid0 = psid3.replace("\"psid\": 3", "\"psid\": 0");
        assertEquals(
                List.of("DIFFERS rules[0].eaLength", "DIFFERS rules[0].psidOffset"),
                findings(OpenWrtText.write(domains(psid0, ""))));
    }

    @Test
    void pf() {
        ConversionReport text = FirewallText.pf(ce(16, 6, "2001:db8:12:3400::/56"), "gif0");
        assertEquals("""
                # MAP address 2001:db8:12:3400:0:c000:212:34: 192.0.2.18, 252 ports (offset/length/PSID 6/8/0x34)
                nat on gif0 inet from any to any -> 192.0.2.18 map-e-portset 6/8/52
                """, text.text());
        assertEquals(List.of("DIFFERS portSet"), findings(text));
        assertTrue(text.findings().get(0).message().contains("ICMP"));
        ConversionReport unshared = FirewallText.pf(ce(8, 6, "2001:db8:12::/48"), "gif0");
        assertEquals(List.of(), findings(unshared));
    }

    /** PSID 0 of offset 0: ports 0 to 255, of which 0 is not handed out. */
    @Test
    void portZeroIsNotHandedOut() {
        CeMapping ce = ce(16, 0, "2001:db8:12::/56");
        assertTrue(FirewallText.pf(ce, "gif0").text().endsWith(" -> 192.0.2.18 port 1:255\n"));
        assertTrue(FirewallText.nftables(ce, "map0").text().contains("snat to 192.0.2.18:1-255\n"));
    }

    /** EA length 24: PSIDs of 16 bits, of one port each without an offset; PSID 0 has port 0. */
    @Test
    void aCeOfPort0AloneHasNoRules() {
        CeMapping ce = ce(24, 0, "2001:db8:12::/64");
        for (ConversionReport text : List.of(FirewallText.pf(ce, "gif0"), FirewallText.nftables(ce, "map0"))) {
            assertEquals(List.of("LOST portSet"), findings(text));
            assertTrue(text.text().lines().allMatch(line -> line.startsWith("#")), text.text());
        }
    }

    @Test
    void aWholeAddressAndAPrefix() {
        CeMapping address = ce(8, 6, "2001:db8:12::/48");
        assertTrue(FirewallText.nftables(address, "map0").text().contains("oifname \"map0\" snat to 192.0.2.18\n"));
        assertTrue(FirewallText.pf(address, "gif0").text().endsWith(" -> 192.0.2.18\n"));
        CeMapping prefix = ce(4, 6, "2001:db8:50::/44");
        for (ConversionReport text : List.of(FirewallText.pf(prefix, "gif0"), FirewallText.nftables(prefix, "map0"))) {
            assertTrue(text.text().contains("192.0.2.80/28\n"), text.text());
            assertTrue(text.text().lines().allMatch(line -> line.startsWith("#")), text.text());
        }
    }
}
