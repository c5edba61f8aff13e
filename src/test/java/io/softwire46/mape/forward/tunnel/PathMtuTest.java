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
import static io.softwire46.mape.forward.tunnel.ErrorPackets.icmpv6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.Fragmentation;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.RuleTable;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The MTU toward a CE follows verified Packet Too Big messages if the option is on: RFC 8201 section 4. */
class PathMtuTest {
    private static final String ROUTER = "2001:db9:aaaa::7";
    private static final long MINUTE = 60_000_000_000L;
    private static final ForwardingOptions DYNAMIC = OPTIONS.with(ForwardingOption.DYNAMIC_PMTU, true);

    private static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static byte[] toCe(int octets) {
        return ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, octets - 28).octets();
    }

    private static byte[] mustNotBeFragmented(int octets) {
        return ipv4(HOST, CE_ADDRESS)
                .flagsOffset(DONT_FRAGMENT)
                .udp(80, CE_PORT, octets - 28)
                .octets();
    }

    private static byte[] tooBig(long mtu, byte[] inner) {
        byte[] quote = ipv6(BR, CE).inner(inner).octets();
        return icmpv6(ROUTER, BR, 64, 2, 0, mtu, Bytes.part(quote, 0, Math.min(quote.length, 1232)));
    }

    private static void report(Forwarder node, long mtu, long nowNanos) {
        Outcome.fromIpv6(node, tooBig(mtu, toCe(1400)), nowNanos).assertSilent(Verdict.DROP_ICMPV6);
    }

    /** The maximum IPv4 packet that is encapsulated without fragmentation, and the outcome of a larger one. */
    private static void assertTunnelMtu(int ipv4Octets, Forwarder node, long nowNanos) {
        assertEquals(
                List.of(40 + ipv4Octets),
                Outcome.fromIpv4(node, mustNotBeFragmented(ipv4Octets), nowNanos)
                        .sizes());
        byte[] larger = mustNotBeFragmented(ipv4Octets + 1);
        assertIcmpv4(
                icmpv4(DUMMY, HOST, 0xc0, 3, 4, ipv4Octets, larger),
                Outcome.fromIpv4(node, larger, nowNanos).only(Verdict.DROP_TOO_BIG));
    }

    @Test
    void aReportLowersItForTenMinutes() {
        Forwarder node = relay(DYNAMIC);
        long start = -3 * MINUTE; // the clock may start anywhere
        assertTunnelMtu(1460, node, start);
        report(node, 1400, start);
        assertTunnelMtu(1360, node, start);
        assertTunnelMtu(1360, node, start + 10 * MINUTE - 1);
        assertTunnelMtu(1460, node, start + 10 * MINUTE);
    }

    @Test
    void pathMtuIsOnlyLowered() {
        Forwarder node = relay(DYNAMIC);
        report(node, 1400, 0);
        report(node, 1450, MINUTE);
        assertTunnelMtu(1360, node, MINUTE);
        report(node, 1300, 2 * MINUTE);
        assertTunnelMtu(1260, node, 2 * MINUTE);
        report(node, 1400, 3 * MINUTE);
        assertTunnelMtu(1260, node, 3 * MINUTE);
        assertEquals(2, node.counters().packets(Event.PATH_MTU_LOWERED));
        assertTunnelMtu(1260, node, 12 * MINUTE - 1); // ten minutes after the last report of the same or a lower value
        assertTunnelMtu(1460, node, 12 * MINUTE);
    }

    @Test
    void theSameValueAgainStartsTheTimeAnew() { // RFC 8201 section 4: since the last Packet Too Big
        Forwarder node = relay(DYNAMIC);
        report(node, 1400, 0);
        report(node, 1400, 9 * MINUTE);
        assertTunnelMtu(1360, node, 19 * MINUTE - 1);
        assertTunnelMtu(1460, node, 19 * MINUTE);
        assertEquals(1, node.counters().packets(Event.PATH_MTU_LOWERED));
    }

    @Test
    void neverBelow1280NorAboveTheConfiguredMtu() {
        Forwarder node = relay(DYNAMIC);
        Outcome.fromIpv6(node, tooBig(1279, toCe(1400)), 0).assertSilent(Verdict.DROP_ICMPV6_MTU_TOO_SMALL);
        assertTunnelMtu(1460, node, 0);
        report(node, 9000, 0);
        report(node, 1500, 0); // no router on such a path sends these values
        assertTunnelMtu(1460, node, 0);
        assertEquals(0, node.counters().packets(Event.PATH_MTU_LOWERED));
        report(node, 1280, 0);
        assertTunnelMtu(1240, node, 0);
    }

    @Test
    void headersAreTakenFromIt() {
        Forwarder node = relay(DYNAMIC.with(ForwardingOption.ENCAPSULATION_LIMIT, OptionalInt.of(4)));
        report(node, 1280, 0);
        byte[] larger = mustNotBeFragmented(1233);
        assertIcmpv4(
                icmpv4(DUMMY, HOST, 0xc0, 3, 4, 1232, larger),
                Outcome.fromIpv4(node, larger).only(Verdict.DROP_TOO_BIG));
    }

    @Test
    void fragmentsPacketsToIt() {
        Forwarder outer = relay(DYNAMIC);
        report(outer, 1280, 0);
        assertEquals(List.of(1280, 316), Outcome.fromIpv4(outer, toCe(1500)).sizes());
        Forwarder inner = relay(DYNAMIC.with(ForwardingOption.FRAGMENTATION, Fragmentation.INNER));
        report(inner, 1280, 0);
        assertEquals(List.of(1276, 324), Outcome.fromIpv4(inner, toCe(1500)).sizes());
        Forwarder drop = relay(DYNAMIC.with(ForwardingOption.FRAGMENTATION, Fragmentation.DROP));
        report(drop, 1280, 0);
        Outcome.fromIpv4(drop, toCe(1241)).assertSilent(Verdict.DROP_TOO_BIG);
    }

    @Test
    void storesReportAlsoIfItIsRelayed() {
        byte[] quoted = mustNotBeFragmented(1460);
        Forwarder sentError = relay(DYNAMIC);
        Outcome.fromIpv6(sentError, tooBig(1300, quoted)).only(Verdict.RELAYED);
        assertTunnelMtu(1260, sentError, 0);
        Forwarder silent = relay(DYNAMIC.with(ForwardingOption.TUNNEL_ERROR_RELAY, false));
        Outcome.fromIpv6(silent, tooBig(1300, quoted)).assertSilent(Verdict.DROP_ICMPV6);
        assertTunnelMtu(1260, silent, 0);
        Forwarder limited = relay(DYNAMIC.with(ForwardingOption.ICMP_ERROR_BURST, 0));
        Outcome.fromIpv6(limited, tooBig(1300, quoted)).assertSilent(Verdict.DROP_ICMPV6_RATE_LIMITED);
        Outcome.fromIpv4(limited, mustNotBeFragmented(1261)).assertSilent(Verdict.DROP_TOO_BIG);
    }

    @Test
    void withoutTheOptionNothingIsNoted() { // RFC 7597 section 8.3.1
        Forwarder node = relay(OPTIONS);
        report(node, 1280, 0);
        assertTunnelMtu(1460, node, 0);
        assertEquals(0, node.counters().packets(Event.PATH_MTU_LOWERED));
    }

    @Test
    void forgedReportsChangeNothing() {
        Forwarder node = relay(DYNAMIC);
        byte[] other = ipv4(HOST, CE_ADDRESS).udp(80, 1236, 1000).octets(); // of the CE with PSID 0x35
        Outcome.fromIpv6(node, tooBig(1280, other)).assertSilent(Verdict.DROP_ICMPV6_FORGED);
        byte[] checksum = tooBig(1280, toCe(1400));
        checksum[42] ^= 1;
        Outcome.fromIpv6(node, checksum).assertSilent(Verdict.DROP_ICMPV6_BAD_CHECKSUM);
        assertTunnelMtu(1460, node, 0);
    }

    @Test
    void everyCeHasItsOwn() {
        Forwarder node = relay(DYNAMIC);
        report(node, 1280, 0);
        byte[] neighbour = ipv4(HOST, CE_ADDRESS)
                .flagsOffset(DONT_FRAGMENT)
                .udp(80, 1236, 1432)
                .octets();
        assertEquals(List.of(1500), Outcome.fromIpv4(node, neighbour).sizes());
        assertTunnelMtu(1240, node, 0);
    }

    @Test
    void pathMtusBeyondTheTableAreEvictedAndNeverConfused() {
        Forwarder node = relay(DYNAMIC);
        Packet packet = new Packet();
        int ces = 17_000;
        for (int ce = 0; ce < ces; ce++) {
            byte[] quote = ipv6(BR, ce(ce))
                    .inner(ipv4(HOST, address(ce)).udp(80, port(ce), 0).octets())
                    .octets();
            byte[] report = icmpv6(ROUTER, BR, 64, 2, 0, reported(ce), quote);
            assertEquals(
                    Verdict.DROP_ICMPV6,
                    node.fromIpv6(packet.attach(ByteBuffer.wrap(report), 0, report.length, 0), 1000L * ce));
        }
        byte[] inner = mustNotBeFragmented(1461);
        for (int ce = ces - 1; ce >= 0; ce -= 13) {
            System.arraycopy(Bytes.address(address(ce)), 0, inner, 16, 4);
            Bytes.put16(inner, 22, port(ce));
            byte[] big = Bytes.withHeaderChecksum(inner, 0);
            node.fromIpv4(
                    packet.attach(ByteBuffer.wrap(big), 0, big.length, 0), 1000L * ces + 10_000_000L * (ces - ce));
            byte[] sentError = Outcome.pull(node).get(0);
            int nextHop = Bytes.u16(sentError, 26);
            assertTrue(nextHop == reported(ce) - 40 || nextHop == 1460, () -> ce(ces) + " " + nextHop);
            assertTrue(ce < ces - 1 || nextHop != 1460, "the last report is there");
        }
    }

    /** CEs by number: 67 addresses of 256 port sets each. */
    private static String ce(int number) {
        int psid = number & 0xff;
        int host = number >>> 8;
        return String.format("2001:db8:%x:%x:0:c000:%x:%x", host, psid << 8, 0x200 | host, psid);
    }

    private static String address(int number) {
        return "192.0.2." + (number >>> 8);
    }

    private static int port(int number) {
        return 1024 + (number & 0xff) * 4;
    }

    private static int reported(int number) {
        return 1280 + number % 200;
    }

    @Test
    void theCeFollowsReportsTowardTheBorderRelay() {
        Forwarder edge = Nodes.edge(Nodes.domain(DYNAMIC, BR, RULE), "2001:db8:12:3400::/56");
        byte[] inner = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 1432).octets();
        byte[] quote = Bytes.part(ipv6(CE, BR).inner(inner).octets(), 0, 1232);
        Outcome.fromIpv6(edge, icmpv6(ROUTER, CE, 64, 2, 0, 1280, quote), 5).assertSilent(Verdict.DROP_ICMPV6);
        assertEquals(List.of(1280, 276), Outcome.fromIpv4(edge, inner, 6).sizes());
        assertEquals(
                List.of(1500), Outcome.fromIpv4(edge, inner, 5 + 10 * MINUTE).sizes());
    }

    @Test
    void itOutlivesANewTable() { // the path has not changed
        Published<RuleTable> tables = Published.of(RuleTable.of(Nodes.domain(DYNAMIC, BR, RULE)));
        Forwarder node = BorderRelay.of(tables);
        report(node, 1280, 0);
        tables.publish(RuleTable.of(Nodes.domain(DYNAMIC, BR, RULE)));
        assertTunnelMtu(1240, node, 1);
    }
}
