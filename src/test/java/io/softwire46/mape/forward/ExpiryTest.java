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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.forward.tunnel.ErrorPackets;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Errors and discards caused by expiry: RFC 8200 section 4.5, RFC 1122 section 3.3.2. */
class ExpiryTest {
    private static final long SECOND = 1_000_000_000L;
    private static final byte[] INNER =
            ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 36).octets();
    private static final byte[] FIRST = tunnelFragment("04000001000000aa", Bytes.part(INNER, 0, 32));
    private static final byte[] LAST = tunnelFragment("04000020000000aa", Bytes.part(INNER, 32, 64));

    private final Packet packet = new Packet();

    private static byte[] tunnelFragment(String header, byte[] data) {
        return ipv6(CE, BR).payload(44, Bytes.concat(Bytes.hex(header), data)).octets();
    }

    private Packet window(byte[] octets) {
        return packet.attach(ByteBuffer.allocate(64 + octets.length).put(64, octets), 64, octets.length, 64);
    }

    private static byte[] pull(Forwarder node) {
        ByteBuffer place = ByteBuffer.allocate(2048);
        Packet pulled = new Packet().attach(place, 0, 2048, 0);
        assertTrue(node.next(pulled));
        byte[] octets = new byte[pulled.length()];
        place.get(pulled.offset(), octets);
        assertFalse(node.next(pulled.attach(place, 0, 2048, 0)), "no more output");
        return octets;
    }

    @Test
    void reportsExpiryToTheSourceOfATunnelPacketAfterSixtySeconds() {
        BorderRelay relay = Nodes.relay(OPTIONS, RULE);
        assertEquals(Verdict.HELD, relay.fromIpv6(window(FIRST), 0));
        assertFalse(relay.expire(60 * SECOND - 1));
        assertTrue(relay.expire(60 * SECOND));
        byte[] error = pull(relay);
        assertArrayEquals(Bytes.address(BR), Bytes.part(error, 8, 24));
        assertArrayEquals(Bytes.address(CE), Bytes.part(error, 24, 40));
        assertEquals("0301", Bytes.hex(Bytes.part(error, 40, 42)));
        assertArrayEquals(FIRST, Bytes.part(error, 48, 48 + FIRST.length));
        assertFalse(relay.expire(60 * SECOND));
        assertEquals(1, relay.counters().packets(Event.FRAGMENTS_EXPIRED));
    }

    @Test
    void noErrorWithoutTheFirstFragment() {
        BorderRelay relay = Nodes.relay(OPTIONS, RULE);
        assertEquals(Verdict.HELD, relay.fromIpv6(window(LAST), 0));
        assertTrue(relay.expire(61 * SECOND));
        assertEquals(0, relay.nextOctets());
    }

    @Test
    void theTimeCountsFromTheFragmentThatCameFirst() {
        BorderRelay relay = Nodes.relay(OPTIONS, RULE);
        assertEquals(Verdict.HELD, relay.fromIpv6(window(LAST), 0));
        assertEquals(Verdict.HELD, relay.fromIpv6(window(FIRST), 60 * SECOND), "another datagram by now");
    }

    private static byte[] fromHost(int flagsOffset, int from, int to) {
        byte[] whole = ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 40).octets();
        return ipv4(HOST, CE_ADDRESS)
                .flagsOffset(flagsOffset)
                .payload(17, Bytes.part(whole, from, to))
                .octets();
    }

    @Test
    void reportsExpiryToTheIpv4SourceIfReassembling() {
        BorderRelay relay = Nodes.relay(OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL), RULE);
        byte[] first = fromHost(0x2000, 20, 44);
        assertEquals(Verdict.HELD, relay.fromIpv4(window(first), 0));
        assertFalse(relay.expire(2 * SECOND - 1));
        assertTrue(relay.expire(2 * SECOND));
        byte[] error = pull(relay);
        assertArrayEquals(Bytes.address(HOST), Bytes.part(error, 16, 20));
        assertEquals("0b01", Bytes.hex(Bytes.part(error, 20, 22)));
        assertArrayEquals(first, Bytes.part(error, 28, 28 + first.length));
    }

    @Test
    void reportsThroughTheTunnelAboutReassemblyForAnotherCe() {
        BorderRelay relay = Nodes.relay(OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL), RULE);
        byte[] whole = ipv4(CE_ADDRESS, "192.0.2.19").udp(CE_PORT, 1236, 40).octets();
        byte[] first = ipv4(CE_ADDRESS, "192.0.2.19")
                .flagsOffset(0x2000)
                .payload(17, Bytes.part(whole, 20, 44))
                .octets();
        assertEquals(
                Verdict.HELD, relay.fromIpv6(window(ipv6(CE, BR).inner(first).octets()), 0));
        assertTrue(relay.expire(2 * SECOND));
        byte[] error = pull(relay);
        byte[] expected = ErrorPackets.icmpv4(ErrorPackets.DUMMY, CE_ADDRESS, 0xc0, 11, 1, 0, first);
        ErrorPackets.assertTunnelled(BR, CE, expected, error);
    }

    @Test
    void portCacheExpiresWithoutError() {
        BorderRelay relay = Nodes.relay(OPTIONS, RULE);
        assertEquals(Verdict.HELD, relay.fromIpv4(window(fromHost(3, 44, 68)), 0));
        assertTrue(relay.expire(2 * SECOND));
        assertEquals(0, relay.nextOctets());
        assertEquals(Verdict.FORWARDED, relay.fromIpv4(window(fromHost(0x2000, 20, 44)), 2 * SECOND));
        assertEquals(0, relay.nextOctets(), "no fragment was held for it");
    }

    @Test
    void ceReportsThroughItsTunnelFromItsOwnAddress() {
        CustomerEdge edge = Nodes.edge(
                Nodes.domain(OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL), BR, RULE),
                "2001:db8:12:3400::/56");
        byte[] first = ipv6(BR, CE).inner(fromHost(0x2000, 20, 44)).octets();
        assertEquals(Verdict.HELD, edge.fromIpv6(window(first), 0));
        assertTrue(edge.expire(2 * SECOND));
        byte[] error = pull(edge);
        assertArrayEquals(Bytes.address(CE), Bytes.part(error, 8, 24));
        assertArrayEquals(Bytes.address(BR), Bytes.part(error, 24, 40));
        assertArrayEquals(Bytes.address(CE_ADDRESS), Bytes.part(error, 52, 56));
        assertArrayEquals(Bytes.address(HOST), Bytes.part(error, 56, 60));
        assertEquals("0b01", Bytes.hex(Bytes.part(error, 60, 62)));
        // the BR accepts it: the quoted destination is the source of the error, and its port is the CE's
        BorderRelay relay = Nodes.relay(OPTIONS, RULE);
        assertEquals(Verdict.FORWARDED, relay.fromIpv6(window(error), 0));
    }
}
