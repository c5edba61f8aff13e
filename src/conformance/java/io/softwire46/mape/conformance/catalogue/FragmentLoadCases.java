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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Cases about incomplete packets: few for a long time, and many at once. They need a clock that the suite sets, or the slow form
 * of the suite, which waits.
 *
 * <p>Static methods only.
 */
final class FragmentLoadCases {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;

    /** More than the 60 s of RFC 8200 section 4.5, less than the time between two cases. */
    private static final long TIME_OUT = 65 * SECOND;

    private static final long MAX_TIME_OUT = 90 * SECOND;

    private static final int FLOOD = 3_000;
    private static final int GOOD = 40;
    private static final int GOOD_LEAST = 38;
    private static final int LOSSY = 2_100;
    private static final int ONE_LOST_IN = 20;
    private static final long BETWEEN_PACKETS = MILLI / 10;

    /** 101 packets, no multiple of the packets between two that lack a piece. */
    private static final long BETWEEN_PIECES = 10 * MILLI + BETWEEN_PACKETS;

    /** Cases that wait in the time of the product wait together, if they have one configuration. */
    private static final int WAITING_WORLDS = 2;

    /** Random cases that are drawn: one of this number. */
    private static final int RANDOM_LOADS = 64;

    private static final int RANDOM_WAITS = 1 << 20;

    private FragmentLoadCases() {}

    /** Whether a random case is one of those that are left out; of the corpus none is. */
    private static boolean isRare(Choices draw, int oneOf) {
        return draw.aspect(draw.isEnumerating() ? 1 : oneOf) != 0;
    }

    static Optional<TestCase> timeOut(Choices choices, Scene scene) {
        World world = scene.reallyWaits() ? scene.fewWorlds(choices, WAITING_WORLDS) : Situation.world(choices, scene);
        return Situation.draw("FRG-12", choices, scene, world, Situation.ALL, s -> {
            Choices draw = s.draw();
            CaseBuilder build = s.build();
            if (!scene.canWait() || (scene.reallyWaits() && isRare(draw, RANDOM_WAITS))) {
                return;
            }
            List<String> kinds = new ArrayList<>();
            if (build.world().joinsTunnel()) {
                kinds.add("tunnel");
            }
            if (build.world().joinsIpv4() && s.ce().isShared()) {
                kinds.add("ipv4");
            }
            if (kinds.isEmpty()) {
                return;
            }
            String kind = kinds.get(draw.in(Stage.FRAGMENTS, () -> draw.aspect(kinds.size())));
            build.in("pieces", kind);
            Protocol protocol = Traffic.protocol(draw);
            build.in("protocol", protocol.text());
            List<Integer> order = Orders.any(draw, 2);
            if (kind.equals("tunnel")) {
                int identification = build.nextPieces();
                List<Pieces> both = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    byte[] inner = FragmentDraw.packet(draw, build, protocol, s.out(), 48);
                    both.add(Pieces.ofTunnel(s.tunnel(inner).octets(), identification, 48, 20));
                }
                build.send(Side.IPV6, both.get(0).list().get(0), nothing());
                build.later(TIME_OUT);
                Pieces pieces = both.get(1);
                pieces.send(build, Side.IPV6, order, packets(Traffic.joined(pieces.whole())));
                return;
            }
            ipv4TimeOut(s, protocol, order);
        });
    }

    /** The first fragment is to another customer edge, so that its port is of no use for the fragments of the second packet. */
    private static void ipv4TimeOut(Situation s, Protocol protocol, List<Integer> order) {
        CaseBuilder build = s.build();
        Object millis = build.world().option("v4ReassemblyTimeoutMillis");
        long timeOut = millis instanceof Long number ? number * MILLI + SECOND : 0;
        if (timeOut > MAX_TIME_OUT) {
            return;
        }
        Way way = Way.toCe(s);
        int identification = build.nextIdentification();
        End other = FragmentKeyCases.neighbour(build.world(), s.ce());
        List<Pieces> both = new ArrayList<>();
        for (End each : List.of(other, s.ce())) {
            Flow flow = Flow.toCe(s.host(), each);
            Ipv4PacketBuilder packet =
                    Ipv4PacketBuilder.ipv4(flow.source(), flow.destination()).identification(identification);
            byte[] whole = FragmentDraw.with(packet, protocol, flow, 40, 50 * both.size());
            both.add(Pieces.ofIpv4(whole, 24, 16));
        }
        byte[] first = both.get(0).list().get(0);
        Pieces pieces = both.get(1);
        Facts whole = way.joined(pieces.whole());
        Facts alone = s.isEdge() ? way.carried(first) : Traffic.carried(other.owner(), first);
        Outcome early = packets(alone, whole);
        boolean mayPass = !s.isEdge() || other.equals(s.ce());
        Outcome[] allowed = mayPass ? new Outcome[] {packets(whole), early} : new Outcome[] {packets(whole)};
        build.send(way.side(), way.sent(first), allowed);
        build.later(Math.max(TIME_OUT, timeOut));
        order.forEach(
                number -> build.sendPart(way.side(), way.sent(pieces.list().get(number))));
    }

    /** A packet that is sent at a time. */
    @SuppressWarnings("ArrayRecordComponent") // no one compares them
    private record Timed(long atNanos, byte[] packet) {}

    private static void send(CaseBuilder build, Side side, List<Timed> packets, Outcome outcome) {
        packets.sort(Comparator.comparingLong(Timed::atNanos));
        long now = 0;
        boolean isFirst = true;
        for (Timed each : packets) {
            build.later(each.atNanos() - now);
            now = each.atNanos();
            if (isFirst) {
                build.send(side, each.packet(), outcome);
            } else {
                build.sendPart(side, each.packet());
            }
            isFirst = false;
        }
    }

    static Optional<TestCase> load(Choices choices, Scene scene) {
        return FragmentDraw.with("FRG-13", choices, scene, Situation.SHARED, (draw, build, s) -> {
            // thousands of packets show the same in every configuration
            boolean rare = isRare(draw, RANDOM_LOADS);
            World world = build.world();
            boolean isOther = s.isEdge() && draw.isEnumerating() && !scene.isFirst(world);
            if (rare || isOther || world.sites().size() > 1 || !scene.canWait()) {
                return;
            }
            List<String> loads = new ArrayList<>();
            if (world.joinsIpv4()) {
                loads.add("flood");
            }
            if (world.joinsTunnel()) {
                loads.add("loss");
            }
            if (loads.isEmpty()) {
                return;
            }
            String load = loads.get(draw.in(Stage.FRAGMENTS, () -> draw.aspect(loads.size())));
            build.in("load", load);
            if (load.equals("flood")) {
                flood(s);
            } else {
                loss(s);
            }
        });
    }

    private static void flood(Situation s) {
        CaseBuilder build = s.build();
        Way way = Way.toCe(s);
        int host = s.host();
        int identification = build.nextIdentification();
        int flooding = Bytes.int32(Bytes.address("198.18.0.0"), 0);
        if (build.world().isInside(flooding + FLOOD) || build.world().isInside(host + GOOD)) {
            return;
        }
        List<Timed> packets = new ArrayList<>();
        List<String> good = new ArrayList<>();
        for (int i = 1; i <= FLOOD; i++) {
            Pieces pieces = toCe(s.ce(), flooding + i, identification);
            packets.add(new Timed(i * BETWEEN_PACKETS, way.sent(pieces.list().get(0))));
        }
        long most = FLOOD * BETWEEN_PACKETS - BETWEEN_PIECES;
        for (int i = 0; i < GOOD; i++) {
            Pieces pieces = toCe(s.ce(), host + i, identification);
            long at = most / GOOD * i;
            packets.add(new Timed(at, way.sent(pieces.list().get(0))));
            packets.add(new Timed(at + BETWEEN_PIECES, way.sent(pieces.list().get(1))));
            good.add(Bytes.hex(pieces.whole()));
        }
        send(build, way.side(), packets, new Outcome.AtLeast(GOOD_LEAST, good));
    }

    private static Pieces toCe(End ce, int source, int identification) {
        Flow flow = Flow.toCe(source, ce);
        Ipv4PacketBuilder packet =
                Ipv4PacketBuilder.ipv4(flow.source(), flow.destination()).identification(identification);
        return Pieces.ofIpv4(FragmentDraw.with(packet, Protocol.UDP, flow, 32, source), 24, 8);
    }

    private static void loss(Situation s) {
        int identification = s.build().nextIdentification();
        Flow flow = s.out();
        List<Timed> packets = new ArrayList<>();
        List<String> complete = new ArrayList<>();
        for (int i = 0; i < LOSSY; i++) {
            byte[] number = new byte[28];
            Bytes.put16(number, 26, i);
            byte[] inner = Ipv4PacketBuilder.ipv4(flow.source(), flow.destination())
                    .identification(identification)
                    .udp(flow.sourcePort(), flow.destinationPort(), number)
                    .octets();
            byte[] tunnel = s.tunnel(inner).octets();
            Pieces pieces = Pieces.ofTunnel(tunnel, 0x6000_0000 + i, 48, 8);
            long at = i * BETWEEN_PACKETS;
            packets.add(new Timed(at, pieces.list().get(0)));
            if (i % ONE_LOST_IN != ONE_LOST_IN - 1) {
                packets.add(new Timed(at + BETWEEN_PIECES, pieces.list().get(1)));
                complete.add(Bytes.hex(inner));
            }
        }
        send(s.build(), Side.IPV6, packets, new Outcome.AtLeast(complete.size(), complete));
    }
}
