package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import inet.ipaddr.ipv6.IPv6Address;
import io.softwire46.mape.config.ConfiguredDomain;
import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.Published;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.CustomerEdge;
import io.softwire46.mape.forward.EdgeTable;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.map.internal.Addresses;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** IPv4 identifications from the port set of the CE: RFC 7597 section 8.3.3, RFC 6864. */
class IdentificationRewriteTest {
    private static final int PORTS = 252; // RFC 7597 appendix A, example 1

    private static final IPv6Address PREFIX = Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:12:3400::/56");

    private final ConfiguredDomain domain =
            Nodes.domain(Nodes.OPTIONS.with(ForwardingOption.REWRITE_IPV4_ID, true), BR, RULE);
    private final CustomerEdge edge = CustomerEdge.seeded(domain, PREFIX, 46);

    /** Returns the identification of the forwarded packet; its header checksum is correct. */
    private int identification(byte[] ipv4, long nowNanos) {
        return identification(edge, ipv4, nowNanos);
    }

    private static int identification(CustomerEdge edge, byte[] ipv4, long nowNanos) {
        ByteBuffer buffer = ByteBuffer.allocate(64 + ipv4.length).put(64, ipv4);
        Packet packet = new Packet().attach(buffer, 64, ipv4.length, 64);
        assertEquals(Verdict.FORWARDED, edge.fromIpv4(packet, nowNanos));
        byte[] inner = new byte[ipv4.length];
        buffer.get(packet.offset() + 40, inner);
        assertEquals(0, Bytes.checksum(Bytes.part(inner, 0, 20)), "header checksum");
        return Bytes.u16(inner, 4);
    }

    private static byte[] packet(int flagsOffset, int identification, String to) {
        byte[] packet = ipv4(CE_ADDRESS, to)
                .flagsOffset(flagsOffset)
                .udp(CE_PORT, 80, 20)
                .octets();
        Bytes.put16(packet, 4, identification);
        return Bytes.withHeaderChecksum(packet, 0);
    }

    /** RFC 7597 section 5.1: a = 6, k = 8, PSID 0x34. */
    private static void assertInPortSet(int identification) {
        assertTrue(identification >= 1024, "A is not 0: " + identification);
        assertEquals(0x34, identification >>> 2 & 0xff, "PSID of " + identification);
    }

    @Test
    void wholeDatagramsTakeTheValuesOfTheSetInTurn() {
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < PORTS; i++) {
            int identification = identification(packet(0, 7, HOST), i);
            assertInPortSet(identification);
            taken.add(identification);
        }
        assertEquals(PORTS, taken.size(), "no value comes twice before all have come");
    }

    @Test
    void aCeThatStartsAgainDoesNotRepeatItsFirstValues() {
        Set<Integer> first = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            CustomerEdge edge = CustomerEdge.seeded(domain, PREFIX, seed);
            first.add(identification(edge, packet(0, 7, HOST), 0));
        }
        assertTrue(first.size() > 10, "twenty of 252 values: " + first);
    }

    @Test
    void atomicDatagramsKeepTheirs() { // RFC 6864 section 4.1
        assertEquals(0xabcd, identification(packet(0x4000, 0xabcd, HOST), 0));
    }

    @Test
    void theFragmentsOfADatagramKeepOneTogether() {
        int first = identification(packet(0x2000, 5, HOST), 0);
        assertInPortSet(first);
        assertEquals(first, identification(packet(3, 5, HOST), 1_000_000_000L));
        assertNotEquals(first, identification(packet(3, 6, HOST), 1_000_000_000L));
        assertNotEquals(first, identification(packet(3, 5, "1.2.3.5"), 1_000_000_000L));
        // RFC 6864 section 3: after two minutes the same identification is another datagram
        assertNotEquals(first, identification(packet(0x2000, 5, HOST), 122_000_000_000L));
    }

    @Test
    void aDatagramThatIsStillUnderWayKeepsItsOwnForAnotherLifetime() { // RFC 6864 section 3: two minutes from each
        // fragment
        long second = 1_000_000_000L;
        int first = identification(packet(0x2000, 5, HOST), 0);
        for (long seconds : new long[] {119, 238, 357}) {
            assertEquals(first, identification(packet(3, 5, HOST), seconds * second), seconds + " s");
        }
        assertNotEquals(first, identification(packet(3, 5, HOST), (357 + 120) * second), "two minutes after the last");
    }

    @Test
    void aNewPortSetIsInForceAtOnce() {
        Published<EdgeTable> published = Published.of(EdgeTable.of(domain, PREFIX));
        CustomerEdge renumbered = CustomerEdge.of(published);
        byte[] fragment = packet(3, 5, HOST);
        int first = identification(renumbered, fragment, 0);
        assertInPortSet(first);
        published.publish(EdgeTable.of(domain, PREFIX));
        assertEquals(first, identification(renumbered, fragment, 1), "the same ports as before");
        published.publish(EdgeTable.of(domain, Addresses.parseIpv6Prefix("endUserPrefix", "2001:db8:12:3500::/56")));
        assertEquals(0x35, identification(renumbered, fragment, 2) >>> 2 & 0xff, "PSID");
    }

    @Test
    void moreDatagramsThanAreRememberedChangeNothingButTheirNumbers() {
        for (int i = 0; i < 20_000; i++) {
            assertInPortSet(identification(packet(0x2000, i, HOST), i));
        }
    }

    @Test
    void aDroppedPacketHasItsOwnAgain() {
        byte[] last = ipv4(CE_ADDRESS, HOST).timeToLive(1).udp(CE_PORT, 80, 20).octets();
        ByteBuffer buffer = ByteBuffer.allocate(64 + last.length).put(64, last);
        Packet packet = new Packet().attach(buffer, 64, last.length, 64);
        assertEquals(Verdict.DROP_TTL_EXPIRED, edge.fromIpv4(packet, 0));
        byte[] left = new byte[last.length];
        buffer.get(64, left);
        assertEquals(Bytes.hex(last), Bytes.hex(left));
    }
}
