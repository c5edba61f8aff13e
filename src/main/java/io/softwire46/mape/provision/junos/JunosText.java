package io.softwire46.mape.provision.junos;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.WrittenText;
import io.softwire46.mape.provision.format.internal.DomainSyntax;
import io.softwire46.mape.provision.format.internal.Losses;
import io.softwire46.mape.provision.format.internal.RuleJson;
import io.softwire46.mape.provision.format.internal.UniqueNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes domains as a Junos border relay takes them: one {@code map-e NAME} a rule. The first rule of a domain has the
 * domain's name, further ones a number behind it.
 *
 * <p>Holds no state.
 */
public final class JunosText {
    private static final String SYSTEM = "Junos";
    private static final String DOMAIN_RFC = DomainSyntax.DOMAIN_RFC;
    private static final int MAX_NAME = 63;
    private static final Set<ForwardingOption<?>> EXPRESSED =
            Set.of(ForwardingOption.MTU_V6, ForwardingOption.V4_REASSEMBLY, ForwardingOption.V6_REASSEMBLY);

    private JunosText() {}

    /**
     * The concentrators that domains become, without service sets. {@link ReadResult} reads {@link JunosForm#SET}.
     *
     * @param domains with names that differ
     * @param form either form
     * @return the text, and what Junos has no word for
     */
    public static WrittenText write(List<ConfiguredDomain> domains, JunosForm form) {
        return write(domains, form, null, null);
    }

    /**
     * The concentrators that domains become, with a service set that leads packets to them.
     *
     * @param domains with names that differ
     * @param form either form
     * @param insideInterface the service interface toward the CEs, such as {@code si-0/0/0.1}; null for no service set
     * @param outsideInterface the service interface toward the Internet, such as {@code si-0/0/0.2}; null for no
     *     service set
     * @return the text, and what Junos has no word for
     */
    public static WrittenText write(
            List<ConfiguredDomain> domains,
            JunosForm form,
            @Nullable String insideInterface,
            @Nullable String outsideInterface) {
        Losses losses = new Losses();
        List<JunosConcentrator> concentrators = concentrators(domains, losses);
        JunosServices services = insideInterface == null || outsideInterface == null
                ? JunosServices.NONE
                : JunosServices.of(
                        concentrators.stream().map(JunosConcentrator::name).toList(),
                        insideInterface,
                        outsideInterface);
        String text = JunosConfiguration.print(concentrators, services, List.of(), form)
                .text();
        return new WrittenText(text, losses.findings());
    }

    static List<JunosConcentrator> concentrators(List<ConfiguredDomain> domains, Losses losses) {
        List<JunosConcentrator> all = new ArrayList<>();
        UniqueNames names = new UniqueNames(MAX_NAME, "-");
        domains.forEach(domain -> names.take(domain.domain().name()));
        Map<String, ConfiguredDomain> byAddress = new HashMap<>();
        for (ConfiguredDomain domain : domains) {
            losses.in(domain, domains.size() == 1);
            domain(domain, all, names, byAddress, losses);
        }
        return all;
    }

    private static void domain(
            ConfiguredDomain configured,
            List<JunosConcentrator> all,
            UniqueNames names,
            Map<String, ConfiguredDomain> byAddress,
            Losses losses) {
        ForwardingOptions options = configured.options();
        losses.options(options, EXPRESSED, SYSTEM);
        int mtu = options.mtuV6();
        if (mtu > JunosRule.MAX_MTU_V6) {
            losses.lost(
                    "options.mtuV6", mtu, "is more than 9192 octets, the most that Junos takes", "RFC 8200 section 5");
            mtu = JunosRule.MAX_MTU_V6;
        }
        List<IPv6Address> relays = configured.domain().borderRelays();
        for (int i = 1; i < relays.size(); i++) {
            losses.lost(
                    "borderRelay[" + i + "]",
                    RuleJson.text(relays.get(i)),
                    "is left out: a concentrator has one softwire-address",
                    DOMAIN_RFC);
        }
        if (configured.domain().isMesh()) {
            losses.differs(
                    "mesh",
                    true,
                    "is for CEs to know; a border relay of Junos has no word for it",
                    "RFC 7597 section 5.4");
        }
        List<MapRule> rules = configured.domain().rules().rules();
        boolean first = true;
        for (int i = 0; i < rules.size(); i++) {
            MapRule rule = rules.get(i);
            IPv6Address address = rule.borderRelay().orElse(relays.isEmpty() ? null : relays.get(0));
            if (!isExpressible(rule, address, "rules[" + i + "].", losses) || address == null) {
                continue;
            }
            join(configured, address, i, byAddress, losses);
            String name = first
                    ? configured.domain().name()
                    : names.take(configured.domain().name());
            first = false;
            all.add(new JunosConcentrator(
                    name,
                    rule.toBuilder()
                            .borderRelay((IPv6Address) null)
                            .forwarding(true)
                            .build(),
                    address,
                    mtu,
                    options.v4Reassembly(),
                    options.v6Reassembly(),
                    true));
        }
    }

    private static boolean isExpressible(MapRule rule, @Nullable IPv6Address address, String path, Losses losses) {
        if (rule.explicitPsid() >= 0) {
            losses.lost(
                    path + "psid",
                    rule.explicitPsid(),
                    "has no word in Junos, whose rules take the PSID from EA bits; the rule is left out",
                    "RFC 7598 section 4.5");
            return false;
        }
        if (address == null) {
            losses.lost(
                    path + "borderRelay",
                    "null",
                    "is missing, and a concentrator needs a softwire-address; the rule is left out",
                    DOMAIN_RFC);
            return false;
        }
        if (!rule.isForwarding()) {
            losses.differs(
                    path + "forwarding",
                    false,
                    "is for CEs to know; a border relay forwards by every rule",
                    "RFC 7598 section 4.1");
        }
        return true;
    }

    /** NAMEs with one softwire-address are read as one domain, so they had better be one. */
    private static void join(
            ConfiguredDomain configured,
            IPv6Address address,
            int index,
            Map<String, ConfiguredDomain> byAddress,
            Losses losses) {
        ConfiguredDomain other = byAddress.putIfAbsent(RuleJson.text(address), configured);
        boolean own = configured.domain().borderRelays().stream().limit(1).anyMatch(address::equals);
        if (other == null && !own) {
            losses.differs(
                    "rules[" + index + "].borderRelay",
                    RuleJson.text(address),
                    "makes a domain of its own, since NAMEs with one softwire-address are one",
                    DOMAIN_RFC);
        } else if (other != null
                && !other.domain().name().equals(configured.domain().name())) {
            boolean alike = isAlike(configured, other);
            String message = "is also the address of domain " + other.domain().name();
            if (alike) {
                losses.differs(
                        "borderRelay[0]",
                        RuleJson.text(address),
                        message + "; both are read as one domain",
                        DOMAIN_RFC);
            } else {
                losses.lost(
                        "borderRelay[0]",
                        RuleJson.text(address),
                        message + ", which differs in MTU, reassembly or format; NAMEs with one softwire-address are "
                                + "one domain",
                        DOMAIN_RFC);
            }
        }
    }

    private static boolean isAlike(ConfiguredDomain one, ConfiguredDomain other) {
        return EXPRESSED.stream()
                        .allMatch(option ->
                                one.options().get(option).equals(other.options().get(option)))
                && one.domain().rules().rules().get(0).format()
                        == other.domain().rules().rules().get(0).format();
    }
}
