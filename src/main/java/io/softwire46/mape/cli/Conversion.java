package io.softwire46.mape.cli;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.cli.text.HexText;
import io.softwire46.mape.cli.text.ToolException;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.CeMapping;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.dhcp.S46Codec;
import io.softwire46.mape.provision.domain.DomainJson;
import io.softwire46.mape.provision.format.WrittenText;
import io.softwire46.mape.provision.hb46pp.Hb46pp;
import io.softwire46.mape.provision.junos.JunosConcentrator;
import io.softwire46.mape.provision.junos.JunosConfiguration;
import io.softwire46.mape.provision.junos.JunosEdge;
import io.softwire46.mape.provision.junos.JunosEdgeText;
import io.softwire46.mape.provision.junos.JunosForm;
import io.softwire46.mape.provision.junos.JunosRoutes;
import io.softwire46.mape.provision.junos.JunosServices;
import io.softwire46.mape.provision.junos.JunosText;
import io.softwire46.mape.provision.text.FirewallText;
import io.softwire46.mape.provision.text.OpenWrtText;
import io.softwire46.mape.provision.text.VppText;
import io.softwire46.mape.provision.yang.SoftwireYang;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rules that were read, on their way into another format.
 *
 * <p>Immutable.
 *
 * @param source what was read
 * @param endUserPrefix the CE that is meant, null where none was named
 * @param inside service interface toward the CEs, null with {@code outside}
 * @param outside service interface toward the Internet, null with {@code inside}
 * @param tunnel interface of a CE's tunnel
 */
record Conversion(
        RuleSource source,
        @Nullable IPv6Address endUserPrefix,
        @Nullable String inside,
        @Nullable String outside,
        String tunnel) {

    WrittenText to(RuleFormat target) {
        return switch (target) {
            case MAPE -> json();
            case JUNOS_SET, JUNOS -> relay(JunosForm.SET);
            case JUNOS_BRACES -> relay(JunosForm.BRACES);
            case JUNOS_CE_SET -> edge(JunosForm.SET);
            case JUNOS_CE_BRACES -> edge(JunosForm.BRACES);
            case JUNOS_ROUTES -> routes();
            case OPENWRT -> OpenWrtText.write(forOpenWrt());
            case VPP -> VppText.write(domains());
            case NFTABLES -> FirewallText.nftables(ce(), tunnel);
            case PF -> FirewallText.pf(ce(), tunnel);
            case YANG -> foreign(SoftwireYang.check(domains()), () -> SoftwireYang.write(domains()));
            case YANG_CE ->
                foreign(SoftwireYang.checkCustomerEdge(domains()), () -> SoftwireYang.writeCustomerEdge(domains()));
            case HB46PP -> foreign(Hb46pp.check(domains()), () -> Hb46pp.write(domains()));
            case DHCPV6 -> foreign(S46Codec.check(domains()), () -> HexText.line(S46Codec.write(domains())));
        };
    }

    private List<ConfiguredDomain> domains() {
        return source.file().domains();
    }

    /** A format that takes all rules or none. */
    private static WrittenText foreign(List<Finding> findings, Supplier<String> writer) {
        boolean refused = findings.stream().anyMatch(WrittenText::preventsWriting);
        return new WrittenText(refused ? "" : written(writer), findings);
    }

    /** A limit of the format that shows only while it is written, such as the length of an option, is a negative answer. */
    private static String written(Supplier<String> writer) {
        try {
            return writer.get();
        } catch (MapConfigurationException e) {
            throw ToolException.negative(e.first().toString());
        }
    }

    /** OpenWrt configures each rule that it is given, so a CE outside a mesh gets its own alone, by longest match. */
    private List<ConfiguredDomain> forOpenWrt() {
        IPv6Address prefix = prefix();
        if (prefix == null) {
            return domains();
        }
        ConfiguredDomain chosen = EdgeCommand.choose(domains(), prefix);
        MapDomain domain = chosen.domain();
        return domain.isMesh()
                ? List.of(chosen)
                : List.of(new ConfiguredDomain(
                        MapDomain.of(domain.name(), RuleSet.of(ce().rule()), domain.borderRelays()), chosen.options()));
    }

    private WrittenText json() {
        String text = domains().size() == 1 ? DomainJson.write(domains().get(0)) : DomainJson.write(domains());
        return new WrittenText(text, List.of());
    }

    /** A Junos configuration keeps its NAMEs, its service sets and what else only Junos knows. */
    private WrittenText relay(JunosForm form) {
        JunosConfiguration junos = source.junos();
        if (junos == null || junos.concentrators().isEmpty()) {
            return JunosText.write(domains(), form, inside, outside);
        }
        return withInterfaces(junos).toText(form);
    }

    private JunosConfiguration withInterfaces(JunosConfiguration junos) {
        if (inside == null || outside == null) {
            return junos;
        }
        List<String> names =
                junos.concentrators().stream().map(JunosConcentrator::name).toList();
        return junos.withServices(JunosServices.of(names, inside, outside));
    }

    private WrittenText edge(JunosForm form) {
        IPv6Address prefix = prefix();
        List<ConfiguredDomain> domains = domains();
        if (prefix == null && domains.size() > 1) {
            throw new ToolException("--end-user-prefix: is missing; the input has several domains, and a CE is in one");
        }
        ConfiguredDomain domain = prefix == null ? domains.get(0) : EdgeCommand.choose(domains, prefix);
        return JunosEdgeText.write(domain, prefix, form);
    }

    private WrittenText routes() {
        WrittenText text = relay(JunosForm.SET);
        if (text.text().isEmpty()) {
            return text;
        }
        JunosConfiguration configuration = JunosConfiguration.read(text.text());
        return new WrittenText(JunosRoutes.toText(configuration), text.findings());
    }

    /** The prefix that was given, or the only one of the CEs that were read. */
    private @Nullable IPv6Address prefix() {
        JunosConfiguration junos = source.junos();
        if (endUserPrefix != null || junos == null || junos.edges().size() != 1) {
            return endUserPrefix;
        }
        JunosEdge edge = junos.edges().get(0);
        return edge.endUserPrefix();
    }

    private CeMapping ce() {
        IPv6Address prefix = prefix();
        if (prefix == null) {
            throw new ToolException("--end-user-prefix: is missing; this format is for one CE, such as "
                    + "--end-user-prefix 2001:db8:12:3400::/56");
        }
        try {
            return EdgeCommand.choose(domains(), prefix).domain().rules().ce(prefix);
        } catch (MapConfigurationException e) {
            throw ToolException.negative(RuleOptions.byOption(e.first()));
        }
    }
}
