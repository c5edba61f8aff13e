package io.softwire46.mape.provision.cisco;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Random domains, as simple printers in this class print them for both systems, are read as they are. */
class CiscoProperties {
    @Provide
    Arbitrary<MapDomain> domains() {
        return Worlds.domains();
    }

    /** Returns the domain with rules only that have a sharing ratio: each CE has an address or a share of one. */
    private static MapDomain expressible(MapDomain domain, boolean withBindings) {
        List<MapRule> rules = new ArrayList<>();
        for (MapRule rule : domain.rules().rules()) {
            boolean prefix = rule.ipv4Length() + rule.eaLength() < 32;
            boolean binding = rule.explicitPsid() >= 0 && rule.eaLength() == 0;
            boolean psidBesideBits = rule.explicitPsid() >= 0 && rule.eaLength() > 0;
            if (!prefix && !psidBesideBits && (withBindings || !binding)) {
                rules.add(rule.toBuilder().forwarding(false).build());
            }
        }
        Assume.that(!rules.isEmpty());
        return MapDomain.of("domain", RuleSet.of(rules), domain.borderRelays());
    }

    private static int psidLength(MapRule rule) {
        return rule.isShared() ? rule.portParameters().psidLength() : 0;
    }

    private static String ipv4(MapRule rule) {
        return rule.ipv4Prefix().getLower().toIPv4().withoutPrefixLength().toCanonicalString();
    }

    private static void assertRead(RuleFormat format, ConfiguredDomain domain, String text) {
        Input input = Input.of(text);
        assertEquals(format, RuleFormat.detect(input).orElseThrow(), text);
        assertEquals(
                TextVariants.sorted(List.of(domain)),
                TextVariants.sorted(format.read(input).requireDomains()),
                text);
    }

    @Property(tries = 80)
    void readsIosXe(@ForAll("domains") MapDomain drawn, @ForAll long seed) {
        MapDomain domain = expressible(drawn, true);
        TextVariants variants = new TextVariants(seed);
        String unit = variants.pick("", " ", "  ", "\t");
        List<String> lines = new ArrayList<>(List.of("version 17.15"));
        int number = 1;
        for (MapRule rule : domain.rules().rules()) {
            int k = psidLength(rule);
            List<String> commands = new ArrayList<>(List.of(
                    "ipv6-prefix " + variants.address(rule.ipv6Prefix()) + "/" + rule.ipv6Length(),
                    "ipv4-prefix " + ipv4(rule) + "/" + rule.ipv4Length(),
                    "local-ipv4-prefix 192.168.0.0/24"));
            if (k > 0) {
                int a = rule.portParameters().psidOffset();
                String contiguous = " contiguous-ports " + (1 << (16 - a - k));
                commands.add("port-parameters share-ratio " + (1 << k)
                        + (a == 0
                                ? variants.pick(" port-offset-bits 0", contiguous)
                                : variants.pick(
                                        " port-offset-bits " + a,
                                        " start-port " + (1 << (16 - a)),
                                        contiguous,
                                        " start-port " + (1 << (16 - a)) + contiguous)));
            } else if (variants.flip()) {
                commands.add("port-parameters share-ratio 1 start-port 1024");
            }
            if (rule.explicitPsid() >= 0) {
                commands.add("port-set-id " + rule.explicitPsid());
            }
            lines.add("nat64 map-e domain " + number++);
            lines.add(unit
                    + variants.pick("border-relay-address ", "BORDER-RELAY-ADDRESS ")
                    + variants.address(domain.borderRelays().get(0)));
            lines.add(unit + "basic-mapping-rule");
            variants.shuffled(commands).forEach(each -> lines.add(unit + unit + each));
            lines.add(variants.pick("!", "exit", unit + "exit"));
        }
        lines.add("interface Vlan1");
        if (variants.flip()) {
            lines.replaceAll(each -> variants.pick("Router#", "r1(config)# ") + each.strip());
        }
        assertRead(
                RuleFormat.IOS_XE,
                new ConfiguredDomain(domain, ForwardingOptions.defaults()),
                variants.text(lines, "", "!", "! comment {", " !"));
    }

    @Property(tries = 80)
    void readsIosXr(
            @ForAll("domains") MapDomain drawn, @ForAll @IntRange(min = 1280, max = 9216) int mtu, @ForAll long seed) {
        MapDomain domain = expressible(drawn, false);
        TextVariants variants = new TextVariants(seed);
        boolean formal = variants.flip();
        List<String> lines = new ArrayList<>(List.of("service cgv6 C1"));
        int number = 1;
        for (MapRule rule : domain.rules().rules()) {
            int k = psidLength(rule);
            String ipv6 = variants.address(rule.ipv6Prefix());
            List<String> commands = new ArrayList<>(List.of(
                    "aftr-endpoint-address "
                            + variants.address(domain.borderRelays().get(0)),
                    "path-mtu " + mtu,
                    "cpe-domain ipv6 vrf default"));
            if (variants.flip()) {
                commands.add("cpe-domain ipv4 prefix " + ipv4(rule) + "/" + rule.ipv4Length());
                commands.add("cpe-domain ipv6 prefix " + ipv6 + "/" + rule.ipv6Length());
            } else {
                commands.add("cpe-domain ipv4 prefix length " + rule.ipv4Length());
                commands.add("cpe-domain ipv6 prefix length " + rule.ipv6Length());
                commands.add("cpe-domain-name c1 "
                        + variants.pick(
                                "ipv4-prefix " + ipv4(rule) + " ipv6-prefix " + ipv6,
                                "ipv6 prefix " + ipv6 + " ipv4 prefix " + ipv4(rule)));
            }
            if (k > 0) {
                commands.add("contiguous-ports "
                        + (1 << (16 - k - rule.portParameters().psidOffset())));
            }
            if (k > 0 || variants.flip()) {
                commands.add("sharing-ratio " + (1 << k));
            }
            String type = "service-type map-e m" + number++;
            lines.add(formal ? "service cgv6 C1 " + type : " " + type);
            for (String command : variants.shuffled(commands)) {
                lines.add((formal ? "service cgv6 C1 " + type + " " : "  ") + command);
            }
        }
        ForwardingOptions options = ForwardingOptions.defaults().with(ForwardingOption.MTU_V6, mtu);
        assertRead(
                RuleFormat.IOS_XR,
                new ConfiguredDomain(domain, options),
                variants.text(lines, "", "!", "  !", "!! comment"));
    }
}
