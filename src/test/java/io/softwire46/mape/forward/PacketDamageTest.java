package io.softwire46.mape.forward;

import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.testing.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.testing.Ipv6PacketBuilder.ipv6;

import io.softwire46.mape.testing.Bytes;
import io.softwire46.mape.testing.NaiveEdge;
import io.softwire46.mape.testing.NaiveOutcome;
import io.softwire46.mape.testing.NaiveRelay;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.wire.Packet;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Packets of every kind with every octet wrong in several ways, and cut at every length: no exception, no access outside of
 * the window, and the outcome of the model.
 */
class PacketDamageTest {
    private static final String FULL =
            "ipv6Prefix=2001:db8:9000::/40 ipv4Prefix=198.51.100.0/24 eaLength=8 format=rfc7597";
    private static final String PREFIX = "00100000000000010000110110111000000000000001001000110100";
    private static final ConfiguredDomain DOMAIN =
            Nodes.mesh(OPTIONS.with(ForwardingOption.ENCAPSULATION_LIMIT, 4), BR, RULE, FULL);

    private final BorderRelay relay = Nodes.relay(DOMAIN);
    private final NaiveRelay relayModel = new NaiveRelay(List.of(DOMAIN));
    private final CustomerEdge edge = Nodes.edge(DOMAIN, "2001:db8:12:3400::/56");
    private final NaiveEdge edgeModel = new NaiveEdge(DOMAIN, PREFIX);

    private static List<byte[]> between(String from, int fromPort, String to, int toPort) {
        byte[] quote = Bytes.part(
                ipv4(to, from).options("01010101").udp(toPort, fromPort).octets(), 0, 32);
        byte[] aboutEcho = Bytes.part(ipv4(to, from).icmpQuery(8, CE_PORT).octets(), 0, 28);
        return List.of(
                ipv4(from, to).typeOfService(0xb9).udp(fromPort, toPort).octets(),
                ipv4(from, to)
                        .options("07070400000000000000000000000000")
                        .tcp(fromPort, toPort)
                        .octets(),
                ipv4(from, to).icmpQuery(8, CE_PORT).octets(),
                ipv4(from, to).icmpError(3, 7, quote).octets(),
                ipv4(from, to).icmpError(11, aboutEcho).octets(),
                ipv4(from, to).payload(47, Bytes.counting(12)).octets());
    }

    private static void damage(
            byte[] packet,
            int innerAt,
            int headroom,
            Function<Packet, Verdict> path,
            Function<byte[], NaiveOutcome> model) {
        for (int cut = 0; cut <= packet.length; cut++) {
            hold(Bytes.part(packet, 0, cut), headroom, path, model);
        }
        for (int at = 0; at < packet.length; at++) {
            for (int value :
                    new int[] {packet[at] ^ 0xff, packet[at] ^ 1, packet[at] ^ 0x80, packet[at] + 1, packet[at] - 1, 0
                    }) {
                byte[] damaged = packet.clone();
                damaged[at] = (byte) value;
                hold(damaged, headroom, path, model);
                boolean insideHeader = at >= innerAt && at < innerAt + 4 * (packet[innerAt] & 15);
                if (insideHeader) {
                    hold(Bytes.withHeaderChecksum(damaged, innerAt), headroom, path, model);
                }
            }
        }
    }

    private static void hold(
            byte[] packet, int headroom, Function<Packet, Verdict> path, Function<byte[], NaiveOutcome> model) {
        NaiveOutcome expected = model.apply(packet);
        // exact, so that an access outside throws, and one of the others in turn
        Placement other = Placement.values()[1 + packet.length % (Placement.values().length - 1)];
        for (Placement placement : List.of(Placement.HEAP_EXACT, other)) {
            Placement.Result result = placement.run(packet, headroom, path);
            expected.assertSame(result.verdict().name(), result.octets(), Bytes.hex(packet));
        }
    }

    @Test
    void borderRelayFromIpv4() {
        for (byte[] packet : between(HOST, 80, CE_ADDRESS, CE_PORT)) {
            for (int headroom : new int[] {0, 48}) {
                damage(
                        packet,
                        0,
                        headroom,
                        p -> relay.fromIpv4(p, 0),
                        damaged -> relayModel.fromIpv4(damaged, headroom));
            }
        }
    }

    @Test
    void borderRelayFromIpv6() {
        for (byte[] inner : between(CE_ADDRESS, CE_PORT, HOST, 80)) {
            byte[] bare = ipv6(CE, BR).trafficClass(1).inner(inner).octets();
            damage(bare, 40, 0, p -> relay.fromIpv6(p, 0), damaged -> relayModel.fromIpv6(damaged, 0));
        }
        byte[] inner = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();
        byte[] extended = ipv6(CE, BR)
                .header(0, "0000010400000000")
                .header(60, "0000040104010100")
                .header(43, "0000000000000000")
                .header(51, "000100000000000000000000")
                .inner(inner)
                .octets();
        damage(extended, 40 + 36, 0, p -> relay.fromIpv6(p, 0), damaged -> relayModel.fromIpv6(damaged, 0));
        byte[] hairpin = ipv6(CE, BR)
                .inner(ipv4(CE_ADDRESS, "192.0.2.19").udp(CE_PORT, 1236).octets())
                .octets();
        damage(hairpin, 40, 8, p -> relay.fromIpv6(p, 0), damaged -> relayModel.fromIpv6(damaged, 8));
        damage(hairpin, 40, 0, p -> relay.fromIpv6(p, 0), damaged -> relayModel.fromIpv6(damaged, 0));
    }

    @Test
    void customerEdgeFromIpv4() {
        for (byte[] packet : between(CE_ADDRESS, CE_PORT, "192.0.2.19", 1236)) {
            for (int headroom : new int[] {0, 48}) {
                damage(packet, 0, headroom, p -> edge.fromIpv4(p, 0), damaged -> edgeModel.fromIpv4(damaged, headroom));
            }
        }
    }

    @Test
    void customerEdgeFromIpv6() {
        for (byte[] inner : between("192.0.2.19", 1236, CE_ADDRESS, CE_PORT)) {
            byte[] fromNeighbour = ipv6("2001:db8:13:3500:0:c000:213:35", CE)
                    .trafficClass(2)
                    .inner(inner)
                    .octets();
            damage(fromNeighbour, 40, 0, p -> edge.fromIpv6(p, 0), edgeModel::fromIpv6);
            byte[] fromRelay =
                    ipv6(BR, CE).header(60, "0000040104010100").inner(inner).octets();
            damage(fromRelay, 48, 0, p -> edge.fromIpv6(p, 0), edgeModel::fromIpv6);
        }
    }
}
