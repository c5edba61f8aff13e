package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Capabilities;
import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Limits;
import io.softwire46.mape.conformance.draw.Range;
import io.softwire46.mape.conformance.draw.RuleDraw;
import io.softwire46.mape.conformance.draw.RuleSetDraw;
import io.softwire46.mape.conformance.draw.RuleShape;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Random domains inside of a product's limits.
 *
 * <p>Static methods only.
 */
final class RandomDomain {
    /** Largest number of rules: more of them show no more, and take time. */
    private static final int MAX_RULES = 24;

    /** Values of options other than their defaults, in whose presence the properties know what is allowed. */
    private static final Map<String, List<Object>> OPTIONS = Map.ofEntries(
            Map.entry("sourceCheck", List.of("ea")),
            Map.entry("decrementTtlAtEgress", List.of(true)),
            Map.entry("hairpin", List.of(false)),
            Map.entry("hopLimit", List.of(1L, 255L)),
            Map.entry("encapsulationLimit", List.of(4L, 0L)),
            Map.entry("flowLabel", List.of("zero", "hash3")),
            Map.entry("icmpv4Source", List.of("198.51.100.1")),
            Map.entry("icmpv4Errors", List.of(false)),
            Map.entry("icmpv4NoMappingErrors", List.of(true)),
            Map.entry("icmpv4ProtocolErrors", List.of(true)),
            Map.entry("icmpv6SourceCheckErrors", List.of(true)),
            Map.entry("ecn", List.of("compatibility")),
            Map.entry("trafficClass", List.of(46L, 0L)),
            Map.entry("egressDscp", List.of("uniform")),
            Map.entry("tcpMss", List.of(1220L, 536L)),
            Map.entry("mtuV6", List.of(1280L, 9000L)),
            Map.entry("mtuV4", List.of(1500L, 1240L)),
            Map.entry("fragmentation", List.of("inner", "drop")),
            Map.entry("v4Reassembly", List.of("full", "none")),
            Map.entry("innerFragments", List.of("reassemble", "drop")));

    private RandomDomain() {}

    static Domain draw(Choices choices, Capabilities capabilities, Map<String, @Nullable Object> defaults) {
        MapDomain drawn = new RuleSetDraw(new RuleDraw(choices, limits(capabilities))).domain();
        List<MapRule> rules = drawn.rules().rules();
        return new Domain(
                drawn.name(),
                rules.get(0).format() == InterfaceIdFormat.DRAFT03 ? "draft03" : "rfc7597",
                drawn.isMesh(),
                drawn.borderRelays().stream().map(Object::toString).toList(),
                rules.stream().limit(MAX_RULES).map(RandomDomain::rule).toList(),
                options(choices, capabilities, defaults));
    }

    private static Domain.Rule rule(MapRule rule) {
        boolean isExplicit = rule.explicitPsid() >= 0;
        Integer offset = rule.isShared() && !rule.isPsidOffsetDefaulted()
                ? (Integer) rule.portParameters().psidOffset()
                : null;
        return new Domain.Rule(
                rule.ipv6Prefix().toString(),
                rule.ipv4Prefix().toString(),
                rule.eaLength(),
                offset,
                isExplicit ? (Integer) rule.portParameters().psidLength() : null,
                isExplicit ? (Integer) rule.explicitPsid() : null,
                rule.isForwarding(),
                rule.borderRelay().map(Object::toString).orElse(null));
    }

    private static Map<String, @Nullable Object> options(
            Choices choices, Capabilities capabilities, Map<String, @Nullable Object> defaults) {
        Map<String, @Nullable Object> options = new LinkedHashMap<>(defaults);
        choices.in(Stage.OPTIONS, () -> {
            for (String name : defaults.keySet()) {
                List<Object> values = OPTIONS.getOrDefault(name, List.of());
                if (!values.isEmpty() && capabilities.options().contains(name) && choices.once(8)) {
                    options.put(name, choices.pick(values));
                }
            }
            return options;
        });
        return options;
    }

    /** The limits of a product, in the words of the drawers. */
    private static Limits limits(Capabilities capabilities) {
        Set<InterfaceIdFormat> formats = EnumSet.noneOf(InterfaceIdFormat.class);
        for (InterfaceIdFormat format : InterfaceIdFormat.values()) {
            String name = format == InterfaceIdFormat.DRAFT03 ? "draft03" : "rfc7597";
            if (capabilities.formats().contains(name)) {
                formats.add(format);
            }
        }
        Set<RuleShape> shapes = EnumSet.noneOf(RuleShape.class);
        for (String kind : capabilities.kinds()) {
            switch (kind) {
                case "prefix" -> shapes.add(RuleShape.PREFIX);
                case "address" -> shapes.add(RuleShape.ADDRESS);
                case "shared" -> shapes.add(RuleShape.SHARED);
                default -> shapes.addAll(List.of(RuleShape.ONE_TO_ONE, RuleShape.BINDING));
            }
        }
        Capabilities.Limits limits = capabilities.limits();
        return new Limits(
                formats,
                shapes,
                range(limits.psidOffset()),
                range(limits.psidLength()),
                range(limits.eaLength()),
                range(limits.ipv4PrefixLength()),
                range(limits.ipv6PrefixLength()),
                limits.eaEnd(),
                capabilities.maxRules());
    }

    private static Range range(Capabilities.Range range) {
        return new Range(range.min(), range.max());
    }
}
