package io.softwire46.mape.conformance.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.draw.TrafficDraw.Flow;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.testing.CaseShrinkable;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import net.jqwik.api.Shrinkable;
import org.junit.jupiter.api.Test;

/** Whatever was drawn first, shrinking reaches the simplest value that still fails. */
class ShrinkingTest {
    private static final int FAILURES = 25;
    private static final int MOST_STEPS = 5000;

    /** Inside the rule of the example, one bit longer in both prefixes. */
    private static final MapRule NESTED = example()
            .ipv6Prefix("2001:db8::/41")
            .ipv4Prefix("192.0.2.0/25")
            .eaLength(15)
            .build();

    private static MapRule rule(Choices choices) {
        return new RuleDraw(choices, Limits.ALL).rule();
    }

    private static List<MapRule> rules(Choices choices) {
        return new RuleSetDraw(new RuleDraw(choices, Limits.ALL)).rules();
    }

    /** Packets to CEs of the example's rule, in lower-case hexadecimal. */
    private static List<String> packets(Choices choices) {
        TrafficDraw traffic = new TrafficDraw(choices, List.of(NaiveMap.Rule.of(SimplestDrawTest.EXAMPLE_1)));
        return choices.list(
                Stage.STEPS,
                0,
                20,
                () -> Bytes.hex(traffic.whole(Flow.toCe(traffic.endpoint().orElseThrow()))));
    }

    /** Asserts for some random values that fail that shrinking ends in one of these values. */
    @SafeVarargs
    private static <T> void assertShrinks(Function<Choices, T> drawer, Predicate<T> fails, T... expected) {
        var generator = CaseShrinkable.arbitrary(drawer).generator(1000);
        Random random = new Random(7597);
        for (int found = 0; found < FAILURES; ) {
            Shrinkable<T> shrinkable = generator.next(random);
            if (fails.test(shrinkable.value())) {
                found++;
                T shrunk = shrink(shrinkable, fails).value();
                assertTrue(List.of(expected).contains(shrunk), shrunk::toString);
            }
        }
    }

    /** Each accepted candidate is nearer to the simplest value. */
    private static <T> Shrinkable<T> shrink(Shrinkable<T> from, Predicate<T> fails) {
        Shrinkable<T> best = from;
        for (int steps = 0; ; steps++) {
            assertTrue(steps < MOST_STEPS, "no end");
            Optional<Shrinkable<T>> next =
                    best.shrink().filter(each -> fails.test(each.value())).findFirst();
            if (next.isEmpty()) {
                return best;
            }
            assertTrue(next.get().distance().compareTo(best.distance()) < 0, "the distance decreases");
            best = next.get();
        }
    }

    private static MapRule.Builder example() {
        return SimplestDrawTest.EXAMPLE_1.toBuilder();
    }

    @Test
    void anyRuleShrinksToTheExample() {
        assertShrinks(ShrinkingTest::rule, rule -> true, SimplestDrawTest.EXAMPLE_1);
    }

    @Test
    void oneParameterDiffersFromTheExampleWhereOneMatters() {
        // the shape that has a long prefix whatever its other parameters are
        MapRule binding = example()
                .ipv6Prefix("2001:db8::/128")
                .ipv4Prefix("192.0.2.0/32")
                .eaLength(0)
                .psid(0)
                .build();
        assertShrinks(
                ShrinkingTest::rule,
                rule -> rule.format() == InterfaceIdFormat.DRAFT03,
                example().format(InterfaceIdFormat.DRAFT03).psidOffset(4).build());
        assertShrinks(
                ShrinkingTest::rule,
                rule -> !rule.isForwarding(),
                example().forwarding(false).build());
        assertShrinks(
                ShrinkingTest::rule,
                rule -> rule.ipv6Length() > 44,
                example().ipv6Prefix("2001:db8::/45").build(),
                binding);
        assertShrinks(
                ShrinkingTest::rule,
                rule -> rule.borderRelay().isPresent(),
                example().borderRelay("fd00::8").build());
    }

    @Test
    void lengthsStayAsNearAsPossibleToTheExample() {
        // k 8 as in the example, or the k that leaves no bits for a
        assertShrinks(
                ShrinkingTest::rule,
                rule -> rule.portParameters().psidLength() > 4
                        && rule.portParameters().psidOffset() == 0,
                example().psidOffset(0).build(),
                example().psidOffset(0).psidLength(16).eaLength(24).build());
        // with k 11, 5 bits are left for a
        assertShrinks(
                ShrinkingTest::rule,
                rule -> rule.portParameters().psidLength() > 10,
                example().psidOffset(5).psidLength(11).eaLength(19).build());
        // a whole address is the next simple shape
        assertShrinks(
                ShrinkingTest::rule,
                rule -> !rule.isShared(),
                MapRule.builder()
                        .ipv6Prefix("2001:db8::/40")
                        .ipv4Prefix("192.0.2.0/24")
                        .eaLength(8)
                        .forwarding(true)
                        .build());
    }

    @Test
    void setsShrinkToTheRulesThatMatter() {
        assertShrinks(ShrinkingTest::rules, rules -> true, List.of(SimplestDrawTest.EXAMPLE_1));
        // the second part is 2100::/8, 160.0.0.0/3
        MapRule second =
                example().ipv6Prefix("2101:db8::/40").ipv4Prefix("160.0.2.0/24").build();
        assertShrinks(
                ShrinkingTest::rules,
                rules -> rules.size() > 1,
                List.of(SimplestDrawTest.EXAMPLE_1, second),
                List.of(SimplestDrawTest.EXAMPLE_1, NESTED));
    }

    /** A rule whose IPv4 prefix is inside another's: the outer as the example, the inner one bit longer in both prefixes. */
    @Test
    void nestedRulesShrinkToTwo() {
        assertShrinks(ShrinkingTest::rules, ShrinkingTest::hasNested, List.of(SimplestDrawTest.EXAMPLE_1, NESTED));
    }

    private static boolean hasNested(List<MapRule> rules) {
        return rules.stream()
                .anyMatch(outer -> rules.stream()
                        .anyMatch(inner -> outer.ipv4Length() < inner.ipv4Length()
                                && outer.ipv4Prefix().contains(inner.ipv4Prefix())));
    }

    /** One empty datagram from 203.0.113.9 to 192.0.2.0, port 1024, with four No Operation options. */
    @Test
    void aListOfPacketsShrinksToTheOneThatMatters() {
        List<String> shrunk = shrink(
                        failing(packets -> packets.stream().anyMatch(ShrinkingTest::hasOptions)),
                        packets -> packets.stream().anyMatch(ShrinkingTest::hasOptions))
                .value();
        assertEquals(1, shrunk.size());
        String packet = shrunk.get(0);
        assertEquals("46000020123400004011", packet.substring(0, 20));
        assertEquals("cb007109c0000200" + "01010101" + "003504000008", packet.substring(24, 60));
        assertEquals(2 * 32, packet.length());
    }

    private static boolean hasOptions(String packet) {
        return packet.charAt(1) > '5';
    }

    private static Shrinkable<List<String>> failing(Predicate<List<String>> fails) {
        return CaseShrinkable.<List<String>>arbitrary(ShrinkingTest::packets).generator(1000).stream(new Random(7597))
                .filter(each -> each.value().size() > 6 && fails.test(each.value()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void payloadsShrinkToTheLengthThatMatters() {
        Predicate<List<String>> fails = packets -> packets.stream().anyMatch(packet -> packet.length() > 2 * 47);
        List<String> shrunk = shrink(failing(fails), fails).value();
        assertEquals(1, shrunk.size());
        assertEquals(2 * 48, shrunk.get(0).length());
    }

    @Test
    void optionsShrinkToTheOneThatMatters() {
        ForwardingOptions defaults = OptionsDraw.withoutReassembly(ForwardingOptions.defaults());
        assertShrinks(
                OptionsDraw::options,
                options -> options.mtuV6() < 1400 && !options.hairpin(),
                defaults.with(ForwardingOption.MTU_V6, 1280).with(ForwardingOption.HAIRPIN, false));
    }

    /** Candidates differ from what they are made of, and their number is limited by the number of decisions. */
    @Test
    void candidatesEnd() {
        for (long seed = 0; seed < 100; seed++) {
            Choices choices = Choices.of(seed);
            rules(choices);
            ChoiceSequence taken = choices.taken();
            List<ChoiceSequence> candidates = ChoiceShrinker.candidates(taken).toList();
            assertTrue(candidates.stream().noneMatch(taken::equals));
            assertTrue(candidates.size() <= 20 + 15 * taken.size());
        }
        assertEquals(List.of(), ChoiceShrinker.candidates(ChoiceSequence.of()).toList());
    }

    @Test
    void theFirstCandidateIsTheSimplestValue() {
        Choices choices = Choices.of(1);
        rules(choices);
        assertEquals(
                ChoiceSequence.of(),
                ChoiceShrinker.candidates(choices.taken()).findFirst().orElseThrow());
    }
}
