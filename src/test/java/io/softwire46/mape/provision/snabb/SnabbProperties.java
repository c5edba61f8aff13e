package io.softwire46.mape.provision.snabb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.TextVariants;
import io.softwire46.mape.provision.format.FormatReader.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random tables, as a simple printer in this class prints them in both versions, are read as they are. */
class SnabbProperties {
    private static final String FIRST = "2001:db8:ffff::1";
    private static final String SECOND = "2001:db8:ffff::2";

    /** A softwire; the numbers of bits are those of RFC 7597 section 5.1. */
    private record Softwire(int address, int a, int k, int psid, boolean second) {
        String ipv4() {
            return "203.0.113." + address;
        }

        String b4() {
            return "2001:db8:" + Integer.toHexString(address) + "::" + Integer.toHexString(psid + 1);
        }

        MapRule rule() {
            MapRule.Builder rule = MapRule.builder()
                    .ipv6Prefix(b4() + "/128")
                    .ipv4Prefix(ipv4() + "/32")
                    .eaLength(0)
                    .forwarding(false);
            if (k > 0) {
                rule.psidOffset(a).psidLength(k).psid(psid);
            }
            return (second ? rule.borderRelay(SECOND) : rule).build();
        }
    }

    private static List<Softwire> softwires(Random random) {
        List<Softwire> all = new ArrayList<>();
        int addresses = 1 + random.nextInt(5);
        for (int address = 1; address <= addresses; address++) {
            int k = random.nextInt(11);
            int a = random.nextInt(Math.min(16, 17 - k));
            int count = Math.min(1 + random.nextInt(4), 1 << k);
            for (int i = 0; i < count; i++) {
                int psid = k == 0 ? 0 : (i << Math.max(0, k - 2)) % (1 << k);
                all.add(new Softwire(address, a, k, psid, !all.isEmpty() && random.nextBoolean()));
            }
        }
        return all.stream().distinct().filter(each -> unique(each, all)).toList();
    }

    /** Returns whether no other softwire before it has the same address and PSID. */
    private static boolean unique(Softwire softwire, List<Softwire> all) {
        return all.stream()
                .filter(each -> each.address == softwire.address && each.psid == softwire.psid)
                .findFirst()
                .orElseThrow()
                .equals(softwire);
    }

    private static List<String> current(Softwire softwire, TextVariants variants) {
        List<String> ports = new ArrayList<>(List.of("psid-length " + softwire.k + ";"));
        if (softwire.a > 0 || variants.flip()) {
            ports.add("reserved-ports-bit-count " + softwire.a + ";");
        }
        List<String> leaves = common(softwire, variants);
        leaves.add("br-address " + address(softwire.second ? SECOND : FIRST, variants) + ";");
        leaves.add("port-set { " + String.join(" ", variants.shuffled(ports)) + " }");
        return List.of("softwire {", String.join(variants.pick(" ", "\n", "\t"), variants.shuffled(leaves)), "}");
    }

    private static List<String> older(Softwire softwire, TextVariants variants) {
        List<String> leaves = common(softwire, variants);
        if (softwire.second || variants.flip()) {
            leaves.add("br " + (softwire.second ? 1 : 0) + ";");
        }
        return List.of("softwire {", String.join(" ", variants.shuffled(leaves)), "}");
    }

    private static List<String> common(Softwire softwire, TextVariants variants) {
        List<String> leaves = new ArrayList<>(List.of(
                "ipv4 " + variants.pick(softwire.ipv4(), '"' + softwire.ipv4() + '"') + ";",
                "psid " + softwire.psid + " ;",
                "b4-ipv6 " + address(softwire.b4(), variants) + ";"));
        if (variants.flip()) {
            leaves.add("padding 0;");
        }
        return leaves;
    }

    private static String address(String text, TextVariants variants) {
        return variants.address(Addresses.parseIpv6("address", text));
    }

    private static List<List<String>> tables(List<Softwire> softwires, TextVariants variants) {
        List<List<String>> parts = new ArrayList<>();
        if (variants.flip()) {
            softwires.forEach(each -> parts.add(current(each, variants)));
            return parts;
        }
        parts.add(List.of("br-address " + FIRST + ";", "br-address " + SECOND + ";"));
        softwires.forEach(each -> parts.add(older(each, variants)));
        softwires.stream()
                .map(each -> "psid-map { addr " + each.ipv4() + "; psid-length " + each.k + "; "
                        + variants.pick(
                                "reserved-ports-bit-count " + each.a + ";", "shift " + (16 - each.a - each.k) + ";")
                        + variants.pick("", " end-addr " + each.ipv4() + ";") + " }")
                .collect(Collectors.toMap(line -> line.split(";", 2)[0], line -> line, (one, other) -> one))
                .values()
                .forEach(line -> parts.add(List.of(line)));
        return parts;
    }

    @Property(tries = 150)
    void readsTables(@ForAll long seed) {
        Random random = new Random(seed);
        TextVariants variants = new TextVariants(seed);
        List<Softwire> softwires = softwires(random);
        ForwardingOptions options = ForwardingOptions.defaults();
        List<String> lines = new ArrayList<>(List.of("softwire-config {"));
        if (variants.flip()) {
            options = options.with(ForwardingOption.MTU_V6, 1280 + random.nextInt(9000))
                    .with(ForwardingOption.HAIRPIN, random.nextBoolean());
            lines.addAll(List.of(
                    "internal-interface {",
                    "mtu " + options.mtuV6() + ";",
                    "hairpinning " + options.get(ForwardingOption.HAIRPIN) + ";",
                    "}"));
        }
        lines.add("binding-table {");
        tables(softwires, variants).forEach(lines::addAll);
        lines.addAll(List.of("}", "}"));
        MapDomain domain = MapDomain.of(
                "domain",
                RuleSet.of(softwires.stream().map(Softwire::rule).toList()),
                List.of(Addresses.parseIpv6("relay", FIRST)));
        // A line in the middle of an entry may be any comment, but a block only between entries.
        String text = variants.text(lines, "", "// comment }", "# comment {", "/* { */", ";");
        Input input = Input.of(text);
        assertEquals(RuleFormat.SNABB, RuleFormat.detect(input).orElseThrow(), text);
        assertEquals(
                TextVariants.sorted(List.of(new ConfiguredDomain(domain, options))),
                TextVariants.sorted(RuleFormat.SNABB.read(input).requireDomains()),
                text);
    }
}
