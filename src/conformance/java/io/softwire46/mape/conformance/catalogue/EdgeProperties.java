package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.Role.CE;
import static io.softwire46.mape.conformance.Role.CE_NAT;
import static io.softwire46.mape.conformance.catalogue.Clause.decision;
import static io.softwire46.mape.conformance.catalogue.Clause.must;
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
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.Ipv6PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * CE: what a customer edge does with packets from its NAPT, and from the tunnel.
 *
 * <p>Static methods only.
 */
final class EdgeProperties {
    private static final String[] KINDS = {
        "kind=shared", "kind=address", "kind=prefix", "kind=oneToOne", "format=rfc7597", "format=draft03"
    };
    private static final String[] PROTOCOLS = {"protocol=udp", "protocol=tcp", "protocol=icmp"};
    private static final String[] PORTS = {"port=first", "port=first-range-end", "port=last-range-start", "port=last"};
    private static final String[] MODES = {"mesh=yes", "mesh=no"};
    private static final String[] BOTH_FORMATS = {"format=rfc7597", "format=draft03"};
    private static final String REWRITE = "rewriteIpv4Id";

    private EdgeProperties() {}

    static List<Property> all() {
        return List.of(
                must("CE-01", "RFC 7597 sections 5.4 and 8")
                        .says(
                                "An IPv4 packet leaves in a tunnel packet from the CE's MAP address to the BR or, in mesh mode, to "
                                        + "the CE that owns its destination and port.")
                        .sends("TCP, UDP and ICMP packets from ports of the CE to hosts and to ports of other CEs.")
                        .classes(KINDS)
                        .classes(MODES)
                        .classes(PROTOCOLS)
                        .classes(PORTS)
                        .classes("destination=host", "destination=ce")
                        .cases(CE, EdgeProperties::encapsulates)
                        .cases(CE_NAT, EdgeProperties::encapsulates)
                        .build(),
                must("CE-02", "RFC 7597 section 8.1")
                        .says(
                                "A packet from the tunnel whose destination is outside of the CE's address, prefix or port set does "
                                        + "not reach the LAN.")
                        .sends("A packet to a wrong address or port, and the same to the CE's own.")
                        .classes(KINDS)
                        .classes(MODES)
                        .classes("destination=address", "destination=port", "destination=unassigned-port")
                        .fails("Linux ip6_tunnel (forwarded)")
                        .cases(CE, EdgeProperties::foreignDestination)
                        .cases(CE_NAT, EdgeProperties::foreignDestination)
                        .build(),
                must("CE-03", "RFC 7597 section 8.1")
                        .says(
                                "In mesh mode, tunnel packets of other CEs pass the source check when they are right, and do not when "
                                        + "their sources are forged; packets of the BR are not checked.")
                        .sends(
                                "Packets of other CEs with right and forged sources; a packet of the BR with the source of a CE.")
                        .classes("source=right", "source=prefix", "source=address", "source=port", "source=relay")
                        .classes(BOTH_FORMATS)
                        .fails("Linux ip6_tunnel (forwarded)")
                        .cases(CE, EdgeProperties::sourceCheck)
                        .cases(CE_NAT, EdgeProperties::sourceCheck)
                        .build(),
                must("CE-04", "RFC 7597 sections 5 and 5.4")
                        .says(
                                "In mesh mode, a packet to a shared address of another rule that has no port, or a port that no CE "
                                        + "owns, is sent to the BR.")
                        .sends("Packets to ports with A = 0, and of protocols without ports.")
                        .classes("destination=unassigned-port", "destination=no-port")
                        .classes(BOTH_FORMATS)
                        .cases(CE, EdgeProperties::withoutOwner)
                        .cases(CE_NAT, EdgeProperties::withoutOwner)
                        .build(),
                must("CE-05", "RFC 7598 section 4.1")
                        .says(
                                "A rule without F flag is not used for forwarding between CEs, and may be the rule of the CE itself.")
                        .sends("Packets to CEs of rules with and without F flag, from a CE whose rule has none.")
                        .classes("destination=without-flag", "destination=with-flag", "destination=own")
                        .classes(BOTH_FORMATS)
                        .cases(CE, EdgeProperties::forwardingFlag)
                        .cases(CE_NAT, EdgeProperties::forwardingFlag)
                        .build(),
                must("CE-06", "RFC 7597 sections 5.2 and 7")
                        .says(
                                "A CE is not configured if its End-user prefix has too few bits for the rule, if no rule matches it, or "
                                        + "if there is no BR; there is a reason.")
                        .sends("An invalid configuration; then a valid one, and a packet.")
                        .classes(KINDS)
                        .classes("invalid=too-short", "invalid=no-rule", "invalid=no-relay")
                        .fails("mapcalc (takes zero bits)")
                        .cases(CE, EdgeProperties::refuses)
                        .cases(CE_NAT, EdgeProperties::refuses)
                        .build(),
                must("CE-07", "RFC 7597 sections 8, 8.2 and 9")
                        .says(
                                "All ports and Identifiers that the NAPT sends are in the CE's port set, and all of the port set can be "
                                        + "used.")
                        .sends("As many TCP, UDP and echo flows from the LAN as there are ports, all to one host.")
                        .classes("protocol=udp", "protocol=tcp", "protocol=icmp", "ports=all", "ports=some")
                        .classes("kind=shared", "kind=oneToOne")
                        .classes(BOTH_FORMATS)
                        .fails("iptables scripts (first range only)", "VPP 26.06 nat44-ei")
                        .cases(CE_NAT, NaptCases::portsOfSet)
                        .build(),
                decision("CE-08", "RFC 7597 section 8.3.3 permits it, RFC 6864 section 5.3.1")
                        .says(
                                "Where the option is on, the IPv4 Identification of packets that may be fragmented is a number of the "
                                        + "CE's port set.")
                        .sends("Packets without DF bit from ports of the CE.")
                        .classes(BOTH_FORMATS)
                        .cases(CE, EdgeProperties::identification)
                        .build());
    }

    /** A case about the customer edge that the product is. */
    @FunctionalInterface
    private interface Body {
        void draw(Choices choices, CaseBuilder build, Edge edge, End own);
    }

    private static Optional<TestCase> own(
            String id, Choices choices, Scene scene, World world, boolean everyPort, Body body) {
        Optional<End> own = everyPort ? CeDraw.ownEveryPlace(choices, world) : CeDraw.own(choices, world);
        return own.flatMap(end -> {
            Edge edge = world.edge().orElseThrow();
            CaseBuilder build = scene.newCase(id, world).of(end).in("mesh", edge.isMesh() ? "yes" : "no");
            body.draw(choices, build, edge, end);
            return build.buildIfAny().filter(drawn -> Lan.isOutside(drawn, world));
        });
    }

    private static byte[] packet(Choices draw, CaseBuilder build, Protocol protocol, Flow flow) {
        build.in("protocol", protocol.text());
        return Traffic.packet(draw, build, protocol, flow).octets();
    }

    /** A right packet from the BR, which reaches the LAN. */
    private static void control(Choices draw, CaseBuilder build, int of, Protocol protocol, Edge edge, End own) {
        byte[] right = Traffic.packet(
                        draw, build, protocol, Flow.toCe(build.world().anyHost(), own))
                .octets();
        build.control(of, Side.IPV6, Traffic.tunnel(edge, right).octets(), packets(Traffic.decapsulated(right)));
    }

    private static Outcome sentTo(byte[] outerDestination) {
        return packets(Facts.on(Side.IPV6).outerDestination(outerDestination));
    }

    private static Protocol withPorts(Choices draw) {
        return draw.in(Stage.HEADERS, () -> draw.pick(Protocol.UDP, Protocol.TCP));
    }

    /** The forward of a NAPT is of UDP. */
    private static Protocol toLan(Choices draw, CaseBuilder build) {
        return build.world().lan().isPresent() ? Protocol.UDP : withPorts(draw);
    }

    private static Optional<TestCase> encapsulates(Choices choices, Scene scene) {
        return own("CE-01", choices, scene, scene.world(choices), true, (draw, build, edge, own) -> {
            World world = build.world();
            boolean toHost = draw.in(Stage.ADDRESSES, () -> draw.nextInt(2)) == 0;
            Protocol protocol = toHost ? Traffic.protocol(draw) : withPorts(draw);
            Flow flow = Flow.fromCe(own, world.anyHost());
            if (!toHost) {
                Optional<End> peer = CeDraw.peer(draw, world, edge);
                if (peer.isEmpty()) {
                    return;
                }
                flow = Flow.between(own, peer.get());
            } else if (protocol == Protocol.ICMP && world.host().isEmpty()) {
                return; // which number of an echo request chooses the CE is a matter of its own
            }
            build.in("destination", toHost ? "host" : "ce");
            byte[] next = edge.next(flow.destination(), flow.destinationPort());
            build.send(
                    Side.IPV4,
                    packet(draw, build, protocol, flow),
                    packets(Facts.on(Side.IPV6).outerSource(edge.mapAddress()).outerDestination(next)));
        });
    }

    private static Optional<TestCase> foreignDestination(Choices choices, Scene scene) {
        return own("CE-02", choices, scene, scene.world(choices), false, (draw, build, edge, own) -> {
            if (edge.isMesh() && build.world().host().isEmpty()) {
                return; // packets of the BR from sources of other CEs are a matter of CE-03
            }
            NaiveMap.Rule rule = own.site().rule();
            int kind = draw.in(Stage.ADDRESSES, () -> draw.aspect(rule.isShared() ? rule.offset() > 0 ? 3 : 2 : 1));
            int address = own.address();
            int port = own.port();
            switch (kind) {
                case 0 -> {
                    int bits = edge.own().ce().ipv4().length();
                    address ^= 0x8000_0000 >>> draw.in(Stage.ADDRESSES, () -> draw.nextInt(bits));
                }
                case 1 -> {
                    int m = 16 - rule.offset() - rule.psidBits();
                    port ^= 1 << (m + draw.in(Stage.ADDRESSES, () -> draw.nextInt(rule.psidBits())));
                }
                default -> port &= 0xffff >>> rule.offset();
            }
            build.in(
                    "destination", List.of("address", "port", "unassigned-port").get(kind));
            Protocol protocol = build.world().lan().isPresent() ? Protocol.UDP : Traffic.protocol(draw);
            Flow flow = Flow.toCe(build.world().anyHost(), own).withDestination(address, port);
            byte[] inner = packet(draw, build, protocol, flow);
            int step = build.send(Side.IPV6, Traffic.tunnel(edge, inner).octets(), new Outcome.NotForwarded());
            control(draw, build, step, protocol, edge, own);
        });
    }

    private static Optional<TestCase> sourceCheck(Choices choices, Scene scene) {
        return own("CE-03", choices, scene, scene.world(choices), false, (draw, build, edge, own) -> {
            if (!edge.isMesh()) {
                return;
            }
            Optional<End> drawn = CeDraw.peer(draw, build.world(), edge);
            int kind = draw.in(Stage.HEADERS, () -> draw.aspect(2 + Forgery.KINDS.size()));
            if (drawn.isEmpty()) {
                return;
            }
            End peer = drawn.get();
            Protocol protocol = toLan(draw, build);
            Flow flow = Flow.between(peer, own);
            if (kind < 2) {
                byte[] inner = packet(draw, build, protocol, flow);
                byte[] source = kind == 0 ? peer.owner().mapAddress() : edge.relay();
                build.in("source", kind == 0 ? "right" : "relay");
                build.send(
                        Side.IPV6,
                        Ipv6PacketBuilder.ipv6(source, edge.mapAddress())
                                .inner(inner)
                                .octets(),
                        packets(Traffic.decapsulated(inner)));
                return;
            }
            List<NaiveMap.Rule> rules = edge.meshRules();
            Forgery.draw(draw, build.world(), rules, peer, flow, kind - 2).ifPresent(forgery -> {
                build.in("source", Forgery.KINDS.get(kind - 2));
                byte[] wrong = packet(draw, build, protocol, forgery.flow());
                int step = build.send(
                        Side.IPV6,
                        Ipv6PacketBuilder.ipv6(forgery.outerSource(), edge.mapAddress())
                                .inner(wrong)
                                .octets(),
                        new Outcome.NotForwarded());
                byte[] right = packet(draw, build, protocol, flow);
                build.control(
                        step,
                        Side.IPV6,
                        Ipv6PacketBuilder.ipv6(peer.owner().mapAddress(), edge.mapAddress())
                                .inner(right)
                                .octets(),
                        packets(Traffic.decapsulated(right)));
            });
        });
    }

    private static Optional<TestCase> withoutOwner(Choices choices, Scene scene) {
        return own("CE-04", choices, scene, scene.world(choices), false, (draw, build, edge, own) -> {
            Optional<End> drawn = CeDraw.draw(
                    draw,
                    build.world(),
                    site -> site.domain().equals(edge.bmr().domain())
                            && site.rule().isShared());
            int kind = draw.in(Stage.HEADERS, () -> draw.aspect(2));
            if (!edge.isMesh() || drawn.isEmpty() || edge.hasAddress(drawn.get().address())) {
                return;
            }
            End peer = drawn.get();
            Flow flow = Flow.between(own, peer);
            Ipv4PacketBuilder packet = Traffic.header(draw, build, flow);
            int offset = peer.site().rule().offset();
            int port = kind == 0 ? peer.port() & (0xffff >>> offset) : -1;
            boolean hasPortOfItsOwn =
                    kind == 0 || (!own.isShared() && build.world().lan().isEmpty());
            if ((kind == 0 && offset == 0)
                    || !hasPortOfItsOwn
                    || edge.direct(peer.address(), port).isPresent()) {
                return;
            }
            build.in("destination", kind == 0 ? "unassigned-port" : "no-port");
            if (kind == 0) {
                packet.udp(own.port(), port, 8);
            } else {
                packet.ports(draw.in(Stage.HEADERS, () -> draw.pick(Traffic.NO_PORTS)), own.port(), peer.port(), 24);
            }
            build.send(Side.IPV4, packet.octets(), sentTo(edge.relay()));
        });
    }

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

    private static Optional<TestCase> forwardingFlag(Choices choices, Scene scene) {
        World base = scene.world(choices);
        boolean hasEachKind = base.sites().size() == CorpusWorlds.eachKind().size();
        Optional<World> changed = choices.isEnumerating() && !hasEachKind ? Optional.empty() : withoutFlags(base);
        return changed.flatMap(world -> own("CE-05", choices, scene, world, false, (draw, build, edge, own) -> {
            int kind = draw.in(Stage.HEADERS, () -> draw.aspect(3));
            Protocol protocol = kind == 2 ? toLan(draw, build) : withPorts(draw);
            if (kind == 2) {
                build.in("destination", "own");
                byte[] inner = packet(draw, build, protocol, Flow.toCe(world.anyHost(), own));
                build.send(Side.IPV6, Traffic.tunnel(edge, inner).octets(), packets(Traffic.decapsulated(inner)));
                return;
            }
            boolean flag = kind == 1;
            Optional<End> peer =
                    CeDraw.draw(draw, world, site -> site.source().forwarding() == flag && !site.equals(edge.bmr()));
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
                byte[] packet = packet(draw, build, protocol, Flow.between(own, peer.get()));
                build.send(
                        Side.IPV4, packet, sentTo(edge.next(address, peer.get().port())));
            }
        }));
    }

    private static Optional<TestCase> refuses(Choices choices, Scene scene) {
        World world = scene.world(choices);
        Edge edge = world.edge().orElseThrow();
        if (choices.isEnumerating() && (edge.isMesh() || !isExample(world))) {
            return Optional.empty();
        }
        return own("CE-06", choices, scene, world, false, (draw, build, known, own) -> {
            int kind = draw.in(Stage.LENGTHS, () -> draw.aspect(3));
            build.in("invalid", List.of("too-short", "no-rule", "no-relay").get(kind));
            invalid(draw, world, kind).ifPresent(setup -> {
                int step = build.refuse(setup);
                Protocol protocol = Traffic.protocol(draw);
                byte[] packet = packet(draw, build, protocol, Flow.fromCe(own, world.anyHost()));
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
                    domain.rules().stream().map(EdgeProperties::withoutRelay).toList();
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

    private static Optional<TestCase> identification(Choices choices, Scene scene) {
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
        return own(
                "CE-08",
                choices,
                scene,
                edge(base.setup(), domain.withOptions(options)),
                false,
                (draw, build, edge, own) -> {
                    NaiveMap.Rule rule = bmr.rule();
                    int psid = Integer.parseInt(edge.own().ce().psid(), 2);
                    Flow flow = Flow.fromCe(own, build.world().anyHost());
                    int number = build.nextIdentification();
                    byte[] data = new byte[8];
                    Bytes.put16(data, 4, number); // no two packets of an exchange are equal
                    byte[] packet = Ipv4PacketBuilder.ipv4(flow.source(), flow.destination())
                            .identification(number)
                            .udp(flow.sourcePort(), flow.destinationPort(), data)
                            .octets();
                    build.send(
                            Side.IPV4,
                            packet,
                            packets(Facts.on(Side.IPV6).identification(rule.offset(), rule.psidBits(), psid)));
                });
    }
}
