package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Fates;
import io.softwire46.mape.conformance.judge.Fates.Fate;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Packets whose counters are less simple than one in, one out: fragments, and packets that return into the tunnel.
 *
 * <p>Whether they are forwarded is a matter of other properties: a case allows any outcome, and its counters are compared where the
 * outcome is the usual one.
 *
 * <p>Static methods only.
 */
final class FragmentCountCases {
    /** Names of the kinds. */
    static final List<String> KINDS = List.of(
            "joined", "incomplete", "duplicate", "overlap", "released", "waiting", "fragment-length", "hairpinned");

    private static final int PIECES = 3;

    private FragmentCountCases() {}

    /** The names of classes of all kinds. */
    static String[] classes(String name) {
        return KINDS.stream().map(kind -> name + "=" + kind).toArray(String[]::new);
    }

    /** Sends packets of a kind; empty where the product has no place for it. */
    static Optional<Fates> send(Situation s, String kind) {
        return switch (kind) {
            case "released", "waiting" -> ipv4(s, kind.equals("released"));
            case "fragment-length" ->
                badLength(s).map(packet -> {
                    int step = s.send(Side.IPV4, packet, usually(new Outcome.NotForwarded()));
                    s.controlIn(step);
                    return forwarded(step + 1);
                });
            case "hairpinned" -> hairpinned(s);
            default -> s.world().joinsTunnel() ? Optional.of(tunnel(s, kind)) : Optional.empty();
        };
    }

    private static Fates forwarded(int step) {
        return new Fates(new TreeMap<>(Map.of(step, Fate.FORWARDED)), false);
    }

    private static Outcome[] usually(Outcome usual) {
        return new Outcome[] {usual, new Outcome.Any(Facts.on(Side.IPV4)), new Outcome.Any(Facts.on(Side.IPV6))};
    }

    /** Pieces of a tunnel packet (RFC 8200 section 4.5). */
    private static Fates tunnel(Situation s, String kind) {
        if (kind.equals("overlap")) {
            return overlap(s);
        }
        Pieces pieces = FragmentDraw.tunnel(s, Protocol.UDP, PIECES);
        List<Integer> order = new ArrayList<>(Orders.any(s.draw(), PIECES));
        boolean isComplete = !kind.equals("incomplete");
        if (!isComplete) {
            order.remove(/* index */ PIECES - 1);
        }
        Outcome[] allowed = usually(isComplete ? packets(Traffic.joined(pieces.whole())) : new Outcome.NotForwarded());
        SortedMap<Integer, Fate> fates = new TreeMap<>();
        int first = -1;
        for (int i = 0; i < order.size(); i++) {
            byte[] piece = pieces.list().get(order.get(i));
            // the first one shows what the packet is
            boolean isFirst = first < 0 && (order.get(i) == 0 || !order.contains(0));
            int step = isFirst ? s.send(Side.IPV6, piece, allowed) : s.build().sendPart(Side.IPV6, piece);
            first = isFirst ? step : first;
            fates.put(step, !isComplete ? Fate.WAITING : i == PIECES - 1 ? Fate.FORWARDED : Fate.HELD);
            if (kind.equals("duplicate") && i == 1) {
                fates.put(s.build().sendPart(Side.IPV6, piece), Fate.DUPLICATE);
            }
        }
        if (!isComplete) {
            s.controlOut(first);
        }
        return new Fates(fates, isComplete);
    }

    /** RFC 5722 section 4: those that were received are discarded. Whether later ones are, too, is a matter of FRG-02. */
    private static Fates overlap(Situation s) {
        int identification = s.build().nextPieces();
        byte[] inner = FragmentDraw.packet(s.draw(), s.build(), Protocol.UDP, s.out(), 48 + 24 + 8 - 20);
        byte[] tunnel = s.tunnel(inner).octets();
        List<byte[]> right = Pieces.ofTunnel(tunnel, identification, 48, 24, 8).list();
        SortedMap<Integer, Fate> fates = new TreeMap<>();
        int first = s.send(Side.IPV6, right.get(0), usually(new Outcome.NotForwarded()));
        fates.put(first, Fate.DISCARDED);
        fates.put(s.build().sendPart(Side.IPV6, right.get(1)), Fate.DISCARDED);
        s.build().sendPart(Side.IPV6, Pieces.piece(tunnel, identification, 40, FragmentDraw.data(16, 0xa5), true));
        s.controlOut(first);
        return new Fates(fates, false);
    }

    /** IPv4 fragments to a shared address, the first one last or not at all (RFC 7597 section 8.3.2). */
    private static Optional<Fates> ipv4(Situation s, boolean isComplete) {
        if (!s.ce().isShared() || !s.world().joinsIpv4()) {
            return Optional.empty();
        }
        Way way = Way.toCe(s);
        Pieces whole = FragmentDraw.ipv4(s.draw(), s.build(), Protocol.UDP, way.flow(), PIECES);
        Pieces pieces = whole.each(way::sent);
        SortedMap<Integer, Fate> fates = new TreeMap<>();
        int first = -1;
        for (int i : new int[] {2, 1}) {
            boolean isFirst = !isComplete && first < 0;
            int step = isFirst
                    ? s.send(way.side(), pieces.list().get(i), usually(new Outcome.NotForwarded()))
                    : s.build().sendPart(way.side(), pieces.list().get(i));
            first = isFirst ? step : first;
            fates.put(step, isComplete ? Fate.HELD : Fate.WAITING);
        }
        if (isComplete) {
            int step = s.send(way.side(), pieces.list().get(0), usually(packets(way.joined(whole.whole()))));
            fates.put(step, Fate.FORWARDED);
        } else {
            way.control(first, Protocol.UDP);
        }
        return Optional.of(
                new Fates(fates, isComplete && "full".equals(s.world().option("v4Reassembly"))));
    }

    /** A packet from one customer edge to another (RFC 7596 section 6.2). */
    private static Optional<Fates> hairpinned(Situation s) {
        End from = s.ce();
        Optional<End> to = s.isEdge() || !s.world().isOn("hairpin")
                ? Optional.empty()
                : CeDraw.draw(
                        s.draw(),
                        s.world(),
                        site -> site.domain().equals(from.site().domain()));
        return to.filter(end -> !end.owner().ce().equals(from.owner().ce())).map(end -> {
            byte[] packet = s.udp(Flow.between(from, end), 8).octets();
            Facts returned = Traffic.carried(end.owner(), packet);
            return forwarded(s.send(Side.IPV6, s.tunnel(packet).octets(), usually(packets(returned))));
        });
    }

    /** An IPv4 fragment into the tunnel that is not the last one, with a length that is no multiple of 8 (RFC 791 section 3.2). */
    static Optional<byte[]> badLength(Situation s) {
        if (s.isEdge() || !s.ce().isShared() || !s.world().joinsIpv4()) {
            return Optional.empty();
        }
        byte[] packet = s.udp(s.in(), 64).octets();
        return Optional.of(Pieces.fragment(packet, 0, 27, true));
    }

    /** The same of a tunnel packet (RFC 8200 section 4.5). */
    static Optional<byte[]> badPieceLength(Situation s) {
        if (!s.world().joinsTunnel()) {
            return Optional.empty();
        }
        byte[] tunnel = s.tunnel(s.udp(s.out(), 64).octets()).octets();
        return Optional.of(Pieces.piece(tunnel, s.build().nextPieces(), 0, Bytes.part(tunnel, 40, 40 + 51), true));
    }
}
