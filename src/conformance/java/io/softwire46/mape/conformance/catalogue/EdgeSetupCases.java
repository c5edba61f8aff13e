package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Domain;
import io.softwire46.mape.conformance.Setup;
import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Configurations of a customer edge: rules with and without F flag, invalid ones, and Identifications of the port set.
 *
 * <p>Static methods only.
 */
final class EdgeSetupCases {
    private static final String REWRITE = "rewriteIpv4Id";

    /** So many datagrams have different Identifications, unless all have the same one or there are few. */
    private static final int DATAGRAMS = 6;

    private static final int MANY_NUMBERS = 16;

    /** Size of a fragment that the datagrams are larger than. */
    private static final int CUT = 36;

    private EdgeSetupCases() {}

    /** The configuration in mesh mode; the rule of the CE and every second other one are without F flag. */
    private static Optional<World> withoutFlags(World world) {
        Domain domain = world.setup().domains().get(0);
        Edge edge = world.edge().orElseThrow();
        int own = domain.rules().indexOf(edge.bmr().source());
        List<Domain.Rule> rules = new ArrayList<>();
        for (Domain.Rule rule : domain.rules()) {
            boolean forwards = (rules.size() - own) % 2 != 0;
            rules.add(new Domain.Rule(
                    rule.ipv6Prefix(),
                    rule.ipv4Prefix(),
                    rule.eaLength(),
                    rule.psidOffset(),
                    rule.psidLength(),
                    rule.psid(),
                    forwards,
                    rule.borderRelay()));
        }
        return domain.mesh() && rules.size() > 2
                ? Optional.of(edge(world.setup(), domain.withRules(rules)))
                : Optional.empty();
    }

    private static World edge(Setup setup, Domain changed) {
        return World.of(new Setup(setup.role(), List.of(changed), setup.endUserPrefix(), setup.as()));
    }

    static Optional<TestCase> forwardingFlag(Choices choices, Scene scene) {
        World base = scene.world(choices);
        boolean hasEachKind = base.sites().size() == CorpusWorlds.eachKind().size();
        Optional<World> changed = choices.isEnumerating() && !hasEachKind ? Optional.empty() : withoutFlags(base);
        return changed.flatMap(world ->
                EdgeCases.own("CE-05", choices, scene, world, false, (draw, build, edge, own) -> {
                    int kind = draw.in(Stage.HEADERS, () -> draw.aspect(3));
                    Protocol protocol = kind == 2 ? EdgeCases.toLan(draw, build) : EdgeCases.withPorts(draw);
                    if (kind == 2) {
                        build.in("destination", "own");
                        byte[] inner = EdgeCases.packet(draw, build, protocol, Flow.toCe(world.anyHost(), own));
                        build.send(
                                Side.IPV6, Traffic.tunnel(edge, inner).octets(), packets(Traffic.decapsulated(inner)));
                        return;
                    }
                    boolean flag = kind == 1;
                    Optional<End> peer = CeDraw.draw(
                            draw, world, site -> site.source().forwarding() == flag && !site.equals(edge.bmr()));
                    if (peer.isEmpty() || edge.hasAddress(peer.get().address())) {
                        return;
                    }
                    int address = peer.get().address();
                    boolean isInOtherRule = edge.mesh().stream()
                            .anyMatch(site -> site.source().forwarding() != flag
                                    && NaiveMap.Text.ipv4(address)
                                            .startsWith(site.rule().ipv4()));
                    if (!isInOtherRule) {
                        build.in("destination", flag ? "with-flag" : "without-flag");
                        byte[] packet = EdgeCases.packet(draw, build, protocol, Flow.between(own, peer.get()));
                        build.send(
                                Side.IPV4,
                                packet,
                                EdgeCases.sentTo(edge.next(address, peer.get().port())));
                    }
                }));
    }

    static Optional<TestCase> refuses(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Edge edge = world.edge().orElseThrow();
        if (choices.isEnumerating() && (edge.isMesh() || !isExample(world))) {
            return Optional.empty();
        }
        return EdgeCases.own("CE-06", choices, scene, world, false, (draw, build, known, own) -> {
            int kind = draw.in(Stage.LENGTHS, () -> draw.aspect(3));
            build.in("invalid", List.of("too-short", "no-rule", "no-relay").get(kind));
            invalid(draw, world, kind).ifPresent(setup -> {
                int step = build.refuse(setup);
                Protocol protocol = Traffic.protocol(draw);
                byte[] packet = EdgeCases.packet(draw, build, protocol, Flow.fromCe(own, world.anyHost()));
                build.control(step, Side.IPV4, packet, packets(Facts.on(Side.IPV6)));
            });
        });
    }

    /** Whether a configuration is one of the few with which each kind of rule is met. */
    private static boolean isExample(World world) {
        int rules = world.sites().size();
        return rules == CorpusWorlds.eachKind().size()
                || rules == CorpusWorlds.example1().size();
    }

    /** The same configuration with one defect. */
    private static Optional<Setup> invalid(Choices draw, World world, int kind) {
        Setup setup = world.setup();
        Edge edge = world.edge().orElseThrow();
        String rule = edge.bmr().rule().ipv6();
        String ea = edge.own().ce().ea();
        if (kind == 2) {
            Domain domain = setup.domains().get(0);
            List<Domain.Rule> rules =
                    domain.rules().stream().map(EdgeSetupCases::withoutRelay).toList();
            Domain alone = domain.withRules(rules).withBorderRelay(List.of());
            return Optional.of(new Setup(setup.role(), List.of(alone), setup.endUserPrefix(), setup.as()));
        }
        String prefix;
        if (kind == 0) {
            if (ea.isEmpty()) {
                return Optional.empty();
            }
            int missing = draw.in(Stage.LENGTHS, () -> draw.between(1, ea.length()));
            prefix = rule + ea.substring(0, ea.length() - missing);
        } else {
            int bits = Math.min(rule.length(), 16);
            if (bits == 0) {
                return Optional.empty();
            }
            int bit = rule.length() - 1 - draw.in(Stage.PREFIXES, () -> draw.nextInt(bits));
            char other = rule.charAt(bit) == '0' ? '1' : '0';
            prefix = rule.substring(0, bit) + other + rule.substring(bit + 1) + ea;
        }
        int match = NaiveMap.byIpv6(world.rules(), prefix);
        boolean isInvalid =
                match < 0 || NaiveMap.ce(world.rules().get(match), prefix).isEmpty();
        return isInvalid
                ? Optional.of(new Setup(setup.role(), setup.domains(), Queries.prefix(prefix), setup.as()))
                : Optional.empty();
    }

    private static Domain.Rule withoutRelay(Domain.Rule rule) {
        return new Domain.Rule(
                rule.ipv6Prefix(),
                rule.ipv4Prefix(),
                rule.eaLength(),
                rule.psidOffset(),
                rule.psidLength(),
                rule.psid(),
                rule.forwarding(),
                null);
    }

    static Optional<TestCase> identification(Choices choices, Scene scene) {
        World base = scene.world(choices);
        boolean canBeOn = scene.capabilities().options().contains(REWRITE) || base.isOn(REWRITE);
        Site bmr = base.edge().orElseThrow().bmr();
        boolean isFirst = bmr.equals(base.sites().get(0)) && !bmr.domain().mesh();
        if (!canBeOn || !bmr.rule().isShared() || (choices.isEnumerating() && !isFirst)) {
            return Optional.empty();
        }
        Domain domain = base.setup().domains().get(0);
        Map<String, @Nullable Object> options = new LinkedHashMap<>(domain.options());
        options.put(REWRITE, true);
        Domain changed = domain.withOptions(options);
        return EdgeCases.own("CE-08", choices, scene, edge(base.setup(), changed), false, (draw, build, edge, own) -> {
            NaiveMap.Rule rule = bmr.rule();
            boolean isCut = draw.in(Stage.FRAGMENTS, () -> draw.aspect(2)) == 1;
            build.in("packet", isCut ? "fragments" : "whole");
            Facts free = Facts.on(Side.IPV6)
                    .identification(
                            rule.offset(),
                            rule.psidBits(),
                            Integer.parseInt(edge.own().ce().psid(), 2));
            boolean hasMany = Lan.usablePorts(edge).size() >= MANY_NUMBERS;
            for (int i = 0; i < (hasMany ? DATAGRAMS : 1); i++) {
                byte[] datagram = datagram(Flow.fromCe(own, build.world().anyHost()), build.nextIdentification());
                for (byte[] each : isCut ? NaiveFragments.fragmentIpv4(datagram, CUT) : List.of(datagram)) {
                    build.send(Side.IPV4, each, packets(free.inner(each).datagram(Integer.toString(i))));
                }
            }
        });
    }

    private static byte[] datagram(Flow flow, int identification) {
        byte[] data = new byte[24];
        Bytes.put16(data, 4, identification); // no two packets of an exchange are equal
        Bytes.put16(data, 16, identification);
        return Ipv4PacketBuilder.ipv4(flow.source(), flow.destination())
                .identification(identification)
                .udp(flow.sourcePort(), flow.destinationPort(), data)
                .octets();
    }
}
