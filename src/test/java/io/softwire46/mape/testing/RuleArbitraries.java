package io.softwire46.mape.testing;

import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Limits;
import io.softwire46.mape.conformance.draw.RuleDraw;
import io.softwire46.mape.conformance.draw.RuleDraw.Place;
import io.softwire46.mape.conformance.draw.RuleSetDraw;
import io.softwire46.mape.conformance.draw.RuleShape;
import io.softwire46.mape.conformance.draw.Subscriber;
import io.softwire46.mape.map.MapDomain;
import io.softwire46.mape.map.MapRule;
import io.softwire46.mape.map.RuleSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/**
 * Arbitraries of whole valid worlds: rules of every shape, CEs of them, rule sets and domains without a contradiction.
 * Lengths cover their whole legal range, aligned or not; both formats occur. Samples shrink toward the rule of RFC 7597
 * Appendix A example 1, and print as the text that their {@code parse} method reads.
 *
 * <p>With {@code @Domain(RuleArbitraries.class)} on a property, parameters of these types need no {@code @Provide}
 * ({@code @Domain(DomainContext.Global.class)} in addition keeps those of jqwik). The static methods make the same by
 * name.
 *
 * <p>Stateless.
 */
public final class RuleArbitraries extends DomainContextBase {

    /** A rule of any shape. */
    @Provide
    public static Arbitrary<MapRule> rules() {
        return rules(RuleShape.values());
    }

    /** A rule of one of these shapes. */
    public static Arbitrary<MapRule> rules(RuleShape... shapes) {
        return CaseShrinkable.arbitrary(choices -> rule(draw(choices, Limits.ALL), choices, shapes));
    }

    private static MapRule rule(RuleDraw draw, Choices choices, RuleShape... shapes) {
        return draw.rule(choices.pick(shapes), Place.ANYWHERE);
    }

    /** A rule of any shape and a CE of it. */
    @Provide
    public static Arbitrary<Subscriber> subscribers() {
        return subscribers(RuleShape.values());
    }

    /** A rule of one of these shapes and a CE of it. */
    public static Arbitrary<Subscriber> subscribers(RuleShape... shapes) {
        return CaseShrinkable.arbitrary(choices -> {
            RuleDraw draw = draw(choices, Limits.ALL);
            return draw.subscriber(rule(draw, choices, shapes));
        });
    }

    /** Another CE of a rule. */
    public static Arbitrary<Subscriber> subscribersOf(MapRule rule) {
        return CaseShrinkable.arbitrary(choices -> draw(choices, Limits.ALL).subscriber(rule));
    }

    /** Up to about 20 rules: disjoint, nested in IPv6 or IPv4, several on one address. */
    @Provide
    public static Arbitrary<RuleSet> ruleSets() {
        return CaseShrinkable.arbitrary(choices -> RuleSet.of(new RuleSetDraw(draw(choices, Limits.ALL)).rules()));
    }

    /** A domain with rules of any shape; its BRs are outside of the rules. */
    @Provide
    public static Arbitrary<MapDomain> domains() {
        return domains(Limits.ALL);
    }

    /** A domain that a BR can serve. */
    public static Arbitrary<MapDomain> relayDomains() {
        return domains(Limits.RELAYED);
    }

    private static Arbitrary<MapDomain> domains(Limits limits) {
        return CaseShrinkable.arbitrary(choices -> new RuleSetDraw(draw(choices, limits)).domain());
    }

    private static RuleDraw draw(Choices choices, Limits limits) {
        return new RuleDraw(choices, limits);
    }
}
