package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.BR;
import static io.softwire46.mape.conformance.Role.CALC;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
import static io.softwire46.mape.conformance.catalogue.Clause.robust;
import static io.softwire46.mape.conformance.catalogue.Clause.should;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.CeDraw.Place;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * ALG: the mapping between IPv4 addresses with ports and IPv6 addresses, asked for by queries, and seen in tunnel packets.
 *
 * <p>Static methods only.
 */
final class AlgorithmProperties {
    private static final Predicate<Site> ALL = site -> true;
    private static final Predicate<Site> SHARED = site -> site.rule().isShared();
    private static final Predicate<Site> UNSHARED = site -> !site.rule().isShared();
    private static final Predicate<Site> PREFIX = site -> site.kind().equals("prefix");
    private static final Predicate<Site> EXTREME = site -> site.rule().ipv4().isEmpty()
            || site.rule().ipv4().length() == 32
            || site.rule().ea() == 48;
    private static final Predicate<Site> OVERLAID = site -> site.eaEnd() > 64 && site.eaEnd() < 128;
    private static final Predicate<Site> EXPLICIT =
            site -> site.kind().equals("oneToOne") && site.rule().isShared();
    private static final Predicate<Site> OTHER_THAN_8 =
            site -> site.rule().isShared() && site.rule().psidBits() != 8;

    private static final String[] FORMATS = {"format=rfc7597", "format=draft03"};
    private static final String[] KINDS = {"kind=shared", "kind=address", "kind=prefix", "kind=oneToOne"};

    private AlgorithmProperties() {}

    static List<Property> all() {
        return List.of(
                must("ALG-01", "RFC 7597 section 5.1, Appendix B")
                        .says(
                                "The port sets of one address are disjoint. With the unassigned ports they cover 0 to 65535.")
                        .sends("Queries for the port sets of the PSIDs of each offset and PSID length; packets to "
                                + "neighbouring ports.")
                        .classes("a=0", "a=1", "a=6", "a=15", "k=1", "k=8", "k=16")
                        .cases(CALC, PortSetCases::disjoint)
                        .cases(BR, AlgorithmProperties::neighbours)
                        .build(),
                must("ALG-02", "RFC 7597 section 5.1")
                        .says("If a > 0, ports with A = 0, that is 0 to 2^(16-a) - 1, are not assigned.")
                        .sends("Queries for port sets; packets to low ports.")
                        .classes("a=1", "a=6", "a=15")
                        .fails("Snabb lwAFTR 2024.08 (excludes ports below 2^a)")
                        .cases(CALC, PortSetCases::unassigned)
                        .cases(BR, AlgorithmProperties::unassigned)
                        .build(),
                must("ALG-03", "RFC 7597 section 5.1, Appendix B.2")
                        .says("If a = 0, the port set is one range of 2^(16-k) ports, and PSID 0 has port 0.")
                        .sends("Queries for port sets with offset 0; packets to the first and last port of a range.")
                        .classes("k=1", "k=16")
                        .fails("mapcalc (no port 0)", "Ruby", "Perl", "sgawa", "rokoucha")
                        .cases(CALC, PortSetCases::oneRange)
                        .cases(BR, AlgorithmProperties::oneRange)
                        .build(),
                must("ALG-04", "RFC 7597 section 5.1")
                        .says("A rule with k > 0 and a + k > 16 is refused.")
                        .sends("Queries about such rules, and about a valid one.")
                        .fails("mapcalc", "nat46", "VPP 26.06", "FMR patch", "Perl", "Ruby", "Snabb lwAFTR 2024.08")
                        .cases(CALC, InvalidRuleCases::tooManyBits)
                        .build(),
                must("ALG-05", "RFC 7597 section 5.2")
                        .says("The EA bits are the IPv4 suffix followed by the PSID, for each kind of rule.")
                        .sends("Queries for the address of a CE; packets to a CE.")
                        .classes(KINDS)
                        .classes(FORMATS)
                        .cases(CALC, ce("ALG-05", ALL, AlgorithmProperties::addressAndPsid))
                        .cases(BR, AlgorithmProperties::eaBits)
                        .build(),
                must("ALG-06", "RFC 7597 sections 5.2 and 6")
                        .says(
                                "If a CE has an IPv4 prefix, its interface identifier contains the prefix, with host bits and "
                                        + "PSID zero.")
                        .sends("Queries for the MAP address; packets to addresses of the prefix.")
                        .classes("kind=prefix")
                        .classes(FORMATS)
                        .fails("FMR patch", "Jool", "OPNsense", "pyswmap", "rokoucha", "skubota (panic)")
                        .cases(CALC, ce("ALG-06", PREFIX, AlgorithmProperties::mapAddress))
                        .cases(BR, interfaceId("ALG-06", PREFIX))
                        .build(),
                must("ALG-07", "RFC 7597 section 5.2")
                        .says("Rules with r = 0, r = 32 and o = 48 work.")
                        .sends("Queries for the address of a CE; packets to a CE.")
                        .classes("r=0", "r=32", "o=48")
                        .fails("VPP 26.06 (r = 0)", "nat46 (r = 0)", "FMR patch (r = 0 and 32)", "Perl")
                        .cases(CALC, ce("ALG-07", EXTREME, AlgorithmProperties::everything))
                        .cases(BR, toOwner("ALG-07", EXTREME))
                        .build(),
                must("ALG-08", "RFC 7597 section 5.2")
                        .says("An End-user prefix that is shorter than n + o gives no configuration.")
                        .sends("Queries with an End-user prefix that is too short, and with one that is not.")
                        .fails("mapcalc", "Perl", "Ruby", "skubota")
                        .cases(CALC, AlgorithmProperties::tooShort)
                        .build(),
                must("ALG-09", "RFC 7597 section 5, RFC 7598 section 4.1")
                        .says(
                                "The BMR is the longest match of the End-user prefix, whatever the order and F flags of the "
                                        + "rules are.")
                        .sends("Queries with nested rules in any order.")
                        .classes(FORMATS)
                        .fails("mapcalc (last match)")
                        .cases(CALC, AlgorithmProperties::basicMappingRule)
                        .build(),
                must("ALG-10", "RFC 7597 section 6, draft-ietf-softwire-map-03 section 6")
                        .says(
                                "The interface identifier has the address and the PSID where the format puts them, also if k is "
                                        + "not 8.")
                        .sends("Queries for the MAP address; packets to a CE.")
                        .classes(FORMATS)
                        .classes("kind=shared")
                        .fails("rokoucha", "sgawa", "OPNsense")
                        .cases(CALC, ce("ALG-10", OTHER_THAN_8, AlgorithmProperties::mapAddress))
                        .cases(BR, interfaceId("ALG-10", OTHER_THAN_8))
                        .build(),
                must("ALG-11", "RFC 7597 section 6")
                        .says("If n + o > 64, the prefix overwrites the interface identifier.")
                        .sends("Queries for the MAP address; packets to a CE.")
                        .classes(FORMATS)
                        .classes("end=above 64")
                        .fails("pyswmap (OR)", "OPNsense", "openbsd", "nat46", "Ruby")
                        .cases(CALC, ce("ALG-11", OVERLAID, AlgorithmProperties::mapAddress))
                        .cases(BR, toOwner("ALG-11", OVERLAID))
                        .build(),
                must("ALG-12", "RFC 7598 section 4.5")
                        .says("A PSID that the rule gives is used, right-aligned in the address.")
                        .sends("Queries for the MAP address with rules without EA bits.")
                        .classes("kind=oneToOne")
                        .fails("mapcalc", "openbsd")
                        .cases(CALC, ce("ALG-12", EXPLICIT, AlgorithmProperties::addressAndPsid))
                        .build(),
                must("ALG-13", "RFC 7597 sections 5.1 and 6")
                        .says(
                                "If k = 0, the PSID field is 0, all 65,536 ports belong to the CE, and the offset is ignored.")
                        .sends("Queries for the address and ports of a CE; packets to any port.")
                        .classes("k=0")
                        .classes(FORMATS)
                        .fails("Ruby")
                        .cases(CALC, ce("ALG-13", UNSHARED, AlgorithmProperties::allPorts))
                        .cases(BR, interfaceId("ALG-13", UNSHARED))
                        .build(),
                must("ALG-14", "RFC 7597 sections 5.3 and 8.1")
                        .says(
                                "Decoding the MAP address of an owner returns address and PSID; the EA bits are decoded, never "
                                        + "the interface identifier.")
                        .sends("Queries for the owner of a port and for what its MAP address means; packets from a CE.")
                        .classes(KINDS)
                        .classes(FORMATS)
                        .cases(CALC, AlgorithmProperties::roundTrip)
                        .cases(BR, AlgorithmProperties::fromOwner)
                        .build(),
                must("ALG-15", "RFC 7597 section 5.1")
                        .says("Two rules for one IPv4 address with different a or k are refused.")
                        .sends("Queries about domains with such rules, and about a valid one.")
                        .fails("Snabb lwAFTR 2024.08")
                        .cases(CALC, InvalidRuleCases::differentLengths)
                        .build(),
                should("ALG-16", "RFC 7597 section 5, RFC 7598 section 4")
                        .says("An invalid rule or domain is refused with a reason that names the field.")
                        .sends("Queries about invalid rules and domains.")
                        .fails("VPP 26.06 (accepts most)", "Snabb lwAFTR 2024.08 (three kinds)")
                        .cases(CALC, InvalidRuleCases::namedField)
                        .build(),
                robust("ALG-17", "RFC 7598 section 8")
                        .says("No refused or damaged input ends or hangs the process.")
                        .sends(
                                "Queries with numbers out of range and damaged prefixes, each followed by a valid query.")
                        .fails("mapcalc (stack overwrite)", "skubota (panic)", "Ruby (exit)")
                        .cases(CALC, InvalidRuleCases::damaged)
                        .build());
    }

    private static Optional<End> end(Choices choices, World world, Predicate<Site> which) {
        return CeDraw.drawEveryPlace(choices, world, which);
    }

    /** What a query for a CE answers. */
    @FunctionalInterface
    private interface Answers {
        Outcome of(End end);
    }

    private static CaseDrawer.Drawer ce(String id, Predicate<Site> which, Answers answers) {
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

    private static Outcome addressAndPsid(End end) {
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

    private static Outcome mapAddress(End end) {
        return Queries.answer(
                "mapAddress", Queries.ipv6(end.owner().ce().mapAddress()),
                "mapAddressFromRule", Queries.ipv6(end.owner().ce().mapAddressFromRule()));
    }

    private static Outcome everything(End end) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.putAll(((Outcome.Answered) addressAndPsid(end)).fields());
        fields.putAll(((Outcome.Answered) mapAddress(end)).fields());
        return new Outcome.Answered(fields);
    }

    private static Outcome allPorts(End end) {
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

    private static Optional<TestCase> tooShort(Choices choices, Scene scene) {
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

    private static Optional<TestCase> basicMappingRule(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Optional<End> drawn = CeDraw.draw(choices, world, ALL);
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

    private static Optional<TestCase> roundTrip(Choices choices, Scene scene) {
        World world = scene.world(choices);
        if (!scene.asks("owner") && !scene.asks("decode")) {
            return Optional.empty();
        }
        return end(choices, world, ALL).map(end -> {
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

    // the same, seen in packets

    private static int host(World world) {
        return world.host().orElse(Bytes.int32(Bytes.address("203.0.113.9"), 0));
    }

    private static byte[] udp(Choices choices, CaseBuilder build, int host, int address, int port) {
        Flow flow = new Flow(host, 53, address, port, port);
        return Traffic.packet(choices, build, Protocol.UDP, flow).octets();
    }

    /** The last port of a range, and the port that follows it, which has another owner or none. */
    private static Optional<TestCase> neighbours(Choices choices, Scene scene) {
        World world = scene.world(choices);
        return end(choices, world, SHARED).flatMap(end -> {
            CaseBuilder build = scene.newCase("ALG-01", world).of(end);
            int host = host(world);
            byte[] packet = udp(choices, build, host, end.address(), end.port());
            build.send(Side.IPV4, packet, packets(Traffic.toOwner(end.owner())));
            boolean isFirst = end.place() == Place.FIRST || end.place() == Place.LAST_RANGE_START;
            int port = isFirst ? end.port() - 1 : end.port() + 1;
            if (end.place() == Place.ANY || port < 0 || port > 65_535) {
                return build.buildIfAny();
            }
            byte[] other = udp(choices, build, host, end.address(), port);
            build.send(
                    Side.IPV4,
                    other,
                    world.owner(end.address(), port)
                            .map(owner -> packets(Traffic.toOwner(owner)))
                            .orElse(new Outcome.NotForwarded()));
            return build.buildIfAny();
        });
    }

    private static Optional<TestCase> unassigned(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Predicate<Site> hasUnassigned = SHARED.and(site -> site.rule().offset() > 0);
        return CeDraw.draw(choices, world, hasUnassigned).flatMap(end -> {
            CaseBuilder build = scene.newCase("ALG-02", world).of(end);
            int below = 1 << (16 - end.site().rule().offset());
            int port = choices.in(Stage.ADDRESSES, () -> choices.aspect(2) == 0 ? below - 1 : choices.nextInt(below));
            if (world.owner(end.address(), port).isPresent()) {
                return Optional.empty();
            }
            int host = host(world);
            int step =
                    build.send(Side.IPV4, udp(choices, build, host, end.address(), port), new Outcome.NotForwarded());
            build.control(
                    step,
                    Side.IPV4,
                    udp(choices, build, host, end.address(), end.port()),
                    packets(Traffic.toRule(end.site())));
            return build.buildIfAny();
        });
    }

    private static Optional<TestCase> oneRange(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Predicate<Site> hasOneRange = SHARED.and(site -> site.rule().offset() == 0);
        return end(choices, world, hasOneRange).map(end -> {
            CaseBuilder build = scene.newCase("ALG-03", world).of(end);
            byte[] packet = udp(choices, build, host(world), end.address(), end.port());
            build.send(Side.IPV4, packet, packets(Traffic.toOwner(end.owner())));
            return build.build();
        });
    }

    private static Optional<TestCase> eaBits(Choices choices, Scene scene) {
        World world = scene.world(choices);
        return end(choices, world, ALL).map(end -> {
            CaseBuilder build = scene.newCase("ALG-05", world).of(end);
            byte[] packet = udp(choices, build, host(world), end.address(), end.port());
            String prefix = Queries.endUserPrefix(end);
            byte[] address = Bytes.ofBits(NaiveMap.Text.right(prefix, 128));
            build.send(
                    Side.IPV4,
                    packet,
                    packets(Traffic.toRule(end.site()).outerDestinationPrefix(address, prefix.length())));
            return build.build();
        });
    }

    private static CaseDrawer.Drawer interfaceId(String id, Predicate<Site> which) {
        return (choices, scene) -> {
            World world = scene.world(choices);
            return CeDraw.draw(choices, world, which).map(end -> {
                CaseBuilder build = scene.newCase(id, world).of(end);
                byte[] packet = udp(choices, build, host(world), end.address(), end.port());
                build.send(
                        Side.IPV4,
                        packet,
                        packets(Traffic.toRule(end.site())
                                .interfaceId(end.owner().mapAddress())));
                return build.build();
            });
        };
    }

    private static CaseDrawer.Drawer toOwner(String id, Predicate<Site> which) {
        return (choices, scene) -> {
            World world = scene.world(choices);
            return CeDraw.draw(choices, world, which).map(end -> {
                CaseBuilder build = scene.newCase(id, world).of(end);
                byte[] packet = udp(choices, build, host(world), end.address(), end.port());
                build.send(Side.IPV4, packet, packets(Traffic.toOwner(end.owner())));
                return build.build();
            });
        };
    }

    private static Optional<TestCase> fromOwner(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Optional<Integer> host = world.host();
        return host.isEmpty()
                ? Optional.empty()
                : end(choices, world, ALL).map(end -> {
                    CaseBuilder build = scene.newCase("ALG-14", world).of(end);
                    byte[] inner = Traffic.packet(choices, build, Protocol.UDP, Flow.fromCe(end, host.get()))
                            .octets();
                    build.send(
                            Side.IPV6,
                            Traffic.tunnel(end.owner(), inner).octets(),
                            packets(Traffic.decapsulated(inner)));
                    return build.build();
                });
    }
}
