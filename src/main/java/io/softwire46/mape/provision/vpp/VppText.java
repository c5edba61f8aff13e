package io.softwire46.mape.provision.vpp;

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
 * Writes rules as commands for the map plugin of FD.io VPP: {@code map add domain}, followed by {@code map add rule} for 1:1
 * rules of one address. Indexes count from 0, as on a VPP without domains.
 *
 * <p>Static methods only.
 */
public final class VppText {
    static final Set<ForwardingOption<?>> OPTIONS = Set.of(ForwardingOption.MTU_V6);

    /** The writer of the format. */
    public static final FormatWriter WRITER = SimpleWriter.of("vpp", request -> write(request.domains()), OPTIONS);

    private VppText() {}

    /** Parameters that all 1:1 rules of one VPP domain have in common. */
    private record Shared(int ipv4, PortParameters ports, String relay) {}

    /** A VPP domain, and the bindings of its PSIDs. */
    private record Entry(String line, Map<Integer, String> bindings) {}

    /** Warnings that were reported; each is reported only once per text. */
    private static final class Caveats {
        boolean unshared;
        boolean excluded;
        boolean contiguous;
        boolean bindings;
    }

    /**
     * Writes the commands for all domains.
     *
     * @param domains domains with different names
     * @return commands, one per line, and errors for omitted rules
     */
    public static ConversionReport write(List<ConfiguredDomain> domains) {
        ConversionReport.Builder report = ConversionReport.builder("VPP `map add domain`");
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
        report.furtherBorderRelays(relays, "is omitted: a VPP domain has one border relay", DomainSyntax.DOMAIN_RFC);
        report.options(configured.options(), OPTIONS);
        List<MapRule> rules = configured.domain().rules().rules();
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            String path = "rules[" + i + "].";
            IPv6Address relay = rule.borderRelay().orElse(relays.isEmpty() ? null : relays.get(0));
            if (relay == null) {
                report.refuseRule(i, "borderRelay", "null", "is missing; the rule is omitted", DomainSyntax.DOMAIN_RFC);
                continue;
            }
            if (!isExpressible(rule, i, report)) {
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

    private static boolean isExpressible(MapRule rule, int index, ConversionReport.Builder report) {
        if (rule.format() == InterfaceIdFormat.DRAFT03) {
            report.refuseRule(
                    index,
                    "format",
                    rule.format(),
                    "is not supported by VPP, whose MAP addresses have the format of RFC 7597; the rule is omitted",
                    "RFC 7597 section 6");
            return false;
        }
        if (rule.eaLength() > 0 && rule.derivedPrefixLength() > 64) {
            report.refuseRule(
                    index,
                    "eaLength",
                    rule.eaLength(),
                    "ends at bit " + rule.derivedPrefixLength()
                            + ", but VPP requires EA bits within the first 64 bits; the rule is omitted",
                    "RFC 7597 section 6");
            return false;
        }
        if (rule.isKeyedByPsid() && rule.eaLength() > 0) {
            report.refuseRule(
                    index,
                    "psid",
                    rule.explicitPsid(),
                    "is combined with EA bits, which VPP does not support; the rule is omitted",
                    "RFC 7598 section 4.5");
            return false;
        }
        if (rule.ipv4Length() == 0) {
            report.refuseRule(
                    index,
                    "ipv4Prefix",
                    "0.0.0.0/0",
                    "causes VPP to omit the IPv4 suffix; the rule is omitted",
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
                    "disables the source check of VPP: any CE can send with this address",
                    "RFC 7597 section 8.1");
        }
        if (shared && rule.portParameters().psidOffset() > 0 && !said.excluded) {
            said.excluded = true;
            report.differs(
                    path + "psidOffset",
                    rule.portParameters().psidOffset(),
                    "excludes the low ports; VPP drops them toward CEs, but accepts them from CEs",
                    "RFC 7597 section 5.1");
        }
        if (shared && rule.portParameters().psidOffset() == 0 && !said.contiguous) {
            said.contiguous = true;
            report.differs(
                    path + "psidOffset",
                    0,
                    "causes VPP to send packets without ports to the CE with PSID 0",
                    "RFC 7597 section 8.2");
        }
        if (rule.isKeyedByPsid() && !said.bindings) {
            said.bindings = true;
            report.differs(
                    path + "psid",
                    rule.explicitPsid(),
                    "is a table entry in VPP, whose source check accepts source :: for a PSID without an entry",
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
