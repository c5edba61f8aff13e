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
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Cases about pieces of two packets with one Identification.
 *
 * <p>Static methods only.
 */
final class FragmentKeyCases {
    /** Configurations of the corpus: of the others, none has other keys. */
    private static final int WORLDS = 12;

    private FragmentKeyCases() {}

    static Optional<TestCase> key(Choices choices, Scene scene) {
        World world = scene.fewWorlds(choices, WORLDS);
        return Situation.draw("FRG-05", choices, scene, world, Situation.ALL, s -> {
            Choices draw = s.draw();
            List<String> keys = new ArrayList<>();
            if (world.joinsTunnel()) {
                keys.addAll(List.of("tunnel-next-header", "tunnel-source"));
            }
            if (world.joinsIpv4() && s.ce().isShared()) {
                keys.addAll(List.of("ipv4-protocol", "ipv4-source"));
            }
            switch (MixedFragmentCases.pick(draw, s.build(), "key", keys)) {
                case "tunnel-next-header" -> {
                    Pieces pieces = FragmentDraw.tunnel(s, Protocol.UDP, 2);
                    byte[] other = pieces.list().get(1).clone();
                    other[40] = draw.in(Stage.HEADERS, () -> draw.pick(59, 17, 60, 41))
                            .byteValue();
                    new Pieces(pieces.whole(), List.of(pieces.list().get(0), other))
                            .send(s.build(), Side.IPV6, Orders.any(draw, 2), packets(Traffic.joined(pieces.whole())));
                }
                case "tunnel-source" -> tunnelSource(s);
                case "ipv4-protocol" -> ipv4Key(s, s.host(), Protocol.TCP);
                case "ipv4-source" -> {
                    if (!world.isInside(s.host() + 1)) {
                        ipv4Key(s, s.host() + 1, Protocol.UDP);
                    }
                }
                default -> {}
            }
        });
    }

    /** An IPv4 packet and the tunnel packet with it. */
    private record Tunnelled(Flow flow, UnaryOperator<byte[]> tunnel) {}

    /** A packet of another source to the product's end of the tunnel: another customer edge. */
    private static Optional<Tunnelled> otherSource(Situation s) {
        Optional<Edge> edge = s.world().edge();
        if (edge.isPresent()) {
            return edge.filter(Edge::isMesh)
                    .flatMap(own -> CeDraw.anyPeer(s.draw(), s.world(), own))
                    .map(peer -> new Tunnelled(Flow.between(peer, s.ce()), inner -> s.tunnelFrom(peer, inner)));
        }
        return CeDraw.draw(s.draw(), s.world(), Situation.ALL)
                .filter(other -> !Arrays.equals(s.there(), other.owner().mapAddress())
                        && Arrays.equals(s.here(), Traffic.relay(other.site())))
                .map(other -> new Tunnelled(Flow.fromCe(other, s.host()), inner -> s.tunnelFrom(other, inner)));
    }

    private static void tunnelSource(Situation s) {
        Optional<Tunnelled> other = otherSource(s);
        if (other.isEmpty()) {
            return;
        }
        int identification = s.build().nextPieces();
        List<Pieces> both = new ArrayList<>();
        for (Tunnelled each : List.of(new Tunnelled(s.out(), Way.outOf(s)::sent), other.get())) {
            byte[] inner = FragmentDraw.packet(s.draw(), s.build(), Protocol.UDP, each.flow(), 48);
            both.add(Pieces.ofTunnel(each.tunnel().apply(inner), identification, 48, 20));
        }
        for (int number : Orders.any(s.draw(), 4)) {
            Pieces pieces = both.get(number % 2);
            byte[] piece = pieces.list().get(number / 2);
            if (number < 2) {
                s.send(Side.IPV6, piece, packets(Traffic.joined(pieces.whole())));
            } else {
                s.build().sendPart(Side.IPV6, piece);
            }
        }
    }

    /** A CE with the same address and another port; the same one if there is none. */
    static End neighbour(World world, End ce) {
        NaiveMap.Rule rule = ce.site().rule();
        for (int bit = 0; rule.isShared() && bit < rule.psidBits(); bit++) {
            int port = ce.port() ^ (1 << (16 - rule.offset() - rule.psidBits() + bit));
            Optional<World.Owner> owner = world.owner(ce.address(), port);
            if (owner.isPresent()) {
                return new End(owner.get(), ce.address(), port, CeDraw.Place.ANY);
            }
        }
        return ce;
    }

    /**
     * Fragments of two packets with one Identification, mixed: one to the CE, one to another CE with the same address, which a
     * customer edge does not accept.
     */
    private static void ipv4Key(Situation s, int otherHost, Protocol otherProtocol) {
        Way way = Way.toCe(s);
        End other = neighbour(s.world(), s.ce());
        int identification = s.build().nextIdentification();
        int octets = s.between(Stage.PAYLOAD, 32, 64);
        List<Pieces> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Flow flow = i == 0 ? way.flow() : Flow.toCe(otherHost, other);
            Ipv4PacketBuilder packet =
                    Ipv4PacketBuilder.ipv4(flow.source(), flow.destination()).identification(identification);
            byte[] whole = FragmentDraw.with(packet, i == 0 ? Protocol.UDP : otherProtocol, flow, octets, 101 * i);
            both.add(Pieces.ofIpv4(whole, 24, octets - 24));
        }
        List<Facts> arrive = new ArrayList<>(List.of(way.joined(both.get(0).whole())));
        if (other.equals(s.ce())) {
            arrive.add(way.joined(both.get(1).whole()));
        } else if (!s.isEdge()) {
            arrive.add(Traffic.joinedTo(other.owner(), both.get(1).whole()));
        }
        Outcome allowed = packets(arrive.toArray(Facts[]::new));
        for (int number : Orders.any(s.draw(), 4)) {
            byte[] piece = way.sent(both.get(number % 2).list().get(number / 2));
            if (number == 0) {
                s.send(way.side(), piece, allowed);
            } else {
                s.build().sendPart(way.side(), piece);
            }
        }
    }
}
