package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.nothing;
import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
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

    private IcmpErrorCases() {}

    static Optional<TestCase> byQuotedPort(Choices choices, Scene scene) {
        return Situation.draw("ICM-01", choices, scene, scene.world(choices), Situation.ALL, s -> {
            String kind = s.kind("direction", "to-ce", "from-ce", "forged");
            boolean isTcp = s.pick(Stage.HEADERS, false, true);
            s.build().in("protocol", isTcp ? "tcp" : "udp");
            boolean isShort = s.pick(Stage.PAYLOAD, true, false);
            if (kind.equals("to-ce")) {
                byte[] quote = transport(s, s.fromCe(), isTcp);
                byte[] error = toCe(s, cut(quote, isShort));
                s.send(Side.IPV4, error, packets(Traffic.carried(s.ce().owner(), error)));
                return;
            }
            byte[] right = fromCe(s, cut(transport(s, s.toCe(), isTcp), isShort));
            if (kind.equals("from-ce")) {
                sendUp(s, right, packets(Traffic.decapsulated(right)));
            } else if (s.ce().isShared()) {
                Flow other = s.toCe().withDestination(s.ce().address(), s.portOfAnother());
                byte[] forged = fromCe(s, cut(transport(s, other, isTcp), isShort));
                int step = sendUp(s, forged, new Outcome.NotForwarded());
                s.build().control(step, Side.IPV6, s.tunnel(right).octets(), packets(Traffic.decapsulated(right)));
            }
        });
    }

    private static byte[] cut(byte[] packet, boolean isShort) {
        return isShort ? Bytes.part(packet, 0, SHORT_QUOTE) : packet;
    }

    private static byte[] transport(Situation s, Flow flow, boolean isTcp) {
        Ipv4PacketBuilder packet = s.udp(flow, 12);
        return (isTcp ? packet.tcp(flow.sourcePort(), flow.destinationPort()) : packet).octets();
    }

    /** An error of the host. */
    private static byte[] toCe(Situation s, byte[] quote) {
        int type = s.pick(Stage.HEADERS, 3, 11, 12);
        return s.udp(s.toCe(), 0).icmpError(type, quote).octets();
    }

    /** An error of the customer edge. */
    private static byte[] fromCe(Situation s, byte[] quote) {
        int type = s.pick(Stage.HEADERS, 3, 11, 12);
        return s.udp(s.fromCe(), 0).icmpError(type, quote).octets();
    }

    private static int sendUp(Situation s, byte[] inner, Outcome allowed) {
        return s.send(Side.IPV6, s.tunnel(inner).octets(), allowed);
    }

    static Optional<TestCase> quotes(Choices choices, Scene scene) {
        return Situation.draw("ICM-02", choices, scene, scene.world(choices), Situation.SHARED, s -> {
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
            if (isDown) {
                byte[] error = toCe(s, quote);
                int step = s.send(Side.IPV4, error, hasPort ? packets(Traffic.toOwner(s.ce().owner())) : nothing());
                if (!hasPort) {
                    byte[] right = toCe(s, Bytes.part(s.udp(flow, 12).octets(), 0, SHORT_QUOTE));
                    s.build().control(step, Side.IPV4, right, packets(Traffic.toRule(s.site())));
                }
                return;
            }
            byte[] error = fromCe(s, quote);
            int step = sendUp(s, error, hasPort ? packets(Traffic.decapsulated(error)) : new Outcome.NotForwarded());
            if (!hasPort) {
                byte[] right = fromCe(s, Bytes.part(s.udp(flow, 12).octets(), 0, SHORT_QUOTE));
                s.build().control(step, Side.IPV6, s.tunnel(right).octets(), packets(Traffic.decapsulated(right)));
            }
        });
    }
}
