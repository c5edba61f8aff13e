package io.softwire46.mape.provision.kea;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.Worlds;
import io.softwire46.mape.provision.format.FormatReader.Input;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Options printed in any variant are read as the same domain, and detected. */
class KeaProperties {
    @Property(tries = 100)
    void spacesReadBack(@ForAll("samePorts") MapDomain domain, @ForAll long seed) {
        assertReads(new KeaTexts(seed).mapE(domain), domain);
    }

    @Property(tries = 50)
    void octetsReadBack(@ForAll("domains") MapDomain domain, @ForAll long seed) {
        assertReads(new KeaTexts(seed).octets(domain), domain);
    }

    @Property(tries = 50)
    void storkReadsBack(@ForAll("domains") MapDomain domain, @ForAll long seed) {
        assertReads(new KeaTexts(seed).stork(domain), domain);
    }

    @Property(tries = 50)
    void bindingsReadBack(@ForAll("bindings") MapDomain domain, @ForAll long seed) {
        assertReads(new KeaTexts(seed).lw(domain), domain);
    }

    private static void assertReads(String text, MapDomain expected) {
        Input input = Input.of(text);
        assertEquals(Optional.of(RuleFormat.KEA), RuleFormat.detect(input), text);
        var domains = RuleFormat.KEA.read(input).requireDomains();
        assertEquals(1, domains.size(), text);
        MapDomain read = domains.get(0).domain();
        assertEquals(expected.rules(), read.rules(), text);
        assertEquals(expected.borderRelays(), read.borderRelays(), text);
        assertEquals(expected.isMesh(), read.isMesh(), text);
        assertEquals(ForwardingOptions.defaults(), domains.get(0).options());
    }

    @Provide
    Arbitrary<MapDomain> domains() {
        return Worlds.domains().map(domain -> of(domain, domain.rules().rules()));
    }

    private static MapDomain of(MapDomain domain, List<MapRule> rules) {
        boolean mesh = rules.stream().anyMatch(MapRule::isForwarding);
        return MapDomain.of(domain.name(), RuleSet.of(rules), domain.borderRelays(), mesh);
    }

    /** Port parameters of the space are those of each rule, so one rule has them, or none does. */
    @Provide
    Arbitrary<MapDomain> samePorts() {
        return domains().map(domain -> {
            List<MapRule> rules = domain.rules().rules();
            List<MapRule> whole =
                    rules.stream().filter(rule -> !rule.isShared()).toList();
            return of(domain, whole.isEmpty() || rules.get(0).isShared() ? rules.subList(0, 1) : whole);
        });
    }

    @Provide
    Arbitrary<MapDomain> bindings() {
        return Worlds.rules()
                .filter(rule -> rule.eaLength() == 0 && rule.ipv4Length() == 32)
                .map(rule -> MapDomain.of(
                        "lw",
                        RuleSet.of(rule.toBuilder().forwarding(false).build()),
                        List.of(new inet.ipaddr.ipv6.IPv6Address(0xfd00_0000_0000_0000L, 7)),
                        false));
    }
}
