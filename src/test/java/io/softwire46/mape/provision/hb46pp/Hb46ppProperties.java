package io.softwire46.mape.provision.hb46pp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.provision.Worlds;
import io.softwire46.mape.provision.format.internal.LenientJsonDomain;
import io.softwire46.mape.testing.RuleArbitraries;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Output without a finding reads back as an equal value, except for names of domains. */
class Hb46ppProperties {
    @Property(tries = 200)
    void mapEReadsBack(@ForAll("mapE") ConfiguredDomain domain) {
        assertEquals(List.of(), Hb46pp.check(List.of(domain)));
        assertEquals(
                List.of(domain),
                Hb46pp.readDomains(Hb46pp.write(List.of(domain))).requireDomains());
    }

    @Property(tries = 200)
    void lw4o6ReadsBack(@ForAll("lw4o6") ConfiguredDomain domain) {
        assertEquals(List.of(), Hb46pp.check(List.of(domain)));
        assertEquals(
                List.of(domain),
                Hb46pp.readDomains(Hb46pp.write(List.of(domain))).requireDomains());
    }

    @Property(tries = 200)
    void documentsReadBack(
            @ForAll("mapE") ConfiguredDomain mapE,
            @ForAll("lw4o6") ConfiguredDomain lw4o6,
            @ForAll String name,
            @ForAll @IntRange(max = 604_800) int ttl) {
        // Half of a surrogate pair has no JSON text.
        String clean = Json.parse(quoted(name)).asString();
        Hb46pp.Document document = Hb46pp.Document.of(List.of(mapE, lw4o6))
                .withNames(clean, "service", clean)
                .withTtl(ttl)
                .withMapT(new Hb46pp.Document.MapT(
                        lw4o6.domain().rules().rules().get(0).ipv6Prefix(),
                        mapE.domain().rules().rules().stream()
                                .map(rule -> Worlds.plain(rule, InterfaceIdFormat.RFC7597).toBuilder()
                                        .forwarding(true)
                                        .build())
                                .toList()));
        assertEquals(document, Hb46pp.read(Hb46pp.write(document)).document().orElseThrow());
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        JsonWriter.compact(out).value(text);
        return out.toString();
    }

    @Provide
    Arbitrary<ConfiguredDomain> mapE() {
        return RuleArbitraries.domains()
                .filter(domain -> domain.rules().rules().stream().anyMatch(Hb46ppProperties::isPossible))
                .map(domain -> {
                    List<MapRule> rules = domain.rules().rules().stream()
                            .filter(Hb46ppProperties::isPossible)
                            .map(rule -> Worlds.plain(rule, rule.format()).toBuilder()
                                    .forwarding(domain.isMesh())
                                    .build())
                            .toList();
                    return configured("map_e", rules, domain);
                })
                .filter(domain -> !Hb46ppChecks.isBinding(domain));
    }

    private static boolean isPossible(MapRule rule) {
        return !rule.isKeyedByPsid();
    }

    @Provide
    Arbitrary<ConfiguredDomain> lw4o6() {
        return RuleArbitraries.domains()
                .filter(domain -> domain.rules().rules().stream().anyMatch(Hb46ppProperties::isBinding))
                .map(domain -> {
                    MapRule rule = domain.rules().rules().stream()
                            .filter(Hb46ppProperties::isBinding)
                            .findFirst()
                            .orElseThrow();
                    MapRule plain = LenientJsonDomain.asMeshSays(Worlds.plain(rule, InterfaceIdFormat.RFC7597), false);
                    return configured("lw4o6", List.of(plain), domain.withMesh(false));
                });
    }

    private static boolean isBinding(MapRule rule) {
        return rule.eaLength() == 0 && rule.ipv4Length() == 32;
    }

    private static ConfiguredDomain configured(String name, List<MapRule> rules, MapDomain like) {
        return new ConfiguredDomain(
                MapDomain.of(name, RuleSet.of(rules), like.borderRelays().subList(0, 1), like.isMesh()),
                ForwardingOptions.defaults());
    }
}
