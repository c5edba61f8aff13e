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
import static io.softwire46.mape.forward.tunnel.ErrorPackets.DUMMY;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.assertIcmpv4;
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv4;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.ReceivedParts;
import io.softwire46.mape.forward.counter.Verdict;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A node that accepts tunnel packets of at most 16 KiB, as Junos does, whatever the MTU of its links. */
class MaxPacketSizeTest {
    private static final ForwardingOptions LIMIT = OPTIONS.with(ForwardingOption.MAX_PACKET_SIZE, 16_384);
    private static final ForwardingOptions JUMBO = LIMIT.with(ForwardingOption.MTU_V6, 65_535);

    private static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static Forwarder edge(ForwardingOptions options) {
        return Nodes.edge(Nodes.domain(options, BR, RULE), "2001:db8:12:3400::/56");
    }

    private static byte[] toCe(int flags, int octets) {
        return ipv4(HOST, CE_ADDRESS)
                .flagsOffset(flags)
                .udp(80, CE_PORT, octets - 28)
                .octets();
    }

    private static byte[] fromCe(int octets) {
        return ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, octets - 28).octets();
    }

    @Test
    void tunnelPacketsThatArrive() {
        for (int octets : new int[] {16_343, 16_344}) {
            byte[] up = ipv6(CE, BR).inner(fromCe(octets)).octets();
            assertEquals(List.of(octets), Outcome.fromIpv6(relay(LIMIT), up).sizes());
            byte[] down = ipv6(BR, CE).inner(toCe(0, octets)).octets();
            assertEquals(List.of(octets), Outcome.fromIpv6(edge(LIMIT), down).sizes());
        }
        for (int octets : new int[] {16_345, 65_535}) {
            byte[] up = ipv6(CE, BR).inner(fromCe(octets)).octets();
            Outcome.fromIpv6(relay(LIMIT), up).assertSilent(Verdict.DROP_TOO_BIG);
            byte[] down = ipv6(BR, CE).inner(toCe(0, octets)).octets();
            Outcome.fromIpv6(edge(LIMIT), down).assertSilent(Verdict.DROP_TOO_BIG);
            assertEquals(List.of(octets), Outcome.fromIpv6(relay(OPTIONS), up).sizes());
            assertEquals(List.of(octets), Outcome.fromIpv6(edge(OPTIONS), down).sizes());
        }
    }

    @Test
    void extensionHeadersAndTrailingOctetsCount() {
        byte[] inner = fromCe(16_336);
        byte[] fits = ipv6(CE, BR).header(60, "0000010400000000").inner(inner).octets();
        assertEquals(List.of(16_336), Outcome.fromIpv6(relay(LIMIT), fits).sizes());
        byte[] longer = ipv6(CE, BR)
                .header(60, "0000010400000000")
                .inner(Bytes.concat(inner, new byte[1]))
                .octets();
        Outcome.fromIpv6(relay(LIMIT), longer).assertSilent(Verdict.DROP_TOO_BIG);
    }

    @Test
    void checkFollowsThatOfTheDomain() { // the domain with the option
        byte[] unknown = ipv6("2001:db9::1", BR).inner(fromCe(20_000)).octets();
        Outcome.fromIpv6(relay(LIMIT), unknown).assertSilent(Verdict.DROP_NO_RULE);
        Outcome.fromIpv6(
                        edge(LIMIT),
                        ipv6("2001:db9::1", CE).inner(toCe(0, 20_000)).octets())
                .assertSilent(Verdict.DROP_NO_RULE);
    }

    @Test
    void tunnelPacketsThatWouldBeMade() {
        byte[] largest = toCe(0, 16_344);
        assertEquals(List.of(16_384), Outcome.fromIpv4(relay(JUMBO), largest).sizes());
        List<Integer> parts = Outcome.fromIpv4(relay(LIMIT), largest).sizes();
        assertEquals(12, parts.size()); // 11 * 1448 = 15928, and 416
        assertEquals(464, parts.get(11));
        for (ForwardingOptions options : new ForwardingOptions[] {LIMIT, JUMBO}) {
            Outcome.fromIpv4(relay(options), toCe(0, 16_345)).assertSilent(Verdict.DROP_TOO_BIG);
            Outcome.fromIpv4(edge(options), fromCe(16_345)).assertSilent(Verdict.DROP_TOO_BIG);
        }
        ForwardingOptions limited = JUMBO.with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(4));
        assertEquals(
                List.of(16_384),
                Outcome.fromIpv4(relay(limited), toCe(0, 16_336)).sizes());
        Outcome.fromIpv4(relay(limited), toCe(0, 16_337)).assertSilent(Verdict.DROP_TOO_BIG);
    }

    @Test
    void reportsTheMtuToSenderOfDf() {
        byte[] packet = toCe(DONT_FRAGMENT, 16_345);
        assertIcmpv4(
                icmpv4(DUMMY, HOST, 0xc0, 3, 4, 16_344, packet),
                Outcome.fromIpv4(relay(JUMBO), packet).only(Verdict.DROP_TOO_BIG));
        assertIcmpv4(
                icmpv4(DUMMY, HOST, 0xc0, 3, 4, 1460, packet),
                Outcome.fromIpv4(relay(LIMIT), packet).only(Verdict.DROP_TOO_BIG));
    }

    @Test
    void innerFragmentationMakesOneTunnelPacketPerFragment() { // 16344 - 20 = 16324, of which 16320 are a multiple of 8
        ForwardingOptions inner = JUMBO.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER);
        byte[] packet = toCe(0, 65_535);
        Outcome outcome = Outcome.fromIpv4(relay(inner), packet);
        assertEquals(List.of(16_380, 16_380, 16_380, 16_380, 295), outcome.sizes()); // 65515 = 4 * 16320 + 235
        assertEquals(
                Bytes.hex(Nodes.oneHopLess(packet)), Bytes.hex(ReceivedParts.reassembleIpv4(outcome.packets(), 40)));
    }

    @Test
    void fromCeToCeBothTunnelsCount() {
        byte[] inner =
                ipv4(CE_ADDRESS, CE_ADDRESS).udp(CE_PORT, CE_PORT, 16_344 - 28).octets();
        assertEquals(
                List.of(16_384),
                Outcome.fromIpv6(relay(JUMBO), ipv6(CE, BR).inner(inner).octets())
                        .sizes());
    }
}
