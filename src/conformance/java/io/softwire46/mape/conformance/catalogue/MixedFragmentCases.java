package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.nothing;
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
import io.softwire46.mape.conformance.model.NaiveMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cases about pieces of tunnel packets and about IPv4 fragments.
 *
 * <p>Static methods only.
 */
final class MixedFragmentCases {
    private static final String TUNNEL = "tunnel";
    private static final String IPV4 = "ipv4";
    private static final String INNER = "inner";

    private MixedFragmentCases() {}

    /** Draws a name, which is a class; empty if there is none. */
    private static String pick(Choices draw, CaseBuilder build, String name, List<String> values) {
        if (values.isEmpty()) {
            return "";
        }
        String value = values.get(draw.in(Stage.FRAGMENTS, () -> draw.aspect(values.size())));
        build.in(name, value);
        return value;
    }

    /** What has to be joined: pieces of tunnel packets, and IPv4 fragments to shared addresses. */
    private static List<String> joined(CaseBuilder build, End ce) {
        List<String> values = new ArrayList<>();
        if (build.world().joinsTunnel()) {
            values.add(TUNNEL);
        }
        if (build.world().joinsIpv4() && ce.isShared()) {
            values.add(IPV4);
        }
        return values;
    }

    static Optional<TestCase> duplicate(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-04", choices, scene, site -> true, (draw, build, ce, host) -> {
            String kind = pick(draw, build, "pieces", joined(build, ce));
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
                Pieces pieces = FragmentDraw.tunnel(draw, build, protocol, Flow.fromCe(ce, host), ce, count);
                int step = pieces.send(build, Side.IPV6, order, packets(Traffic.joined(pieces.whole())));
                TunnelFragmentCases.control(draw, build, step, ce, host);
            } else {
                Pieces pieces = FragmentDraw.ipv4(draw, build, protocol, Flow.toCe(host, ce), count);
                Facts whole = Traffic.joinedTo(ce.owner(), pieces.whole());
                Facts twice = Traffic.carried(ce.owner(), pieces.list().get(number));
                int step = pieces.send(build, Side.IPV4, order, packets(whole), packets(whole, twice));
                Ipv4FragmentCases.control(draw, build, step, ce, host);
            }
        });
    }

    static Optional<TestCase> key(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-05", choices, scene, site -> true, (draw, build, ce, host) -> {
            List<String> keys = new ArrayList<>();
            if (build.world().joinsTunnel()) {
                keys.addAll(List.of("tunnel-next-header", "tunnel-source"));
            }
            if (build.world().joinsIpv4() && ce.isShared()) {
                keys.addAll(List.of("ipv4-protocol", "ipv4-source"));
            }
            switch (pick(draw, build, "key", keys)) {
                case "tunnel-next-header" -> {
                    Pieces pieces = FragmentDraw.tunnel(draw, build, Protocol.UDP, Flow.fromCe(ce, host), ce, 2);
                    byte[] other = pieces.list().get(1).clone();
                    other[40] = draw.in(Stage.HEADERS, () -> draw.pick(59, 17, 60, 41))
                            .byteValue();
                    new Pieces(pieces.whole(), List.of(pieces.list().get(0), other))
                            .send(build, Side.IPV6, Orders.any(draw, 2), packets(Traffic.joined(pieces.whole())));
                }
                case "tunnel-source" -> tunnelSource(draw, build, ce, host);
                case "ipv4-protocol" -> {
                    Flow flow = Flow.toCe(host, ce);
                    End other = neighbour(build.world(), ce);
                    Flow second = flow.withDestination(other.address(), other.port());
                    ipv4Key(draw, build, new Protocol[] {Protocol.UDP, Protocol.TCP}, ce, flow, other, second);
                }
                case "ipv4-source" -> {
                    Flow flow = Flow.toCe(host, ce);
                    End other = neighbour(build.world(), ce);
                    Flow second = Flow.toCe(host + 1, other);
                    if (!build.world().isInside(host + 1)) {
                        ipv4Key(draw, build, new Protocol[] {Protocol.UDP, Protocol.UDP}, ce, flow, other, second);
                    }
                }
                default -> {}
            }
        });
    }

    private static void tunnelSource(Choices draw, CaseBuilder build, End ce, int host) {
        Optional<End> other = CeDraw.draw(draw, build.world(), site -> true);
        byte[] own = ce.owner().mapAddress();
        if (other.isEmpty()
                || Arrays.equals(own, other.get().owner().mapAddress())
                || !Arrays.equals(
                        Traffic.relay(ce.site()), Traffic.relay(other.get().site()))) {
            return;
        }
        int identification = build.nextPieces();
        List<Pieces> both = new ArrayList<>();
        for (End each : List.of(ce, other.get())) {
            byte[] inner = FragmentDraw.packet(draw, build, Protocol.UDP, Flow.fromCe(each, host), 48);
            both.add(Pieces.ofTunnel(Traffic.tunnel(each.owner(), inner).octets(), identification, 48, 20));
        }
        for (int number : Orders.any(draw, 4)) {
            Pieces pieces = both.get(number % 2);
            byte[] piece = pieces.list().get(number / 2);
            if (number < 2) {
                build.send(Side.IPV6, piece, packets(Traffic.joined(pieces.whole())));
            } else {
                build.sendPart(Side.IPV6, piece);
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

    /** Fragments of two packets with one Identification, mixed. */
    private static void ipv4Key(
            Choices draw, CaseBuilder build, Protocol[] protocols, End one, Flow first, End other, Flow second) {
        int identification = build.nextIdentification();
        int octets = draw.in(Stage.PAYLOAD, () -> draw.between(32, 64));
        List<Pieces> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Flow flow = i == 0 ? first : second;
            Ipv4PacketBuilder packet =
                    Ipv4PacketBuilder.ipv4(flow.source(), flow.destination()).identification(identification);
            byte[] whole = FragmentDraw.with(packet, protocols[i], flow, octets, 101 * i);
            both.add(Pieces.ofIpv4(whole, 24, octets - 24));
        }
        Outcome arrive = packets(
                Traffic.joinedTo(one.owner(), both.get(0).whole()),
                Traffic.joinedTo(other.owner(), both.get(1).whole()));
        for (int number : Orders.any(draw, 4)) {
            byte[] piece = both.get(number % 2).list().get(number / 2);
            if (number == 0) {
                build.send(Side.IPV4, piece, arrive);
            } else {
                build.sendPart(Side.IPV4, piece);
            }
        }
    }

    static Optional<TestCase> sourceCheck(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-08", choices, scene, site -> true, (draw, build, ce, host) -> {
            List<String> cuts = new ArrayList<>();
            if (Ipv4FragmentCases.mayBeSentFrom(build)) {
                cuts.add(INNER);
            }
            if (build.world().joinsTunnel()) {
                cuts.add(TUNNEL);
            }
            boolean isInner = pick(draw, build, "pieces", cuts).equals(INNER);
            String forged = pick(draw, build, "forged", cuts.isEmpty() ? List.of() : forgeries(build, ce, isInner));
            if (forged.isEmpty()) {
                return;
            }
            Flow right = Flow.fromCe(ce, host);
            Flow flow = forged.equals("no") ? right : forgedFlow(draw, right, ce, forged.equals("port"));
            int count = draw.in(Stage.FRAGMENTS, () -> draw.between(2, 4));
            List<Integer> order = Orders.any(draw, count);
            Protocol protocol = Traffic.protocol(draw);
            Pieces pieces = fromCe(draw, build, protocol, flow, ce, count, isInner);
            if (forged.equals("no")) {
                pieces.send(build, Side.IPV6, order, packets(Traffic.joined(pieces.whole())));
                return;
            }
            boolean strict = "strict".equals(build.world().option("sourceCheck"));
            String address = Bytes.bits(ce.owner().mapAddress(), 0, 16);
            String source = NaiveMap.Text.ipv4(flow.source());
            if (NaiveMap.check(build.world().rules(), address, source, flow.sourcePort(), strict)
                    .equals("ACCEPTED")) {
                return;
            }
            int step = pieces.send(build, Side.IPV6, order, new Outcome.NotForwarded());
            Pieces control = fromCe(draw, build, protocol, right, ce, count, isInner);
            control.control(build, step, Side.IPV6, packets(Traffic.joined(control.whole())));
        });
    }

    private static List<String> forgeries(CaseBuilder build, End ce, boolean isInner) {
        if ("off".equals(build.world().option("sourceCheck"))) {
            return List.of("no");
        }
        boolean checksPort = !isInner || !"address".equals(build.world().option("innerFragments"));
        return ce.isShared() && checksPort ? List.of("no", "address", "port") : List.of("no", "address");
    }

    private static Flow forgedFlow(Choices draw, Flow flow, End ce, boolean isPort) {
        NaiveMap.Rule rule = ce.site().rule();
        if (isPort) {
            int bit = draw.in(Stage.ADDRESSES, () -> draw.nextInt(rule.psidBits()));
            return flow.withSource(ce.address(), ce.port() ^ (1 << (16 - rule.offset() - rule.psidBits() + bit)));
        }
        int bit = draw.in(
                Stage.ADDRESSES, () -> draw.nextInt(ce.owner().ce().ipv4().length()));
        return flow.withSource(ce.address() ^ (0x8000_0000 >>> bit), ce.port());
    }

    private static Pieces fromCe(
            Choices draw, CaseBuilder build, Protocol protocol, Flow flow, End ce, int count, boolean isInner) {
        return isInner
                ? FragmentDraw.ipv4(draw, build, protocol, flow, count).inTunnel(ce.owner())
                : FragmentDraw.tunnel(draw, build, protocol, flow, ce, count);
    }

    static Optional<TestCase> misplaced(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-09", choices, scene, site -> true, (draw, build, ce, host) -> {
            String kind = pick(draw, build, "pieces", joined(build, ce));
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
                byte[] inner = FragmentDraw.packet(draw, build, protocol, Flow.fromCe(ce, host), 44 + last);
                byte[] tunnel = Traffic.tunnel(ce.owner(), inner).octets();
                byte[] first = Pieces.piece(tunnel, identification, 0, isLength ? 64 - less : 64, true);
                byte[] second = isLength
                        ? Pieces.piece(tunnel, identification, 64, 64 + last, false)
                        : Pieces.piece(tunnel, identification, 65_528, FragmentDraw.data(end, 1), false);
                int step = new Pieces(inner, List.of(first, second))
                        .send(build, Side.IPV6, Orders.ascending(2), new Outcome.NotForwarded());
                TunnelFragmentCases.control(draw, build, step, ce, host);
                return;
            }
            byte[] packet = FragmentDraw.packet(draw, build, protocol, Flow.toCe(host, ce), 40 + last);
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
                    : new Outcome[] {nothing(), packets(Traffic.carried(ce.owner(), first))};
            int step = new Pieces(packet, List.of(first, second)).send(build, Side.IPV4, Orders.ascending(2), allowed);
            Ipv4FragmentCases.control(draw, build, step, ce, host);
        });
    }

    static Optional<TestCase> damaged(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-10", choices, scene, site -> true, (draw, build, ce, host) -> {
            String defect = pick(draw, build, "defect", List.of("header-length", "total-length", "payload-length-0"));
            Map<String, Integer> inHeader = Map.of("header-length", 3, "total-length", 4);
            String kind = inHeader.containsKey(defect)
                    ? draw.in(Stage.FRAGMENTS, () -> draw.pick(IPV4, INNER, TUNNEL))
                    : TUNNEL;
            build.in("pieces", kind);
            Protocol protocol = Traffic.protocol(draw);
            boolean isFromCe = !kind.equals(IPV4);
            Flow flow = isFromCe ? Flow.fromCe(ce, host) : Flow.toCe(host, ce);
            int identification = build.nextPieces();
            Pieces pieces = FragmentDraw.ipv4(draw, build, protocol, flow, 2);
            List<byte[]> damaged = new ArrayList<>();
            if (!inHeader.containsKey(defect)) {
                byte[] tunnel = Traffic.tunnel(ce.owner(), pieces.whole()).octets();
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
                    byte[] tunnel = Traffic.tunnel(ce.owner(), wrong).octets();
                    if (kind.equals(TUNNEL)) {
                        int cut = Math.min(24, (wrong.length - 1) / 8 * 8);
                        damaged.addAll(Pieces.ofTunnel(tunnel, identification, cut, wrong.length - cut)
                                .list());
                    } else {
                        damaged.add(isFromCe ? tunnel : wrong);
                    }
                }
            }
            Side side = isFromCe ? Side.IPV6 : Side.IPV4;
            int step = build.send(side, damaged.get(0), new Outcome.NotForwarded());
            damaged.subList(1, damaged.size()).forEach(each -> build.sendPart(side, each));
            byte[] right = Traffic.packet(draw, build, protocol, flow).octets();
            if (isFromCe) {
                byte[] tunnel = Traffic.tunnel(ce.owner(), right).octets();
                build.control(step, side, tunnel, packets(Traffic.decapsulated(right)));
            } else {
                build.control(step, side, right, packets(Traffic.toRule(ce.site())));
            }
        });
    }
}
