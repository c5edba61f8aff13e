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
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.counter.CounterSnapshot;
import io.softwire46.mape.forward.counter.Counters;
import io.softwire46.mape.forward.counter.Direction;
import io.softwire46.mape.forward.counter.SoftwireStatistic;
import io.softwire46.mape.forward.counter.SoftwireStatistic.Group;
import io.softwire46.mape.forward.counter.TrafficStatistic;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The counters of Junos and of RFC 8676 after a few packets, compared with sums by hand. */
class StatisticsTest {
    private static final ForwardingOptions NO_FRAGMENTS =
            OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.NONE).with(ForwardingOption.V6_REASSEMBLY, false);

    private static byte[] up(byte[] inner) {
        return ipv6(CE, BR).inner(inner).octets();
    }

    /** The packets, each with its contribution. */
    private static CounterSnapshot counters() {
        Forwarder node = Nodes.relay(NO_FRAGMENTS, RULE);
        byte[] quote = Bytes.part(ipv4(HOST, "203.0.113.9").udp(80, CE_PORT).octets(), 0, 28);
        // from IPv4: received octets, then sent octets
        v4(node, Verdict.FORWARDED, ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 72)); // 100; IPv6 140
        v4(node, Verdict.FORWARDED, ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 1472)); // 1500; IPv6 1496, 100
        v4(
                node,
                Verdict.DROP_TOO_BIG,
                ipv4(HOST, CE_ADDRESS).flagsOffset(DONT_FRAGMENT).udp(80, CE_PORT, 1572)); // 1600; IPv4 576
        v4(node, Verdict.DROP_TTL_EXPIRED, ipv4(HOST, CE_ADDRESS).timeToLive(1).udp(80, CE_PORT, 22)); // 50; IPv4 78
        v4(node, Verdict.DROP_ICMP_BAD_QUOTE, ipv4(HOST, CE_ADDRESS).icmpError(3, quote)); // 56
        v4(
                node,
                Verdict.DROP_FRAGMENT_IPV4,
                ipv4(HOST, CE_ADDRESS).flagsOffset(MORE_FRAGMENTS).payload(17, new byte[80])); // 100
        v4(node, Verdict.DROP_UNASSIGNED_PORT, ipv4(HOST, CE_ADDRESS).udp(80, 80, 12)); // 40
        v4(node, Verdict.NOT_MAP, ipv4(HOST, "198.51.100.1").udp(80, 80, 2)); // 30
        // from IPv6
        v6(
                node,
                Verdict.FORWARDED,
                up(ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 32).octets())); // 100; IPv4 60
        v6(
                node,
                Verdict.FORWARDED,
                up(ipv4(CE_ADDRESS, "192.0.2.19").udp(CE_PORT, 1236, 42).octets())); // 110; IPv6 110
        v6(
                node,
                Verdict.DROP_SPOOFED,
                up(ipv4(CE_ADDRESS, HOST).udp(1236, 80, 22).octets())); // 90
        v6(
                node,
                Verdict.DROP_ICMP_BAD_QUOTE,
                up(ipv4(CE_ADDRESS, HOST).icmpError(3, quote).octets())); // 96
        v6(
                node,
                Verdict.DROP_UNSUPPORTED_NEXT_HEADER,
                ipv6(CE, BR).payload(17, new byte[20]).octets()); // 60; IPv6 108
        v6(
                node,
                Verdict.DROP_UNSUPPORTED_PROTOCOL,
                up(ipv4(CE_ADDRESS, HOST).payload(47, new byte[12]).octets())); // 72
        v6(
                node,
                Verdict.DROP_FRAGMENT_IPV6,
                ipv6(CE, BR).header(44, "0000000112345678").inner(new byte[16]).octets()); // 64
        v6(node, Verdict.REPLIED, icmpv6(CE, BR, 64, 128, 0, 1, new byte[2])); // 50; IPv6 50
        v6(node, Verdict.DROP_ICMPV6, icmpv6(CE, BR, 64, 135, 0, 0, new byte[16])); // 64
        v6(node, Verdict.DROP_ICMPV6_BAD_QUOTE, icmpv6("2001:db9::1", BR, 64, 1, 0, 0, new byte[2])); // 50
        byte[] inner = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 0).octets();
        v6(
                node,
                Verdict.RELAYED,
                icmpv6("2001:db9::1", BR, 64, 1, 0, 0, ipv6(BR, CE).inner(inner).octets())); // 116; IPv4 56
        return node.counters().snapshot();
    }

    private static void v4(Forwarder node, Verdict verdict, Ipv4PacketBuilder packet) {
        assertEquals(verdict, Outcome.fromIpv4(node, packet.octets()).verdict());
    }

    private static void v6(Forwarder node, Verdict verdict, byte[] packet) {
        assertEquals(verdict, Outcome.fromIpv6(node, packet).verdict());
    }

    @Test
    void junosLines() {
        CounterSnapshot counters = counters();
        StringBuilder text = new StringBuilder();
        for (SoftwireStatistic line : SoftwireStatistic.values()) {
            text.append(line.label()).append(' ').append(line.packets(counters));
            text.append(line.group() == Group.CONTROL_PLANE ? "" : " " + line.octets(counters))
                    .append('\n');
        }
        assertEquals("""
                MAPE ICMPv6 echo requests to softwire concentrator 1
                MAPE ICMPv6 echo responses from softwire concentrator 1
                MAPE Dropped ICMPv6 packets to softwire concentrator 2
                MAPE decaps 2 130
                MAPE ICMP decap errors 1 96
                MAPE decap spoof errors 1 90
                MAPE v6 reassembled 0 0
                MAPE dropped v6 fragments 1 64
                MAPE v6 unsupp protocol drops 2 132
                MAPE encaps 2 1600
                MAPE ICMP encap errors 1 56
                MAPE v6 mtu errors 1 1600
                MAPE v4 reassembled 0 0
                MAPE dropped v4 fragments 1 100
                """, text.toString());
    }

    @Test
    void junosHeadings() {
        assertEquals(
                List.of(
                        "Control Plane Statistics",
                        "Data Plane Statistics (v6-to-v4)",
                        "Data Plane Statistics (v4-to-v6)"),
                Arrays.stream(Group.values()).map(Group::title).toList());
        assertEquals(
                List.of(3L, 6L, 5L),
                Arrays.stream(Group.values())
                        .map(group -> Arrays.stream(SoftwireStatistic.values())
                                .filter(line -> line.group() == group)
                                .count())
                        .toList());
    }

    @Test
    void rfc8676Leaves() {
        Map<String, Long> expected = new TreeMap<>();
        // 576 + 78 + 60 + 56
        put(expected, "sent-ipv4", 4, 770);
        // 140 + 1496 + 100 + 110 + 108 + 50
        put(expected, "sent-ipv6", 6, 2004);
        // 100 + 1500 + 1600 + 50 + 56 + 100 + 40 + 30
        put(expected, "rcvd-ipv4", 8, 3476);
        // 100 + 110 + 90 + 96 + 60 + 72 + 64 + 50 + 64 + 50 + 116
        put(expected, "rcvd-ipv6", 11, 872);
        // 1600 + 50 + 56 + 100 + 40
        put(expected, "dropped-ipv4", 5, 1846);
        // 90 + 96 + 60 + 72 + 64 + 64 + 50
        put(expected, "dropped-ipv6", 7, 496);
        expected.put("dropped-ipv4-fragments", 1L);
        expected.put("dropped-ipv4-fragment-bytes", 100L);
        expected.put("ipv6-fragments-reassembled", 0L);
        expected.put("ipv6-fragments-bytes-reassembled", 0L);
        // 576 + 78 + 56
        put(expected, "out-icmpv4-error", 3, 710);
        put(expected, "out-icmpv6-error", 1, 108);
        put(expected, "hairpin-ipv4", 1, 70);
        CounterSnapshot counters = counters();
        Map<String, Long> actual = new TreeMap<>();
        for (TrafficStatistic leaf : TrafficStatistic.values()) {
            actual.put(leaf.leaf(), leaf.value(counters));
        }
        assertEquals(expected, actual);
    }

    private static void put(Map<String, Long> leaves, String name, long packets, long octets) {
        leaves.put(name + "-packets", packets);
        leaves.put(name + "-bytes", octets);
    }

    @Test
    void anEchoRequestToANodeThatDoesNotAnswerIsARequestAllTheSame() {
        Forwarder node = Nodes.relay(OPTIONS.with(ForwardingOption.ECHO_REPLY, false), RULE);
        Outcome.fromIpv6(node, icmpv6(CE, BR, 64, 128, 0, 1, new byte[2]));
        CounterSnapshot counters = node.counters().snapshot();
        assertEquals(1, SoftwireStatistic.ECHO_REQUESTS.packets(counters));
        assertEquals(0, SoftwireStatistic.ECHO_RESPONSES.packets(counters));
        assertEquals(0, SoftwireStatistic.DROPPED_ICMPV6.packets(counters));
    }

    @Test
    void everyDropOfIcmpv6IsInOneLine() {
        for (Verdict verdict : Verdict.values()) {
            Counters counters = new Counters();
            counters.count(Direction.V6_TO_V4, verdict, 70, 70);
            CounterSnapshot snapshot = counters.snapshot();
            boolean icmpv6 = verdict.name().startsWith("DROP_ICMPV6") && verdict != Verdict.DROP_ICMPV6_ECHO;
            assertEquals(icmpv6 ? 1 : 0, SoftwireStatistic.DROPPED_ICMPV6.packets(snapshot), verdict::name);
            assertEquals(
                    verdict.isDrop() ? 1 : 0, TrafficStatistic.DROPPED_IPV6_PACKETS.value(snapshot), verdict::name);
            assertEquals(1, TrafficStatistic.RCVD_IPV6_PACKETS.value(snapshot), verdict::name);
        }
    }
}
