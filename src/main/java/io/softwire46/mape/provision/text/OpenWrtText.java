package io.softwire46.mape.provision.text;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.RuleJson;
import io.softwire46.mape.provision.format.internal.SimpleWriter;
import io.softwire46.mape.provision.format.internal.UniqueNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Writes rules as OpenWrt's {@code proto map} takes them in {@code /etc/config/network}: one interface a rule, of which a
 * CE uses the one that its delegated prefix belongs to. For writing only.
 *
 * <p>The options are those of {@code proto_map_init_config} in OpenWrt's {@code map.sh}; {@code maptype} needs OpenWrt 21.02
 * or later, since earlier versions call it {@code type}.
 *
 * <p>Static methods only.
 */
public final class OpenWrtText {
    private static final int MAX_PREFIX = 112;
    private static final int MAX_SECTION = 11;
    private static final int TUNNEL_OCTETS = 40;
    private static final int LIMIT_OCTETS = 8;

    /** OpenWrt's own name of the interface that asks for a prefix by DHCPv6. */
    private static final String DELEGATED = "wan6";

    private static final Set<ForwardingOption<?>> OPTIONS =
            Set.of(ForwardingOption.MTU_V6, ForwardingOption.HOP_LIMIT, ForwardingOption.ENCAPSULATION_LIMIT);

    /** The format. */
    public static final FormatWriter WRITER = SimpleWriter.of(request -> write(domains(request)), OPTIONS);

    private OpenWrtText() {}

    /** OpenWrt configures each rule that it is given, so a CE outside a mesh gets its own alone, by longest match. */
    private static List<ConfiguredDomain> domains(FormatWriter.Request request) {
        if (request.endUserPrefix().isEmpty()) {
            return request.domains();
        }
        ConfiguredDomain chosen = request.edgeDomain();
        MapDomain domain = chosen.domain();
        return domain.isMesh()
                ? List.of(chosen)
                : List.of(new ConfiguredDomain(
                        MapDomain.of(domain.name(), RuleSet.of(request.ce().rule()), domain.borderRelays()),
                        chosen.options()));
    }

    /**
     * One interface for each rule of each domain.
     *
     * @param domains with names that differ
     * @return sections of {@code /etc/config/network}; errors for rules that are left out
     */
    public static ConversionReport write(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = ConversionReport.builder("OpenWrt's proto map");
        StringBuilder out = new StringBuilder();
        UniqueNames sections = new UniqueNames(MAX_SECTION, "");
        for (ConfiguredDomain domain : domains) {
            report.in(domain, domains.size() == 1);
            domain(domain, sections, out, report);
        }
        return report.report(out.toString());
    }

    private static void domain(
            ConfiguredDomain configured, UniqueNames sections, StringBuilder out, ConversionReport.Builder report) {
        List<MapRule> rules = configured.domain().rules().rules();
        if (configured.domain().isMesh()) {
            report.differs(
                    "mesh",
                    true,
                    "needs rules that reach OpenWrt by DHCPv6: an interface has one rule and sends everything to the BR",
                    "RFC 7597 section 5.4");
        }
        List<IPv6Address> relays = configured.domain().borderRelays();
        report.furtherBorderRelays(relays, "is left out: an interface has room for one", DomainSyntax.DOMAIN_RFC);
        report.options(configured.options(), OPTIONS);
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            String path = "rules[" + i + "].";
            IPv6Address relay = rule.borderRelay().orElse(relays.isEmpty() ? null : relays.get(0));
            if (rule.ipv6Length() > MAX_PREFIX && !isBinding(rule)) {
                report.lost(
                        path + "ipv6Prefix",
                        RuleJson.text(rule.ipv6Prefix()) + "/" + rule.ipv6Length(),
                        "is longer than 112 bits, the most that OpenWrt's mapcalc takes; the rule is left out",
                        "RFC 7597 section 5.2");
                continue;
            }
            if (relay == null) {
                report.lost(
                        path + "borderRelay",
                        "null",
                        "is missing, and peeraddr needs it; the rule is left out",
                        DomainSyntax.DOMAIN_RFC);
                continue;
            }
            caveats(rule, path, report);
            section(configured, rule, relay, section(configured.domain().name(), sections), out);
        }
    }

    private static boolean isBinding(MapRule rule) {
        return rule.eaLength() == 0 && rule.ipv4Length() == 32;
    }

    private static void caveats(MapRule rule, String path, ConversionReport.Builder report) {
        if (isBinding(rule)) {
            report.differs(
                    path + "eaLength",
                    0,
                    "becomes maptype lw4o6: OpenWrt takes a rule without EA bits in no other type",
                    "RFC 7596 section 5.1");
            if (rule.format() == InterfaceIdFormat.DRAFT03) {
                report.differs(
                        path + "format",
                        rule.format(),
                        "with maptype lw4o6 is a pair that no address plan is known to use; compare the address",
                        "RFC 7597 section 6");
            }
        }
        if (rule.isShared() && rule.portParameters().psidOffset() > 1) {
            report.differs(
                    path + "psidOffset",
                    rule.portParameters().psidOffset(),
                    "gives several ranges, of which OpenWrt's firewall fw4 uses the first; load the table of "
                            + "convert --to nftables, too",
                    "RFC 7597 section 8.1");
        }
        boolean mayHavePsid0 = rule.psidLengthInEa() > 0 || rule.explicitPsid() == 0;
        if (rule.isShared() && rule.portParameters().psidOffset() == 0 && mayHavePsid0) {
            report.differs(
                    path + "psidOffset",
                    0,
                    "gives PSID 0 the range that begins with port 0; OpenWrt begins it with port 1",
                    "RFC 7597 section 5.1");
        }
        if (rule.derivedPrefixLength() > 64 && rule.ipv6Length() < 128) {
            report.differs(
                    path + "eaLength",
                    rule.eaLength(),
                    "reaches bit " + rule.derivedPrefixLength() + "; OpenWrt allows it, VPP and others refuse it",
                    "RFC 7597 section 6");
        }
    }

    /** A section name: letters, digits and underscores, short enough that map-NAME is an interface name. */
    private static String section(String name, UniqueNames sections) {
        String base = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
        return sections.take(base.substring(0, Math.min(base.length(), MAX_SECTION)));
    }

    private static void section(
            ConfiguredDomain configured, MapRule rule, IPv6Address relay, String section, StringBuilder out) {
        List<String> options = new ArrayList<>();
        options.add("proto map");
        options.add("maptype " + (isBinding(rule) ? "lw4o6" : "map-e"));
        options.add("tunlink " + DELEGATED);
        options.add("peeraddr " + RuleJson.text(relay));
        options.add("ipaddr " + RuleJson.text(rule.ipv4Prefix()));
        options.add("ip4prefixlen " + rule.ipv4Length());
        options.add("ip6prefix " + RuleJson.text(rule.ipv6Prefix()));
        options.add("ip6prefixlen " + rule.ipv6Length());
        options.add("ealen " + rule.eaLength());
        if (rule.isShared()) {
            int psidLength = rule.portParameters().psidLength();
            options.add("psidlen " + psidLength);
            options.add("offset " + rule.portParameters().psidOffset());
            if (rule.explicitPsid() >= 0) {
                // Left-aligned in 16 bits, as in the DHCPv6 option (RFC 7598 section 4.5).
                options.add("psid " + (rule.explicitPsid() << (16 - psidLength)));
            }
        }
        if (rule.format() == InterfaceIdFormat.DRAFT03) {
            options.add("legacymap 1");
        }
        tunnel(configured.options(), options);
        out.append(out.isEmpty() ? "" : "\n")
                .append("config interface '")
                .append(section)
                .append("'\n");
        for (String option : options) {
            int space = option.indexOf(' ');
            out.append("\toption ")
                    .append(option, 0, space)
                    .append(" '")
                    .append(option, space + 1, option.length())
                    .append("'\n");
        }
    }

    /** OpenWrt's default MTU is 1280; whether it adds a Tunnel Encapsulation Limit by default depends on its version. */
    private static void tunnel(ForwardingOptions chosen, List<String> options) {
        OptionalInt limit = chosen.get(ForwardingOption.ENCAPSULATION_LIMIT);
        int header = TUNNEL_OCTETS + (limit.isPresent() ? LIMIT_OCTETS : 0);
        options.add("encaplimit " + (limit.isPresent() ? Integer.toString(limit.getAsInt()) : "ignore"));
        // Of the IPv4 packet, so that it fits with its header.
        options.add("mtu " + (chosen.get(ForwardingOption.MTU_V6) - header));
        int hopLimit = chosen.get(ForwardingOption.HOP_LIMIT);
        if (hopLimit != ForwardingOption.HOP_LIMIT.defaultValue()) {
            options.add("ttl " + hopLimit);
        }
    }
}
