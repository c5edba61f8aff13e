package io.softwire46.mape.provision.yang;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.provision.RuleFormat;
import io.softwire46.mape.provision.format.FormatReader.Input;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Domains printed as XML in any variant are read as the same domains, and detected. */
class YangXmlProperties {
    private final SoftwireYangProperties worlds = new SoftwireYangProperties();

    @Property(tries = 50)
    void borderRelaysReadBack(@ForAll("domains") ConfiguredDomain domain, @ForAll long seed) {
        assertReads(new YangXmlTexts(seed).borderRelay(domain), domain);
    }

    @Property(tries = 50)
    void bindingsReadBack(
            @ForAll("bindings") MapDomain domain,
            @ForAll @IntRange(min = 1280, max = 9000) int mtu,
            @ForAll long seed) {
        ConfiguredDomain configured =
                new ConfiguredDomain(domain, ForwardingOptions.defaults().with(ForwardingOption.MTU_V6, mtu));
        ConfiguredDomain read = assertDetected(new YangXmlTexts(seed).binding(configured));
        assertEquals(domain, read.domain());
        assertEquals(mtu, read.options().mtuV6());
    }

    @Property(tries = 50)
    void edgesReadBack(@ForAll("edges") ConfiguredDomain domain, @ForAll long seed) {
        assertReads(new YangXmlTexts(seed).edge(domain), domain);
    }

    private static void assertReads(String text, ConfiguredDomain expected) {
        assertEquals(expected, assertDetected(text), text);
    }

    private static ConfiguredDomain assertDetected(String text) {
        Input input = Input.of(text);
        assertEquals(Optional.of(RuleFormat.YANG_XML), RuleFormat.detect(input), text);
        List<ConfiguredDomain> domains = RuleFormat.YANG_XML.read(input).requireDomains();
        assertEquals(1, domains.size());
        return domains.get(0);
    }

    @Provide
    Arbitrary<ConfiguredDomain> domains() {
        return worlds.domains();
    }

    @Provide
    Arbitrary<ConfiguredDomain> edges() {
        return worlds.edges();
    }

    /** RFC 8676 has a PSID length of 0 to 15. */
    @Provide
    Arbitrary<MapDomain> bindings() {
        return worlds.bindings()
                .filter(domain -> domain.rules().rules().get(0).portParameters().psidLength() < 16);
    }
}
