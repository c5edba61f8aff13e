package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.nothing;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** Whether fragments pass, as a whole or one by one. */
    static boolean pass(Way way) {
        World world = way.s().world();
        if (way.isToCe()) {
            return !way.s().ce().isShared() || world.joinsIpv4();
        }
        return way.isInto() || !"drop".equals(world.option("innerFragments"));
    }

    /** Right fragments to the CE, as a control; a whole packet where fragments do not pass. */
    static void control(Way way, int of) {
        if (pass(way)) {
            way.controlInFragments(of, Protocol.UDP);
        } else {
            way.control(of, Protocol.UDP);
        }
    }

    static Optional<TestCase> reachOwner(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-06", choices, scene, Situation.SHARED, (draw, build, s) -> {
            if (!build.world().joinsIpv4()) {
                return;
            }
            Way way = Way.toCe(s);
            boolean isAll = scene.isSlow() && scene.isFirst(build.world());
            List<Integer> order = isAll
                    ? TunnelFragmentCases.named(build, Orders.all(draw))
                    : TunnelFragmentCases.order(draw, scene, build);
            Protocol protocol = Traffic.protocol(draw);
            Pieces pieces = FragmentDraw.ipv4(draw, build, protocol, way.flow(), order.size());
            pieces.each(way::sent).send(build, way.side(), order, packets(way.joined(pieces.whole())));
        });
    }

    static Optional<TestCase> withoutFirst(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-07", choices, scene, Situation.ALL, (draw, build, s) -> {
            Way way = Way.toCe(s);
            int count = draw.in(Stage.FRAGMENTS, () -> draw.between(2, 4));
            Protocol protocol = Traffic.protocol(draw);
            Pieces pieces = FragmentDraw.ipv4(draw, build, protocol, way.flow(), count);
            List<byte[]> later = pieces.list().subList(1, count);
            Facts[] carried = later.stream().map(way::carried).toArray(Facts[]::new);
            boolean isShared = s.ce().isShared();
            int step = build.send(
                    way.side(), way.sent(later.get(0)), isShared ? new Outcome.NotForwarded() : packets(carried));
            later.subList(1, later.size()).forEach(each -> build.sendPart(way.side(), way.sent(each)));
            if (isShared) {
                way.control(step, protocol);
            }
        });
    }

    /** Draws the direction; empty where fragments pass in none. */
    private static Optional<Way> way(Situation s) {
        List<Way> ways = Stream.of(Way.into(s), Way.outOf(s))
                .filter(Ipv4FragmentCases::pass)
                .toList();
        if (ways.isEmpty()) {
            return Optional.empty();
        }
        Way way = ways.get(s.draw().in(Stage.FRAGMENTS, () -> s.draw().aspect(ways.size())));
        s.build().in("pieces", way.isInto() ? "ipv4" : "inner");
        return Optional.of(way);
    }

    static Optional<TestCase> firstHasOptions(Choices choices, Scene scene) {
        return FragmentDraw.with(
                "FRG-11",
                choices,
                scene,
                Situation.ALL,
                (draw, build, s) -> way(s).ifPresent(way -> {
                    Protocol protocol = Traffic.protocol(draw);
                    String options = draw.in(Stage.HEADERS, () -> draw.pick(OPTIONS));
                    int last = draw.in(Stage.PAYLOAD, () -> draw.between(1, 24));
                    build.in("protocol", protocol.text());
                    Ipv4PacketBuilder packet =
                            Traffic.header(draw, build, way.flow()).flagsOffset(0);
                    byte[] plain = FragmentDraw.with(packet, protocol, way.flow(), 40 + last, 7);
                    byte[] whole = packet.options(options).octets();
                    Pieces pieces = Pieces.ofIpv4(whole, plain, 24, 16, last).each(way::sent);
                    List<Integer> order = Orders.any(draw, 3);
                    pieces.send(
                            build, way.side(), order, packets(way.joined(whole).checksums()));
                }));
    }

    static Optional<TestCase> tiny(Choices choices, Scene scene) {
        return FragmentDraw.with(
                "FRG-14",
                choices,
                scene,
                Situation.SHARED,
                (draw, build, s) -> way(s).ifPresent(way -> {
                    boolean isTiny = draw.in(Stage.FRAGMENTS, () -> draw.aspect(2) == 0);
                    build.in("fragment", isTiny ? "tiny" : "offset-1");
                    int last = draw.in(Stage.PAYLOAD, () -> draw.between(1, 24));
                    byte[] packet = FragmentDraw.packet(draw, build, Protocol.TCP, way.flow(), 40 + last);
                    int step;
                    if (isTiny) {
                        int first = draw.in(Stage.PAYLOAD, () -> draw.pick(16, 8));
                        Pieces pieces =
                                Pieces.ofIpv4(packet, first, 40 - first, last).each(way::sent);
                        step = pieces.send(build, way.side(), Orders.ascending(3), new Outcome.NotForwarded());
                    } else {
                        byte[] first = Pieces.fragment(packet, 0, 24, true);
                        byte[] second = Pieces.fragment(packet, 8, 40 + last, false);
                        Pieces pieces = new Pieces(packet, List.of(first, second)).each(way::sent);
                        step = pieces.send(
                                build, way.side(), Orders.ascending(2), nothing(), packets(way.carried(first)));
                    }
                    way.controlInFragments(step, way.isToCe() ? Protocol.UDP : Protocol.TCP);
                }));
    }
}
