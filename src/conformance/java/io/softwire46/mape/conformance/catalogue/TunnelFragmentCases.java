package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import java.util.List;
import java.util.Optional;

/**
 * Cases about pieces of tunnel packets to the product.
 *
 * <p>Static methods only.
 */
final class TunnelFragmentCases {
    private TunnelFragmentCases() {}

    /** Draws an order; in one configuration every order of the corpus, or the usual ones if the product is a customer edge. */
    static List<Integer> order(Choices draw, Scene scene, CaseBuilder build) {
        boolean isEdge = build.world().edge().isPresent();
        List<Integer> order =
                !scene.isFirst(build.world()) ? Orders.any(draw) : isEdge ? Orders.usual(draw) : Orders.every(draw);
        return named(build, order);
    }

    /** Names the classes of an order. */
    static List<Integer> named(CaseBuilder build, List<Integer> order) {
        build.in("fragments", order.size()).in("order", Orders.text(order));
        return order;
    }

    /** Right pieces of a tunnel packet, as a control. */
    static void control(Situation s, int of) {
        Pieces right = FragmentDraw.tunnel(s, Protocol.UDP, 3);
        right.control(s.build(), of, Side.IPV6, packets(Traffic.joined(right.whole())));
    }

    static Optional<TestCase> joins(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-01", choices, scene, Situation.ALL, (draw, build, s) -> {
            if (!build.world().joinsTunnel()) {
                return;
            }
            List<Integer> order = order(draw, scene, build);
            Protocol protocol = Traffic.protocol(draw);
            boolean isLong = draw.in(Stage.PAYLOAD, () -> draw.once(4))
                    && scene.capabilities().maxPacket() >= 1600;
            build.in("octets", isLong ? "1540" : "few");
            Pieces pieces = isLong
                    ? FragmentDraw.longTunnel(s, protocol, order.size())
                    : FragmentDraw.tunnel(s, protocol, order.size());
            pieces.send(build, Side.IPV6, order, packets(Traffic.joined(pieces.whole())));
        });
    }

    static Optional<TestCase> overlaps(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-02", choices, scene, Situation.ALL, (draw, build, s) -> {
            if (!build.world().joinsTunnel()) {
                return;
            }
            int kind = draw.in(Stage.FRAGMENTS, () -> draw.aspect(3));
            boolean again = draw.in(Stage.FRAGMENTS, draw::nextBoolean);
            build.in("overlap", List.of("across", "inside", "same-start").get(kind))
                    .in("again", again ? "yes" : "no");
            int identification = build.nextPieces();
            Protocol protocol = Traffic.protocol(draw);
            int last = draw.in(Stage.PAYLOAD, () -> draw.between(1, 24));
            byte[] inner = FragmentDraw.packet(draw, build, protocol, s.out(), 48 + 24 + last - 20);
            byte[] tunnel = s.tunnel(inner).octets();
            List<byte[]> right =
                    Pieces.ofTunnel(tunnel, identification, 48, 24, last).list();
            // with octets that are not those of the packet
            int from = kind == 0 ? 40 : kind == 1 ? 24 : 48;
            byte[] wrong = Pieces.piece(tunnel, identification, from, FragmentDraw.data(16, 0xa5), true);
            int second = kind == 2 ? 1 : 0;
            if (second == 1) {
                build.sendPart(Side.IPV6, right.get(1));
                build.sendPart(Side.IPV6, wrong);
            }
            int step = build.send(Side.IPV6, right.get(0), new Outcome.NotForwarded());
            if (second == 0) {
                build.sendPart(Side.IPV6, wrong);
                build.sendPart(Side.IPV6, right.get(1));
            }
            build.sendPart(Side.IPV6, right.get(2));
            if (again) {
                build.sendPart(Side.IPV6, right.get(second));
            }
            control(s, step);
        });
    }

    static Optional<TestCase> atomic(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-03", choices, scene, Situation.ALL, (draw, build, s) -> {
            if (!build.world().joinsTunnel()) {
                return;
            }
            boolean waits = draw.in(Stage.FRAGMENTS, () -> draw.aspect(2) == 1);
            build.in("queue", waits ? "same-key" : "none");
            int identification = build.nextPieces();
            Protocol protocol = Traffic.protocol(draw);
            int octets = draw.in(Stage.PAYLOAD, () -> draw.between(20, 60));
            byte[] inner = FragmentDraw.packet(draw, build, protocol, s.out(), octets);
            byte[] tunnel = s.tunnel(inner).octets();
            Pieces atomic = Pieces.ofTunnel(tunnel, identification, inner.length);
            Outcome forwarded = packets(Traffic.joined(inner));
            if (!waits) {
                build.send(Side.IPV6, atomic.list().get(0), forwarded);
                return;
            }
            int last = draw.in(Stage.PAYLOAD, () -> draw.between(1, 24));
            byte[] other = FragmentDraw.packet(draw, build, protocol, s.out(), 48 + last - 20);
            Pieces waiting = Pieces.ofTunnel(s.tunnel(other).octets(), identification, 48, last);
            boolean firstLast = draw.in(Stage.FRAGMENTS, draw::nextBoolean);
            Outcome joined = packets(Traffic.joined(other));
            if (firstLast) {
                build.sendPart(Side.IPV6, waiting.list().get(1));
            } else {
                build.send(Side.IPV6, waiting.list().get(0), joined);
            }
            build.send(Side.IPV6, atomic.list().get(0), forwarded);
            if (firstLast) {
                build.send(Side.IPV6, waiting.list().get(0), joined);
            } else {
                build.sendPart(Side.IPV6, waiting.list().get(1));
            }
        });
    }
}
