package io.softwire46.mape.forward;

import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.testing.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.testing.Ipv6PacketBuilder.ipv6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.testing.Allocation;
import io.softwire46.mape.testing.Bytes;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Packets of every verdict, heap and direct: not one octet is allocated. */
class ForwardAllocationTest {
    private static final int CALLS = 100_000;
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35";

    private static final ForwardingOptions OPTIONS = ForwardingOptions.defaults()
            .with(ForwardingOption.MTU_V4, 1000)
            .with(ForwardingOption.ENCAPSULATION_LIMIT, 4)
            .with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, true)
            .with(ForwardingOption.EGRESS_DSCP, EgressDscp.UNIFORM);

    private final BorderRelay relay = Nodes.relay(Nodes.domain(OPTIONS, BR, RULE));
    private final CustomerEdge edge = Nodes.edge(Nodes.mesh(OPTIONS, BR, RULE), "2001:db8:12:3400::/56");

    /** One path of one node. */
    private interface Path {
        Verdict apply(Packet packet, long nowNanos);
    }

    /** A packet in its buffer, to be put back before each call. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares cases
    private record Case(Path path, byte[] octets, ByteBuffer buffer, int headroom) {
        Verdict run(Packet packet) {
            buffer.put(headroom, octets);
            return path.apply(packet.attach(buffer, headroom, octets.length, headroom), 0);
        }
    }

    private final List<Case> cases = new ArrayList<>();

    private void add(Path path, byte[] octets) {
        add(path, octets, 48);
    }

    private void add(Path path, byte[] octets, int headroom) {
        cases.add(new Case(path, octets, ByteBuffer.allocate(octets.length + headroom), headroom));
        cases.add(new Case(path, octets, ByteBuffer.allocateDirect(octets.length + headroom), headroom));
    }

    private static byte[] changed(byte[] packet, int at, int value) {
        byte[] copy = packet.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private void intoTheTunnel(Path path, String from, int fromPort, String to, int toPort) {
        byte[] good = ipv4(from, to).udp(fromPort, toPort).octets();
        byte[] quote = Bytes.part(ipv4(to, from).udp(toPort, fromPort).octets(), 0, 28);
        add(path, good);
        add(path, good, 9);
        add(path, ipv4(from, to).options("01010101").tcp(fromPort, toPort).octets());
        add(path, ipv4(from, to).icmpQuery(8, CE_PORT).octets());
        add(path, ipv4(from, to).icmpError(3, quote).octets());
        add(path, ipv4(from, to).icmpError(3, Bytes.part(quote, 0, 22)).octets());
        add(path, ipv4(from, to).payload(47, quote).octets());
        add(path, ipv4(from, to).flagsOffset(4).udp(fromPort, toPort).octets());
        add(path, ipv4(from, to).timeToLive(1).udp(fromPort, toPort).octets());
        add(path, ipv4(from, to).udp(fromPort, toPort, 1500).octets());
        add(path, ipv4(from, to).udp(80, 80).octets());
        add(path, ipv4(from, "224.0.0.1").udp(fromPort, toPort).octets());
        add(path, ipv4("127.0.0.1", to).udp(fromPort, toPort).octets());
        add(path, Bytes.part(good, 0, 25));
        add(path, changed(good, 0, 0x44));
        add(path, changed(good, 10, 1));
    }

    private void outOfTheTunnel(
            Path path, String outer, String from, int fromPort, String node, String to, int toPort) {
        byte[] inner = ipv4(from, to).typeOfService(1).udp(fromPort, toPort).octets();
        byte[] good = ipv6(outer, node).inner(inner).octets();
        add(path, good, 0);
        add(
                path,
                ipv6(outer, node)
                        .trafficClass(0xbb)
                        .header(60, "0000040104010100")
                        .inner(inner)
                        .octets(),
                0);
        add(
                path,
                ipv6(outer, node)
                        .trafficClass(3)
                        .inner(ipv4(from, to).udp(fromPort, toPort).octets())
                        .octets());
        add(path, ipv6("2001:db9::1", node).inner(inner).octets());
        add(path, ipv6(node, node).inner(inner).octets());
        add(path, ipv6(outer, "2001:db9::1").inner(inner).octets());
        add(
                path,
                ipv6(outer, node)
                        .inner(ipv4(from, "224.0.0.1").udp(fromPort, toPort).octets())
                        .octets());
        add(
                path,
                ipv6(outer, node)
                        .inner(ipv4(from, to).udp(fromPort, toPort, 1500).octets())
                        .octets());
        add(
                path,
                ipv6(outer, node)
                        .inner(ipv4(from, to).udp(fromPort + 4, toPort + 4).octets())
                        .octets());
        add(
                path,
                ipv6(outer, node)
                        .inner(ipv4(from, to).payload(47, inner).octets())
                        .octets());
        add(
                path,
                ipv6(outer, node)
                        .inner(ipv4(from, to)
                                .flagsOffset(4)
                                .udp(fromPort, toPort)
                                .octets())
                        .octets());
        add(
                path,
                ipv6(outer, node)
                        .inner(ipv4(from, to)
                                .timeToLive(1)
                                .udp(fromPort, toPort)
                                .octets())
                        .octets());
        add(path, ipv6(outer, node).inner(changed(inner, 10, 1)).octets());
        add(path, ipv6(outer, node).header(43, "0000000100000000").inner(inner).octets());
        add(path, ipv6(outer, node).header(44, "0000000100000000").inner(inner).octets());
        add(path, ipv6(outer, node).payload(58, inner).octets());
        add(path, ipv6(outer, node).payload(58, Bytes.hex("8000000000010001")).octets());
        add(path, ipv6(outer, node).payload(59, inner).octets());
        add(path, Bytes.part(good, 0, 45));
        add(path, changed(good, 0, 0x50));
    }

    @Test
    void noVerdictAllocates() {
        intoTheTunnel(relay::fromIpv4, HOST, 80, CE_ADDRESS, CE_PORT);
        intoTheTunnel(edge::fromIpv4, CE_ADDRESS, CE_PORT, "192.0.2.19", 1236);
        intoTheTunnel(edge::fromIpv4, CE_ADDRESS, CE_PORT, CE_ADDRESS, CE_PORT);
        outOfTheTunnel(relay::fromIpv6, CE, CE_ADDRESS, CE_PORT, BR, HOST, 80);
        outOfTheTunnel(relay::fromIpv6, CE, CE_ADDRESS, CE_PORT, BR, "192.0.2.19", 1236);
        outOfTheTunnel(edge::fromIpv6, NEIGHBOUR, "192.0.2.19", 1236, CE, CE_ADDRESS, CE_PORT);
        Packet packet = new Packet();
        Set<Verdict> seen = EnumSet.noneOf(Verdict.class);
        cases.forEach(each -> seen.add(each.run(packet)));
        assertEquals(EnumSet.allOf(Verdict.class), seen, "every verdict has its packet");

        Case[] all = cases.toArray(Case[]::new);
        assertEquals(0, Allocation.least(() -> call(all, packet)));
    }

    private static void call(Case[] cases, Packet packet) {
        int next = 0;
        for (int i = 0; i < CALLS; i++) {
            cases[next].run(packet);
            next = next + 1 == cases.length ? 0 : next + 1;
        }
    }
}
