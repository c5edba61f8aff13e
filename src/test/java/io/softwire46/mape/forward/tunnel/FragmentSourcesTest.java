package io.softwire46.mape.forward.tunnel;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.MORE_FRAGMENTS;
import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.OTHER_BR;
import static io.softwire46.mape.forward.Nodes.RULE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.config.ForwardingOptions.InnerFragments;
import io.softwire46.mape.config.ForwardingOptions.SourceCheckMode;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which sources use memory for fragments, and how much. A source is the subscriber in the tunnel, or the IPv4 address on the IPv4
 * side. Fragments of packets that would be dropped when unfragmented are not stored (RFC 7597 section 8.1, RFC 6146 section 3.4).
 */
class FragmentSourcesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String SUBNET = "2001:db8:12:3401:0:c000:212:34"; // another /64 of the CE's own /56
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
    private static final String NEIGHBOUR_SUBNET = "2001:db8:13:3501:0:c000:213:35";

    /** n + o = 80: 65,536 subscribers in one /64 (RFC 7597 section 5.2, 6). */
    private static final String ALL_IN_ONE_64 =
            "ipv6Prefix=2001:db8:0:1::/64 ipv4Prefix=192.0.2.0/24 eaLength=16 psidOffset=6 format=rfc7597";

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ESP = 50;
    private static final int SHARE = 102; // a tenth of 1024

    private long now;

    private Verdict fromIpv6(Forwarder node, byte[] octets) {
        ByteBuffer buffer = ByteBuffer.allocate(64 + octets.length).put(64, octets);
        return node.fromIpv6(new Packet().attach(buffer, 64, octets.length, 64), now);
    }

    private Verdict fromIpv4(Forwarder node, byte[] octets) {
        ByteBuffer buffer = ByteBuffer.allocate(64 + octets.length).put(64, octets);
        return node.fromIpv4(new Packet().attach(buffer, 64, octets.length, 64), now);
    }

    /** Half of a tunnel packet with 44 + 64 octets of UDP from 192.0.2.x, with a port of the PSID. */
    private static byte[] half(String source, String relay, int id, boolean first, byte[] inner) {
        byte[] header = Bytes.hex(String.format("0400%04x%08x", first ? 1 : 64, id));
        byte[] data = first ? Bytes.part(inner, 0, 64) : Bytes.part(inner, 64, inner.length);
        return ipv6(source, relay).payload(44, Bytes.concat(header, data)).octets();
    }

    private static byte[] half(String source, int id, boolean first) {
        return half(
                source,
                BR,
                id,
                first,
                ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 80).octets());
    }

    private static byte[] part(String from, String to, int protocol, int blocks, int octets, boolean more) {
        return ipv4(from, to)
                .flagsOffset(blocks | (more ? MORE_FRAGMENTS : 0))
                .payload(protocol, new byte[octets])
                .octets();
    }

    private static byte[] later(String from, String to, int protocol) {
        return part(from, to, protocol, 5, 16, false);
    }

    private static byte[] ports(byte[] fragment, int source, int destination) {
        byte[] copy = fragment.clone();
        Bytes.put16(copy, 20, source);
        Bytes.put16(copy, 22, destination);
        return copy;
    }

    private static byte[] inTunnel(String source, String destination, byte[] inner) {
        return ipv6(source, destination).inner(inner).octets();
    }

    /**
     * MAP address of the rule above for 192.0.2.x and a PSID: EA bits 64 to 79 over the interface identifier (RFC 7597 section
     * 6).
     */
    private static String overlaid(int host, int psid) {
        return String.format("2001:db8:0:1:%02x%02x:c000:2%02x:%x", host, psid, host, psid);
    }

    @Test
    void evictsTheOldestDatagramOfTheSubscriberItself() {
        Forwarder relay = Nodes.relay(OPTIONS, ALL_IN_ONE_64);
        String flooding = overlaid(0x12, 0x34);
        byte[] inner = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 80).octets();
        for (int id = 0; id <= SHARE; id++) {
            assertEquals(Verdict.HELD, fromIpv6(relay, half(flooding, BR, id, true, inner)));
        }
        assertEquals(1, relay.counters().packets(Event.FRAGMENTS_EVICTED_BY_SHARE));
        assertEquals(0, relay.counters().packets(Event.FRAGMENTS_EVICTED_BY_TABLE));
        String other = overlaid(0x63, 0x34);
        byte[] others = ipv4("192.0.2.99", HOST).udp(CE_PORT, 80, 80).octets();
        for (int id = 0; id < 3; id++) {
            assertEquals(Verdict.HELD, fromIpv6(relay, half(other, BR, id, true, others)));
            assertEquals(Verdict.FORWARDED, fromIpv6(relay, half(other, BR, id, false, others)));
        }
        for (int id = SHARE; id > 0; id--) {
            assertEquals(Verdict.FORWARDED, fromIpv6(relay, half(flooding, BR, id, false, inner)), "datagram " + id);
        }
        assertEquals(Verdict.HELD, fromIpv6(relay, half(flooding, BR, 0, false, inner)), "the oldest");
    }

    /** With EA, a subscriber has all addresses with its EA bits, but one share. */
    @Test
    void manySubnetsOfOneSubscriberAreOneSource() {
        Forwarder relay = Nodes.relay(OPTIONS.with(ForwardingOption.SOURCE_CHECK, SourceCheckMode.EA), RULE);
        for (int id = 0; id < 2 * SHARE; id++) {
            String source = String.format("2001:db8:12:34%02x::1", id % 11);
            assertEquals(Verdict.HELD, fromIpv6(relay, half(source, id, true)));
        }
        assertEquals(SHARE, relay.counters().packets(Event.FRAGMENTS_EVICTED_BY_SHARE));
    }

    @Test
    void aFullTableLosesTheOldestOfAll() {
        ForwardingOptions two = OPTIONS.with(ForwardingOption.MAX_REASSEMBLIES, 2)
                .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 0.5);
        Forwarder relay = Nodes.relay(two, RULE);
        String third = "2001:db8:14:3600:0:c000:214:36";
        assertEquals(Verdict.HELD, fromIpv6(relay, half(CE, 1, true)));
        assertEquals(Verdict.HELD, fromIpv6(relay, half(NEIGHBOUR, 1, true)));
        assertEquals(Verdict.HELD, fromIpv6(relay, half(third, 1, true)));
        assertEquals(1, relay.counters().packets(Event.FRAGMENTS_EVICTED_BY_TABLE));
        assertEquals(0, relay.counters().packets(Event.FRAGMENTS_EVICTED_BY_SHARE));
        assertEquals(Verdict.HELD, fromIpv6(relay, half(CE, 1, false)), "begun anew");
    }

    /** Strict: no unfragmented packet from there would be accepted. An atomic fragment is checked as an unfragmented packet. */
    @ParameterizedTest
    @CsvSource({"STRICT, DROP_SPOOFED", "EA, HELD", "OFF, HELD"})
    void onlyMapAddressesTakeMemoryUnderStrict(SourceCheckMode mode, Verdict verdict) {
        Forwarder relay = Nodes.relay(OPTIONS.with(ForwardingOption.SOURCE_CHECK, mode), RULE);
        assertEquals(Verdict.HELD, fromIpv6(relay, half(CE, 1, true)));
        for (int id = 2; id < 2000; id++) {
            assertEquals(verdict, fromIpv6(relay, half(SUBNET, id, id % 2 == 0)));
        }
        if (mode == SourceCheckMode.STRICT) {
            assertEquals(Verdict.FORWARDED, fromIpv6(relay, half(CE, 1, false)));
            assertEquals(0, relay.counters().packets(Event.FRAGMENTS_EVICTED_BY_TABLE));
        }
        assertEquals(Verdict.DROP_NO_RULE, fromIpv6(relay, half("2001:db9::1", 1, true)));
    }

    @Test
    void fragmentsOfAnotherBorderRelayAreKeptByOption() {
        ForwardingOptions accepting = OPTIONS.with(ForwardingOption.ACCEPT_BR_SOURCE, true);
        for (ForwardingOptions options : List.of(OPTIONS, accepting)) {
            Forwarder relay = Nodes.relay(Nodes.domain(options, BR + " " + OTHER_BR, RULE));
            Verdict expected = options == accepting ? Verdict.HELD : Verdict.DROP_NO_RULE;
            assertEquals(expected, fromIpv6(relay, half(OTHER_BR, 1, true)));
        }
    }

    /** At a CE: its BR may send any packet, another CE only from its MAP address. */
    @Test
    void aCustomerEdgeKeepsFragmentsOfItsRelayAndOfMapAddresses() {
        Forwarder edge = Nodes.edge(Nodes.mesh(OPTIONS, BR, RULE), "2001:db8:12:3400::/56");
        byte[] inner = ipv4("192.0.2.19", CE_ADDRESS).udp(1236, CE_PORT, 80).octets();
        for (int id = 0; id < 1024; id++) {
            assertEquals(Verdict.HELD, fromIpv6(edge, half(BR, CE, id, true, inner)));
        }
        assertEquals(0, edge.counters().packets(Event.FRAGMENTS_EVICTED_BY_SHARE), "a relay has no share");
        assertEquals(Verdict.DROP_SPOOFED, fromIpv6(edge, half(NEIGHBOUR_SUBNET, CE, 1, true, inner)));
        assertEquals(0, edge.counters().packets(Event.FRAGMENTS_EVICTED_BY_TABLE));
        for (int id = 0; id <= SHARE; id++) {
            assertEquals(Verdict.HELD, fromIpv6(edge, half(NEIGHBOUR, CE, id, true, inner)));
        }
        assertEquals(1, edge.counters().packets(Event.FRAGMENTS_EVICTED_BY_SHARE));
        assertEquals(Verdict.FORWARDED, fromIpv6(edge, half(NEIGHBOUR, CE, SHARE, false, inner)));
    }

    /** Inside tunnel packets, for the source check. */
    @ParameterizedTest
    @EnumSource(
            value = InnerFragments.class,
            names = {"CACHE", "REASSEMBLE"})
    void innerFragmentsAreCountedBySubscriber(InnerFragments treatment) {
        Forwarder relay = Nodes.relay(OPTIONS.with(ForwardingOption.INNER_FRAGMENTS, treatment), RULE);
        assertEquals(Verdict.DROP_SPOOFED, fromIpv6(relay, inTunnel(SUBNET, BR, later(CE_ADDRESS, HOST, UDP))));
        for (int id = 0; id <= SHARE; id++) {
            byte[] late = later(CE_ADDRESS, HOST, UDP);
            Bytes.put16(late, 4, id);
            assertEquals(Verdict.HELD, fromIpv6(relay, inTunnel(CE, BR, Bytes.withHeaderChecksum(late, 0))));
        }
        assertEquals(1, relay.counters().packets(Event.FRAGMENTS_EVICTED_BY_SHARE));
        assertEquals(Verdict.HELD, fromIpv6(relay, inTunnel(NEIGHBOUR, BR, later("192.0.2.19", HOST, UDP))));
        assertEquals(1, relay.counters().packets(Event.FRAGMENTS_EVICTED_BY_SHARE));
    }

    /** ESP has no port: all its fragments are dropped, in either direction, first or later. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void protocolsWithoutPortsTakeNoPlace(boolean reassembled) {
        ForwardingOptions options = OPTIONS.with(ForwardingOption.MAX_REASSEMBLIES, 2)
                .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 0.5)
                .with(ForwardingOption.V4_REASSEMBLY, reassembled ? V4Reassembly.FULL : V4Reassembly.PARTIAL)
                .with(ForwardingOption.INNER_FRAGMENTS, reassembled ? InnerFragments.REASSEMBLE : InnerFragments.CACHE);
        Forwarder relay = Nodes.relay(options, RULE);
        Forwarder edge = Nodes.edge(Nodes.mesh(options, BR, RULE), "2001:db8:12:3400::/56");
        byte[] waiting = later(HOST, CE_ADDRESS, UDP);
        byte[] upWaiting = inTunnel(CE, BR, later(CE_ADDRESS, HOST, UDP));
        assertEquals(Verdict.HELD, fromIpv4(relay, waiting));
        assertEquals(Verdict.HELD, fromIpv6(relay, upWaiting));
        assertEquals(Verdict.HELD, fromIpv6(edge, inTunnel(BR, CE, waiting)));
        Verdict refused = Verdict.DROP_UNSUPPORTED_PROTOCOL;
        for (int i = 0; i < 4; i++) {
            byte[] down = i % 2 == 0 ? later(HOST, CE_ADDRESS, ESP) : part(HOST, CE_ADDRESS, ESP, 0, 48, true);
            byte[] up = i % 2 == 0 ? later(CE_ADDRESS, HOST, ESP) : part(CE_ADDRESS, HOST, ESP, 0, 48, true);
            assertEquals(refused, fromIpv4(relay, down));
            assertEquals(refused, fromIpv6(relay, inTunnel(CE, BR, up)));
            assertEquals(refused, fromIpv6(edge, inTunnel(BR, CE, down)));
            assertEquals(refused, fromIpv4(edge, up));
        }
        for (Forwarder node : List.of(relay, edge)) {
            assertEquals(0, node.counters().packets(Event.FRAGMENTS_EVICTED_BY_SHARE));
            assertEquals(0, node.counters().packets(Event.FRAGMENTS_EVICTED_BY_TABLE));
        }
    }

    /** Time-out and share of one domain are not the most permissive of all domains. */
    @Test
    void eachDomainHasItsOwnLimits() {
        String otherRule = RULE.replace("2001:db8::/40", "2001:db9::/40").replace("192.0.2.0", "203.0.113.0");
        String otherCe = "2001:db9:12:3400:0:cb00:7112:34";
        BorderRelay both = Nodes.relay(
                Nodes.domain("a", false, OPTIONS.with(ForwardingOption.V6_REASSEMBLY_TIMEOUT_MILLIS, 1000), BR, RULE),
                Nodes.domain(
                        "b",
                        false,
                        OPTIONS.with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 1.0),
                        OTHER_BR,
                        otherRule));
        Forwarder relay = both;
        byte[] inner = ipv4("203.0.113.18", HOST).udp(CE_PORT, 80, 80).octets();
        for (int id = 0; id < 200; id++) {
            assertEquals(Verdict.HELD, fromIpv6(relay, half(CE, id, true)));
            assertEquals(Verdict.HELD, fromIpv6(relay, half(otherCe, OTHER_BR, id, true, inner)));
        }
        assertEquals(200 - SHARE, relay.counters().packets(Event.FRAGMENTS_EVICTED_BY_SHARE));
        now = SECOND;
        int expired = 0;
        while (both.expire(now)) {
            expired++;
        }
        assertEquals(SHARE, expired);
        assertEquals(Verdict.HELD, fromIpv6(relay, half(CE, 199, false)), "its first fragment is gone");
        assertEquals(Verdict.FORWARDED, fromIpv6(relay, half(otherCe, OTHER_BR, 0, false, inner)));
    }

    /** RFC 1858 section 3: 8 or 16 octets of TCP, from the NAPT; later fragments of the datagram are dropped, too. */
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void aCustomerEdgeRefusesTinyFragmentsAndTheirDatagram(int octets) {
        Forwarder edge = Nodes.edge(Nodes.domain(OPTIONS, BR, RULE), "2001:db8:12:3400::/56");
        byte[] tiny = ports(part(CE_ADDRESS, HOST, TCP, 0, octets, true), CE_PORT, 80);
        assertEquals(Verdict.FORWARDED, fromIpv4(edge, later(CE_ADDRESS, HOST, TCP)), "of an earlier datagram");
        assertEquals(Verdict.DROP_FRAGMENT_TINY, fromIpv4(edge, tiny));
        assertEquals(Verdict.DROP_FRAGMENT_DISCARDED, fromIpv4(edge, later(CE_ADDRESS, HOST, TCP)));
        byte[] full = ports(part(CE_ADDRESS, HOST, TCP, 0, 40, true), CE_PORT, 80);
        assertEquals(Verdict.FORWARDED, fromIpv4(edge, full), "another datagram begins");
        assertEquals(Verdict.FORWARDED, fromIpv4(edge, later(CE_ADDRESS, HOST, TCP)));
        assertEquals(Verdict.DROP_FRAGMENT_TINY, fromIpv4(edge, tiny));
        assertEquals(Verdict.FORWARDED, fromIpv4(edge, later(CE_ADDRESS, "1.2.3.5", TCP)), "another datagram");
        now = 2 * SECOND;
        assertEquals(Verdict.FORWARDED, fromIpv4(edge, later(CE_ADDRESS, HOST, TCP)), "its time is over");
        assertEquals(Verdict.DROP_FRAGMENT_TINY, fromIpv4(edge, part(CE_ADDRESS, HOST, TCP, 1, 16, false)));
        assertEquals(Verdict.DROP_FRAGMENT_DISCARDED, fromIpv4(edge, later(CE_ADDRESS, HOST, TCP)));
    }

    /** A first fragment with a foreign port, or with half an SCTP header, causes later ones to be dropped as well. */
    @Test
    void aRefusedFirstFragmentTakesTheOthersWithIt() {
        Forwarder edge = Nodes.edge(Nodes.domain(OPTIONS, BR, RULE), "2001:db8:12:3400::/56");
        byte[] foreign = ports(part(CE_ADDRESS, HOST, UDP, 0, 40, true), CE_PORT + 4, 80);
        assertEquals(Verdict.DROP_NOT_MY_ADDRESS, fromIpv4(edge, foreign));
        assertEquals(Verdict.DROP_FRAGMENT_DISCARDED, fromIpv4(edge, later(CE_ADDRESS, HOST, UDP)));
        byte[] sctp = ports(part(CE_ADDRESS, HOST, 132, 0, 8, true), CE_PORT, 80);
        assertEquals(Verdict.DROP_TRUNCATED, fromIpv4(edge, sctp));
        assertEquals(Verdict.DROP_FRAGMENT_DISCARDED, fromIpv4(edge, later(CE_ADDRESS, HOST, 132)));
    }

    /** If fragments are held, those that arrived before the tiny one are dropped, too: no output remains. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tinyFragmentsEndTheirDatagramInEitherDirection(boolean reassembled) {
        ForwardingOptions options = OPTIONS.with(
                        ForwardingOption.V4_REASSEMBLY, reassembled ? V4Reassembly.FULL : V4Reassembly.PARTIAL)
                .with(ForwardingOption.INNER_FRAGMENTS, reassembled ? InnerFragments.REASSEMBLE : InnerFragments.CACHE);
        Forwarder relay = Nodes.relay(options, RULE);
        Forwarder edge = Nodes.edge(Nodes.mesh(options, BR, RULE), "2001:db8:12:3400::/56");
        byte[] downTiny = ports(part(HOST, CE_ADDRESS, TCP, 0, 8, true), 80, CE_PORT);
        byte[] upTiny = ports(part(CE_ADDRESS, HOST, TCP, 0, 8, true), CE_PORT, 80);
        byte[] down = later(HOST, CE_ADDRESS, TCP);
        byte[] up = later(CE_ADDRESS, HOST, TCP);
        Verdict[] expected = {Verdict.HELD, Verdict.DROP_FRAGMENT_TINY, Verdict.DROP_FRAGMENT_DISCARDED};
        for (int i = 0; i < 3; i++) {
            assertEquals(expected[i], fromIpv4(relay, i == 1 ? downTiny : down));
            assertEquals(0, relay.nextOctets());
            assertEquals(expected[i], fromIpv6(relay, inTunnel(CE, BR, i == 1 ? upTiny : up)));
            assertEquals(0, relay.nextOctets());
            assertEquals(expected[i], fromIpv6(edge, inTunnel(BR, CE, i == 1 ? downTiny : down)));
            assertEquals(0, edge.nextOctets());
        }
        assertEquals(reassembled ? 0 : 2, relay.counters().packets(Event.RELEASED_DROPPED));
        assertEquals(reassembled ? 0 : 1, edge.counters().packets(Event.RELEASED_DROPPED));
    }

    /** Only addresses are checked, so no fragment is stored; the verdict is the same. */
    @Test
    void tinyFragmentsWhereOnlyAddressesAreChecked() {
        Forwarder relay = Nodes.relay(OPTIONS.with(ForwardingOption.INNER_FRAGMENTS, InnerFragments.ADDRESS), RULE);
        byte[] tiny = ports(part(CE_ADDRESS, HOST, TCP, 0, 8, true), CE_PORT, 80);
        assertEquals(Verdict.DROP_FRAGMENT_TINY, fromIpv6(relay, inTunnel(CE, BR, tiny)));
        assertEquals(
                Verdict.DROP_UNSUPPORTED_PROTOCOL, fromIpv6(relay, inTunnel(CE, BR, later(CE_ADDRESS, HOST, ESP))));
    }
}
