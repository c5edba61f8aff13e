package io.softwire46.mape.provision.huawei;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.TextVariants;
import io.softwire46.mape.provision.Worlds;
import io.softwire46.mape.provision.format.FormatReader.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Random domains, as a simple printer in this class prints them, are read as they are. */
class HuaweiProperties {
    @Provide
    Arbitrary<MapDomain> domains() {
        return Worlds.domains();
    }

    /** Returns the domain with rules only whose PSID, if any, is in the EA bits. */
    private static MapDomain expressible(MapDomain domain, boolean draft) {
        List<MapRule> rules = domain.rules().rules().stream()
                .filter(rule -> rule.explicitPsid() < 0)
                .map(rule -> rule.toBuilder()
                        .forwarding(false)
                        .format(draft ? InterfaceIdFormat.DRAFT03 : InterfaceIdFormat.RFC7597)
                        .build())
                .toList();
        Assume.that(!rules.isEmpty());
        return MapDomain.of("domain", RuleSet.of(rules), domain.borderRelays());
    }

    @Property(tries = 80)
    void readsConfigurations(
            @ForAll("domains") MapDomain drawn,
            @ForAll boolean draft,
            @ForAll @IntRange(min = 1280, max = 9216) int mtu,
            @ForAll long seed) {
        MapDomain domain = expressible(drawn, draft);
        TextVariants variants = new TextVariants(seed);
        ForwardingOptions options = ForwardingOptions.defaults().with(ForwardingOption.MTU_V6, mtu);
        List<String> instance = new ArrayList<>(List.of("br-ipv6-address br1", "map mtu " + mtu));
        if (draft) {
            instance.add("map-version draft");
        }
        if (variants.flip()) {
            options = options.with(ForwardingOption.TCP_MSS, OptionalInt.of(1200));
            instance.add("map tcp adjust-mss 1200");
        }
        List<List<String>> blocks = new ArrayList<>();
        blocks.add(List.of("br-ipv6-address br1 ipv6-address "
                + variants.address(domain.borderRelays().get(0)) + " prefix-length 128"));
        int number = 1;
        for (MapRule rule : domain.rules().rules()) {
            String name = "r" + number++;
            String ipv4 =
                    rule.ipv4Prefix().getLower().toIPv4().withoutPrefixLength().toCanonicalString();
            String offset = rule.isShared()
                    ? " psid-offset " + rule.portParameters().psidOffset()
                    : variants.pick("", " psid-offset 6");
            blocks.add(List.of(
                    "map rule " + name,
                    " rule-prefix " + variants.address(rule.ipv6Prefix()) + " prefix-length " + rule.ipv6Length()
                            + " ipv4-prefix " + ipv4 + " prefix-length " + rule.ipv4Length() + " ea-length "
                            + rule.eaLength() + offset));
            instance.add("map-rule " + name);
        }
        List<String> block = new ArrayList<>(List.of("map-e instance i id 3"));
        variants.shuffled(instance).forEach(each -> block.add(" " + each));
        blocks.add(block);
        List<String> lines = new ArrayList<>(List.of("sysname BR1"));
        for (List<String> each : variants.shuffled(blocks)) {
            lines.addAll(each);
            lines.add("#");
        }
        if (variants.flip()) {
            lines.replaceAll(
                    each -> each.equals("#") ? "" : variants.pick("[*BR1-x]", "[~BR1] ", "<BR1>") + each.strip());
        }
        String text = variants.text(lines, "", "#", " # comment");
        Input input = Input.of(text);
        assertEquals(RuleFormat.HUAWEI, RuleFormat.detect(input).orElseThrow(), text);
        assertEquals(
                TextVariants.sorted(List.of(new ConfiguredDomain(domain, options))),
                TextVariants.sorted(RuleFormat.HUAWEI.read(input).requireDomains()),
                text);
    }
}
