package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ConversionReport;
import io.softwire46.mape.provision.format.FormatWriter;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.RuleJson;
import io.softwire46.mape.provision.format.internal.SimpleWriter;
import io.softwire46.mape.provision.format.internal.UniqueNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes domains for a Junos border relay, a Junos CE, or as the routes of a border relay. A border relay has one
 * {@code map-e NAME} per rule: the first rule of a domain has the name of the domain, and the others have numbers.
 *
 * <p>Static methods only.
 */
public final class JunosText {
    private static final String SYSTEM = "Junos";
    private static final String ROUTES = "routes of Junos";

    /** Routes contain no forwarding options. */
    private static final Set<ForwardingOption<?>> ROUTE_OPTIONS = Set.of();

    private static final String DOMAIN_RFC = DomainSyntax.DOMAIN_RFC;

    private JunosText() {}

    /**
     * Returns the writer for a border relay. If the source is Junos and the domains are those that were read, it keeps NAMEs,
     * service sets and automatic routes.
     *
     * @param form either form
     * @return the writer
     */
    public static FormatWriter relayWriter(JunosConfiguration.Form form) {
        return SimpleWriter.of("junos-" + form, request -> relay(request, form), JunosOptions.ALL);
    }

    /**
     * Returns the writer for a CE.
     *
     * @param form either form
     * @return the writer, which needs the End-user prefix if there are several domains
     */
    public static FormatWriter edgeWriter(JunosConfiguration.Form form) {
        return SimpleWriter.of("junos-ce-" + form, request -> edge(request, form), JunosOptions.ALL);
    }

    /**
     * Returns the writer of the routes of a border relay. It reports options, except those of a Junos source, which the router
     * already has.
     *
     * @return the writer
     */
    public static FormatWriter routesWriter() {
        return SimpleWriter.of("junos-routes", JunosText::routes, ROUTE_OPTIONS);
    }

    private static ConversionReport relay(FormatWriter.Request request, JunosConfiguration.Form form) {
        String inside = request.insideInterface();
        String outside = request.outsideInterface();
        JunosConfiguration source = unchangedSource(request);
        if (source != null) {
            return source.withInterfaces(inside, outside).toText(form);
        }
        ConversionReport.Builder report = ConversionReport.builder(SYSTEM);
        reportUnusedSource(request, report);
        return write(request.domains(), form, inside, outside, report);
    }

    /** Returns the border relay that was read; null if the request has other domains than those that were read. */
    private static @Nullable JunosConfiguration unchangedSource(FormatWriter.Request request) {
        return request.source() instanceof JunosConfiguration junos
                        && !junos.concentrators().isEmpty()
                        && junos.domains().equals(request.domains())
                ? junos
                : null;
    }

    /** Reports that the content of a border relay that domains do not express is not written for changed domains. */
    private static void reportUnusedSource(FormatWriter.Request request, ConversionReport.Builder report) {
        if (request.source() instanceof JunosConfiguration junos
                && !junos.concentrators().isEmpty()) {
            report.differs(
                    "domains",
                    request.domains().size(),
                    "differ from those that were read, so NAMEs, service sets and automatic routes of the source are "
                            + "omitted; configure them for the new NAMEs",
                    DOMAIN_RFC);
        }
    }

    private static ConversionReport edge(FormatWriter.Request request, JunosConfiguration.Form form) {
        IPv6Address prefix = request.endUserPrefix().orElse(null);
        List<ConfiguredDomain> domains = request.domains();
        if (prefix == null && domains.size() > 1) {
            throw MapConfigurationException.syntax(
                    "endUserPrefix",
                    Finding.MISSING,
                    "is missing, but the input has several domains; add the End-user prefix of the CE",
                    DomainSyntax.RULE_RFC);
        }
        return JunosEdgeText.write(prefix == null ? domains.get(0) : request.edgeDomain(), prefix, form);
    }

    private static ConversionReport routes(FormatWriter.Request request) {
        String inside = request.insideInterface();
        String outside = request.outsideInterface();
        JunosConfiguration source = unchangedSource(request);
        if (source != null) {
            JunosConfiguration junos = source.withInterfaces(inside, outside);
            return new ConversionReport(JunosRoutes.toText(junos.concentrators(), junos.services()), List.of());
        }
        ConversionReport.Builder report = ConversionReport.builder(ROUTES);
        reportUnusedSource(request, report);
        List<JunosConfiguration.Concentrator> concentrators = concentrators(
                request.domains(),
                options -> {
                    report.options(options, ROUTE_OPTIONS);
                    return options;
                },
                report);
        return report.report(
                concentrators.isEmpty()
                        ? ""
                        : JunosRoutes.toText(concentrators, services(concentrators, inside, outside)));
    }

    /**
     * Writes domains as concentrators, without service sets.
     *
     * @param domains at least one, with different names
     * @param form either form
     * @return the text, and findings about settings that Junos cannot express
     * @throws MapConfigurationException if the list is empty, or two domains have the same name
     */
    public static ConversionReport write(List<ConfiguredDomain> domains, JunosConfiguration.Form form) {
        return write(domains, form, null, null);
    }

    /**
     * Writes domains as concentrators, with a service set that sends packets to them.
     *
     * @param domains at least one, with different names
     * @param form either form
     * @param insideInterface the service interface toward the CEs, such as {@code si-0/0/0.1}; null for no service set
     * @param outsideInterface the service interface toward the Internet, such as {@code si-0/0/0.2}; null for no
     *     service set
     * @return the text, and findings about settings that Junos cannot express
     * @throws MapConfigurationException if the list is empty, or two domains have the same name
     */
    public static ConversionReport write(
            List<ConfiguredDomain> domains,
            JunosConfiguration.Form form,
            @Nullable String insideInterface,
            @Nullable String outsideInterface) {
        return relay(FormatWriter.Request.of(domains).withServiceInterfaces(insideInterface, outsideInterface), form);
    }

    private static ConversionReport write(
            List<ConfiguredDomain> domains,
            JunosConfiguration.Form form,
            @Nullable String insideInterface,
            @Nullable String outsideInterface,
            ConversionReport.Builder report) {
        List<JunosConfiguration.Concentrator> concentrators =
                concentrators(domains, options -> JunosOptions.expressible(options, report), report);
        JunosServices services = services(concentrators, insideInterface, outsideInterface);
        String text = JunosConfiguration.print(concentrators, services, List.of(), form)
                .text();
        return report.report(text);
    }

    private static JunosServices services(
            List<JunosConfiguration.Concentrator> concentrators, @Nullable String inside, @Nullable String outside) {
        if (inside == null || outside == null || concentrators.isEmpty()) {
            return JunosServices.NONE;
        }
        return JunosServices.of(
                concentrators.stream()
                        .map(JunosConfiguration.Concentrator::name)
                        .toList(),
                inside,
                outside);
    }

    /** Returns the concentrators of all rules that can be expressed; {@code fit} reports options and returns the rest. */
    private static List<JunosConfiguration.Concentrator> concentrators(
            List<ConfiguredDomain> domains, UnaryOperator<ForwardingOptions> fit, ConversionReport.Builder report) {
        List<JunosConfiguration.Concentrator> all = new ArrayList<>();
        UniqueNames names = new UniqueNames(DomainSyntax.MAX_NAME, "-");
        domains.forEach(domain -> names.take(domain.domain().name()));
        Map<String, ConfiguredDomain> byAddress = new HashMap<>();
        for (ConfiguredDomain domain : domains) {
            report.in(domain, domains.size() == 1);
            ConfiguredDomain fitting = new ConfiguredDomain(domain.domain(), fit.apply(domain.options()));
            domain(fitting, all, names, byAddress, report);
        }
        return all;
    }

    private static void domain(
            ConfiguredDomain configured,
            List<JunosConfiguration.Concentrator> all,
            UniqueNames names,
            Map<String, ConfiguredDomain> byAddress,
            ConversionReport.Builder report) {
        List<IPv6Address> relays = configured.domain().borderRelays();
        report.furtherBorderRelays(relays, "is omitted: a concentrator has one softwire-address", DOMAIN_RFC);
        if (configured.domain().isMesh()) {
            report.differs(
                    "mesh",
                    true,
                    "is a setting of CEs; a Junos border relay has no statement for it",
                    "RFC 7597 section 5.4");
        }
        List<MapRule> rules = configured.domain().rules().rules();
        boolean first = true;
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            IPv6Address address = rule.borderRelay().orElse(relays.isEmpty() ? null : relays.get(0));
            if (!isExpressible(rule, address, i, report) || address == null) {
                continue;
            }
            checkSharedAddress(configured, address, i, byAddress, report);
            String name = first
                    ? configured.domain().name()
                    : names.take(configured.domain().name());
            first = false;
            all.add(new JunosConfiguration.Concentrator(
                    name,
                    rule.toBuilder()
                            .borderRelay((IPv6Address) null)
                            .forwarding(true)
                            .build(),
                    address,
                    configured.options(),
                    true));
        }
    }

    private static boolean isExpressible(
            MapRule rule, @Nullable IPv6Address address, int index, ConversionReport.Builder report) {
        if (rule.explicitPsid() >= 0) {
            report.refuseRule(
                    index,
                    "psid",
                    rule.explicitPsid(),
                    "cannot be expressed in Junos, whose rules take the PSID from EA bits; the rule is omitted",
                    "RFC 7598 section 4.5");
            return false;
        }
        if (address == null) {
            report.refuseRule(
                    index,
                    "borderRelay",
                    "null",
                    "is missing, but a concentrator requires a softwire-address; the rule is omitted",
                    DOMAIN_RFC);
            return false;
        }
        if (!rule.isForwarding()) {
            report.differs(
                    "rules[" + index + "].forwarding",
                    false,
                    "is a setting of CEs; a border relay uses all rules",
                    "RFC 7598 section 4.1");
        }
        return true;
    }

    /** Reports domains that have the same softwire-address, because the reader makes one domain of them. */
    private static void checkSharedAddress(
            ConfiguredDomain configured,
            IPv6Address address,
            int index,
            Map<String, ConfiguredDomain> byAddress,
            ConversionReport.Builder report) {
        ConfiguredDomain other = byAddress.putIfAbsent(RuleJson.text(address), configured);
        boolean own = configured.domain().borderRelays().stream().limit(1).anyMatch(address::equals);
        if (other == null && !own) {
            report.differs(
                    "rules[" + index + "].borderRelay",
                    RuleJson.text(address),
                    "makes another domain, as NAMEs with the same softwire-address form one domain",
                    DOMAIN_RFC);
        } else if (other != null
                && !other.domain().name().equals(configured.domain().name())) {
            boolean alike = isAlike(configured, other);
            String message = "is also the address of domain " + other.domain().name();
            if (alike) {
                report.differs(
                        "borderRelay[0]",
                        RuleJson.text(address),
                        message + "; readers make one domain of both",
                        DOMAIN_RFC);
            } else {
                report.lost(
                        "borderRelay[0]",
                        RuleJson.text(address),
                        message
                                + ", which differs in MTU, reassembly or format; use different addresses, as NAMEs with "
                                + "the same softwire-address form one domain",
                        DOMAIN_RFC);
            }
        }
    }

    private static boolean isAlike(ConfiguredDomain one, ConfiguredDomain other) {
        return JunosOptions.ALL.stream()
                        .allMatch(option ->
                                one.options().get(option).equals(other.options().get(option)))
                && one.domain().rules().rules().get(0).format()
                        == other.domain().rules().rules().get(0).format();
    }
}
