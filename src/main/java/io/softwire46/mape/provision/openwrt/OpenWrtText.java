package io.softwire46.mape.provision.openwrt;

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
 * Writes rules for OpenWrt's {@code proto map} in {@code /etc/config/network}: one interface per rule, of which a CE uses the
 * interface whose rule covers its delegated prefix. {@link UciReader} reads them.
 *
 * <p>The options are those of {@code proto_map_init_config} in OpenWrt's {@code map.sh}; {@code maptype} needs OpenWrt 21.02 or
 * later, since earlier versions call it {@code type}.
 *
 * <p>Static methods only.
 */
public final class OpenWrtText {
    private static final int MAX_PREFIX = 112;
    private static final int MAX_SECTION = 11;
    private static final int TUNNEL_OCTETS = 40;
    private static final int LIMIT_OCTETS = 8;

    /** OpenWrt's name of the interface that requests a prefix by DHCPv6. */
    private static final String DELEGATED = "wan6";

    static final Set<ForwardingOption<?>> OPTIONS =
            Set.of(ForwardingOption.MTU_V6, ForwardingOption.HOP_LIMIT, ForwardingOption.ENCAPSULATION_LIMIT);

    /** The writer of the format. */
    public static final FormatWriter WRITER = SimpleWriter.of("openwrt", request -> write(domains(request)), OPTIONS);

    private OpenWrtText() {}

    /**
     * Returns the rules for the CE: outside a mesh only its own, by longest match, because OpenWrt configures all
     * rules.
     */
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
     * Writes one interface per rule of each domain.
     *
     * @param domains domains with different names
     * @return sections of {@code /etc/config/network}, and errors for omitted rules
     */
    public static ConversionReport write(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = ConversionReport.builder("OpenWrt `proto map`");
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
                    "is not configured: an interface has one rule and sends all packets to the BR; provision the rules by DHCPv6",
                    "RFC 7597 section 5.4");
        }
        List<IPv6Address> relays = configured.domain().borderRelays();
        report.furtherBorderRelays(relays, "is omitted: an interface has one border relay", DomainSyntax.DOMAIN_RFC);
        report.options(configured.options(), OPTIONS);
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            String path = "rules[" + i + "].";
            IPv6Address relay = rule.borderRelay().orElse(relays.isEmpty() ? null : relays.get(0));
            if (rule.ipv6Length() > MAX_PREFIX && !isBinding(rule)) {
                report.refuseRule(
                        i,
                        "ipv6Prefix",
                        RuleJson.text(rule.ipv6Prefix()) + "/" + rule.ipv6Length(),
                        "exceeds 112 bits, the maximum of OpenWrt's mapcalc; the rule is omitted",
                        "RFC 7597 section 5.2");
                continue;
            }
            if (relay == null) {
                report.refuseRule(
                        i,
                        "borderRelay",
                        "null",
                        "is missing, but peeraddr requires it; the rule is omitted",
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
                    "becomes maptype lw4o6, the only type of OpenWrt for a rule without EA bits",
                    "RFC 7596 section 5.1");
            if (rule.format() == InterfaceIdFormat.DRAFT03) {
                report.differs(
                        path + "format",
                        rule.format(),
                        "is unusual with maptype lw4o6; compare the MAP address on the router",
                        "RFC 7597 section 6");
            }
        }
        if (rule.isShared() && rule.portParameters().psidOffset() > 1) {
            report.differs(
                    path + "psidOffset",
                    rule.portParameters().psidOffset(),
                    "results in several ranges, of which OpenWrt's firewall fw4 uses the first; also load the table of "
                            + "mape convert --to nftables",
                    "RFC 7597 section 8.1");
        }
        boolean mayHavePsid0 = rule.psidLengthInEa() > 0 || rule.explicitPsid() == 0;
        if (rule.isShared() && rule.portParameters().psidOffset() == 0 && mayHavePsid0) {
            report.differs(
                    path + "psidOffset",
                    0,
                    "assigns port 0 to PSID 0; OpenWrt begins this range with port 1",
                    "RFC 7597 section 5.1");
        }
        if (rule.derivedPrefixLength() > 64 && rule.ipv6Length() < 128) {
            report.differs(
                    path + "eaLength",
                    rule.eaLength(),
                    "ends at bit " + rule.derivedPrefixLength() + "; OpenWrt accepts it, but VPP and others do not",
                    "RFC 7597 section 6");
        }
    }

    /** Returns a section name of letters, digits and underscores, so short that map-NAME is an interface name. */
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
        if (!isBinding(rule) || !rule.isShared()) {
            // mapcalc refuses an EA length below the PSID length, and replaces a missing one by the PSID length.
            options.add("ealen " + rule.eaLength());
        }
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

    /**
     * Adds MTU and Tunnel Encapsulation Limit. The default MTU of OpenWrt is 1280, and the default limit depends on its
     * version.
     */
    private static void tunnel(ForwardingOptions chosen, List<String> options) {
        OptionalInt limit = chosen.get(ForwardingOption.ENCAPSULATION_LIMIT);
        int header = TUNNEL_OCTETS + (limit.isPresent() ? LIMIT_OCTETS : 0);
        options.add("encaplimit " + (limit.isPresent() ? Integer.toString(limit.getAsInt()) : "ignore"));
        // The option is the IPv4 MTU, without the tunnel header.
        options.add("mtu " + (chosen.get(ForwardingOption.MTU_V6) - header));
        int hopLimit = chosen.get(ForwardingOption.HOP_LIMIT);
        if (hopLimit != ForwardingOption.HOP_LIMIT.defaultValue()) {
            options.add("ttl " + hopLimit);
        }
    }
}
