package io.softwire46.mape.conformance.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.draw.RuleDraw.Place;
import io.softwire46.mape.finding.Finding;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import io.softwire46.mape.testing.CaseShrinkable;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Drawers stay inside their limits, and know whether there is a rule inside. */
class LimitsProperties {

    @Provide
    Arbitrary<Limits> limits() {
        return CaseShrinkable.arbitrary(LimitsProperties::draw);
    }

    private static Limits draw(Choices choices) {
        return new Limits(
                some(choices, InterfaceIdFormat.values()),
                some(choices, RuleShape.values()),
                range(choices, 15),
                range(choices, 16),
                range(choices, 48),
                range(choices, 32),
                range(choices, 128),
                choices.once(2) ? choices.between(0, 128) : 128,
                choices.between(1, 12));
    }

    @SafeVarargs
    private static <T> Set<T> some(Choices choices, T... values) {
        Set<T> chosen =
                Arrays.stream(values).filter(value -> choices.nextBoolean()).collect(Collectors.toSet());
        return chosen.isEmpty() ? Set.of(values) : chosen;
    }

    private static Range range(Choices choices, int max) {
        if (choices.nextBoolean()) {
            return new Range(0, max);
        }
        int min = choices.edgy(0, max, 0);
        return new Range(min, choices.edgy(min, max, max));
    }

    /** Whether a rule with these lengths exists inside the limits, by trying all. */
    private static boolean exists(Limits limits, RuleShape shape) {
        for (int k = 0; k <= 16; k++) {
            for (int r = 0; r <= 32; r++) {
                for (int o = 0; o <= 48; o++) {
                    if (isShape(shape, k, r, o) && isInside(limits, shape, k, r, o)) {
                        return limits.shapes().contains(shape);
                    }
                }
            }
        }
        return false;
    }

    private static boolean isShape(RuleShape shape, int k, int r, int o) {
        return switch (shape) {
            case PREFIX -> r + o < 32 && r + o > 0 && k == 0;
            case ADDRESS -> r + o == 32 && k == 0;
            case SHARED -> k > 0 && r + o == 32 + k;
            case ONE_TO_ONE -> k > 0 && r == 32 && o == 0;
            case ONE_PSID_OF_EACH -> k > 0 && o > 0 && r + o == 32;
            case BINDING -> r == 32 && o == 0;
        };
    }

    private static boolean isInside(Limits limits, RuleShape shape, int k, int r, int o) {
        int a = Math.min(limits.psidOffset().max(), 16 - k);
        int n = shape == RuleShape.BINDING ? 128 : limits.ipv6PrefixLength().min();
        return limits.psidLength().contains(k)
                && (k == 0 || limits.psidOffset().contains(a))
                && limits.ipv4PrefixLength().contains(r)
                && limits.eaLength().contains(o)
                && limits.ipv6PrefixLength().contains(n)
                && n + o <= limits.eaEnd();
    }

    @Property(tries = 500)
    void aShapeIsAllowedWhereARuleOfItExists(@ForAll("limits") Limits limits) {
        for (RuleShape shape : RuleShape.values()) {
            assertEquals(exists(limits, shape), limits.allows(shape), shape::name);
        }
        assertEquals(EnumSet.allOf(RuleShape.class).stream().anyMatch(limits::allows), limits.allowsAny());
    }

    @Property(tries = 1000)
    void everyRuleIsInside(@ForAll("limits") Limits limits, @ForAll long seed) {
        RuleDraw draw = new RuleDraw(Choices.of(seed), limits);
        for (RuleShape shape : RuleShape.values()) {
            if (limits.allows(shape)) {
                assertInside(limits.withShapes(Set.of(shape)), draw.rule(shape, Place.ANYWHERE));
            } else {
                assertThrows(IllegalArgumentException.class, () -> draw.rule(shape, Place.ANYWHERE));
            }
        }
    }

    @Property(tries = 2000)
    void everyRuleOfASetIsInside(@ForAll("limits") Limits limits, @ForAll long seed) {
        Assume.that(limits.allowsAny());
        List<MapRule> rules = new RuleSetDraw(new RuleDraw(Choices.of(seed), limits)).rules();
        rules.forEach(rule -> assertInside(limits, rule));
        assertFalse(rules.isEmpty());
        assertTrue(rules.size() <= limits.maxRules());
        assertTrue(RuleSet.validate(rules).stream().noneMatch(Finding::isError), rules::toString);
    }

    private static void assertInside(Limits limits, MapRule rule) {
        int k = rule.portParameters().psidLength();
        int n = rule.ipv6Length();
        boolean isOffsetInside =
                k == 0 || limits.psidOffset().contains(rule.portParameters().psidOffset());
        boolean isInside = limits.shapes().stream()
                .anyMatch(shape -> isShape(shape, k, rule.ipv4Length(), rule.eaLength())
                        && (shape != RuleShape.BINDING || n == 128));
        assertTrue(isInside, rule::toString);
        assertTrue(isOffsetInside, rule::toString);
        assertTrue(limits.formats().contains(rule.format()), rule::toString);
        assertTrue(limits.psidLength().contains(k), rule::toString);
        assertTrue(limits.eaLength().contains(rule.eaLength()), rule::toString);
        assertTrue(limits.ipv4PrefixLength().contains(rule.ipv4Length()), rule::toString);
        assertTrue(limits.ipv6PrefixLength().contains(n), rule::toString);
        assertTrue(n + rule.eaLength() <= limits.eaEnd(), rule::toString);
    }

    /** Both ends of each range are drawn. */
    @Example
    void theWholeRangeIsDrawn() {
        Limits limits = new Limits(
                Set.of(InterfaceIdFormat.RFC7597),
                Set.of(RuleShape.SHARED),
                new Range(2, 5),
                new Range(3, 7),
                new Range(8, 20),
                new Range(20, 30),
                new Range(24, 44),
                56,
                3);
        Set<String> seen = new TreeSet<>();
        for (long seed = 0; seed < 2000; seed++) {
            MapRule rule = new RuleDraw(Choices.of(seed), limits).rule();
            seen.add("a" + rule.portParameters().psidOffset());
            seen.add("k" + rule.portParameters().psidLength());
            seen.add("o" + rule.eaLength());
            seen.add("r" + rule.ipv4Length());
            seen.add("n" + rule.ipv6Length());
        }
        for (String end : List.of("a2", "a5", "k3", "k7", "o8", "o19", "r20", "r30", "n24", "n44")) {
            assertTrue(seen.contains(end), () -> end + " in " + seen);
        }
    }

    @Example
    void limitsThatAllowNothingAreRejected() {
        Limits all = Limits.ALL;
        assertThrows(IllegalArgumentException.class, () -> all.withShapes(Set.of()));
        Range none = new Range(3, 2);
        Range legal = new Range(0, 15);
        assertThrows(
                IllegalArgumentException.class,
                () -> new Limits(all.formats(), all.shapes(), none, legal, legal, legal, legal, 64, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Limits(all.formats(), all.shapes(), legal, legal, legal, legal, legal, 129, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Limits(all.formats(), all.shapes(), legal, legal, legal, legal, legal, 64, 0));
    }
}
