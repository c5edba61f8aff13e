package io.softwire46.mape.conformance.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.conformance.model.NaiveNapt.Seen;
import io.softwire46.mape.conformance.model.NaiveNaptSettings.Filter;
import io.softwire46.mape.conformance.model.NaiveNaptSettings.Forward;
import io.softwire46.mape.conformance.model.NaiveNaptSettings.Prefix;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The model of a NAPT accepts what the RFCs permit and nothing else. Expected packets are put together here, with checksums
 * computed from all octets.
 */
class NaiveNaptTest {
    private static final String INSIDE = "192.168.1.10";
    private static final String OTHER = "192.168.1.11";
    private static final String OWN = "192.0.2.18";
    private static final String REMOTE = "203.0.113.1";
    private static final long SECOND = 1_000_000_000L;
    private static final int SYN = 2;
    private static final int FIN_ACK = 17;
    private static final int ACK = 16;
    private static final int RST = 4;

    private static NaiveNaptSettings settings(List<Integer> ports, Filter filter, Forward... forwards) {
        return new NaiveNaptSettings(
                Bytes.int32(Bytes.address(OWN), 0),
                ports,
                List.of(new Prefix(0xc0a80000, 16)),
                new NaiveNaptSettings.Choice(false, false, 120, false, List.of(), 0, 0),
                new NaiveNaptSettings.Behavior(false, true, false, Set.of(53), filter, filter, false, false),
                new NaiveNaptSettings.Timers(7440, 240, 240, 120, 300, Map.of(53, 10), 60),
                new NaiveNaptSettings.Limits(6, 4, 2, 2, 1000),
                List.of(forwards));
    }

    private final NaiveNapt napt = new NaiveNapt(settings(List.of(2000, 2001), Filter.ADDRESS));

    private static byte[] udp(String source, int sourcePort, String destination, int destinationPort) {
        return Ipv4PacketBuilder.ipv4(source, destination)
                .flagsOffset(Ipv4PacketBuilder.DONT_FRAGMENT)
                .udp(sourcePort, destinationPort)
                .octets();
    }

    private static byte[] tcp(String source, int sourcePort, String destination, int destinationPort, int flags) {
        return Ipv4PacketBuilder.ipv4(source, destination)
                .flagsOffset(Ipv4PacketBuilder.DONT_FRAGMENT)
                .tcp(sourcePort, destinationPort, flags, new byte[0])
                .octets();
    }

    private void accepts(byte[] from, byte[] to, long seconds) {
        assertNull(napt.outbound(from, seconds * SECOND, new Seen("TRANSLATED", to)));
    }

    private void acceptsInbound(byte[] from, byte[] to, long seconds) {
        assertNull(napt.inbound(from, seconds * SECOND, new Seen("TRANSLATED", to)));
    }

    private void drops(String result, byte[] packet, long seconds) {
        assertNull(napt.outbound(packet, seconds * SECOND, new Seen(result, packet)));
    }

    private void dropsInbound(String result, byte[] packet, long seconds) {
        assertNull(napt.inbound(packet, seconds * SECOND, new Seen(result, packet)));
    }

    /** RFC 3022 section 4.1; RFC 4787 REQ-1: one port toward every remote endpoint. */
    @Test
    void mappingIsEndpointIndependent() {
        accepts(udp(INSIDE, 5000, REMOTE, 80), udp(OWN, 2001, REMOTE, 80), 0);
        accepts(udp(INSIDE, 5000, REMOTE, 81), udp(OWN, 2001, REMOTE, 81), 0);
        byte[] packet = udp(INSIDE, 5000, "203.0.113.2", 80);
        assertNotNull(napt.outbound(packet, 0, new Seen("TRANSLATED", udp(OWN, 2000, "203.0.113.2", 80))));
    }

    /** RFC 4787 REQ-3 and RFC 7597 section 8: no port for two, and none outside the set. */
    @Test
    void exclusivePortsAreNotShared() {
        accepts(udp(INSIDE, 5000, REMOTE, 80), udp(OWN, 2001, REMOTE, 80), 0);
        byte[] packet = udp(OTHER, 5000, REMOTE, 80);
        assertNotNull(napt.outbound(packet, 0, new Seen("TRANSLATED", udp(OWN, 2001, REMOTE, 80))));
    }

    @Test
    void portsOutsideTheSetAreRefused() {
        byte[] packet = udp(INSIDE, 5000, REMOTE, 80);
        String problem = napt.outbound(packet, 0, new Seen("TRANSLATED", udp(OWN, 2002, REMOTE, 80)));
        assertEquals("port 2002 is none of [2000, 2001]", problem);
    }

    @Test
    void exhaustionIsRefusedOnlyWhenNoPortIsFree() {
        accepts(udp(INSIDE, 5000, REMOTE, 80), udp(OWN, 2001, REMOTE, 80), 0);
        byte[] packet = udp(OTHER, 5000, REMOTE, 80);
        assertNotNull(new NaiveNapt(settings(List.of(2000, 2001), Filter.ADDRESS))
                .outbound(packet, 0, new Seen("NO_PORT_EXCLUSIVE", packet)));
        accepts(packet, udp(OWN, 2000, REMOTE, 80), 0);
        drops("NO_PORT_EXCLUSIVE", udp(OTHER, 5001, REMOTE, 80), 0);
    }

    /** RFC 7857 section 3: one port for several hosts toward different remote endpoints. */
    @Test
    void overlappingPortsAreSharedTowardDifferentRemotes() {
        accepts(udp(INSIDE, 5000, REMOTE, 53), udp(OWN, 2000, REMOTE, 53), 0);
        accepts(udp(OTHER, 5000, "203.0.113.2", 53), udp(OWN, 2000, "203.0.113.2", 53), 0);
        accepts(udp(OTHER, 5001, REMOTE, 53), udp(OWN, 2001, REMOTE, 53), 0);
        drops("NO_PORT_TOWARD_REMOTE", udp(OTHER, 5002, REMOTE, 53), 0);
        assertEquals(3, napt.sessionCount(0));
    }

    /** RFC 4787 REQ-8: address-dependent filtering; RFC 4787 REQ-12: nothing else is let in. */
    @Test
    void filterDependsOnTheAddress() {
        dropsInbound("UNSOLICITED", udp(REMOTE, 80, OWN, 2000), 0);
        accepts(udp(INSIDE, 5000, REMOTE, 80), udp(OWN, 2000, REMOTE, 80), 0);
        acceptsInbound(udp(REMOTE, 80, OWN, 2000), udp(REMOTE, 80, INSIDE, 5000), 0);
        acceptsInbound(udp(REMOTE, 81, OWN, 2000), udp(REMOTE, 81, INSIDE, 5000), 0);
        dropsInbound("FILTERED", udp("203.0.113.2", 80, OWN, 2000), 0);
    }

    /** RFC 4787 section 5: address- and port-dependent filtering. */
    @Test
    void filterDependsOnThePort() {
        NaiveNapt strict = new NaiveNapt(settings(List.of(2000), Filter.ADDRESS_AND_PORT));
        byte[] packet = udp(INSIDE, 5000, REMOTE, 80);
        assertNull(strict.outbound(packet, 0, new Seen("TRANSLATED", udp(OWN, 2000, REMOTE, 80))));
        byte[] reply = udp(REMOTE, 81, OWN, 2000);
        assertNull(strict.inbound(reply, 0, new Seen("FILTERED", reply)));
    }

    /** RFC 4787 REQ-5 and REQ-6: 300 seconds from the last outbound packet. */
    @Test
    void idleTimeBeginsWithTheLastOutboundPacket() {
        accepts(udp(INSIDE, 5000, REMOTE, 80), udp(OWN, 2000, REMOTE, 80), 0);
        accepts(udp(INSIDE, 5000, REMOTE, 80), udp(OWN, 2000, REMOTE, 80), 100);
        acceptsInbound(udp(REMOTE, 80, OWN, 2000), udp(REMOTE, 80, INSIDE, 5000), 399);
        assertEquals(401 * SECOND, napt.settle(400 * SECOND));
        dropsInbound("UNSOLICITED", udp(REMOTE, 80, OWN, 2000), 401);
        assertEquals(0, napt.sessionCount(401 * SECOND));
    }

    /** RFC 6888 REQ-8: a released port rests, unless nothing else is free. */
    @Test
    void releasedPortsRest() {
        accepts(udp(INSIDE, 5000, REMOTE, 80), udp(OWN, 2000, REMOTE, 80), 0);
        byte[] packet = udp(OTHER, 5000, REMOTE, 80);
        assertNotNull(napt.outbound(packet, 310 * SECOND, new Seen("TRANSLATED", udp(OWN, 2000, REMOTE, 80))));
    }

    /** RFC 5382 REQ-2 and RFC 7857 section 2: a SYN opens, anything else does not. */
    @Test
    void onlySynsOpenTcpSessions() {
        for (int flags : List.of(ACK, FIN_ACK, RST, SYN | ACK)) {
            drops("NO_SESSION_TCP", tcp(INSIDE, 5000, REMOTE, 80, flags), 0);
        }
        accepts(tcp(INSIDE, 5000, REMOTE, 80, SYN), tcp(OWN, 2000, REMOTE, 80, SYN), 0);
    }

    /** RFC 5382 REQ-5: 240 seconds for a connection that opens, 7440 for one that is established. */
    @Test
    void establishedConnectionsLiveLonger() {
        accepts(tcp(INSIDE, 5000, REMOTE, 80, SYN), tcp(OWN, 2000, REMOTE, 80, SYN), 0);
        assertEquals(0, napt.settle(0));
        assertEquals(241 * SECOND, napt.settle(240 * SECOND));
        acceptsInbound(tcp(REMOTE, 80, OWN, 2000, SYN | ACK), tcp(REMOTE, 80, INSIDE, 5000, SYN | ACK), 1);
        accepts(tcp(INSIDE, 5000, REMOTE, 80, ACK), tcp(OWN, 2000, REMOTE, 80, ACK), 2);
        assertEquals(1, napt.sessionCount(7440 * SECOND));
        assertEquals(0, napt.sessionCount((2 + 7440 + 240 + 2) * SECOND));
    }

    /** RFC 5508 REQ-1: the Identifier is translated; REQ-2: 60 seconds. */
    @Test
    void queriesHaveSessions() {
        byte[] echo = Ipv4PacketBuilder.ipv4(INSIDE, REMOTE)
                .flagsOffset(0x4000)
                .icmpQuery(8, 77)
                .octets();
        byte[] sent = Ipv4PacketBuilder.ipv4(OWN, REMOTE)
                .flagsOffset(0x4000)
                .icmpQuery(8, 2000)
                .octets();
        accepts(echo, sent, 0);
        byte[] reply = Ipv4PacketBuilder.ipv4(REMOTE, OWN).icmpQuery(0, 2000).octets();
        acceptsInbound(
                reply, Ipv4PacketBuilder.ipv4(REMOTE, INSIDE).icmpQuery(0, 77).octets(), 59);
        dropsInbound(
                "UNSOLICITED",
                Ipv4PacketBuilder.ipv4("203.0.113.2", OWN).icmpQuery(0, 2000).octets(),
                59);
        dropsInbound("UNSOLICITED", reply, 61);
    }

    /** RFC 5508 REQ-4: an error returns to the host that sent what it quotes; REQ-3: a wrong checksum drops it. */
    @Test
    void errorsReturnToTheInside() {
        byte[] packet = udp(INSIDE, 5000, REMOTE, 80);
        byte[] sent = udp(OWN, 2000, REMOTE, 80);
        accepts(packet, sent, 0);
        byte[] error =
                Ipv4PacketBuilder.ipv4("198.51.100.9", OWN).icmpError(3, sent).octets();
        byte[] expected = Ipv4PacketBuilder.ipv4("198.51.100.9", INSIDE)
                .icmpError(3, packet)
                .octets();
        assertNull(napt.inbound(error, 0, new Seen("RELAYED_ERROR", expected)));
        dropsInbound("ICMP_BAD_CHECKSUM", Bytes.with(error, 22, error[22] ^ 1), 0);
        byte[] other = Ipv4PacketBuilder.ipv4("198.51.100.9", OWN)
                .icmpError(3, udp(OWN, 2001, REMOTE, 80))
                .octets();
        dropsInbound("QUOTE_UNKNOWN", other, 0);
    }

    /** RFC 5508 REQ-5: an error of an inside host leaves with the external address. */
    @Test
    void errorsOfInsideHostsLeaveWithTheOwnAddress() {
        accepts(udp(INSIDE, 5000, REMOTE, 80), udp(OWN, 2000, REMOTE, 80), 0);
        byte[] reply = udp(REMOTE, 80, INSIDE, 5000);
        acceptsInbound(udp(REMOTE, 80, OWN, 2000), reply, 0);
        byte[] error = Ipv4PacketBuilder.ipv4(INSIDE, REMOTE)
                .flagsOffset(0x4000)
                .icmpError(3, reply)
                .octets();
        byte[] expected = Ipv4PacketBuilder.ipv4(OWN, REMOTE)
                .flagsOffset(0x4000)
                .icmpError(3, udp(REMOTE, 80, OWN, 2000))
                .octets();
        assertNull(napt.outbound(error, 0, new Seen("RELAYED_ERROR", expected)));
    }

    /** RFC 4787 REQ-9: the target sees the external address and port of the source. */
    @Test
    void hairpinsBetweenInsideHosts() {
        NaiveNapt open = new NaiveNapt(settings(List.of(2000, 2001), Filter.ENDPOINT));
        assertNull(open.outbound(udp(INSIDE, 5000, REMOTE, 80), 0, new Seen("TRANSLATED", udp(OWN, 2000, REMOTE, 80))));
        byte[] packet = udp(OTHER, 5000, OWN, 2000);
        byte[] expected = Ipv4PacketBuilder.ipv4(OWN, INSIDE)
                .flagsOffset(0x4000)
                .timeToLive(63)
                .udp(2001, 5000)
                .octets();
        assertNull(open.outbound(packet, 0, new Seen("HAIRPINNED", expected)));
        byte[] last =
                Ipv4PacketBuilder.ipv4(OTHER, OWN).timeToLive(1).udp(5000, 2000).octets();
        assertNull(open.outbound(last, 0, new Seen("TTL_EXPIRED", last)));
    }

    /** RFC 791 and RFC 4787 REQ-14: fragments in any order have the address of the first one. */
    @Test
    void fragmentsFollowTheFirst() {
        byte[] whole = Bytes.part(udp(INSIDE, 5000, REMOTE, 80), 20, 33);
        byte[] translated = Bytes.part(udp(OWN, 2000, REMOTE, 80), 20, 33);
        byte[] later = Ipv4PacketBuilder.ipv4(INSIDE, REMOTE)
                .identification(7)
                .flagsOffset(1)
                .payload(17, Bytes.part(whole, 8, 13))
                .octets();
        byte[] first = Ipv4PacketBuilder.ipv4(INSIDE, REMOTE)
                .identification(7)
                .flagsOffset(0x2000)
                .payload(17, Bytes.part(whole, 0, 8))
                .octets();
        drops("HELD", later, 0);
        accepts(
                first,
                Ipv4PacketBuilder.ipv4(OWN, REMOTE)
                        .identification(9)
                        .flagsOffset(0x2000)
                        .payload(17, Bytes.part(translated, 0, 8))
                        .octets(),
                0);
        byte[] released = Ipv4PacketBuilder.ipv4(OWN, REMOTE)
                .identification(9)
                .flagsOffset(1)
                .payload(17, Bytes.part(whole, 8, 13))
                .octets();
        assertNull(napt.released(List.of(new Seen("TRANSLATED", released))));
    }

    /** RFC 6864 section 5.3.1: the Identification of a non-atomic datagram is not used again. */
    @Test
    void identificationsAreUnique() {
        byte[] packet = Ipv4PacketBuilder.ipv4(INSIDE, REMOTE).udp(5000, 80).octets();
        byte[] sent = Ipv4PacketBuilder.ipv4(OWN, REMOTE)
                .identification(3)
                .udp(2000, 80)
                .octets();
        accepts(packet, sent, 0);
        String again = napt.outbound(packet, 119 * SECOND, new Seen("TRANSLATED", sent));
        assertTrue(again != null && again.startsWith("Identification 3"), again);
    }

    @Test
    void limitsApply() {
        for (int port = 80; port < 84; port++) {
            accepts(udp(INSIDE, 5000, REMOTE, port), udp(OWN, 2000, REMOTE, port), 0);
        }
        drops("HOST_LIMIT", udp(INSIDE, 5000, REMOTE, 84), 0);
        accepts(udp(OTHER, 5000, REMOTE, 80), udp(OWN, 2001, REMOTE, 80), 0);
        drops("HOSTS_FULL", udp("192.168.1.12", 5000, REMOTE, 53), 0);
        accepts(udp(OTHER, 5000, REMOTE, 81), udp(OWN, 2001, REMOTE, 81), 0);
        drops("TABLE_FULL", udp(OTHER, 5000, REMOTE, 82), 0);
    }

    /** RFC 6887 section 11.3: a forward accepts from its remotes, and its endpoint leaves by its port. */
    @Test
    void forwardsWorkInBothDirections() {
        Forward forward = new Forward(17, 2000, 0xc0a8010a, 5000, List.of(new Prefix(0xcb007100, 24)));
        NaiveNapt forwarding = new NaiveNapt(settings(List.of(2000, 2001), Filter.ADDRESS, forward));
        byte[] stranger = udp("198.51.100.1", 80, OWN, 2000);
        assertNull(forwarding.inbound(stranger, 0, new Seen("FILTERED", stranger)));
        assertNull(forwarding.inbound(
                udp(REMOTE, 80, OWN, 2000), 0, new Seen("TRANSLATED", udp(REMOTE, 80, INSIDE, 5000))));
        assertNull(forwarding.outbound(
                udp(INSIDE, 5000, "198.51.100.1", 80), 0, new Seen("TRANSLATED", udp(OWN, 2000, "198.51.100.1", 80))));
    }

    @Test
    void otherPacketsAreNotTranslated() {
        drops("NOT_INSIDE", udp("8.8.8.8", 1, REMOTE, 80), 0);
        drops("BYPASSED", udp(INSIDE, 1, OTHER, 80), 0);
        drops(
                "NO_PORT_PROTOCOL",
                Ipv4PacketBuilder.ipv4(INSIDE, REMOTE).ports(132, 1, 2, 20).octets(),
                0);
    }

    /** RFC 7596 section 5.1: with another address or port set all sessions end. */
    @Test
    void newPortSetEndsAllSessions() {
        accepts(udp(INSIDE, 5000, REMOTE, 80), udp(OWN, 2000, REMOTE, 80), 0);
        napt.use(settings(List.of(3000, 3001), Filter.ADDRESS), SECOND);
        assertEquals(0, napt.sessionCount(SECOND));
    }
}
