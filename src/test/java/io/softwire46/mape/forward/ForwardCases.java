package io.softwire46.mape.forward;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.MORE_FRAGMENTS;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OTHER_BR;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.EgressDscp;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.tunnel.FragmentCases;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Packets that cause every verdict and every kind of further output, at border relays and customer edges. */
public final class ForwardCases {
    /** A packet for a node. */
    @SuppressWarnings("ArrayRecordComponent") // cases are not compared
    public record Case(Forwarder node, boolean ipv4, byte[] octets, int headroom) {}

    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35";
    private static final String NEIGHBOUR_ADDRESS = "192.0.2.19";
    private static final String ROUTER = "2001:db9:aaaa::7";

    private static final ForwardingOptions OPTIONS = ForwardingOptions.defaults()
            .with(ForwardingOption.MTU_V6, 1320)
            .with(ForwardingOption.MTU_V4, 1000)
            .with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, true)
            .with(ForwardingOption.EGRESS_DSCP, EgressDscp.UNIFORM)
            .with(ForwardingOption.TCP_MSS, OptionalInt.of(1200))
            .with(ForwardingOption.DYNAMIC_PMTU, true)
            .with(ForwardingOption.ICMPV4_NO_MAPPING_ERRORS, true)
            .with(ForwardingOption.ICMPV4_PROTOCOL_ERRORS, true)
            .with(ForwardingOption.ICMPV6_SOURCE_CHECK_ERRORS, true)
            .with(ForwardingOption.ICMP_ERRORS_PER_SECOND, 1_000_000)
            .with(ForwardingOption.ICMP_ERROR_BURST, 1_000_000);

    private static final ForwardingOptions LIMITED = OPTIONS.with(
                    ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(4))
            .with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER)
            .with(ForwardingOption.TRAFFIC_CLASS, 10);

    /** Nodes with most options off: no reassembly, no port caches, no errors, no replies, no fragmentation. */
    private static final ForwardingOptions QUIET = OPTIONS.with(ForwardingOption.FRAGMENTATION, Fragmentation.DROP)
            .with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE)
            .with(ForwardingOption.V6_REASSEMBLY, false)
            .with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.DROP)
            .with(ForwardingOption.ECHO_REPLY, false)
            .with(ForwardingOption.ANYCAST, true)
            .with(ForwardingOption.ICMP_ERROR_BURST, 0);

    private final List<Case> cases = new ArrayList<>();

    private ForwardCases() {}

    static List<Case> all() {
        ForwardCases all = new ForwardCases();
        for (ForwardingOptions options : List.of(OPTIONS, LIMITED, QUIET)) {
            all.atRelay(Nodes.relay(Nodes.domain(options, BR + " " + OTHER_BR, RULE)));
            all.atEdge(Nodes.edge(Nodes.mesh(options, BR, RULE), "2001:db8:12:3400::/56"));
        }
        all.cases.addAll(FragmentCases.all());
        return all.cases;
    }

    private void atRelay(Forwarder node) {
        intoTheTunnel(node, HOST, 80, CE_ADDRESS, CE_PORT);
        outOfTheTunnel(node, CE, CE_ADDRESS, CE_PORT, BR, HOST, 80);
        outOfTheTunnel(node, CE, CE_ADDRESS, CE_PORT, BR, NEIGHBOUR_ADDRESS, 1236);
        control(
                node,
                BR,
                CE,
                ipv4(HOST, CE_ADDRESS)
                        .flagsOffset(DONT_FRAGMENT)
                        .udp(80, CE_PORT, 1300)
                        .octets());
        control(
                node,
                BR,
                NEIGHBOUR,
                ipv4(CE_ADDRESS, NEIGHBOUR_ADDRESS).udp(CE_PORT, 1236).octets());
        ipv6Case(node, ipv6(OTHER_BR, BR).payload(17, new byte[9]).octets());
    }

    private void atEdge(Forwarder node) {
        intoTheTunnel(node, CE_ADDRESS, CE_PORT, NEIGHBOUR_ADDRESS, 1236);
        intoTheTunnel(node, CE_ADDRESS, CE_PORT, HOST, 80);
        intoTheTunnel(node, CE_ADDRESS, CE_PORT, CE_ADDRESS, CE_PORT);
        outOfTheTunnel(node, BR, HOST, 80, CE, CE_ADDRESS, CE_PORT);
        outOfTheTunnel(node, NEIGHBOUR, NEIGHBOUR_ADDRESS, 1236, CE, CE_ADDRESS, CE_PORT);
        control(
                node,
                CE,
                BR,
                ipv4(CE_ADDRESS, HOST)
                        .flagsOffset(DONT_FRAGMENT)
                        .udp(CE_PORT, 80, 1300)
                        .octets());
    }

    private void ipv4Case(Forwarder node, byte[] octets) {
        cases.add(new Case(node, true, octets, 56));
    }

    private void ipv6Case(Forwarder node, byte[] octets) {
        cases.add(new Case(node, false, octets, 16));
    }

    private static byte[] changed(byte[] packet, int at, int value) {
        byte[] copy = packet.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static byte[] syn(String from, int fromPort, String to, int toPort) {
        byte[] tcp = Bytes.hex("0000 0000 11223344 55667788 6002 ffff 0000 0000 020405b4");
        Bytes.put16(tcp, 0, fromPort);
        Bytes.put16(tcp, 2, toPort);
        byte[] pseudo = {0, 6, 0, (byte) tcp.length};
        Bytes.put16(tcp, 16, Bytes.checksum(Bytes.concat(Bytes.address(from), Bytes.address(to), pseudo, tcp)));
        return ipv4(from, to).payload(6, tcp).octets();
    }

    private void intoTheTunnel(Forwarder node, String from, int fromPort, String to, int toPort) {
        byte[] good = ipv4(from, to).udp(fromPort, toPort).octets();
        byte[] quote = Bytes.part(ipv4(to, from).udp(toPort, fromPort).octets(), 0, 28);
        cases.add(new Case(node, true, good, 9));
        for (byte[] packet : new byte[][] {
            good,
            syn(from, fromPort, to, toPort),
            ipv4(from, to).options("01010101").tcp(fromPort, toPort).octets(),
            ipv4(from, to).icmpQuery(8, CE_PORT).octets(),
            ipv4(from, to).icmpError(3, quote).octets(),
            ipv4(from, to).icmpError(3, Bytes.part(quote, 0, 22)).octets(),
            ipv4(from, to).timeToLive(1).icmpError(3, quote).octets(),
            ipv4(from, to).payload(47, quote).octets(),
            ipv4(from, to).flagsOffset(MORE_FRAGMENTS).udp(fromPort, toPort, 16).octets(),
            ipv4(from, to).flagsOffset(4).udp(fromPort, toPort).octets(),
            ipv4(from, to).timeToLive(1).udp(fromPort, toPort).octets(),
            ipv4(from, to).udp(fromPort, toPort, 3000).octets(),
            ipv4(from, to).options("83090400").udp(fromPort, toPort, 3000).octets(),
            ipv4(from, to)
                    .flagsOffset(DONT_FRAGMENT)
                    .udp(fromPort, toPort, 3000)
                    .octets(),
            ipv4(from, to).udp(80, 81).octets(),
            ipv4(from, "224.0.0.1").udp(fromPort, toPort).octets(),
            ipv4("127.0.0.1", to).udp(fromPort, toPort).octets(),
            Bytes.part(good, 0, 25),
            changed(good, 0, 0x44),
            changed(good, 10, 1)
        }) {
            ipv4Case(node, packet);
        }
    }

    private void outOfTheTunnel(
            Forwarder node, String outer, String from, int fromPort, String self, String to, int toPort) {
        byte[] inner = ipv4(from, to).typeOfService(1).udp(fromPort, toPort).octets();
        byte[] good = ipv6(outer, self).inner(inner).octets();
        for (byte[] packet : new byte[][] {
            inner,
            syn(from, fromPort, to, toPort),
            ipv4(from, "224.0.0.1").udp(fromPort, toPort).octets(),
            ipv4("127.0.0.1", to).udp(fromPort, toPort).octets(),
            ipv4(from, to).udp(fromPort, toPort, 3000).octets(),
            ipv4(from, to)
                    .flagsOffset(DONT_FRAGMENT)
                    .udp(fromPort, toPort, 3000)
                    .octets(),
            ipv4(from, to).udp(fromPort + 4, toPort + 4).octets(),
            ipv4(from, to).payload(47, inner).octets(),
            ipv4(from, to).flagsOffset(MORE_FRAGMENTS).udp(fromPort, toPort, 16).octets(),
            ipv4(from, to).flagsOffset(4).udp(fromPort, toPort).octets(),
            ipv4(from, to).timeToLive(1).udp(fromPort, toPort).octets(),
            changed(inner, 10, 1),
            changed(inner, 0, 0x41)
        }) {
            ipv6Case(node, ipv6(outer, self).inner(packet).octets());
        }
        byte[] notEct = ipv4(from, to).udp(fromPort, toPort).octets();
        for (byte[] packet : new byte[][] {
            ipv6(outer, self)
                    .trafficClass(0xbb)
                    .header(60, "0000040104010100")
                    .inner(inner)
                    .octets(),
            ipv6(outer, self).trafficClass(3).inner(notEct).octets(),
            ipv6("2001:db9::1", self).inner(inner).octets(),
            ipv6("::", self).inner(inner).octets(),
            ipv6(self, self).inner(inner).octets(),
            ipv6(outer, "2001:db9::1").inner(inner).octets(),
            ipv6(outer, self).header(43, "0000000100000000").inner(inner).octets(),
            ipv6(outer, self).header(60, "00008a0400000000").inner(inner).octets(),
            ipv6(outer, self).header(44, "0000000100000000").inner(inner).octets(),
            ipv6(outer, self).header(44, "0000000000000000").inner(inner).octets(),
            ipv6(outer, self)
                    .header(44, "0000000000000000")
                    .header(60, "00008a0400000000")
                    .inner(inner)
                    .octets(),
            ipv6(outer, self).payload(17, inner).octets(),
            ipv6(outer, self).payload(59, inner).octets(),
            Bytes.part(good, 0, 45),
            changed(good, 0, 0x50)
        }) {
            ipv6Case(node, packet);
        }
        cases.add(new Case(node, false, good, 0));
    }

    /** ICMPv6 to the node: echo requests, and errors about packets that it has sent. */
    private void control(Forwarder node, String self, String peer, byte[] inner) {
        byte[] whole = ipv6(self, peer).inner(inner).octets();
        byte[] quote = Bytes.part(whole, 0, Math.min(1232, whole.length));
        byte[] martian = ipv6(self, peer)
                .inner(Bytes.withHeaderChecksum(changed(inner, 12, 127), 0))
                .octets();
        byte[] later = ipv6(self, peer)
                .inner(Bytes.withHeaderChecksum(changed(inner, 7, 185), 0))
                .octets();
        byte[] unreachable = icmpv6(ROUTER, self, 64, 1, 0, 0, quote);
        for (byte[] packet : new byte[][] {
            icmpv6(ROUTER, self, 64, 128, 0, 1, new byte[40]),
            changed(icmpv6(ROUTER, self, 64, 128, 0, 1, new byte[40]), 42, 1),
            icmpv6(ROUTER, self, 64, 128, 0, 1, new byte[3000]),
            icmpv6("::1", self, 64, 128, 0, 1, new byte[40]),
            icmpv6("ff02::1", self, 64, 128, 0, 1, new byte[40]),
            icmpv6(ROUTER, self, 64, 135, 0, 0, new byte[20]),
            unreachable,
            changed(unreachable, 60, 1),
            icmpv6(ROUTER, self, 64, 2, 0, 1300, quote),
            icmpv6(ROUTER, self, 64, 2, 0, 1300, Bytes.part(later, 0, Math.min(1232, later.length))),
            icmpv6(ROUTER, self, 64, 2, 0, 1279, quote),
            icmpv6(ROUTER, self, 64, 1, 0, 0, Bytes.part(quote, 0, 60)),
            icmpv6(ROUTER, self, 64, 1, 0, 0, ipv6(self, ROUTER).inner(inner).octets()),
            icmpv6(ROUTER, self, 64, 1, 0, 0, Bytes.part(martian, 0, Math.min(1232, martian.length))),
            icmpv6(ROUTER, self, 64, 3, 1, 0, quote)
        }) {
            ipv6Case(node, packet);
        }
    }
}
