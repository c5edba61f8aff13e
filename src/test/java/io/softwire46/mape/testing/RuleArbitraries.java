package io.softwire46.mape.testing;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.conformance.draw.RuleDraw;
import io.softwire46.mape.conformance.draw.RuleDraw.Place;
import io.softwire46.mape.conformance.draw.RuleSetDraw;
import io.softwire46.mape.conformance.draw.RuleShape;
import io.softwire46.mape.conformance.draw.Subscriber;
import io.softwire46.mape.map.InterfaceIdFormat;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/**
 * Arbitraries of whole valid worlds: rules of every shape, CEs of them, rule sets and domains without a contradiction.
 * Lengths cover their whole legal range, aligned or not; both formats occur. Samples do not shrink: they print as the
 * text that their {@code parse} method reads.
 *
 * <p>With {@code @Domain(RuleArbitraries.class)} on a property, parameters of these types need no {@code @Provide}
 * ({@code @Domain(DomainContext.Global.class)} in addition keeps those of jqwik). The static methods make the same by
 * name.
 *
 * <p>Stateless.
 */
public final class RuleArbitraries extends DomainContextBase {
    private static final List<RuleShape> ALL = List.of(RuleShape.values());

    /** Rule sets that a BR can serve. */
    private static final List<RuleShape> RELAYED =
            List.copyOf(EnumSet.complementOf(EnumSet.of(RuleShape.ONE_PSID_OF_EACH)));

    /** A rule of any shape. */
    @Provide
    public static Arbitrary<MapRule> rules() {
        return rules(RuleShape.values());
    }

    /** A rule of one of these shapes. */
    public static Arbitrary<MapRule> rules(RuleShape... shapes) {
        return Arbitraries.randomValue(random -> {
            RuleDraw draw = draw(random);
            return draw.rule(shapes[random.nextInt(shapes.length)], Place.ANYWHERE);
        });
    }

    /** A rule of any shape and a CE of it. */
    @Provide
    public static Arbitrary<Subscriber> subscribers() {
        return subscribers(RuleShape.values());
    }

    /** A rule of one of these shapes and a CE of it. */
    public static Arbitrary<Subscriber> subscribers(RuleShape... shapes) {
        return Arbitraries.randomValue(random -> {
            RuleDraw draw = draw(random);
            return draw.subscriber(draw.rule(shapes[random.nextInt(shapes.length)], Place.ANYWHERE));
        });
    }

    /** Another CE of a rule. */
    public static Arbitrary<Subscriber> subscribersOf(MapRule rule) {
        return Arbitraries.randomValue(random -> new RuleDraw(random, rule.format()).subscriber(rule));
    }

    /** Up to about 20 rules: disjoint, nested in IPv6 or IPv4, several on one address. */
    @Provide
    public static Arbitrary<RuleSet> ruleSets() {
        return Arbitraries.randomValue(random -> ruleSet(draw(random), ALL));
    }

    /** A domain with rules of any shape; its BRs are outside of the rules. */
    @Provide
    public static Arbitrary<MapDomain> domains() {
        return Arbitraries.randomValue(random -> domain(draw(random), ALL));
    }

    /** A domain that a BR can serve. */
    public static Arbitrary<MapDomain> relayDomains() {
        return Arbitraries.randomValue(random -> domain(draw(random), RELAYED));
    }

    private static RuleDraw draw(Random random) {
        InterfaceIdFormat[] formats = InterfaceIdFormat.values();
        return new RuleDraw(random, formats[random.nextInt(formats.length)]);
    }

    private static RuleSet ruleSet(RuleDraw draw, List<RuleShape> shapes) {
        return RuleSet.of(new RuleSetDraw(draw, shapes).rules());
    }

    private static MapDomain domain(RuleDraw draw, List<RuleShape> shapes) {
        List<IPv6Address> borderRelays = IntStream.range(0, draw.edgy(1, 3))
                .mapToObj(i -> draw.borderRelay())
                .toList();
        String name = "domain-" + draw.random.nextInt(1000);
        return MapDomain.of(name, ruleSet(draw, shapes), borderRelays, draw.random.nextBoolean());
    }
}
