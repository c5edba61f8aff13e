package io.softwire46.mape.provision.text;

import static io.softwire46.mape.provision.Ces.ce;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.provision.Worlds;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.junos.JunosConfiguration;
import io.softwire46.mape.provision.junos.JunosText;
import io.softwire46.mape.provision.openwrt.OpenWrtText;
import io.softwire46.mape.provision.vpp.VppText;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Texts against the published grammars of the systems that read them: UCI with the options that OpenWrt's map.sh declares
 * in {@code proto_map_init_config}, the command help of VPP's plugin map, the BNF of FreeBSD's pf.conf(5), and Juniper's
 * schemas.
 */
class OtherGrammarsProperties {
    private static final String IPV4 = "\\d{1,3}(?:\\.\\d{1,3}){3}";
    private static final String IPV6 = "[0-9a-f:]*:[0-9a-f:]*";
    private static final String INTEGER = "\\d{1,5}";

    /** map.sh: strings, integers and a boolean; encaplimit is netifd's: ignore, or 0 to 255. */
    private static final Map<String, String> MAP_OPTIONS = Map.ofEntries(
            Map.entry("proto", "map"),
            Map.entry("maptype", "map-e|lw4o6"),
            Map.entry("tunlink", "\\w+"),
            Map.entry("peeraddr", IPV6),
            Map.entry("ipaddr", IPV4),
            Map.entry("ip4prefixlen", "[0-2]?\\d|3[0-2]"),
            Map.entry("ip6prefix", IPV6),
            Map.entry("ip6prefixlen", INTEGER),
            Map.entry("ealen", "[0-3]?\\d|4[0-8]"),
            Map.entry("psidlen", "\\d|1[0-6]"),
            Map.entry("psid", INTEGER),
            Map.entry("offset", "\\d|1[0-6]"),
            Map.entry("legacymap", "[01]"),
            Map.entry("mtu", INTEGER),
            Map.entry("ttl", INTEGER),
            Map.entry("encaplimit", "ignore|\\d{1,3}"));

    /** Options of each interface; mapcalc takes the EA length of lw4o6 from the PSID length. */
    private static final Set<String> NEEDED =
            Set.of("proto", "maptype", "peeraddr", "ipaddr", "ip4prefixlen", "ip6prefix", "ip6prefixlen", "mtu");

    /** The help of the commands, with the optional tag and map-t left out, and mtu of 16 bits. */
    private static final Pattern VPP = Pattern.compile("map add domain ip4-pfx " + IPV4 + "/\\d+ ip6-pfx " + IPV6
            + "/\\d+ ip6-src " + IPV6 + " ea-bits-len \\d+ psid-offset \\d+ psid-len \\d+ mtu " + INTEGER
            + "|map add rule index \\d+ psid \\d+ ip6-dst " + IPV6);

    /** nat-rule of the BNF, as far as the text uses it. */
    private static final Pattern PF = Pattern.compile("nat on \\w+ inet from (?:any|! \\(\\w+\\)) to any -> " + IPV4
            + "(?: port \\d+(?::\\d+)?| map-e-portset \\d+/\\d+/\\d+)?");

    @Provide
    Arbitrary<MapDomain> domains() {
        return Worlds.domains();
    }

    /** Juniper's schema of {@code services}, release 24.4R1: the statements of one map-e instance and of its rule. */
    private static final Pattern JUNOS = Pattern.compile("set services softwire softwire-concentrator map-e \\S{1,63} "
            + "(?:softwire-address " + IPV6 + "|ipv4-prefix " + IPV4 + "/\\d+|mape-prefix " + IPV6 + "/\\d+"
            + "|ea-bits-len (?:[0-3]?\\d|4[0-8])|psid-(?:offset|length) (?:\\d|1[0-6])"
            + "|mtu-v6 (?:1[2-9]\\d\\d|[2-8]\\d{3}|9[01]\\d\\d)|version-03|v4-reassembly|v6-reassembly"
            + "|v4-partial-reassembly|disable-auto-route)"
            + "|set services softwire rule \\S+ (?:match-direction (?:input|output)|term \\S+ then map-e \\S{1,63})"
            + "|set services service-set \\S+ (?:softwire-rules \\S+"
            + "|next-hop-service (?:inside|outside)-service-interface \\S+)");

    /** Of {@code security softwires}, on SRX and NFX: names of 1 to 11 characters. */
    private static final Pattern JUNOS_CE =
            Pattern.compile("set security softwires map-e \\S{1,11} (?:role CE|version 3"
                    + "|br-address " + IPV6 + "|end-user-prefix " + IPV6 + "/\\d+|rule \\S+ (?:rule-type (?:BMR|FMR)"
                    + "|ipv4-prefix " + IPV4 + "/\\d+|ipv6-prefix " + IPV6 + "/\\d+|ea-bits-length (?:[0-3]?\\d|4[0-8])"
                    + "|psid-offset (?:\\d|1[0-6])|psid-len (?:\\d|1[0-6])|mtu-v6 \\d{4}|v4-reassembly|v6-reassembly"
                    + "|v4-partial-reassembly|disable-auto-route))");

    private static List<ConfiguredDomain> configured(MapDomain domain) {
        return List.of(new ConfiguredDomain(domain, ForwardingOptions.defaults()));
    }

    private static boolean isComplete(@Nullable Set<String> options) {
        return options == null
                || (options.containsAll(NEEDED) && (options.contains("ealen") || options.contains("psidlen")));
    }

    @Property(tries = 100)
    void uci(@ForAll("domains") MapDomain domain) {
        Set<String> options = null;
        Set<String> sections = new HashSet<>();
        for (String line : OpenWrtText.write(configured(domain)).text().lines().toList()) {
            if (line.isEmpty()) {
                continue;
            }
            if (line.startsWith("config ")) {
                assertTrue(line.matches("config interface '[a-z0-9_]{1,11}'"), line);
                assertTrue(sections.add(line), line);
                assertTrue(isComplete(options), String.valueOf(options));
                options = new HashSet<>();
                continue;
            }
            assertTrue(line.matches("\toption \\w+ '[^']*'"), line);
            String name = line.split(" ", -1)[1];
            String value = line.substring(line.indexOf('\'') + 1, line.length() - 1);
            assertNotNull(options, "an option before the first section");
            assertTrue(options.add(name), "twice: " + line);
            assertNotNull(MAP_OPTIONS.get(name), line);
            assertTrue(value.matches(MAP_OPTIONS.get(name)), line);
        }
        assertTrue(isComplete(options), String.valueOf(options));
    }

    @Property(tries = 100)
    void vpp(@ForAll("domains") MapDomain domain) {
        for (String line : VppText.write(configured(domain)).text().lines().toList()) {
            assertTrue(VPP.matcher(line).matches(), line);
        }
    }

    @Property(tries = 100)
    void junos(@ForAll("domains") MapDomain domain) {
        List<ConfiguredDomain> domains = configured(domain);
        JunosText.write(domains, JunosConfiguration.Form.SET, "si-1/0/0.1", "si-1/0/0.2")
                .text()
                .lines()
                .forEach(line -> assertTrue(JUNOS.matcher(line).matches(), line));
        JunosText.edgeWriter(JunosConfiguration.Form.SET)
                .write(FormatWriter.Request.of(domains.subList(0, 1)))
                .text()
                .lines()
                .forEach(line -> assertTrue(JUNOS_CE.matcher(line).matches(), line));
    }

    /** Offset 0, others, an address, and port 0 as the first of a range. */
    @Example
    void pf() {
        for (ConversionReport text : List.of(
                FirewallText.pf(ce(16, 0, "2001:db8:12:3400::/56"), "gif0"),
                FirewallText.pf(ce(16, 0, "2001:db8:12::/56"), "gif0"),
                FirewallText.pf(ce(24, 0, "2001:db8:12:3400::/64"), "gif0"),
                FirewallText.pf(ce(16, 6, "2001:db8:12:3400::/56"), "gif0"),
                FirewallText.pf(ce(8, 6, "2001:db8:12::/48"), "gif0"))) {
            List<String> rules =
                    text.text().lines().filter(line -> !line.startsWith("#")).toList();
            assertEquals(1, rules.size(), text.text());
            assertTrue(PF.matcher(rules.get(0)).matches(), text.text());
        }
    }
}
