package io.softwire46.mape.provision.text;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.PortParameters;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.RuleJson;
import io.softwire46.mape.provision.format.internal.SimpleWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes rules as the plugin map of FD.io VPP takes them on its command line: {@code map add domain}, and for 1:1 rules
 * of one address {@code map add rule} behind it. Indices count from 0, as on a VPP without domains. For writing only.
 *
 * <p>Holds no state.
 */
public final class VppText {
    private static final Set<ForwardingOption<?>> OPTIONS = Set.of(ForwardingOption.MTU_V6);

    /** The format. */
    public static final FormatWriter WRITER = SimpleWriter.of(request -> write(request.domains()), OPTIONS);

    private VppText() {}

    /** What a 1:1 rule shares with the others of its address. */
    private record Shared(int ipv4, PortParameters ports, String relay) {}

    /** A domain in VPP's sense, and the bindings of its PSIDs. */
    private record Entry(String line, Map<Integer, String> bindings) {}

    /** What is said once about a text, however many rules it is about. */
    private static final class Caveats {
        boolean unshared;
        boolean excluded;
        boolean contiguous;
        boolean bindings;
    }

    /**
     * The commands for all domains.
     *
     * @param domains with names that differ
     * @return commands, one a line; errors for rules that are left out
     */
    public static ConversionReport write(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = ConversionReport.builder("map add domain");
        List<Entry> entries = new ArrayList<>();
        Map<Shared, Entry> shared = new HashMap<>();
        Caveats caveats = new Caveats();
        for (ConfiguredDomain domain : domains) {
            report.in(domain, domains.size() == 1);
            domain(domain, entries, shared, caveats, report);
        }
        StringBuilder out = new StringBuilder();
        for (int index = 0; index < entries.size(); index++) {
            out.append(entries.get(index).line()).append('\n');
            int domain = index;
            entries.get(index)
                    .bindings()
                    .forEach((psid, address) -> out.append("map add rule index ")
                            .append(domain)
                            .append(" psid ")
                            .append(psid)
                            .append(" ip6-dst ")
                            .append(address)
                            .append('\n'));
        }
        return report.report(out.toString());
    }

    private static void domain(
            ConfiguredDomain configured,
            List<Entry> entries,
            Map<Shared, Entry> shared,
            Caveats caveats,
            ConversionReport.Builder report) {
        List<IPv6Address> relays = configured.domain().borderRelays();
        report.furtherBorderRelays(relays, "is left out: a domain of VPP has room for one", DomainSyntax.DOMAIN_RFC);
        report.options(configured.options(), OPTIONS);
        List<MapRule> rules = configured.domain().rules().rules();
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            String path = "rules[" + i + "].";
            IPv6Address relay = rule.borderRelay().orElse(relays.isEmpty() ? null : relays.get(0));
            if (relay == null) {
                report.lost(path + "borderRelay", "null", "is missing; the rule is left out", DomainSyntax.DOMAIN_RFC);
                continue;
            }
            if (!isExpressible(rule, path, report)) {
                continue;
            }
            caveats(rule, path, caveats, report);
            int mtu = configured.options().mtuV6();
            if (rule.isKeyedByPsid()) {
                Shared key = new Shared(rule.ipv4(), rule.portParameters(), RuleJson.text(relay));
                Entry entry = shared.get(key);
                if (entry == null) {
                    entry = new Entry(line("::/0", rule, relay, mtu), new TreeMap<>());
                    shared.put(key, entry);
                    entries.add(entry);
                }
                entry.bindings().put(rule.explicitPsid(), mapAddress(rule));
            } else {
                entries.add(new Entry(
                        line(RuleJson.text(rule.ipv6Prefix()) + "/" + rule.ipv6Length(), rule, relay, mtu), Map.of()));
            }
        }
    }

    private static String line(String prefix, MapRule rule, IPv6Address relay, int mtu) {
        PortParameters ports = rule.portParameters();
        return "map add domain ip4-pfx " + RuleJson.text(rule.ipv4Prefix()) + "/" + rule.ipv4Length() + " ip6-pfx "
                + prefix + " ip6-src " + RuleJson.text(relay) + " ea-bits-len " + rule.eaLength() + " psid-offset "
                + ports.psidOffset() + " psid-len " + ports.psidLength() + " mtu " + mtu;
    }

    private static boolean isExpressible(MapRule rule, String path, ConversionReport.Builder report) {
        if (rule.format() == InterfaceIdFormat.DRAFT03) {
            report.lost(
                    path + "format",
                    rule.format(),
                    "is unknown to VPP, which forms addresses by RFC 7597 only; the rule is left out",
                    "RFC 7597 section 6");
            return false;
        }
        if (rule.eaLength() > 0 && rule.derivedPrefixLength() > 64) {
            report.lost(
                    path + "eaLength",
                    rule.eaLength(),
                    "reaches bit " + rule.derivedPrefixLength()
                            + ", and VPP wants EA bits within the first 64; the rule is left out",
                    "RFC 7597 section 6");
            return false;
        }
        if (rule.isKeyedByPsid() && rule.eaLength() > 0) {
            report.lost(
                    path + "psid",
                    rule.explicitPsid(),
                    "goes with EA bits, which VPP cannot put together; the rule is left out",
                    "RFC 7598 section 4.5");
            return false;
        }
        if (rule.ipv4Length() == 0) {
            report.lost(
                    path + "ipv4Prefix",
                    "0.0.0.0/0",
                    "makes VPP lose the IPv4 suffix; the rule is left out",
                    "RFC 7597 section 5.2");
            return false;
        }
        return true;
    }

    private static void caveats(MapRule rule, String path, Caveats said, ConversionReport.Builder report) {
        boolean shared = rule.isShared();
        if (!shared && !said.unshared) {
            said.unshared = true;
            report.differs(
                    path + "psidLength",
                    0,
                    "means no source check in VPP: any CE can send with this address",
                    "RFC 7597 section 8.1");
        }
        if (shared && rule.portParameters().psidOffset() > 0 && !said.excluded) {
            said.excluded = true;
            report.differs(
                    path + "psidOffset",
                    rule.portParameters().psidOffset(),
                    "keeps the low ports from everyone; VPP holds to that toward CEs only, and takes them from CEs",
                    "RFC 7597 section 5.1");
        }
        if (shared && rule.portParameters().psidOffset() == 0 && !said.contiguous) {
            said.contiguous = true;
            report.differs(
                    path + "psidOffset",
                    0,
                    "makes VPP send packets without ports to the CE with PSID 0",
                    "RFC 7597 section 8.2");
        }
        if (rule.isKeyedByPsid() && !said.bindings) {
            said.bindings = true;
            report.differs(
                    path + "psid",
                    rule.explicitPsid(),
                    "is an entry of a table in VPP, where a PSID without an entry passes the source check with the "
                            + "source ::",
                    "RFC 7597 section 8.1");
        }
    }

    /** Returns the MAP address of the one CE of a rule without EA bits. */
    private static String mapAddress(MapRule rule) {
        CeMapping ce =
                rule.decode(new IPv6Address(rule.ipv6High(), rule.ipv6Low())).orElseThrow();
        return Addresses.toText(ce.mapAddressHigh(), ce.mapAddressLow());
    }
}
