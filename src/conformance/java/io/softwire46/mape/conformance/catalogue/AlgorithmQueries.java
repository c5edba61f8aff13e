package io.softwire46.mape.conformance.catalogue;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Queries about rules, and what their answers are.
 *
 * <p>Static methods only.
 */
final class AlgorithmQueries {
    private AlgorithmQueries() {}

    /** What a query for a CE answers. */
    @FunctionalInterface
    interface Answers {
        Outcome of(End end);
    }

    static CaseDrawer.Drawer ce(String id, Predicate<Site> which, Answers answers) {
        return (choices, scene) -> {
            World world = scene.world(choices);
            return scene.asks("ce")
                    ? CeDraw.draw(choices, world, which).map(end -> {
                        CaseBuilder build = scene.newCase(id, world).of(end.site());
                        build.ask(Queries.ce(end.site(), Queries.endUserPrefix(end)), answers.of(end));
                        return build.build();
                    })
                    : Optional.empty();
        };
    }

    static Outcome addressAndPsid(End end) {
        NaiveMap.Ce ce = end.owner().ce();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("kind", end.isShared() ? "shared" : ce.ipv4().length() < 32 ? "prefix" : "address");
        fields.put("ipv4", Queries.ipv4(ce.ipv4()));
        fields.put("ipv4Length", (long) ce.ipv4().length());
        if (end.isShared()) {
            fields.put("psid", Long.parseLong(ce.psid(), 2));
            fields.put("psidLength", (long) ce.psid().length());
        }
        return new Outcome.Answered(fields);
    }

    static Outcome mapAddress(End end) {
        return Queries.answer(
                "mapAddress", Queries.ipv6(end.owner().ce().mapAddress()),
                "mapAddressFromRule", Queries.ipv6(end.owner().ce().mapAddressFromRule()));
    }

    static Outcome everything(End end) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.putAll(((Outcome.Answered) addressAndPsid(end)).fields());
        fields.putAll(((Outcome.Answered) mapAddress(end)).fields());
        return new Outcome.Answered(fields);
    }

    static Outcome allPorts(End end) {
        return Queries.answer(
                "portCount",
                65_536,
                "rangeCount",
                1,
                "firstRange",
                Queries.range(0, 65_535),
                "mapAddress",
                Queries.ipv6(end.owner().ce().mapAddress()));
    }

    static Optional<TestCase> tooShort(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Predicate<Site> hasEaBits = site -> site.rule().ea() > 0;
        return scene.asks("ce")
                ? CeDraw.draw(choices, world, hasEaBits).map(end -> {
                    CaseBuilder build = scene.newCase("ALG-08", world).of(end.site());
                    String whole = Queries.endUserPrefix(end);
                    int missing = choices.in(
                            Stage.LENGTHS,
                            () -> choices.between(1, end.site().rule().ea()));
                    int step = build.ask(
                            Queries.ce(end.site(), whole.substring(0, whole.length() - missing)),
                            new Outcome.Refused(""));
                    build.askControl(step, Queries.ce(end.site(), whole), Queries.answer());
                    return build.build();
                })
                : Optional.empty();
    }

    static Optional<TestCase> basicMappingRule(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Optional<End> drawn = CeDraw.draw(choices, world, Site::isAny);
        if (drawn.isEmpty() || !scene.asks("ce")) {
            return Optional.empty();
        }
        End end = drawn.get();
        String prefix = Queries.endUserPrefix(end);
        Domain domain = end.site().domain();
        boolean isNested = domain.rules().stream()
                .map(rule -> Site.of(domain, rule))
                .anyMatch(other ->
                        other.rule().ipv6().length() < end.site().rule().ipv6().length()
                                && prefix.startsWith(other.rule().ipv6()));
        if (!isNested && world.sites().size() > 1 && choices.nextInt(4) != 0) {
            return Optional.empty();
        }
        List<Domain.Rule> rules = new ArrayList<>();
        for (Domain.Rule rule : domain.rules()) {
            boolean forwarding = choices.in(Stage.OPTIONS, () -> !choices.nextBoolean());
            rules.add(new Domain.Rule(
                    rule.ipv6Prefix(),
                    rule.ipv4Prefix(),
                    rule.eaLength(),
                    rule.psidOffset(),
                    rule.psidLength(),
                    rule.psid(),
                    forwarding,
                    rule.borderRelay()));
        }
        choices.in(Stage.OTHER, () -> {
            choices.shuffle(rules);
            return rules;
        });
        Domain shuffled = new Domain(
                domain.name(), domain.format(), domain.mesh(), domain.borderRelay(), rules, domain.options());
        CaseBuilder build = scene.newCase("ALG-09", world).of(end.site());
        build.in("nested", isNested ? "yes" : "no");
        build.ask(
                Queries.of("ce", "domain", Queries.domain(shuffled), "endUserPrefix", Queries.prefix(prefix)),
                addressAndPsid(end));
        return build.buildIfAny();
    }

    static Optional<TestCase> roundTrip(Choices choices, Scene scene) {
        World world = scene.world(choices);
        if (!scene.asks("owner") && !scene.asks("decode")) {
            return Optional.empty();
        }
        return CeDraw.drawEveryPlace(choices, world, Site::isAny).map(end -> {
            CaseBuilder build = scene.newCase("ALG-14", world).of(end);
            NaiveMap.Ce ce = end.owner().ce();
            if (scene.asks("owner")) {
                build.ask(
                        Queries.owner(end.site(), end.address(), end.port()),
                        end.isShared()
                                ? Queries.answer(
                                        "psid", Integer.parseInt(ce.psid(), 2),
                                        "mapAddress", Queries.ipv6(ce.mapAddressFromRule()))
                                : Queries.answer("mapAddress", Queries.ipv6(ce.mapAddressFromRule())));
            }
            if (scene.asks("decode")) {
                build.ask(
                        Queries.decode(end.site(), ce.mapAddressFromRule()),
                        end.isShared()
                                ? Queries.answer(
                                        "ipv4", Queries.ipv4(ce.ipv4()),
                                        "psid", Integer.parseInt(ce.psid(), 2))
                                : Queries.answer(
                                        "ipv4", Queries.ipv4(ce.ipv4()),
                                        "ipv4Length", ce.ipv4().length()));
            }
            return build.build();
        });
    }
}
