package io.softwire46.mape.provision.openwrt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.TextVariants;
import io.softwire46.mape.provision.Worlds;
import io.softwire46.mape.provision.format.FormatReader.Input;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.testing.RuleArbitraries;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random domains, as the writer and as simple printers in this class print them, are read as they are. */
class OpenWrtProperties {
    /** The largest Rule IPv6 prefix of mapcalc. */
    private static final int MAX_PREFIX = 112;

    @Provide
    Arbitrary<ConfiguredDomain> domains() {
        return Combinators.combine(
                        RuleArbitraries.domains(),
                        Arbitraries.of(InterfaceIdFormat.values()),
                        Arbitraries.integers().between(1280, 9000),
                        Arbitraries.integers().between(1, 255))
                .as((domain, format, mtu, hops) -> new ConfiguredDomain(
                        Worlds.plain(domain, format),
                        ForwardingOptions.defaults()
                                .with(ForwardingOption.MTU_V6, mtu)
                                .with(ForwardingOption.HOP_LIMIT, hops)));
    }

    /** Returns the domain with rules only that UCI expresses, as a hub with spokes and with a name of UCI. */
    private static ConfiguredDomain hub(ConfiguredDomain domain) {
        List<MapRule> rules = domain.domain().rules().rules().stream()
                .filter(rule -> rule.ipv6Length() <= MAX_PREFIX || isBinding(rule))
                .map(rule -> rule.toBuilder().forwarding(false).build())
                .toList();
        Assume.that(!rules.isEmpty());
        return new ConfiguredDomain(
                MapDomain.of("wan", RuleSet.of(rules), domain.domain().borderRelays()), domain.options());
    }

    private static boolean isBinding(MapRule rule) {
        return rule.eaLength() == 0 && rule.ipv4Length() == 32;
    }

    private static ReadResult read(RuleFormat format, String text) {
        assertEquals(format, RuleFormat.detect(Input.of(text)).orElseThrow(), text);
        return format.read(Input.of(text));
    }

    @Property(tries = 80)
    void readingReversesWriting(@ForAll("domains") ConfiguredDomain drawn) {
        ConfiguredDomain domain = hub(drawn);
        String text = OpenWrtText.write(List.of(domain)).text();
        assertEquals(List.of(domain), read(RuleFormat.OPENWRT, text).requireDomains(), text);
    }

    @Property(tries = 80)
    void readsUci(@ForAll("domains") ConfiguredDomain drawn, @ForAll long seed) {
        ConfiguredDomain domain = hub(drawn);
        TextVariants variants = new TextVariants(seed);
        int form = variants.pick(0, 1, 2);
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (MapRule rule : domain.domain().rules().rules()) {
            String name = number == 0 ? "wan" : "wan" + number;
            number++;
            List<String> options = new ArrayList<>(
                    variants.flip() ? options(rule, domain, variants) : ruleText(rule, domain, variants));
            options.addAll(tunnel(domain, rule));
            lines.add(form == 0 ? "config interface " + quoted(name, variants) : "network." + name + "=interface");
            for (String option : variants.shuffled(options)) {
                int space = option.indexOf(' ');
                String value = quoted(option.substring(space + 1), variants);
                String key = option.substring(0, space);
                lines.add(
                        switch (form) {
                            case 0 -> variants.pick("\t", "        ", "") + "option " + key + " " + value;
                            case 1 -> "network." + name + "." + key + "=" + value;
                            default -> "root@OpenWrt:~# uci set network." + name + "." + key + "=" + value;
                        });
            }
        }
        String text = form == 0
                ? variants.text(lines, "", "# comment", "\t# config interface 'x'")
                : variants.text(lines, "", "network.lan.proto='static'", "wireless.radio0.channel='36'");
        assertEquals(List.of(domain), read(RuleFormat.OPENWRT, text).requireDomains(), text);
    }

    private static String quoted(String value, TextVariants variants) {
        return variants.pick(
                "'" + value + "'", "\"" + value + "\"", value.indexOf(' ') < 0 ? value : "'" + value + "'");
    }

    private static String type(MapRule rule) {
        return isBinding(rule) ? "lw4o6" : "map-e";
    }

    /** MTU of IPv4 packets: 40 octets less than that of the tunnel. */
    private static List<String> tunnel(ConfiguredDomain domain, MapRule rule) {
        List<String> options = new ArrayList<>(List.of(
                "proto map",
                "mtu " + (domain.options().mtuV6() - 40),
                "ttl " + domain.options().hopLimit(),
                "encaplimit ignore",
                "tunlink wan6"));
        options.add("legacymap " + (rule.format() == InterfaceIdFormat.DRAFT03 ? 1 : 0));
        return options;
    }

    private static List<String> options(MapRule rule, ConfiguredDomain domain, TextVariants variants) {
        List<String> options = new ArrayList<>(List.of(
                variants.pick("maptype ", "type ") + type(rule),
                "peeraddr " + variants.address(domain.domain().borderRelays().get(0)),
                "ipaddr "
                        + rule.ipv4Prefix()
                                .getLower()
                                .toIPv4()
                                .withoutPrefixLength()
                                .toCanonicalString(),
                "ip4prefixlen " + rule.ipv4Length(),
                "ip6prefix " + variants.address(rule.ipv6Prefix()),
                "ip6prefixlen " + rule.ipv6Length()));
        if (!isBinding(rule) || variants.flip()) {
            options.add("ealen " + rule.eaLength());
        } // a binding without a PSID has neither EA bits nor a PSID length
        if (rule.isShared()) {
            options.add("offset " + rule.portParameters().psidOffset());
            options.add("psidlen " + rule.portParameters().psidLength());
        }
        if (rule.explicitPsid() >= 0) {
            options.add("psid "
                    + rule.explicitPsid() * (1 << 16 - rule.portParameters().psidLength()));
        }
        return options;
    }

    private static List<String> ruleText(MapRule rule, ConfiguredDomain domain, TextVariants variants) {
        return List.of("rule " + text(rule, domain.domain().borderRelays(), variants));
    }

    /** Prints the text of odhcp6c. */
    private static String text(MapRule rule, List<IPv6Address> relays, TextVariants variants) {
        List<String> fields = new ArrayList<>(List.of(
                "prefix4len=" + rule.ipv4Length(),
                "prefix6len=" + rule.ipv6Length(),
                "ipv4prefix="
                        + rule.ipv4Prefix()
                                .getLower()
                                .toIPv4()
                                .withoutPrefixLength()
                                .toCanonicalString(),
                "ipv6prefix=" + variants.address(rule.ipv6Prefix())));
        if (!isBinding(rule)) {
            fields.add("ealen=" + rule.eaLength());
        }
        if (rule.isShared()) {
            int length = rule.explicitPsid() < 0 ? 0 : rule.portParameters().psidLength();
            fields.add("offset=" + rule.portParameters().psidOffset());
            fields.add("psidlen=" + length);
            fields.add("psid=" + (length == 0 ? 0 : rule.explicitPsid() * (1 << 16 - length)));
        }
        if (rule.isForwarding()) {
            fields.add(variants.pick("fmr", "fmr=1"));
        }
        relays.forEach(relay -> fields.add("br=" + variants.address(relay)));
        return "type=" + type(rule) + "," + String.join(",", variants.shuffled(fields)) + variants.pick("", ",");
    }

    @Property(tries = 80)
    void readsTheTextOfTheDhcpClient(@ForAll("domains") ConfiguredDomain drawn, @ForAll long seed) {
        MapDomain domain = Worlds.plain(drawn.domain(), InterfaceIdFormat.RFC7597);
        TextVariants variants = new TextVariants(seed);
        List<String> rules = domain.rules().rules().stream()
                .map(rule -> text(rule, domain.borderRelays(), variants))
                .toList();
        List<String> lines = switch (variants.pick(0, 1, 2, 3)) {
            case 0 -> rules;
            case 1 -> List.of("MAPE=\"" + String.join(" ", rules) + "\"");
            case 2 -> List.of("export MAPE='" + String.join(" ", rules) + " '");
            default -> List.of("mapcalc wan6 \"" + String.join("\" \"", rules) + "\"");
        };
        ReadResult read = read(RuleFormat.MAPCALC, variants.text(lines, "", "# x", "RDNSS=2001:db8::53", "TERM='a b'"));
        assertEquals(domain.rules(), read.requireDomains().get(0).domain().rules(), lines::toString);
        assertEquals(domain.isMesh(), read.requireDomains().get(0).domain().isMesh());
        assertEquals(
                domain.borderRelays(), read.requireDomains().get(0).domain().borderRelays());
    }

    /** Prints the variables of mapcalc; the port ranges contain the PSID of a binding, unless it has port 0 alone. */
    @Property(tries = 80)
    void readsTheOutputOfMapcalc(@ForAll("domains") ConfiguredDomain drawn, @ForAll long seed) {
        MapDomain domain = Worlds.plain(drawn.domain(), InterfaceIdFormat.RFC7597);
        Assume.that(domain.rules().rules().stream()
                .noneMatch(rule ->
                        rule.explicitPsid() == 0 && rule.portParameters().equals(PortParameters.of(0, 16))));
        TextVariants variants = new TextVariants(seed);
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (MapRule rule : domain.rules().rules()) {
            String name = variants.pick("", "export ") + "RULE_" + ++number + "_";
            int length =
                    rule.isShared() ? rule.portParameters().psidLength() : rule.eaLength() + rule.ipv4Length() - 32;
            List<String> variables = new ArrayList<>(List.of(
                    "FMR=" + (rule.isForwarding() ? 1 : 0),
                    "EALEN=" + rule.eaLength(),
                    "PSIDLEN=" + length,
                    "OFFSET=" + (rule.isShared() ? rule.portParameters().psidOffset() : 6),
                    "PREFIX4LEN=" + rule.ipv4Length(),
                    "PREFIX6LEN=" + rule.ipv6Length(),
                    "IPV4PREFIX="
                            + rule.ipv4Prefix()
                                    .getLower()
                                    .toIPv4()
                                    .withoutPrefixLength()
                                    .toCanonicalString(),
                    "IPV6PREFIX=" + variants.address(rule.ipv6Prefix()),
                    "BR=" + variants.address(domain.borderRelays().get(0))));
            if (rule.explicitPsid() >= 0) {
                int offset = rule.portParameters().psidOffset();
                int size = 1 << 16 - offset - length;
                int first = (offset == 0 ? 0 : 1 << 16 - offset) + rule.explicitPsid() * size;
                variables.add("PORTSETS='" + Math.max(first, 1) + "-" + (first + size - 1) + " 60000-60001 '");
            }
            variants.shuffled(variables).forEach(variable -> lines.add(name + variable + variants.pick("", ";")));
        }
        lines.add("RULE_COUNT=" + number);
        String text = variants.text(lines, "", "# x", "root@OpenWrt:~#");
        ReadResult read = read(RuleFormat.MAPCALC, text);
        assertEquals(domain.rules(), read.requireDomains().get(0).domain().rules(), text);
        assertEquals(domain.isMesh(), read.requireDomains().get(0).domain().isMesh());
    }
}
