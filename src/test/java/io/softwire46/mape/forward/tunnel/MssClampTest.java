package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.DONT_FRAGMENT;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.ReceivedParts;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Placement;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The TCP maximum segment size is lowered in both directions of both nodes: RFC 7597 section 8.3, RFC 9293 section 3.7.1. */
class MssClampTest {
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;
    private static final int ACK = 0x10;
    private static final ForwardingOptions CLAMP = OPTIONS.with(ForwardingOption.TCP_MSS, OptionalInt.of(1400));

    private final Forwarder relay = Nodes.relay(CLAMP, RULE);
    private final Forwarder edge = Nodes.edge(Nodes.domain(CLAMP, BR, RULE), "2001:db8:12:3400::/56");

    /** A segment that announces an MSS, with a correct checksum (RFC 9293 section 3.1). */
    private static byte[] segment(
            String from, int fromPort, String to, int toPort, int flags, int mss, int ipv4Flags, int data) {
        byte[] tcp = Bytes.concat(
                Bytes.hex("0000 0000 11223344 55667788 7000 ffff 0000 0000 0204 0000 01010402"), Bytes.counting(data));
        Bytes.put16(tcp, 0, fromPort);
        Bytes.put16(tcp, 2, toPort);
        tcp[13] = (byte) flags;
        Bytes.put16(tcp, 22, mss);
        byte[] pseudo = {0, 6, (byte) (tcp.length >>> 8), (byte) tcp.length};
        Bytes.put16(tcp, 16, Bytes.checksum(Bytes.concat(Bytes.address(from), Bytes.address(to), pseudo, tcp)));
        return ipv4(from, to).flagsOffset(ipv4Flags).payload(6, tcp).octets();
    }

    private static byte[] toCe(int flags, int mss) {
        return segment(HOST, 80, CE_ADDRESS, CE_PORT, flags, mss, DONT_FRAGMENT, 0);
    }

    private static byte[] fromCe(int flags, int mss) {
        return segment(CE_ADDRESS, CE_PORT, HOST, 80, flags, mss, DONT_FRAGMENT, 0);
    }

    private static void assertSame(byte[] expected, byte[] actual) {
        assertEquals(Bytes.hex(expected), Bytes.hex(actual));
    }

    @ParameterizedTest
    @CsvSource({"1460, 1400", "65535, 1400", "1401, 1400", "1400, 1400", "1399, 1399", "536, 536", "0, 0"})
    void everyDirectionOfBothNodes(int announced, int expected) {
        for (int flags : new int[] {SYN, SYN_ACK}) {
            byte[] down = Outcome.fromIpv4(relay, toCe(flags, announced)).only(Verdict.FORWARDED);
            assertSame(Nodes.oneHopLess(toCe(flags, expected)), Bytes.part(down, 40, down.length));
            byte[] left = Outcome.fromIpv6(
                            edge, ipv6(BR, CE).inner(toCe(flags, announced)).octets())
                    .only(Verdict.FORWARDED);
            assertSame(toCe(flags, expected), left);
            byte[] up = Outcome.fromIpv4(edge, fromCe(flags, announced)).only(Verdict.FORWARDED);
            assertSame(Nodes.oneHopLess(fromCe(flags, expected)), Bytes.part(up, 40, up.length));
            byte[] out = Outcome.fromIpv6(
                            relay, ipv6(CE, BR).inner(fromCe(flags, announced)).octets())
                    .only(Verdict.FORWARDED);
            assertSame(fromCe(flags, expected), out);
        }
        long clamped = announced > 1400 ? 4 : 0;
        assertEquals(clamped, relay.counters().packets(Event.MSS_CLAMPED));
        assertEquals(clamped, edge.counters().packets(Event.MSS_CLAMPED));
    }

    @Test
    void onlySynsAreTouched() {
        byte[] down = Outcome.fromIpv4(relay, toCe(ACK, 1460)).only(Verdict.FORWARDED);
        assertSame(Nodes.oneHopLess(toCe(ACK, 1460)), Bytes.part(down, 40, down.length));
    }

    @Test
    void withoutTheOptionNothingIsTouched() {
        Forwarder plain = Nodes.relay(OPTIONS, RULE);
        byte[] down = Outcome.fromIpv4(plain, toCe(SYN, 9000)).only(Verdict.FORWARDED);
        assertSame(Nodes.oneHopLess(toCe(SYN, 9000)), Bytes.part(down, 40, down.length));
    }

    @Test
    void fromCeToCeToo() {
        byte[] inner = segment(CE_ADDRESS, CE_PORT, "192.0.2.19", 1236, SYN, 1460, DONT_FRAGMENT, 0);
        byte[] lowered = segment(CE_ADDRESS, CE_PORT, "192.0.2.19", 1236, SYN, 1400, DONT_FRAGMENT, 0);
        byte[] left =
                Outcome.fromIpv6(relay, ipv6(CE, BR).inner(inner).octets()).only(Verdict.FORWARDED);
        assertSame(Nodes.oneHopLess(lowered), Bytes.part(left, 40, left.length));
        assertEquals(1, relay.counters().packets(Event.MSS_CLAMPED));
    }

    @Test
    void lowersFragmentedSyns() { // with data, as RFC 7413 allows
        byte[] big = segment(HOST, 80, CE_ADDRESS, CE_PORT, SYN, 1460, 0, 2000);
        byte[] lowered = Nodes.oneHopLess(segment(HOST, 80, CE_ADDRESS, CE_PORT, SYN, 1400, 0, 2000));
        byte[] whole = ReceivedParts.reassembleIpv6(Outcome.fromIpv4(relay, big).packets());
        assertSame(lowered, Bytes.part(whole, 40, whole.length));
        Forwarder inner = Nodes.relay(CLAMP.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER), RULE);
        assertSame(
                lowered,
                ReceivedParts.reassembleIpv4(Outcome.fromIpv4(inner, big).packets(), 40));
        Forwarder small = Nodes.relay(CLAMP.with(ForwardingOption.MTU_V4, 576), RULE);
        byte[] up = segment(CE_ADDRESS, CE_PORT, HOST, 80, SYN, 1460, 0, 1000);
        assertSame(
                segment(CE_ADDRESS, CE_PORT, HOST, 80, SYN, 1400, 0, 1000),
                ReceivedParts.reassembleIpv4(
                        Outcome.fromIpv6(small, ipv6(CE, BR).inner(up).octets()).packets(), 0));
    }

    @Test
    void droppedPacketIsNotClamped() { // and an error quotes it as received
        byte[] syn = toCe(SYN, 1460);
        BorderRelay node = Nodes.relay(CLAMP, RULE);
        assertArrayEquals(
                syn,
                Placement.HEAP_EXACT
                        .run(syn, 39, packet -> node.fromIpv4(packet, 0))
                        .octets());
        byte[] big = segment(HOST, 80, CE_ADDRESS, CE_PORT, SYN, 1460, DONT_FRAGMENT, 1500);
        byte[] sentError = Outcome.fromIpv4(relay, big).only(Verdict.DROP_TOO_BIG);
        assertSame(Bytes.part(big, 0, 548), Bytes.part(sentError, 28, 576));
        assertEquals(0, relay.counters().packets(Event.MSS_CLAMPED));
    }
}
