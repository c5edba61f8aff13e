package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.nothing;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.CeDraw.End;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.Facts;
import io.softwire46.mape.conformance.judge.Outcome;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.Optional;

/**
 * ICMP errors of others, which go through the tunnel.
 *
 * <p>Static methods only.
 */
final class IcmpErrorCases {
    /** IPv4 header without options, and the 8 octets that RFC 792 quotes at least. */
    private static final int SHORT_QUOTE = 28;

    private static final String TO_CE = "to-ce";
    private static final String FROM_CE = "from-ce";
    private static final String FORGED = "forged";
    private static final String TO_OTHER = "to-other";
    private static final String TO_PEER = "to-peer";

    private IcmpErrorCases() {}

    /** What a customer edge in mesh mode gets and sends more than one in hub-and-spoke mode is about other customer edges. */
    private static String[] kinds(Situation s) {
        boolean isMesh = s.world().edge().filter(Edge::isMesh).isPresent();
        return !s.isEdge()
                ? new String[] {TO_CE, FROM_CE, FORGED}
                : isMesh
                        ? new String[] {TO_CE, FROM_CE, TO_OTHER, FORGED, TO_PEER}
                        : new String[] {TO_CE, FROM_CE, TO_OTHER};
    }

    static Optional<TestCase> byQuotedPort(Choices choices, Scene scene) {
        return Situation.draw("ICM-01", choices, scene, Situation.world(choices, scene), Situation.ALL, s -> {
            String kind = s.kind("direction", kinds(s));
            boolean isTcp = s.pick(Stage.HEADERS, false, true);
            s.build().in("protocol", isTcp ? "tcp" : "udp");
            boolean isShort = s.pick(Stage.PAYLOAD, true, false);
            Flow toCe = s.toCe();
            switch (kind) {
                case TO_CE -> {
                    Way way = Way.toCe(s);
                    byte[] error = error(s, toCe, cut(transport(s, s.fromCe(), isTcp), isShort));
                    s.send(way.side(), way.sent(error), packets(way.carried(error)));
                }
                case FROM_CE -> {
                    Way way = Way.fromCe(s);
                    byte[] error = error(s, s.fromCe(), cut(transport(s, toCe, isTcp), isShort));
                    s.send(way.side(), way.sent(error), packets(way.carried(error)));
                }
                case TO_OTHER -> toOther(s, isTcp, isShort);
                case FORGED -> forged(s, isTcp, isShort);
                default -> toPeer(s, isTcp, isShort);
            }
        });
    }

    /** To the address of the customer edge, but about a port of another one: not for its NAPT. */
    private static void toOther(Situation s, boolean isTcp, boolean isShort) {
        if (s.ce().isShared()) {
            Way way = Way.toCe(s);
            Flow other = s.fromCe().withSource(s.ce().address(), s.portOfAnother());
            byte[] wrong = error(s, s.toCe(), cut(transport(s, other, isTcp), isShort));
            int step = s.send(way.side(), way.sent(wrong), new Outcome.NotForwarded());
            way.control(step, error(s, s.toCe(), cut(transport(s, s.fromCe(), isTcp), isShort)));
        }
    }

    /** From a customer edge, about a packet to a port of another one. */
    private static void forged(Situation s, boolean isTcp, boolean isShort) {
        Optional<End> sender = s.world()
                .edge()
                .map(own -> CeDraw.anyPeer(s.draw(), s.world(), own))
                .orElseGet(() -> Optional.of(s.ce()));
        if (sender.isEmpty() || !sender.get().isShared()) {
            return;
        }
        End ce = sender.get();
        Flow sent = s.isEdge() ? Flow.between(ce, s.ce()) : s.fromCe();
        Flow answered = s.isEdge() ? Flow.between(s.ce(), ce) : s.toCe();
        Flow other = answered.withDestination(ce.address(), Situation.portOfAnother(s.draw(), ce));
        if (s.world()
                .edge()
                .filter(own -> own.owns(ce.address(), other.destinationPort()))
                .isPresent()) {
            return;
        }
        byte[] wrong = error(s, sent, cut(transport(s, other, isTcp), isShort));
        int step = s.send(Side.IPV6, s.tunnelFrom(ce, wrong), new Outcome.NotForwarded());
        byte[] right = error(s, sent, cut(transport(s, answered, isTcp), isShort));
        s.build().control(step, Side.IPV6, s.tunnelFrom(ce, right), packets(Traffic.decapsulated(right)));
    }

    /** An error of the customer edge about a packet of another one, to that one. */
    private static void toPeer(Situation s, boolean isTcp, boolean isShort) {
        Edge own = s.world().edge().orElseThrow();
        CeDraw.anyPeer(s.draw(), s.world(), own).ifPresent(peer -> {
            byte[] quote = cut(transport(s, Flow.between(peer, s.ce()), isTcp), isShort);
            byte[] error = error(s, Flow.between(s.ce(), peer), quote);
            Facts sent = Facts.on(Side.IPV6).outerDestination(own.next(peer.address(), peer.port()));
            s.send(Side.IPV4, error, packets(sent));
        });
    }

    private static byte[] cut(byte[] packet, boolean isShort) {
        return isShort ? Bytes.part(packet, 0, SHORT_QUOTE) : packet;
    }

    private static byte[] transport(Situation s, Flow flow, boolean isTcp) {
        Ipv4PacketBuilder packet = s.udp(flow, 12);
        return (isTcp ? packet.tcp(flow.sourcePort(), flow.destinationPort()) : packet).octets();
    }

    private static byte[] error(Situation s, Flow flow, byte[] quote) {
        int type = s.pick(Stage.HEADERS, 3, 11, 12);
        int code = type == 3 ? s.pick(Stage.HEADERS, 0, 4, 1, 3, 13) : 0; // 4: fragmentation needed
        return s.udp(flow, 0).icmpError(type, quote).icmpCode(code).octets();
    }

    static Optional<TestCase> quotes(Choices choices, Scene scene) {
        return Situation.draw("ICM-02", choices, scene, Situation.world(choices, scene), Situation.SHARED, s -> {
            String kind = s.kind("quote", "echo", "options", "cut", "fragment");
            boolean isDown = s.pick(Stage.OTHER, true, false);
            s.build().in("direction", isDown ? "to-ce" : "from-ce");
            Flow flow = isDown ? s.fromCe() : s.toCe();
            Ipv4PacketBuilder quoted = s.udp(flow, 12);
            byte[] quote = switch (kind) {
                case "echo" -> Bytes.part(quoted.icmpQuery(8, flow.identifier()).octets(), 0, SHORT_QUOTE);
                case "options" -> {
                    String options = s.pick(Stage.HEADERS, "01010101", "9404000001010100", "01".repeat(40));
                    yield Bytes.part(quoted.options(options).octets(), 0, SHORT_QUOTE + options.length() / 2);
                }
                // the source port is in octets 0 and 1, the destination port in 2 and 3
                case "cut" -> Bytes.part(quoted.octets(), 0, 20 + s.between(Stage.PAYLOAD, 0, isDown ? 1 : 3));
                default ->
                    Bytes.part(
                            quoted.flagsOffset(s.between(Stage.HEADERS, 1, 180)).octets(), 0, SHORT_QUOTE);
            };
            boolean hasPort = kind.equals("echo") || kind.equals("options");
            Way way = isDown ? Way.toCe(s) : Way.fromCe(s);
            Flow sent = isDown ? s.toCe() : s.fromCe();
            byte[] error = error(s, sent, quote);
            if (hasPort) {
                s.send(way.side(), way.sent(error), packets(way.arrives(error)));
            } else if (isDown || !s.isEdge()) { // what a NAPT does not send is not sent to a customer edge
                Outcome none = way.isInto() ? nothing() : new Outcome.NotForwarded();
                int step = s.send(way.side(), way.sent(error), none);
                way.control(step, error(s, sent, Bytes.part(s.udp(flow, 12).octets(), 0, SHORT_QUOTE)));
            }
        });
    }
}
