package io.softwire46.mape.forward.tunnel;

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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.NaiveFragments;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.ReceivedParts;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Placement;
import io.softwire46.mape.wire.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Echo replies longer than the MTU. RFC 4443 section 4.2: all data are returned; RFC 8200 sections 4.5 and 5. */
class EchoFragmentsTest {
    private static final String PROBE = "2001:db9:aaaa::7";
    private static final ForwardingOptions SMALL = OPTIONS.with(ForwardingOption.MTU_V6, 1280)
            .with(ForwardingOption.FRAGMENT_SHARE_PER_SOURCE, 1.0)
            .with(ForwardingOption.MAX_FRAGMENTS_PER_PACKET, 100);

    private static Forwarder relay(ForwardingOptions options) {
        return Nodes.relay(options, RULE);
    }

    private static Forwarder edge(ForwardingOptions options) {
        return Nodes.edge(Nodes.domain(options, BR, RULE), "2001:db8:12:3400::/56");
    }

    private static byte[] request(String from, String to, int dataOctets) {
        return icmpv6(from, to, 9, 128, 0, 7, Bytes.counting(dataOctets));
    }

    private static void assertFragments(String from, String to, int mtu, int dataOctets, Outcome outcome) {
        assertEquals(Verdict.REPLIED, outcome.verdict());
        int most = (mtu - 48) / 8 * 8; // data of a fragment that is not the last
        List<Integer> sizes = new ArrayList<>();
        int left = 8 + dataOctets;
        for (; left > mtu - 48; left -= most) {
            sizes.add(48 + most);
        }
        sizes.add(48 + left);
        assertEquals(sizes, outcome.sizes());
        byte[] reply = icmpv6(from, to, 64, 129, 0, 7, Bytes.counting(dataOctets));
        assertEquals(Bytes.hex(reply), Bytes.hex(ReceivedParts.reassembleIpv6(outcome.packets())));
    }

    @Test
    void longRepliesLeaveInFragmentsThatCarryAllData() {
        for (int mtu : new int[] {1280, 1281, 1287, 1500}) {
            ForwardingOptions options = SMALL.with(ForwardingOption.MTU_V6, mtu);
            for (int octets : new int[] {mtu - 47, mtu - 40, 2000, 2 * mtu, 9000}) {
                Outcome up = Outcome.fromIpv6(relay(options), request(PROBE, BR, octets));
                assertFragments(BR, PROBE, mtu, octets, up);
                Outcome down = Outcome.fromIpv6(edge(options), request(PROBE, CE, octets));
                assertFragments(CE, PROBE, mtu, octets, down);
            }
            assertEquals(
                    List.of(mtu),
                    Outcome.fromIpv6(relay(options), request(PROBE, BR, mtu - 48))
                            .sizes(),
                    "whole");
        }
    }

    /** From a CE to the BR and the other way, in any order of the fragments. */
    @Test
    void requestsThatWereReassembledAreAnsweredToo() {
        for (int octets : new int[] {1300, 2000, 20_000, 65_527}) {
            assertReassembled(relay(SMALL), CE, BR, octets, false);
            assertReassembled(relay(SMALL), CE, BR, octets, true);
            assertReassembled(edge(SMALL), BR, CE, octets, false);
        }
    }

    private static void assertReassembled(Forwarder node, String from, String to, int octets, boolean reversed) {
        List<byte[]> fragments = NaiveFragments.fragmentIpv6(request(from, to, octets), 1500, 5);
        if (reversed) {
            Collections.reverse(fragments);
        }
        if (fragments.size() > 1) {
            for (byte[] each : fragments.subList(0, fragments.size() - 1)) {
                Outcome.fromIpv6(node, each).assertSilent(Verdict.HELD);
            }
            Outcome outcome = Outcome.fromIpv6(node, fragments.get(fragments.size() - 1));
            assertFragments(to, from, 1280, octets, outcome);
        }
    }

    @Test
    void twoRepliesHaveTwoIdentifications() { // RFC 8200 section 4.5
        Forwarder node = relay(SMALL);
        int first = Bytes.int32(
                Outcome.fromIpv6(node, request(PROBE, BR, 2000)).packets().get(0), 44);
        int second = Bytes.int32(
                Outcome.fromIpv6(node, request(PROBE, BR, 2000)).packets().get(0), 44);
        assertEquals(1, second - first); // RFC 7739 section 5.3
    }

    /** The Fragment header needs eight octets of headroom, or of extension headers, which the reply does not repeat. */
    @Test
    void withoutHeadroomTheRequestIsDroppedAsItIs() {
        byte[] request = request(PROBE, BR, 2000);
        for (int headroom : new int[] {0, 7}) {
            BorderRelay relay = Nodes.relay(SMALL, RULE);
            Placement.Result result = Placement.HEAP_EXACT.run(request, headroom, packet -> relay.fromIpv6(packet, 0));
            assertEquals(Verdict.DROP_NO_ROOM, result.verdict());
            assertEquals(Bytes.hex(request), result.hex());
        }
        Outcome enough = Outcome.of(Placement.HEAP_EXACT, relay(SMALL), false, request, 8, 0);
        assertFragments(BR, PROBE, 1280, 2000, enough);
        byte[] options = ipv6(PROBE, BR)
                .header(60, "0000010400000000")
                .payload(58, Bytes.part(request, 40, request.length))
                .octets();
        assertFragments(BR, PROBE, 1280, 2000, Outcome.of(Placement.HEAP_EXACT, relay(SMALL), false, options, 0, 0));
    }

    @Test
    void badRequestsAreRefusedAsShortOnesAre() {
        byte[] damaged = request(PROBE, BR, 2000);
        damaged[1000] ^= 1;
        Outcome.fromIpv6(relay(SMALL), damaged).assertSilent(Verdict.DROP_ICMPV6_BAD_CHECKSUM);
        for (String source : List.of("::", "::1", "::ffff:192.0.2.1", "ff02::1")) {
            Outcome.fromIpv6(relay(SMALL), request(source, BR, 2000)).assertSilent(Verdict.DROP_ICMPV6_SUPPRESSED);
        }
        ForwardingOptions off = SMALL.with(ForwardingOption.ECHO_REPLY, false);
        Outcome.fromIpv6(relay(off), request(PROBE, BR, 2000)).assertSilent(Verdict.DROP_ICMPV6_ECHO);
    }

    /** RFC 8201 section 4: a verified report about the path applies to replies as well. */
    @Test
    void fragmentsFollowThePathMtu() {
        Forwarder node = relay(SMALL.with(ForwardingOption.MTU_V6, 1500).with(ForwardingOption.DYNAMIC_PMTU, true));
        byte[] sent = ipv6(BR, CE)
                .inner(ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT, 1300).octets())
                .octets();
        Outcome.fromIpv6(node, icmpv6(PROBE, BR, 64, 2, 0, 1300, Bytes.part(sent, 0, 1232)));
        assertFragments(BR, CE, 1300, 1400, Outcome.fromIpv6(node, request(CE, BR, 1400)));
        assertEquals(
                List.of(1448), Outcome.fromIpv6(node, request(PROBE, BR, 1400)).sizes(), "another path");
    }

    @Test
    void fragmentsAreWrittenElsewhereAndEndABurst() {
        byte[] request = request(PROBE, BR, 2000);
        Forwarder node = relay(SMALL);
        Packet packet = new Packet().attach(ByteBuffer.wrap(request.clone()), 0, request.length, 0);
        Packet destination = new Packet().attach(ByteBuffer.allocate(3000), 0, 3000, 0);
        assertEquals(Verdict.REPLIED, node.fromIpv6(packet, destination, 0));
        assertEquals(1280, destination.length());
        assertEquals(1, Outcome.pull(node).size());
        Packet[] burst = {at8(request), at8(request)};
        assertEquals(1, node.fromIpv6(burst, new Verdict[2], 0, 2, 0));
        assertTrue(node.nextOctets() > 0);
        assertEquals(2, node.fromIpv6(burst, new Verdict[2], 1, 2, 0));
    }

    private static Packet at8(byte[] octets) {
        return new Packet().attach(ByteBuffer.allocate(8 + octets.length).put(8, octets), 8, octets.length, 8);
    }
}
