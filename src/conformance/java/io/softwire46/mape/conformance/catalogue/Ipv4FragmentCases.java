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
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cases about IPv4 fragments.
 *
 * <p>Static methods only.
 */
final class Ipv4FragmentCases {
    /** Options that are not copied to later fragments: no operation, unknown, Record Route, Timestamp. */
    private static final List<String> OPTIONS =
            List.of("01010101", "1e041234", "07070400000000000000000000000000", "4408050000000000");

    private Ipv4FragmentCases() {}

    /** Fragments to this CE arrive as a whole, or one by one. */
    static boolean mayBeSentTo(CaseBuilder build, End ce) {
        return !ce.isShared() || build.world().joinsIpv4();
    }

    /** IPv4 fragments from this CE pass. */
    static boolean mayBeSentFrom(CaseBuilder build) {
        return !"drop".equals(build.world().option("innerFragments"));
    }

    /** Right fragments to the CE, as a control; a whole packet where fragments do not pass. */
    static void control(Choices draw, CaseBuilder build, int of, End ce, int host) {
        Flow flow = Flow.toCe(host, ce);
        if (!mayBeSentTo(build, ce)) {
            byte[] whole = Traffic.packet(draw, build, Protocol.UDP, flow).octets();
            build.control(of, Side.IPV4, whole, packets(Traffic.toRule(ce.site())));
            return;
        }
        Pieces right = FragmentDraw.ipv4(draw, build, Protocol.UDP, flow, 2);
        right.control(build, of, Side.IPV4, packets(Traffic.joinedTo(ce.owner(), right.whole())));
    }

    static Optional<TestCase> reachOwner(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-06", choices, scene, site -> site.rule().isShared(), (draw, build, ce, host) -> {
            if (!build.world().joinsIpv4()) {
                return;
            }
            List<Integer> order = TunnelFragmentCases.order(draw, scene, build);
            Protocol protocol = Traffic.protocol(draw);
            Pieces pieces = FragmentDraw.ipv4(draw, build, protocol, Flow.toCe(host, ce), order.size());
            pieces.send(build, Side.IPV4, order, packets(Traffic.joinedTo(ce.owner(), pieces.whole())));
        });
    }

    static Optional<TestCase> withoutFirst(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-07", choices, scene, site -> true, (draw, build, ce, host) -> {
            int count = draw.in(Stage.FRAGMENTS, () -> draw.between(2, 4));
            Protocol protocol = Traffic.protocol(draw);
            Pieces pieces = FragmentDraw.ipv4(draw, build, protocol, Flow.toCe(host, ce), count);
            List<byte[]> later = pieces.list().subList(1, count);
            Facts[] carried = later.stream()
                    .map(each -> Traffic.carried(ce.owner(), each))
                    .toArray(Facts[]::new);
            Outcome outcome = ce.isShared() ? new Outcome.NotForwarded() : packets(carried);
            int step = build.send(Side.IPV4, later.get(0), outcome);
            later.subList(1, later.size()).forEach(each -> build.sendPart(Side.IPV4, each));
            if (ce.isShared()) {
                byte[] whole = Traffic.packet(draw, build, protocol, Flow.toCe(host, ce))
                        .octets();
                build.control(step, Side.IPV4, whole, packets(Traffic.toRule(ce.site())));
            }
        });
    }

    /** Draws the direction; empty where fragments pass in none. */
    private static Optional<Boolean> toCe(Choices draw, CaseBuilder build, End ce) {
        List<Boolean> ways = new ArrayList<>();
        if (mayBeSentTo(build, ce)) {
            ways.add(true);
        }
        if (mayBeSentFrom(build)) {
            ways.add(false);
        }
        if (ways.isEmpty()) {
            return Optional.empty();
        }
        boolean toCe = ways.get(draw.in(Stage.FRAGMENTS, () -> draw.aspect(ways.size())));
        build.in("pieces", toCe ? "ipv4" : "inner");
        return Optional.of(toCe);
    }

    static Optional<TestCase> firstHasOptions(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-11", choices, scene, site -> true, (draw, build, ce, host) -> {
            Optional<Boolean> toCe = toCe(draw, build, ce);
            if (toCe.isEmpty()) {
                return;
            }
            Flow flow = toCe.get() ? Flow.toCe(host, ce) : Flow.fromCe(ce, host);
            Protocol protocol = Traffic.protocol(draw);
            String options = draw.in(Stage.HEADERS, () -> draw.pick(OPTIONS));
            int last = draw.in(Stage.PAYLOAD, () -> draw.between(1, 24));
            build.in("protocol", protocol.text());
            Ipv4PacketBuilder packet = Traffic.header(draw, build, flow).flagsOffset(0);
            byte[] plain = FragmentDraw.with(packet, protocol, flow, 40 + last, 7);
            byte[] whole = packet.options(options).octets();
            Pieces pieces = Pieces.ofIpv4(whole, plain, 24, 16, last);
            List<Integer> order = Orders.any(draw, 3);
            if (toCe.get()) {
                pieces.send(
                        build,
                        Side.IPV4,
                        order,
                        packets(Traffic.joinedTo(ce.owner(), whole).checksums()));
            } else {
                pieces.inTunnel(ce.owner())
                        .send(
                                build,
                                Side.IPV6,
                                order,
                                packets(Traffic.joined(whole).checksums()));
            }
        });
    }

    static Optional<TestCase> tiny(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-14", choices, scene, site -> site.rule().isShared(), (draw, build, ce, host) -> {
            Optional<Boolean> toCe = toCe(draw, build, ce);
            if (toCe.isEmpty()) {
                return;
            }
            boolean isTiny = draw.in(Stage.FRAGMENTS, () -> draw.aspect(2) == 0);
            build.in("fragment", isTiny ? "tiny" : "offset-1");
            Flow flow = toCe.get() ? Flow.toCe(host, ce) : Flow.fromCe(ce, host);
            int last = draw.in(Stage.PAYLOAD, () -> draw.between(1, 24));
            byte[] packet = FragmentDraw.packet(draw, build, Protocol.TCP, flow, 40 + last);
            Side side = toCe.get() ? Side.IPV4 : Side.IPV6;
            int step;
            if (isTiny) {
                int first = draw.in(Stage.PAYLOAD, () -> draw.pick(16, 8));
                Pieces pieces = sent(Pieces.ofIpv4(packet, first, 40 - first, last), ce, toCe.get());
                step = pieces.send(build, side, Orders.ascending(3), new Outcome.NotForwarded());
            } else {
                byte[] first = Pieces.fragment(packet, 0, 24, true);
                byte[] second = Pieces.fragment(packet, 8, 40 + last, false);
                Facts alone = toCe.get() ? Traffic.carried(ce.owner(), first) : Traffic.decapsulated(first);
                Pieces pieces = sent(new Pieces(packet, List.of(first, second)), ce, toCe.get());
                step = pieces.send(build, side, Orders.ascending(2), nothing(), packets(alone));
            }
            if (toCe.get()) {
                control(draw, build, step, ce, host);
            } else {
                Pieces right = FragmentDraw.ipv4(draw, build, Protocol.TCP, flow, 2);
                right.inTunnel(ce.owner()).control(build, step, side, packets(Traffic.joined(right.whole())));
            }
        });
    }

    private static Pieces sent(Pieces pieces, End ce, boolean toCe) {
        return toCe ? pieces : pieces.inTunnel(ce.owner());
    }
}
