package io.softwire46.mape.forward;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;

import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.draw.OptionsDraw;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveEdge;
import io.softwire46.mape.conformance.model.NaiveIcmp;
import io.softwire46.mape.conformance.model.NaiveOutcome;
import io.softwire46.mape.conformance.model.NaiveRelay;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.ModelAssertions;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.wire.Packet;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Packets of every kind, with each octet changed in several ways, and truncated to every length: no exception, no access outside
 * of the window, and the outcome of the model.
 */
class PacketDamageTest {
    private static final String FULL =
            "ipv6Prefix=2001:db8:9000::/40 ipv4Prefix=198.51.100.0/24 eaLength=8 format=rfc7597";
    private static final String PREFIX = "00100000000000010000110110111000000000000001001000110100";

    /** All errors enabled, without a rate limit. */
    private static final ForwardingOptions TALKATIVE = OptionsDraw.withoutReassembly(OPTIONS)
            .with(ForwardingOption.ENCAPSULATION_LIMIT, 0)
            .with(ForwardingOption.TCP_MSS, 1000)
            .with(ForwardingOption.MTU_V6, 1280)
            .with(ForwardingOption.MTU_V4, 1000)
            .with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, true)
            .with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true)
            .with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, true)
            .with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true)
            .with(ForwardingOption.DYNAMIC_PMTU, true)
            .with(ForwardingOption.ICMP_ERROR_BURST, 1_000_000);

    private static final ConfiguredDomain DOMAIN = Nodes.mesh(TALKATIVE, BR, RULE, FULL);

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
            Placement.Further further,
            Function<byte[], NaiveOutcome> model) {
        for (int truncated = 0; truncated <= packet.length; truncated++) {
            hold(Bytes.part(packet, 0, truncated), headroom, path, further, model);
        }
        for (int at = 0; at < packet.length; at++) {
            for (int value :
                    new int[] {packet[at] ^ 0xff, packet[at] ^ 1, packet[at] ^ 0x80, packet[at] + 1, packet[at] - 1, 0
                    }) {
                byte[] damaged = packet.clone();
                damaged[at] = (byte) value;
                hold(damaged, headroom, path, further, model);
                boolean insideHeader = at >= innerAt && at < innerAt + 4 * (packet[innerAt] & 15);
                if (insideHeader) {
                    hold(Bytes.withHeaderChecksum(damaged, innerAt), headroom, path, further, model);
                }
            }
        }
    }

    private static void hold(
            byte[] packet,
            int headroom,
            Function<Packet, Verdict> path,
            Placement.Further further,
            Function<byte[], NaiveOutcome> model) {
        NaiveOutcome expected = model.apply(packet);
        // exact, so that an access outside throws, and one of the others in turn
        Placement other = Placement.ALL.get(1 + packet.length % (Placement.ALL.size() - 1));
        for (Placement placement : List.of(Placement.HEAP_EXACT, other)) {
            Placement.Result result = placement.run(packet, headroom, path, further);
            ModelAssertions.assertSame(expected, result.verdict().name(), result.outputs(), packet);
        }
    }

    private void toRelay4(byte[] packet, int headroom) {
        damage(
                packet,
                0,
                headroom,
                p -> relay.fromIpv4(p, 0),
                Nodes.further(relay),
                damaged -> relayModel.fromIpv4(damaged, headroom, 0));
    }

    private void toRelay6(byte[] packet, int innerAt, int headroom) {
        damage(
                packet,
                innerAt,
                headroom,
                p -> relay.fromIpv6(p, 0),
                Nodes.further(relay),
                damaged -> relayModel.fromIpv6(damaged, headroom, 0));
    }

    private void toEdge4(byte[] packet, int headroom) {
        damage(
                packet,
                0,
                headroom,
                p -> edge.fromIpv4(p, 0),
                Nodes.further(edge),
                damaged -> edgeModel.fromIpv4(damaged, headroom, 0));
    }

    private void toEdge6(byte[] packet, int innerAt) {
        damage(
                packet,
                innerAt,
                0,
                p -> edge.fromIpv6(p, 0),
                Nodes.further(edge),
                damaged -> edgeModel.fromIpv6(damaged, 0, 0));
    }

    @Test
    void borderRelayFromIpv4() {
        for (byte[] packet : between(HOST, 80, CE_ADDRESS, CE_PORT)) {
            for (int headroom : new int[] {0, 48}) {
                toRelay4(packet, headroom);
            }
        }
    }

    @Test
    void borderRelayFromIpv6() {
        for (byte[] inner : between(CE_ADDRESS, CE_PORT, HOST, 80)) {
            toRelay6(ipv6(CE, BR).trafficClass(1).inner(inner).octets(), 40, 0);
        }
        byte[] inner = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80).octets();
        byte[] extended = ipv6(CE, BR)
                .header(0, "0000010400000000")
                .header(60, "0000040104010100")
                .header(43, "0000000000000000")
                .header(51, "000100000000000000000000")
                .inner(inner)
                .octets();
        toRelay6(extended, 40 + 36, 0);
        byte[] hairpin = ipv6(CE, BR)
                .inner(ipv4(CE_ADDRESS, "192.0.2.19").udp(CE_PORT, 1236).octets())
                .octets();
        toRelay6(hairpin, 40, 8);
        toRelay6(hairpin, 40, 0);
    }

    /** Truncated at both ends: for every hundredth octet, since most octets are data. */
    @Test
    void fragmentingBorderRelay() {
        for (String options : List.of("", "8304000007040000")) {
            byte[] down = ipv4(HOST, CE_ADDRESS)
                    .options(options)
                    .udp(80, CE_PORT, 1250)
                    .octets();
            byte[] inner = ipv4(CE_ADDRESS, HOST)
                    .options(options)
                    .udp(CE_PORT, 80, 1250)
                    .octets();
            byte[] up = ipv6(CE, BR).inner(inner).octets();
            for (int at = 0; at < down.length; at += at < 44 ? 1 : 100) {
                byte[] damagedDown = down.clone();
                damagedDown[at] ^= 0x41;
                hold(
                        Bytes.withHeaderChecksum(damagedDown, 0),
                        56,
                        p -> relay.fromIpv4(p, 0),
                        Nodes.further(relay),
                        damaged -> relayModel.fromIpv4(damaged, 56, 0));
                byte[] damagedUp = up.clone();
                damagedUp[40 + at] ^= 0x41;
                hold(
                        Bytes.withHeaderChecksum(damagedUp, 40),
                        0,
                        p -> relay.fromIpv6(p, 0),
                        Nodes.further(relay),
                        damaged -> relayModel.fromIpv6(damaged, 0, 0));
            }
        }
    }

    /** An error about a tunnel packet with an option; its inner packet starts at 40 + 8 + 40 + 8. */
    private static byte[] error(int type, long word, String source, String destination, byte[] inner) {
        byte[] quote = ipv6(source, destination)
                .header(60, "0000040100010100")
                .inner(inner)
                .octets();
        return NaiveIcmp.packetV6(
                Bytes.address("2001:db8:aaaa::7"),
                Bytes.address(source),
                0,
                64,
                NaiveIcmp.message(type, 0, word, quote));
    }

    private static byte[] withIcmpv6Checksum(byte[] packet) {
        byte[] message = Bytes.part(packet, 40, packet.length);
        return Bytes.concat(
                Bytes.part(packet, 0, 40),
                Bytes.part(
                        NaiveIcmp.packetV6(Bytes.part(packet, 8, 24), Bytes.part(packet, 24, 40), 0, 0, message),
                        40,
                        packet.length));
    }

    @Test
    void messagesToTheBorderRelay() {
        byte[] inner =
                ipv4(HOST, CE_ADDRESS).flagsOffset(0x4000).udp(80, CE_PORT, 20).octets();
        byte[] echo = NaiveIcmp.packetV6(
                Bytes.address(CE), Bytes.address(BR), 0xff, 9, NaiveIcmp.message(128, 0, 7, Bytes.counting(11)));
        List<byte[]> packets =
                List.of(echo, error(1, 0, BR, CE, inner), error(2, 1300, BR, CE, inner), error(4, 44, BR, CE, inner));
        for (byte[] packet : packets) {
            toRelay6(packet, 96, 0);
            for (int at = 40; at < packet.length; at++) {
                byte[] damaged = packet.clone();
                damaged[at] ^= 0x05;
                for (byte[] each : List.of(damaged, Bytes.withHeaderChecksum(damaged, 96))) {
                    byte[] summed = withIcmpv6Checksum(each);
                    hold(
                            summed,
                            0,
                            p -> relay.fromIpv6(p, 0),
                            Nodes.further(relay),
                            given -> relayModel.fromIpv6(given, 0, 0));
                }
            }
        }
    }

    @Test
    void customerEdgeFromIpv4() {
        for (byte[] packet : between(CE_ADDRESS, CE_PORT, "192.0.2.19", 1236)) {
            for (int headroom : new int[] {0, 48}) {
                toEdge4(packet, headroom);
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
            toEdge6(fromNeighbour, 40);
            byte[] fromRelay =
                    ipv6(BR, CE).header(60, "0000040104010100").inner(inner).octets();
            toEdge6(fromRelay, 48);
        }
    }

    @Test
    void messagesToTheCustomerEdge() {
        byte[] inner =
                ipv4(CE_ADDRESS, HOST).flagsOffset(0x4000).udp(CE_PORT, 80, 20).octets();
        byte[] echo = NaiveIcmp.packetV6(
                Bytes.address(BR), Bytes.address(CE), 0xff, 9, NaiveIcmp.message(128, 0, 7, Bytes.counting(11)));
        for (byte[] packet :
                List.of(echo, error(3, 0, CE, BR, inner), error(2, 1300, CE, BR, inner), error(4, 44, CE, BR, inner))) {
            toEdge6(packet, 96);
            for (int at = 40; at < packet.length; at++) {
                byte[] damaged = packet.clone();
                damaged[at] ^= 0x05;
                for (byte[] each : List.of(damaged, Bytes.withHeaderChecksum(damaged, 96))) {
                    hold(
                            withIcmpv6Checksum(each),
                            0,
                            p -> edge.fromIpv6(p, 0),
                            Nodes.further(edge),
                            given -> edgeModel.fromIpv6(given, 0, 0));
                }
            }
        }
    }
}
