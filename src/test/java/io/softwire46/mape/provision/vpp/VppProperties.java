package io.softwire46.mape.provision.vpp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.TextVariants;
import io.softwire46.mape.provision.Worlds;
import io.softwire46.mape.provision.format.FormatReader.Input;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random domains, as the writer and as a simple printer in this class print them, are read as they are. */
class VppProperties {
    @Provide
    Arbitrary<ConfiguredDomain> domains() {
        return Combinators.combine(Worlds.domains(), Arbitraries.integers().between(1280, 65_535))
                .as((domain, mtu) -> new ConfiguredDomain(
                        domain, ForwardingOptions.defaults().with(ForwardingOption.MTU_V6, mtu)));
    }

    /** Returns the domain with rules only that VPP expresses; the prefix of a binding is the address of its CE. */
    private static ConfiguredDomain expressible(ConfiguredDomain domain) {
        List<MapRule> rules = new ArrayList<>();
        for (MapRule rule : domain.domain().rules().rules()) {
            MapRule.Builder spoke = rule.toBuilder().forwarding(false);
            if (isBinding(rule)) {
                spoke.ipv6Prefix(address(rule).setPrefixLength(128, false));
            }
            boolean beyond64 = rule.eaLength() > 0 && rule.ipv6Length() + rule.eaLength() > 64;
            boolean psidBesideBits = rule.explicitPsid() >= 0 && rule.eaLength() > 0;
            if (!beyond64 && !psidBesideBits && rule.ipv4Length() > 0) {
                rules.add(spoke.build());
            }
        }
        Assume.that(!rules.isEmpty());
        return new ConfiguredDomain(
                MapDomain.of("domain", RuleSet.of(rules), domain.domain().borderRelays()), domain.options());
    }

    private static boolean isBinding(MapRule rule) {
        return rule.eaLength() == 0 && rule.explicitPsid() >= 0;
    }

    /** RFC 7597 section 6: 16 zeros, IPv4 address and PSID after the prefix, which replaces bits beyond the 64th. */
    private static IPv6Address address(MapRule rule) {
        BigInteger identifier = BigInteger.valueOf(rule.ipv4() & 0xffff_ffffL)
                .shiftLeft(16)
                .or(BigInteger.valueOf(rule.explicitPsid()));
        BigInteger behind = BigInteger.ONE.shiftLeft(128 - rule.ipv6Length()).subtract(BigInteger.ONE);
        return new IPv6Address(new BigInteger(1, rule.ipv6Prefix().getLower().getBytes()).or(identifier.and(behind)));
    }

    private static void assertRead(ConfiguredDomain domain, String text) {
        Input input = Input.of(text);
        assertEquals(RuleFormat.VPP, RuleFormat.detect(input).orElseThrow(), text);
        assertEquals(
                TextVariants.sorted(List.of(domain)),
                TextVariants.sorted(RuleFormat.VPP.read(input).requireDomains()),
                text);
    }

    @Property(tries = 80)
    void readingReversesWriting(@ForAll("domains") ConfiguredDomain drawn) {
        ConfiguredDomain domain = expressible(drawn);
        assertRead(domain, VppText.write(List.of(domain)).text());
    }

    /** Commands of both command lines and the output of {@code show map domain}; one domain of VPP per rule. */
    @Property(tries = 80)
    void readsCommands(@ForAll("domains") ConfiguredDomain drawn, @ForAll long seed) {
        ConfiguredDomain domain = expressible(drawn);
        TextVariants variants = new TextVariants(seed);
        int form = variants.pick(0, 1, 2);
        List<String> lines = new ArrayList<>();
        int index = 0;
        for (MapRule rule : domain.domain().rules().rules()) {
            int length = rule.isShared() ? rule.portParameters().psidLength() : 0;
            String prefix = isBinding(rule) ? "::/0" : variants.address(rule.ipv6Prefix()) + "/" + rule.ipv6Length();
            List<String> fields = new ArrayList<>(List.of(
                    "ip4-pfx "
                            + rule.ipv4Prefix()
                                    .getLower()
                                    .toIPv4()
                                    .withoutPrefixLength()
                                    .toCanonicalString() + "/" + rule.ipv4Length(),
                    "ip6-pfx " + prefix,
                    "ip6-src " + variants.address(domain.domain().borderRelays().get(0)) + variants.pick("", "/128"),
                    variants.pick("ea-bits-len ", form == 2 ? "ea_bits_len " : "ea-bits-len ") + rule.eaLength(),
                    "mtu " + domain.options().mtuV6()));
            if (length > 0 || variants.flip()) {
                fields.add("psid-len " + length);
            }
            if (length > 0 && (rule.portParameters().psidOffset() > 0 || variants.flip())) {
                fields.add("psid-offset " + rule.portParameters().psidOffset());
            }
            String all = String.join(variants.pick(" ", "  ", "\t"), form == 2 ? fields : variants.shuffled(fields));
            lines.add(
                    switch (form) {
                        case 0 ->
                            variants.pick("", "vpp# ", "vppctl ", "sudo vppctl ", "exec ", "DBGvpp# ")
                                    + "map add domain " + all;
                        case 1 -> variants.pick("", "vat# ") + "map_add_domain " + all;
                        default ->
                            "[" + index + "] " + variants.pick("", "tag {} ") + all + variants.pick("", " prefix", " ")
                                    + variants.pick("", "  TX: 1/2  RX: 3/4");
                    });
            if (isBinding(rule)) {
                String binding = " ip6-dst " + variants.address(address(rule));
                lines.add(
                        switch (form) {
                            case 0 -> "map add rule index " + index + " psid " + rule.explicitPsid() + binding;
                            case 1 -> "map_add_del_rule psid " + rule.explicitPsid() + " index " + index + binding;
                            default -> " rule psid: " + rule.explicitPsid() + binding;
                        });
            }
            index++;
        }
        assertRead(domain, variants.text(lines, "", "# comment", "set int state tap0 up", "vpp# show map domain"));
    }
}
