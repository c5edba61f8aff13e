package io.softwire46.mape.provision.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.finding.MapConfigurationException;
import io.softwire46.mape.json.Json;
import io.softwire46.mape.json.JsonObject;
import io.softwire46.mape.json.JsonWriter;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.provision.DomainFile;
import io.softwire46.mape.provision.format.ReadResult;
import io.softwire46.mape.provision.format.internal.RuleJson;
import io.softwire46.mape.testing.CaseShrinkable;
import io.softwire46.mape.testing.RuleArbitraries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Written text reads back as an equal value, without errors. */
class DomainJsonProperties {
    /** Values of all kinds, of which each option takes those that it allows. */
    private static final List<Object> PLAIN = Arrays.asList(
            null,
            true,
            false,
            0L,
            1L,
            7L,
            63L,
            64L,
            255L,
            1280L,
            1460L,
            9192L,
            65535L,
            100_000L,
            1L << 24,
            0.25,
            1.0,
            "copy",
            "outer",
            "inner",
            "drop",
            "strict",
            "ea",
            "off",
            "reassemble",
            "cache",
            "address",
            "full",
            "partial",
            "none",
            "pipe",
            "uniform",
            "normal",
            "compatibility",
            "hash",
            "hash3",
            "zero",
            "203.0.113.1");

    private static final Map<String, List<Object>> ALLOWED = ForwardingOption.all().stream()
            .collect(Collectors.toMap(
                    ForwardingOption::name,
                    option -> PLAIN.stream()
                            .filter(plain -> isAllowed(option, plain))
                            .collect(Collectors.toCollection(ArrayList::new))));

    @Property
    void aDomainReadsBack(@ForAll("domains") MapDomain domain, @ForAll("options") ForwardingOptions options) {
        ConfiguredDomain configured = new ConfiguredDomain(domain, options);
        Assume.that(configured.validateOptions().stream().noneMatch(Finding::isError));
        ReadResult file = DomainFile.read(DomainJson.write(configured));
        assertEquals(List.of(configured), file.requireDomains());
        StringBuilder compact = new StringBuilder();
        DomainJson.write(JsonWriter.compact(compact), configured);
        assertEquals(List.of(configured), DomainFile.read(compact.toString()).requireDomains());
    }

    @Property
    void severalDomainsReadBack(@ForAll("domains") MapDomain a, @ForAll("domains") MapDomain b) {
        Assume.that(!a.name().equals(b.name()));
        List<ConfiguredDomain> domains = List.of(
                new ConfiguredDomain(a, ForwardingOptions.defaults()),
                new ConfiguredDomain(b, ForwardingOptions.defaults()));
        assertEquals(domains, DomainFile.read(DomainJson.write(domains)).requireDomains());
    }

    @Property
    void aRuleReadsBack(@ForAll("rules") MapRule rule) {
        StringBuilder text = new StringBuilder();
        RuleJson.write(JsonWriter.compact(text), rule);
        JsonObject object = Json.parse(text.toString()).asObject();
        assertEquals(rule, RuleJson.read(object, rule.format()).build());
    }

    @Provide
    Arbitrary<MapDomain> domains() {
        return RuleArbitraries.domains();
    }

    @Provide
    Arbitrary<MapRule> rules() {
        return RuleArbitraries.rules();
    }

    @Provide
    Arbitrary<ForwardingOptions> options() {
        return CaseShrinkable.arbitrary(DomainJsonProperties::draw);
    }

    private static ForwardingOptions draw(Choices choices) {
        ForwardingOptions options = ForwardingOptions.defaults();
        for (ForwardingOption<?> option : ForwardingOption.all()) {
            List<Object> allowed = ALLOWED.get(option.name());
            if (!allowed.isEmpty() && choices.nextInt(3) == 0) {
                options = options.withPlain(option, allowed.get(choices.nextInt(allowed.size())));
            }
        }
        return options;
    }

    private static boolean isAllowed(ForwardingOption<?> option, Object plain) {
        try {
            option.read(plain);
            return true;
        } catch (MapConfigurationException e) {
            return false;
        }
    }
}
