package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.catalogue.CorpusWorlds.rule;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Outcome.Refused;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Queries about rules and domains that are not valid, each with a valid one as control.
 *
 * <p>Static methods only.
 */
final class InvalidRuleCases {
    private static final String IPV6 = "2001:db8::/40";
    private static final String IPV4 = "192.0.2.0/24";
    private static final Domain.Rule VALID = rule(IPV6, IPV4, 16, 6, null, null);
    private static final String END_USER_PREFIX = "2001:db8:12:3400::/56";

    /** An invalid rule, or pair of rules, and the fields of which the reason names one. */
    private record Invalid(String fields, List<Domain.Rule> rules) {
        Invalid(String fields, Domain.Rule... rules) {
            this(fields, List.of(rules));
        }
    }

    private static final List<Invalid> RULES = List.of(
            new Invalid("ipv6Prefix", rule("2001:db8::/129", IPV4, 16, 6, null, null)),
            new Invalid("ipv4Prefix", rule(IPV6, "192.0.2.0/33", 16, 6, null, null)),
            new Invalid("eaLength", rule(IPV6, IPV4, 49, 0, null, null)),
            new Invalid("eaLength", rule(IPV6, IPV4, -1, 6, null, null)),
            new Invalid("ipv6Prefix", rule("2001:db8::1/40", IPV4, 16, 6, null, null)),
            new Invalid("ipv4Prefix", rule(IPV6, "192.0.2.1/24", 16, 6, null, null)),
            new Invalid("eaLength|ipv6Prefix", rule("2001:db8::/120", IPV4, 16, 4, null, null)),
            new Invalid("psidOffset", rule(IPV6, IPV4, 16, 16, null, null)),
            new Invalid("psidLength", rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0, 0, 17, 1)),
            new Invalid("eaLength", rule(IPV6, "192.0.2.0/32", 17, 0, null, null)),
            new Invalid("psidLength", rule(IPV6, IPV4, 16, 6, 7, null)),
            new Invalid("psid", rule(IPV6, "192.0.0.0/16", 8, 6, 8, 1)),
            new Invalid("psid", rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0, 6, 8, 256)),
            new Invalid("psid", rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0, 6, 8, null)),
            new Invalid("eaLength|ipv4Prefix", rule(IPV6, "0.0.0.0/0", 0, null, null, null)),
            new Invalid("ipv6Prefix", rule("ff00::/40", IPV4, 16, 6, null, null)),
            new Invalid("ipv6Prefix", rule("fe80::/40", IPV4, 16, 6, null, null)));

    private static final List<Invalid> DOMAINS = List.of(
            new Invalid("rules"),
            new Invalid("ipv6Prefix", VALID, rule(IPV6, "198.51.100.0/24", 16, 6, null, null)),
            new Invalid("ipv4Prefix", VALID, rule("2001:db8:1000::/40", IPV4, 16, 6, null, null)),
            new Invalid("ipv4Prefix", VALID, rule("2001:db8:1000::/48", "192.0.2.128/25", 7, null, null, null)));

    /** Two rules with common IPv4 addresses and other lengths. */
    private static final List<Invalid> LENGTHS = List.of(
            new Invalid("", oneToOne("34", 6, 8, 0x34), oneToOne("35", 6, 7, 0x11)),
            new Invalid("", oneToOne("34", 6, 8, 0x34), oneToOne("35", 5, 8, 0x11)),
            new Invalid("", oneToOne("34", 6, 8, 0x34), oneToOne("35", 4, 6, 0x11)),
            new Invalid("", oneToOne("34", 0, 4, 3), oneToOne("35", 0, 5, 9)),
            new Invalid("", VALID, rule("2001:db8:1000::/44", "192.0.2.128/25", 14, 6, null, null)),
            new Invalid("", VALID, rule("2001:db8:1000::/44", "192.0.2.128/25", 15, 4, null, null)));

    private static final List<String> DAMAGED_PREFIXES = List.of(
            "", "/", "::/", "::::/64", "2001:db8::", "2001:db8::/-1", "2001:db8::/999999999999", "1.2.3.4.5/24", "%");

    private InvalidRuleCases() {}

    private static Domain.Rule oneToOne(String subnet, int offset, int length, int psid) {
        return rule("2001:db8:12:" + subnet + "00::/56", "192.0.2.18/32", 0, offset, length, psid);
    }

    private static Domain domain(Scene scene, List<Domain.Rule> rules) {
        return new Domain("example", "rfc7597", false, List.of("2001:db8:ffff::1"), rules, scene.options());
    }

    private static CaseBuilder build(String id, Scene scene) {
        return scene.newCase(id, scene.noWorld());
    }

    /** Asks about a rule by each operation that judges one. */
    private static void askAll(Scene scene, CaseBuilder build, Domain.Rule rule, String fields) {
        Map<String, @Nullable Object> json = Queries.rule(rule);
        if (scene.asks("validate")) {
            int step = build.ask(Queries.of("validate", "rule", json), new Refused(fields));
            build.askControl(step, Queries.of("validate", "rule", Queries.rule(VALID)), Queries.answer("valid", true));
        } else if (scene.asks("ce")) {
            int step = build.ask(
                    Queries.of("ce", "rule", json, "format", "rfc7597", "endUserPrefix", END_USER_PREFIX),
                    new Refused(fields));
            build.askControl(
                    step,
                    Queries.of(
                            "ce", "rule", Queries.rule(VALID), "format", "rfc7597", "endUserPrefix", END_USER_PREFIX),
                    Queries.answer());
        }
    }

    static Optional<TestCase> tooManyBits(Choices choices, Scene scene) {
        CaseBuilder build = build("ALG-04", scene);
        int offset = choices.in(Stage.LENGTHS, () -> 1 + choices.aspect(15));
        int least = 17 - offset;
        int length = choices.in(Stage.LENGTHS, () -> choices.aspect(2) == 0 ? least : choices.between(least, 16));
        build.in("a", offset).in("k", length);
        askAll(scene, build, rule(IPV6, "192.0.2.1/32", length, offset, null, null), "");
        if (scene.asks("ports")) {
            int step = build.ask(Queries.ports(offset, length, 0), new Refused(""));
            build.askControl(step, Queries.ports(offset, 16 - offset, 0), Queries.answer());
        }
        return build.buildIfAny();
    }

    static Optional<TestCase> differentLengths(Choices choices, Scene scene) {
        return domains("ALG-15", choices, scene, LENGTHS, 4);
    }

    static Optional<TestCase> namedField(Choices choices, Scene scene) {
        int kind = choices.in(Stage.RULES, () -> choices.aspect(2));
        if (kind == 1) {
            return domains("ALG-16", choices, scene, DOMAINS, 1);
        }
        Invalid invalid = choices.in(Stage.RULES, () -> RULES.get(choices.aspect(RULES.size())));
        CaseBuilder build = build("ALG-16", scene).in("field", invalid.fields());
        askAll(scene, build, invalid.rules().get(0), invalid.fields());
        return build.buildIfAny();
    }

    /** The rules in their order, and in the opposite one. */
    private static Optional<TestCase> domains(String id, Choices choices, Scene scene, List<Invalid> from, int orders) {
        if (!scene.asks("validate", "valid")) {
            return Optional.empty();
        }
        Invalid invalid = choices.in(Stage.RULES, () -> from.get(choices.aspect(from.size())));
        int order = choices.in(Stage.RULES, () -> choices.aspect(Math.max(orders, 2)));
        List<Domain.Rule> rules = new ArrayList<>(invalid.rules());
        if (order % 2 == 1) {
            Collections.reverse(rules);
        }
        CaseBuilder build = build(id, scene).in("rules", rules.size());
        int step = build.ask(
                Queries.of("validate", "domain", Queries.domain(domain(scene, rules))), new Refused(invalid.fields()));
        build.askControl(
                step,
                Queries.of("validate", "domain", Queries.domain(domain(scene, List.of(VALID)))),
                Queries.answer("valid", true));
        return build.buildIfAny();
    }

    static Optional<TestCase> damaged(Choices choices, Scene scene) {
        if (!scene.asks("ce")) {
            return Optional.empty();
        }
        int field = choices.in(Stage.RULES, () -> choices.aspect(6));
        int number = choices.in(
                Stage.LENGTHS,
                () -> choices.pick(-1, 17, 33, 49, 64, 129, 255, 256, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE));
        String text = choices.in(Stage.PREFIXES, () -> choices.pick(DAMAGED_PREFIXES));
        Domain.Rule wrong = switch (field) {
            case 0 -> rule(text, IPV4, 16, 6, null, null);
            case 1 -> rule(IPV6, text, 16, 6, null, null);
            case 2 -> rule(IPV6, IPV4, number, 6, null, null);
            case 3 -> rule(IPV6, IPV4, 16, number, null, null);
            case 4 -> rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0, 6, number, 1);
            default -> rule("2001:db8:12:3400::/56", "192.0.2.18/32", 0, 6, 8, number);
        };
        CaseBuilder build = build("ALG-17", scene).in("field", field);
        int step = build.ask(
                Queries.of("ce", "rule", Queries.rule(wrong), "format", "rfc7597", "endUserPrefix", END_USER_PREFIX),
                new Refused(""),
                Queries.answer());
        build.askControl(
                step,
                Queries.of("ce", "rule", Queries.rule(VALID), "format", "rfc7597", "endUserPrefix", END_USER_PREFIX),
                Queries.answer("ipv4", "192.0.2.18", "mapAddress", "2001:db8:12:3400:0:c000:212:34"));
        return build.buildIfAny();
    }
}
