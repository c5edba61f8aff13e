package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.nothing;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cases about wrong pieces of tunnel packets and wrong IPv4 fragments.
 *
 * <p>Static methods only.
 */
final class MixedFragmentCases {
    static final String TUNNEL = "tunnel";
    static final String IPV4 = "ipv4";
    static final String INNER = "inner";

    private MixedFragmentCases() {}

    /** Draws a name, which is a class; empty if there is none. */
    static String pick(Choices draw, CaseBuilder build, String name, List<String> values) {
        if (values.isEmpty()) {
            return "";
        }
        String value = values.get(draw.in(Stage.FRAGMENTS, () -> draw.aspect(values.size())));
        build.in(name, value);
        return value;
    }

    /** What has to be joined: pieces of tunnel packets, and IPv4 fragments to a shared address. */
    static List<String> joined(Situation s) {
        List<String> values = new ArrayList<>();
        if (s.world().joinsTunnel()) {
            values.add(TUNNEL);
        }
        if (s.world().joinsIpv4() && s.ce().isShared()) {
            values.add(IPV4);
        }
        return values;
    }

    static Optional<TestCase> duplicate(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-04", choices, scene, Situation.ALL, (draw, build, s) -> {
            String kind = pick(draw, build, "pieces", joined(s));
            if (kind.isEmpty()) {
                return;
            }
            int count = draw.in(Stage.FRAGMENTS, () -> draw.between(2, 4));
            List<Integer> order = Orders.any(draw, count);
            int at = draw.in(Stage.FRAGMENTS, () -> draw.nextInt(count - 1));
            int again = draw.in(Stage.FRAGMENTS, () -> draw.between(at + 1, count - 1));
            int number = order.get(at);
            order.add(again, number);
            Protocol protocol = Traffic.protocol(draw);
            if (kind.equals(TUNNEL)) {
                Pieces pieces = FragmentDraw.tunnel(s, protocol, count);
                int step = pieces.send(build, Side.IPV6, order, packets(Traffic.joined(pieces.whole())));
                TunnelFragmentCases.control(s, step);
            } else {
                Way way = Way.toCe(s);
                Pieces pieces = FragmentDraw.ipv4(draw, build, protocol, way.flow(), count);
                Facts whole = way.joined(pieces.whole());
                Facts twice = way.carried(pieces.list().get(number));
                int step = pieces.each(way::sent).send(build, way.side(), order, packets(whole), packets(whole, twice));
                Ipv4FragmentCases.control(way, step);
            }
        });
    }

    static Optional<TestCase> misplaced(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-09", choices, scene, Situation.ALL, (draw, build, s) -> {
            String kind = pick(draw, build, "pieces", joined(s));
            if (kind.isEmpty()) {
                return;
            }
            boolean isLength =
                    pick(draw, build, "defect", List.of("length", "end")).equals("length");
            int less = draw.in(Stage.PAYLOAD, () -> draw.between(1, 7));
            int last = draw.in(Stage.PAYLOAD, () -> draw.between(1, 24));
            // 65,528 and more than 7 octets
            int end = draw.in(Stage.PAYLOAD, () -> draw.between(8, 24));
            Protocol protocol = Traffic.protocol(draw);
            if (kind.equals(TUNNEL)) {
                int identification = build.nextPieces();
                byte[] inner = FragmentDraw.packet(draw, build, protocol, s.out(), 44 + last);
                byte[] tunnel = s.tunnel(inner).octets();
                byte[] first = Pieces.piece(tunnel, identification, 0, isLength ? 64 - less : 64, true);
                byte[] second = isLength
                        ? Pieces.piece(tunnel, identification, 64, 64 + last, false)
                        : Pieces.piece(tunnel, identification, 65_528, FragmentDraw.data(end, 1), false);
                int step = new Pieces(inner, List.of(first, second))
                        .send(build, Side.IPV6, Orders.ascending(2), new Outcome.NotForwarded());
                TunnelFragmentCases.control(s, step);
                return;
            }
            Way way = Way.toCe(s);
            byte[] packet = FragmentDraw.packet(draw, build, protocol, way.flow(), 40 + last);
            byte[] first = Pieces.fragment(packet, 0, isLength ? 40 - less : 40, true);
            byte[] second = Pieces.fragment(packet, 40, 40 + last, false);
            if (!isLength) {
                second = Bytes.concat(Bytes.part(second, 0, 20), FragmentDraw.data(end, 1));
                Bytes.put16(second, 2, second.length);
                Bytes.put16(second, 6, 65_528 / 8);
                second = Bytes.withHeaderChecksum(second, 0);
            }
            Outcome[] allowed = isLength
                    ? new Outcome[] {new Outcome.NotForwarded()}
                    : new Outcome[] {nothing(), packets(way.carried(first))};
            Pieces pieces = new Pieces(packet, List.of(first, second)).each(way::sent);
            Ipv4FragmentCases.control(way, pieces.send(build, way.side(), Orders.ascending(2), allowed));
        });
    }

    static Optional<TestCase> damaged(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-10", choices, scene, Situation.ALL, (draw, build, s) -> {
            String defect = pick(draw, build, "defect", List.of("header-length", "total-length", "payload-length-0"));
            Map<String, Integer> inHeader = Map.of("header-length", 3, "total-length", 4);
            String kind = inHeader.containsKey(defect)
                    ? draw.in(Stage.FRAGMENTS, () -> draw.pick(IPV4, INNER, TUNNEL))
                    : TUNNEL;
            build.in("pieces", kind);
            Protocol protocol = Traffic.protocol(draw);
            Way way = kind.equals(IPV4) ? Way.into(s) : Way.outOf(s);
            int identification = build.nextPieces();
            Pieces pieces = FragmentDraw.ipv4(draw, build, protocol, way.flow(), 2);
            List<byte[]> damaged = new ArrayList<>();
            if (!inHeader.containsKey(defect)) {
                byte[] tunnel = way.sent(pieces.whole());
                for (byte[] each : Pieces.ofTunnel(tunnel, identification, 40, pieces.whole().length - 40)
                        .list()) {
                    byte[] wrong = draw.in(Stage.PAYLOAD, () -> draw.pick(each, Bytes.part(each, 0, 48)))
                            .clone();
                    Bytes.put16(wrong, 4, 0);
                    damaged.add(wrong);
                }
            } else {
                for (byte[] each : pieces.list()) {
                    byte[] wrong = Damage.of(draw, each, inHeader.get(defect));
                    byte[] sent = way.sent(wrong);
                    if (kind.equals(TUNNEL)) {
                        int cut = Math.min(24, (wrong.length - 1) / 8 * 8);
                        damaged.addAll(Pieces.ofTunnel(sent, identification, cut, wrong.length - cut)
                                .list());
                    } else {
                        damaged.add(sent);
                    }
                }
            }
            int step = build.send(way.side(), damaged.get(0), new Outcome.NotForwarded());
            damaged.subList(1, damaged.size()).forEach(each -> build.sendPart(way.side(), each));
            way.control(step, protocol);
        });
    }
}
