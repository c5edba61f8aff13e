package io.softwire46.mape.forward.relay;

import static io.softwire46.mape.conformance.model.Ipv4PacketBuilder.ipv4;
import static io.softwire46.mape.conformance.model.Ipv6PacketBuilder.ipv6;
import static io.softwire46.mape.forward.Nodes.BR;
import static io.softwire46.mape.forward.Nodes.CE;
import static io.softwire46.mape.forward.Nodes.CE_ADDRESS;
import static io.softwire46.mape.forward.Nodes.CE_PORT;
import static io.softwire46.mape.forward.Nodes.HOST;
import static io.softwire46.mape.forward.Nodes.OPTIONS;
import static io.softwire46.mape.forward.Nodes.RULE;
import static io.softwire46.mape.forward.Nodes.assertDropped;
import static io.softwire46.mape.forward.Nodes.assertLeft;
import static io.softwire46.mape.forward.Nodes.assertTunnelled;
import static io.softwire46.mape.forward.Nodes.relay;
import static io.softwire46.mape.forward.Nodes.run;
import static io.softwire46.mape.forward.Nodes.up;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.softwire46.mape.config.ForwardingOption;
import io.softwire46.mape.config.ForwardingOptions.V4Reassembly;
import io.softwire46.mape.conformance.model.Bytes;
import io.softwire46.mape.conformance.model.Ipv4PacketBuilder;
import io.softwire46.mape.forward.BorderRelay;
import io.softwire46.mape.forward.Forwarder;
import io.softwire46.mape.forward.Nodes;
import io.softwire46.mape.forward.Outcome;
import io.softwire46.mape.forward.counter.Event;
import io.softwire46.mape.forward.counter.Verdict;
import io.softwire46.mape.testing.Placement;
import org.junit.jupiter.api.Test;

/** From CE to CE through the border relay (RFC 7596 section 6.2), and limits of the IPv4 side. */
class BorderRelayHairpinTest {
    private static final String NEIGHBOUR = "2001:db8:13:3500:0:c000:213:35"; // 192.0.2.19, PSID 0x35
    private static final int NEIGHBOUR_PORT = 1236;

    private final BorderRelay relay = relay(OPTIONS, RULE);

    private static Ipv4PacketBuilder toNeighbour() {
        return ipv4(CE_ADDRESS, "192.0.2.19");
    }

    private static byte[] tunnelled(byte[] inner) {
        return ipv6(CE, BR).inner(inner).octets();
    }

    @Test
    void goesBackIntoTheTunnelOneHopOlder() {
        byte[] inner = toNeighbour().udp(CE_PORT, NEIGHBOUR_PORT).octets();
        assertTunnelled(BR, NEIGHBOUR, inner, up(relay, tunnelled(inner)));
        BorderRelay older = relay(OPTIONS.with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, true), RULE);
        assertTunnelled(BR, NEIGHBOUR, inner, up(older, tunnelled(inner))); // one router, one hop
    }

    @Test
    void goesBackAlsoToTheSameAddressAndTheSenderItself() {
        byte[] samePublicAddress =
                ipv4(CE_ADDRESS, CE_ADDRESS).udp(CE_PORT, 1236).octets();
        assertTunnelled(
                BR, "2001:db8:12:3500:0:c000:212:35", samePublicAddress, up(relay, tunnelled(samePublicAddress)));
        byte[] self = ipv4(CE_ADDRESS, CE_ADDRESS).udp(CE_PORT, CE_PORT).octets();
        assertTunnelled(BR, CE, self, up(relay, tunnelled(self)));
    }

    @Test
    void theSourceIsCheckedFirst() {
        byte[] spoofed = toNeighbour().udp(NEIGHBOUR_PORT, NEIGHBOUR_PORT).octets();
        assertDropped(Verdict.DROP_SPOOFED, up(relay, tunnelled(spoofed)));
    }

    @Test
    void packetsToPortsWithoutOwnerAreDropped() {
        assertDropped(
                Verdict.DROP_UNASSIGNED_PORT,
                up(relay, tunnelled(toNeighbour().udp(CE_PORT, 80).octets())));
        byte[] about = Bytes.part(ipv4(HOST, CE_ADDRESS).udp(80, CE_PORT).octets(), 0, 28);
        // The quoted source must be the destination: this error is about a packet from elsewhere.
        assertDropped(
                Verdict.DROP_ICMP_BAD_QUOTE,
                up(relay, tunnelled(toNeighbour().icmpError(3, about).octets())));
    }

    @Test
    void icmpErrorsBetweenCesAreCheckedByBothEndsOfTheQuote() {
        byte[] quote = Bytes.part(
                ipv4("192.0.2.19", CE_ADDRESS).udp(NEIGHBOUR_PORT, CE_PORT).octets(), 0, 28);
        byte[] inner = toNeighbour().icmpError(3, quote).octets();
        assertTunnelled(BR, NEIGHBOUR, inner, up(relay, tunnelled(inner)));
    }

    @Test
    void theLastHopEndsHere() {
        byte[] last = toNeighbour().timeToLive(1).udp(CE_PORT, NEIGHBOUR_PORT).octets();
        assertDropped(Verdict.DROP_TTL_EXPIRED, up(relay, tunnelled(last)));
    }

    @Test
    void theTunnelsMtuCountsAndNotTheIpv4Sides() {
        BorderRelay small = relay(OPTIONS.with(ForwardingOption.MTU_V4, 68), RULE);
        byte[] inner = toNeighbour().udp(CE_PORT, NEIGHBOUR_PORT, 100).octets();
        assertTunnelled(BR, NEIGHBOUR, inner, up(small, tunnelled(inner)));
        byte[] large = toNeighbour()
                .flagsOffset(0x4000)
                .udp(CE_PORT, NEIGHBOUR_PORT, 1460 - 28 + 1)
                .octets();
        assertDropped(Verdict.DROP_TOO_BIG, up(relay, tunnelled(large)));
    }

    @Test
    void needsHeadroomOnlyForTheDifferenceOfTheHeaders() {
        byte[] inner = toNeighbour().udp(CE_PORT, NEIGHBOUR_PORT).octets();
        assertTunnelled(BR, NEIGHBOUR, inner, run(tunnelled(inner), 0, packet -> relay.fromIpv6(packet, 0)));
        BorderRelay limited = relay(OPTIONS.with(ForwardingOption.ENCAPSULATION_LIMIT, 4), RULE);
        assertDropped(Verdict.DROP_NO_ROOM, run(tunnelled(inner), 7, packet -> limited.fromIpv6(packet, 0)));
        assertEquals(
                Verdict.FORWARDED,
                run(tunnelled(inner), 8, packet -> limited.fromIpv6(packet, 0)).verdict());
    }

    @Test
    void reassemblesForTheDestinationFragmentsHeldForTheirSource() {
        Forwarder reassembling = relay(OPTIONS.with(ForwardingOption.V4_REASSEMBLY, V4Reassembly.FULL), RULE);
        byte[] whole = toNeighbour().udp(CE_PORT, NEIGHBOUR_PORT, 64).octets();
        for (int block : new int[] {3, 6}) {
            Outcome.fromIpv6(reassembling, tunnelled(part(whole, block, block + 3)))
                    .assertSilent(Verdict.HELD);
        }
        byte[] left =
                Outcome.fromIpv6(reassembling, tunnelled(part(whole, 0, 3))).only(Verdict.HELD);
        byte[] expected = ipv6(BR, NEIGHBOUR).inner(Nodes.oneHopLess(whole)).octets();
        assertEquals(Bytes.hex(expected), Bytes.hex(left));
        assertEquals(0, reassembling.counters().packets(Event.RELEASED_DROPPED), "nothing was lost");
    }

    /** Blocks of 8 octets following the IPv4 header; there are 9. */
    private static byte[] part(byte[] whole, int from, int end) {
        return toNeighbour()
                .flagsOffset(from | (end < 9 ? Ipv4PacketBuilder.MORE_FRAGMENTS : 0))
                .payload(17, Bytes.part(whole, 20 + 8 * from, 20 + 8 * end))
                .octets();
    }

    @Test
    void withoutHairpinEverythingLeavesAsIpv4() {
        BorderRelay straight = relay(OPTIONS.with(ForwardingOption.HAIRPIN, false), RULE);
        byte[] inner = toNeighbour().udp(CE_PORT, NEIGHBOUR_PORT).octets();
        assertLeft(inner, up(straight, tunnelled(inner)));
        byte[] unowned = toNeighbour().timeToLive(1).udp(CE_PORT, 80).octets();
        assertLeft(unowned, up(straight, tunnelled(unowned)));
    }

    @Test
    void mtuV4LimitsWhatLeavesAsIpv4() {
        byte[] fits = ipv4(CE_ADDRESS, HOST).udp(CE_PORT, 80, 576 - 28).octets();
        byte[] large = ipv4(CE_ADDRESS, HOST)
                .flagsOffset(0x4000)
                .udp(CE_PORT, 80, 576 - 28 + 1)
                .octets();
        BorderRelay small = relay(OPTIONS.with(ForwardingOption.MTU_V4, 576), RULE);
        assertLeft(fits, up(small, tunnelled(fits)));
        assertDropped(Verdict.DROP_TOO_BIG, up(small, tunnelled(large)));
        assertLeft(large, up(relay, tunnelled(large)));
    }

    @Test
    void decrementsTheTtlAtTheExitByOption() {
        BorderRelay older = relay(OPTIONS.with(ForwardingOption.DECREMENT_TTL_AT_EGRESS, true), RULE);
        byte[] inner = ipv4(CE_ADDRESS, HOST).timeToLive(2).udp(CE_PORT, 80).octets();
        Placement.Result left = up(older, tunnelled(inner));
        assertLeft(Nodes.oneHopLess(inner), left);
        assertDropped(Verdict.DROP_TTL_EXPIRED, up(older, tunnelled(left.octets())));
    }
}
