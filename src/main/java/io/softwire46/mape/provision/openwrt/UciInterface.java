package io.softwire46.mape.provision.openwrt;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.Location;
import io.softwire46.mape.provision.format.internal.DomainReading;
import io.softwire46.mape.provision.format.internal.TextRule;
import io.softwire46.mape.provision.format.internal.Word;
import io.softwire46.mape.provision.openwrt.OpenWrtRule.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the rules of an interface of {@code proto map}. Static methods only. */
final class UciInterface {
    /** Options of a rule, with their names in the text of odhcp6c. */
    private static final Map<String, Parameter> RULE = Map.of(
            "ipaddr", Parameter.IPV4PREFIX,
            "ip4prefixlen", Parameter.PREFIX4LEN,
            "ip6prefix", Parameter.IPV6PREFIX,
            "ip6prefixlen", Parameter.PREFIX6LEN,
            "ealen", Parameter.EALEN,
            "psidlen", Parameter.PSIDLEN,
            "psid", Parameter.PSID,
            "offset", Parameter.OFFSET,
            "peeraddr", Parameter.BR);

    /** Other options of the protocol. */
    private static final Set<String> OTHERS = Set.of(
            "proto", "maptype", "type", "rule", "legacymap", "mtu", "ttl", "encaplimit", "tunlink", "zone", "disabled");

    /** Options of all interfaces that do not change the mapping. */
    private static final Set<String> GENERAL = Set.of(
            "auto",
            "metric",
            "defaultroute",
            "dns",
            "peerdns",
            "dns_search",
            "dns_metric",
            "ip4table",
            "ip6table",
            "delegate",
            "force_link",
            "device",
            "ifname",
            "name",
            "ip6assign",
            "ip6hint",
            "ip6ifaceid",
            "ip6class",
            "ip6weight",
            "snat",
            "macaddr",
            "enabled",
            "ipv6",
            "hostname",
            "jail",
            "jail_ifname",
            "ip6addr",
            "ip6gw",
            "gateway",
            "netmask");

    /** Options of {@code proto map}. */
    static final Set<String> OPTIONS = options();

    private static final Set<String> ON = Set.of("1", "true", "on", "yes", "enabled");
    private static final Set<String> OFF = Set.of("0", "false", "off", "no", "disabled");

    private static final int TUNNEL_OCTETS = 40;
    private static final int LIMIT_OCTETS = 8;
    private static final int DEFAULT_MTU = 1280;

    private UciInterface() {}

    private static Set<String> options() {
        Set<String> all = new TreeSet<>(RULE.keySet());
        all.addAll(OTHERS);
        return all;
    }

    /** Returns the rules; none after an error. */
    static List<TextRule> read(UciSection section, DomainReading reading) {
        Location unclosed = section.unclosed();
        if (unclosed != null) {
            reading.refuse(unclosed, "line", "", "has a quotation mark without an end; close it in the same line");
        }
        for (UciSection.Replaced each : section.replaced()) {
            reading.warn(
                    each.by().place(),
                    each.name(),
                    each.by().text(),
                    "replaces another value of the same section; remove one of them");
        }
        unknown(section, reading);
        boolean draft03 = flag(section, reading);
        ForwardingOptions options = ForwardingOptions.defaults();
        String name = section.name().startsWith("@") ? "" : section.name();
        List<TextRule> rules = new ArrayList<>();
        List<Word> texts = section.all("rule");
        if (texts.isEmpty()) {
            OpenWrtRule rule = new OpenWrtRule();
            Word type = section.get("maptype") == null ? section.get("type") : section.get("maptype");
            if (type != null) {
                rule.set(Parameter.TYPE, section.get("maptype") == null ? "type" : "maptype", type);
            }
            RULE.forEach((option, parameter) -> {
                Word value = section.get(option);
                if (value != null) {
                    rule.set(parameter, option, value);
                }
            });
            rules.add(rule.read(name, section.start(), draft03, reading));
        } else {
            for (Word each : texts) {
                for (OpenWrtRuleText text : OpenWrtRuleText.split(each)) {
                    rules.add(text.read(name, draft03, reading));
                }
            }
            ignored(section, reading);
        }
        Tunnel tunnel = new Tunnel(section, reading);
        ForwardingOptions chosen = tunnel.read(options);
        rules.forEach(rule -> {
            rule.setOptions(chosen);
            tunnel.places(rule);
        });
        return rules;
    }

    private static void unknown(UciSection section, DomainReading reading) {
        for (String name : section.names()) {
            if (OPTIONS.contains(name)) {
                continue;
            }
            Word first = section.all(name).get(0);
            if (GENERAL.contains(name)) {
                reading.skip();
            } else {
                reading.warn(
                        first.place(),
                        name,
                        first.text(),
                        "is no option of proto map and is ignored"
                                + reading.knownNames().remedy(name, List.copyOf(OPTIONS)));
            }
        }
    }

    private static boolean flag(UciSection section, DomainReading reading) {
        Word word = section.get("legacymap");
        if (word == null) {
            return false;
        }
        boolean on = ON.contains(word.text());
        if (!on && !OFF.contains(word.text())) {
            reading.refuse(word.place(), "legacymap", word.text(), "is not a flag; use 0 or 1");
        }
        return on;
    }

    /** Reports options that OpenWrt ignores if option rule is set. */
    private static void ignored(UciSection section, DomainReading reading) {
        for (String name : section.names()) {
            Word value = RULE.containsKey(name) ? section.get(name) : null;
            if (value != null) {
                reading.warn(
                        value.place(),
                        name,
                        value.text(),
                        "is ignored by OpenWrt, since option rule is set; remove it");
            }
        }
    }

    /** Header and MTU of the tunnel. */
    private record Tunnel(UciSection section, DomainReading reading) {
        ForwardingOptions read(ForwardingOptions defaults) {
            ForwardingOptions options = defaults;
            OptionalInt limit = limit();
            if (limit.isPresent()) {
                options = options.with(ForwardingOption.ENCAPSULATION_LIMIT, limit.getAsInt());
            }
            Integer hopLimit = number("ttl");
            if (hopLimit != null) {
                options = options.with(ForwardingOption.HOP_LIMIT, hopLimit);
            }
            Word mtu = section.get("mtu");
            Integer octets = number("mtu");
            if (mtu == null) {
                reading.note(
                        section.start(),
                        "mtu",
                        Integer.toString(DEFAULT_MTU),
                        "is the default of OpenWrt for IPv4 packets; set it to 1460 on links of 1500 octets");
            }
            int header = TUNNEL_OCTETS + (limit.isPresent() ? LIMIT_OCTETS : 0);
            int ipv4 = octets == null ? DEFAULT_MTU : octets;
            return options.with(ForwardingOption.MTU_V6, ipv4 + header);
        }

        private OptionalInt limit() {
            Word word = section.get("encaplimit");
            if (word == null) {
                reading.note(
                        section.start(),
                        "encaplimit",
                        Finding.MISSING,
                        "is missing, so that some versions of OpenWrt add a Tunnel Encapsulation Limit (RFC 2473 section 6.6); "
                                + "set it to ignore for none");
                return OptionalInt.empty();
            }
            if (word.text().equals("ignore") || word.text().equals("none")) {
                return OptionalInt.empty();
            }
            Integer limit = word.whole("encaplimit", reading);
            return limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
        }

        private @Nullable Integer number(String name) {
            Word word = section.get(name);
            return word == null ? null : word.whole(name, reading);
        }

        void places(TextRule rule) {
            place(rule, "mtu", "options.mtuV6");
            place(rule, "ttl", "options.hopLimit");
            place(rule, "encaplimit", "options.encapsulationLimit");
        }

        private void place(TextRule rule, String name, String path) {
            Word word = section.get(name);
            if (word != null) {
                rule.setPlace(path, word.place());
            }
        }
    }
}
