package io.softwire46.mape.conformance.catalogue;

import static io.softwire46.mape.conformance.judge.Outcome.packets;

import io.softwire46.mape.conformance.Side;
import io.softwire46.mape.conformance.catalogue.Traffic.Flow;
import io.softwire46.mape.conformance.catalogue.Traffic.Protocol;
import io.softwire46.mape.conformance.draw.Choices;
import io.softwire46.mape.conformance.draw.Stage;
import io.softwire46.mape.conformance.judge.TestCase;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import java.util.Optional;

/**
 * Flow labels of several packets.
 *
 * <p>Static methods only.
 */
final class FlowCases {
    private static final int FLOWS = 4;

    private FlowCases() {}

    static Optional<TestCase> labels(Choices choices, Scene scene) {
        World world = scene.fewWorlds(choices, Situation.few(scene));
        return Situation.draw("HDR-03", choices, scene, world, Situation.ALL, FlowCases::labels);
    }

    private static void labels(Situation s) {
        String kind = s.kind("flows", "addresses", "ports", "equal-ports");
        boolean hasPorts = !kind.equals("addresses");
        if (hasPorts && !"hash".equals(s.world().option("flowLabel"))) {
            return; // the ports do not count, or nothing does
        }
        if (kind.equals("equal-ports") && bitsInRange(s) < 2) {
            return; // the customer edge has no four ports side by side
        }
        Protocol protocol = s.pick(Stage.HEADERS, Protocol.UDP, Protocol.TCP);
        s.build().in("protocol", protocol.text());
        for (int round = 0; round < 2; round++) {
            for (int flow = 0; flow < FLOWS; flow++) {
                Flow ends = flow(s, kind, flow);
                byte[] packet = packet(s, protocol, ends, 64 - round, 8 + 5 * round);
                s.send(Side.IPV4, packet, packets(s.entered().flow(Integer.toString(flow))));
            }
        }
    }

    /** The number of bits of j in a port: ports that differ in these only have one owner (RFC 7597 section 5.1). */
    private static int bitsInRange(Situation s) {
        return s.ce().isShared()
                ? 16 - s.site().rule().offset() - s.site().rule().psidBits()
                : 16;
    }

    private static Flow flow(Situation s, String kind, int number) {
        Flow toCe = toCe(s, kind, number);
        return s.isEdge()
                ? new Flow(
                        /* source= */ toCe.destination(),
                        /* sourcePort= */ toCe.destinationPort(),
                        /* destination= */ toCe.source(),
                        /* destinationPort= */ toCe.sourcePort(),
                        toCe.identifier())
                : toCe;
    }

    private static Flow toCe(Situation s, String kind, int number) {
        Flow first = s.toCe();
        int address = s.ce().address();
        return switch (kind) {
            case "addresses" -> new Flow(s.host() ^ number, 53, address, s.ce().port(), 0);
            case "ports" -> new Flow(first.source(), 53 + number, address, s.ce().port(), 0);
            default -> {
                int port = (s.ce().port() & ~3) | number;
                yield new Flow(first.source(), port, address, port, 0);
            }
        };
    }

    private static byte[] packet(Situation s, Protocol protocol, Flow flow, int ttl, int octets) {
        Ipv4PacketBuilder packet = s.udp(flow, octets).timeToLive(ttl);
        return (protocol == Protocol.TCP ? packet.tcp(flow.sourcePort(), flow.destinationPort()) : packet).octets();
    }
}
