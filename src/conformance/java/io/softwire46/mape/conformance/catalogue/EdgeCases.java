package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.packets;

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
import java.util.List;
import java.util.Optional;

/**
 * Packets of a customer edge: from its NAPT into the tunnel, and from the tunnel to its LAN.
 *
 * <p>Static methods only.
 */
final class EdgeCases {
    private EdgeCases() {}

    /** A case about the customer edge that the product is. */
    @FunctionalInterface
    interface Body {
        void draw(Choices choices, CaseBuilder build, Edge edge, End own);
    }

    static Optional<TestCase> own(String id, Choices choices, Scene scene, World world, boolean everyPort, Body body) {
        Optional<End> own = everyPort ? CeDraw.ownEveryPlace(choices, world) : CeDraw.own(choices, world);
        return own.flatMap(end -> {
            Edge edge = world.edge().orElseThrow();
            CaseBuilder build = scene.newCase(id, world).of(end).in("mesh", edge.isMesh() ? "yes" : "no");
            body.draw(choices, build, edge, end);
            return build.buildIfAny().filter(drawn -> Lan.isOutside(drawn, world));
        });
    }

    static byte[] packet(Choices draw, CaseBuilder build, Protocol protocol, Flow flow) {
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

    static Outcome sentTo(byte[] outerDestination) {
        return packets(Facts.on(Side.IPV6).outerDestination(outerDestination));
    }

    static Protocol withPorts(Choices draw) {
        return draw.in(Stage.HEADERS, () -> draw.pick(Protocol.UDP, Protocol.TCP));
    }

    /** The forward of a NAPT is of UDP. */
    static Protocol toLan(Choices draw, CaseBuilder build) {
        return build.world().lan().isPresent() ? Protocol.UDP : withPorts(draw);
    }

    static Optional<TestCase> encapsulates(Choices choices, Scene scene) {
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
            byte[] packet = packet(draw, build, protocol, flow);
            int ttl = Bytes.u8(packet, 8) - 1; // RFC 2473 section 3.1
            build.send(
                    Side.IPV4,
                    packet,
                    packets(Facts.on(Side.IPV6)
                            .outerSource(edge.mapAddress())
                            .outerDestination(next)
                            .ttl(ttl, ttl)));
        });
    }

    static Optional<TestCase> foreignDestination(Choices choices, Scene scene) {
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

    static Optional<TestCase> sourceCheck(Choices choices, Scene scene) {
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

    static Optional<TestCase> withoutOwner(Choices choices, Scene scene) {
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
}
